//! Byte shuffles that close the gaps between units of different widths: two tables of 4 KiB, for the levels
//! without a compress instruction.

/// A byte no shuffle takes: `pshufb` writes zero.
const NOTHING: u8 = 0x80;

/// For 8 units in lanes of two bytes, by the set of units that have only the low one.
pub(super) static OF_TWO: [[u8; 16]; 256] = {
    let mut table = [[NOTHING; 16]; 256];
    let mut set = 0;
    while set < 256 {
        let (mut unit, mut at) = (0, 0);
        while unit < 8 {
            table[set][at] = 2 * unit as u8;
            at += 1;
            if set >> unit & 1 == 0 {
                table[set][at] = 2 * unit as u8 + 1;
                at += 1;
            }
            unit += 1;
        }
        set += 1;
    }
    table
};

/// For 4 units in lanes of four bytes (first of three, nothing, first of two, last), by two bits for each
/// unit: 1 if it has only the last byte, 2 if it has not all three; so 3, 2 and 0 occur.
pub(super) static OF_THREE: [[u8; 16]; 256] = {
    let mut table = [[NOTHING; 16]; 256];
    let mut set = 0;
    while set < 256 {
        let (mut unit, mut at) = (0, 0);
        while unit < 4 {
            let lane = 4 * unit as u8;
            let less = set >> (2 * unit) & 3;
            if less & 2 == 0 {
                table[set][at] = lane;
                at += 1;
            }
            if less & 1 == 0 {
                table[set][at] = lane + 2;
                at += 1;
            }
            table[set][at] = lane + 3;
            at += 1;
            unit += 1;
        }
        set += 1;
    }
    table
};
