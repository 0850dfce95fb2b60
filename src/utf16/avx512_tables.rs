//! The tables that the AVX-512 level loads as whole vectors: marks, places of digits, permutations. 704 bytes.

/// Units in a vector.
const UNITS: usize = 32;

/// Marks of a lane's first and second byte, for characters of two bytes.
pub(super) const TWO_BYTES: u16 = 0x80C0;
/// The same for the first half of a pair: the first and second byte of its character.
pub(super) const FIRST_HALF: u16 = 0x80F0;
/// The same for the second half of a pair: the third and fourth byte of its character.
pub(super) const SECOND_HALF: u16 = 0x8080;
/// Marks of a 32-bit lane of three bytes.
pub(super) const THREE_BYTES: i32 = 0x0080_80E0;
/// Where a 32-bit lane has digits of the unit, if it is ASCII.
pub(super) const LAST_7: i32 = 0x007F_0000;
/// The same for two and three bytes.
pub(super) const LAST_16: i32 = 0x003F_3FFF;

/// Marks by the low four bits of the number of leading zeros of a unit in a 32-bit lane.
pub(super) static MARKS: [i32; 16] = by_leading_zeros(THREE_BYTES, (TWO_BYTES as i32) << 8, 0);
/// Where the digits are, by the same.
pub(super) static DIGITS: [i32; 16] = by_leading_zeros(LAST_16, LAST_16, LAST_7);

const fn by_leading_zeros(three: i32, two: i32, one: i32) -> [i32; 16] {
    // 16 to 20 leading zeros leave 12 digits or more, 21 to 24 leave 8 to 11.
    let mut table = [one; 16];
    let mut zeros = 16;
    while zeros < 25 {
        table[zeros - 16] = if zeros < 21 { three } else { two };
        zeros += 1;
    }
    table
}

/// For each lane the one before it.
pub(super) static ONE_BEFORE: [u16; UNITS] = {
    let mut lanes = [0; UNITS];
    let mut lane = 1;
    while lane < UNITS {
        lanes[lane] = lane as u16 - 1;
        lane += 1;
    }
    lanes
};

/// How 32 units become 96 bytes where each takes three: for byte 64 * `v` + `i` see field `[v][i]`.
pub(super) struct AllThree {
    /// The four units each eight bytes are made of.
    pub(super) units: [[u16; UNITS]; 2],
    /// The bit of those four units each byte starts at.
    pub(super) shifts: [[u8; 64]; 2],
    /// Which bits of a byte are the unit's.
    pub(super) digits: [[u8; 64]; 2],
    /// The other bits.
    pub(super) marks: [[u8; 64]; 2],
}

pub(super) static ALL_THREE: AllThree = {
    let mut table =
        AllThree { units: [[0; UNITS]; 2], shifts: [[0; 64]; 2], digits: [[0; 64]; 2], marks: [[0; 64]; 2] };
    let mut byte = 0;
    while byte < 128 {
        let (vector, at) = (byte / 64, byte % 64);
        let (unit, part) = (byte / 3, byte % 3);
        let first_unit = byte / 8 * 8 / 3;
        if byte % 2 == 0 {
            // Lane n of a vector holds unit n % 4 of the four. Those past the end are never used for bytes
            // that count.
            table.units[vector][at / 2] = ((first_unit + at / 2 % 4) % UNITS) as u16;
        }
        table.shifts[vector][at] = (16 * (unit - first_unit) + 12 - 6 * part) as u8;
        table.digits[vector][at] = [0x0F, 0x3F, 0x3F][part];
        table.marks[vector][at] = [0xE0, 0x80, 0x80][part];
        byte += 1;
    }
    table
};
