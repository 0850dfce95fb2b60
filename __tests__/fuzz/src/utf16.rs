//! UTF-16 to UTF-8: every level, with exactly enough room and less, halves of pairs at every edge.

use arbitrary::Arbitrary;
use stringops_booster::backend::{INPUT_START, Input};
use stringops_booster::cpu::Level;
use stringops_booster::utf16::{self, SLACK, byte_of_unit, transcode, unit_of_byte, units_of, utf8_len};

use crate::backends::{self, Placed};
use crate::oracle;
use crate::recipe::{Share, Text};

/// More units are left out, as every level converts them several times.
const MOST_UNITS: usize = 100_000;

/// Longer texts are not cut in two as well.
const MOST_CUT: usize = 8 << 10;

/// In memory that has not been written. It does not occur in UTF-8.
const UNWRITTEN: u8 = 0xFF;

#[derive(Arbitrary, Debug)]
pub struct Case {
    /// Of the units and of the room, in elements after a cache line's start.
    pub offsets: [u8; 2],
    /// Where the text is cut in two, and which unit is looked up.
    pub at: Share,
    /// How much less room there is than needed.
    pub lacking: u8,
    pub text: Text<u16>,
}

pub fn check(case: &Case) {
    let mut units = case.text.build();
    units.truncate(MOST_UNITS);
    let units = Placed::new(&units, usize::from(case.offsets[0] % 32), 0xD83E);
    let expected = oracle::utf8(&units);
    check_levels(&units, &expected, case);
    check_in_blocks(&units, &expected);
    check_positions(std::str::from_utf8(&expected).expect("UTF-8"), case.at);
    if units.len() > MOST_CUT {
        return;
    }
    // Cut anywhere, so that a pair may lose a half: each part by itself.
    let (first, second) = units.split_at(case.at.of(units.len()));
    for part in [first, second] {
        let part = Placed::new(part, usize::from(case.offsets[1] % 32), 0xDD80);
        check_levels(&part, &oracle::utf8(&part), case);
    }
}

/// The levels of this CPU, and the module's own choice, which treats short texts differently.
fn contenders() -> impl Iterator<Item = Option<Level>> {
    Level::available().into_iter().map(Some).chain([None])
}

fn check_levels(units: &[u16], expected: &[u8], case: &Case) {
    let exact = expected.len();
    let ascii = units.iter().all(|unit| *unit < 0x80);
    for level in contenders() {
        let name = level.map_or("best", Level::name);
        let convert = |room: &mut [u8]| match level {
            Some(level) => utf16::transcode_at(level, units, room),
            None => transcode(units, room),
        };
        assert_eq!(
            level.map_or_else(|| utf8_len(units), |level| utf16::utf8_len_at(level, units)),
            exact,
            "{name}: length"
        );
        assert_eq!(
            level.map_or_else(|| utf16::is_ascii(units), |level| utf16::is_ascii_at(level, units)),
            ascii,
            "{name}: ASCII"
        );
        // Enough room, and the room that is promised to be enough: both must suffice.
        for room in [3 * units.len() + SLACK, exact + SLACK] {
            let mut room = room_of(room, case);
            assert_eq!(convert(&mut room), Some(exact), "{name}: written to {} bytes", room.len());
            assert!(room[..exact] == *expected, "{name}: bytes");
        }
        // The exact room may suffice or not; with less, nothing may be claimed to fit.
        let mut room = room_of(exact, case);
        if let Some(written) = convert(&mut room) {
            assert_eq!(written, exact, "{name}: written to the exact room");
            assert!(room[..] == *expected, "{name}: bytes in the exact room");
        }
        let lacking = 1 + usize::from(case.lacking);
        if let Some(short) = exact.checked_sub(lacking) {
            assert_eq!(convert(&mut room_of(short, case)), None, "{name}: {lacking} bytes too few");
        }
    }
}

/// Room whose allocation ends with it, so that AddressSanitizer notices a store past it.
fn room_of(len: usize, case: &Case) -> Placed<u8> {
    Placed::new(&vec![UNWRITTEN; len], usize::from(case.offsets[1]), UNWRITTEN)
}

/// As the bindings do it: straight into the block, and read there.
fn check_in_blocks(units: &[u16], expected: &[u8]) {
    let hash = oracle::hash(expected, stringops_booster::fnv1a::OFFSET_BASIS);
    backends::each(|kind, backend| {
        for level in Level::available() {
            let end = INPUT_START + 3 * units.len() + SLACK;
            assert!(backend.reserve(end).is_ok(), "{kind:?}");
            let written = utf16::transcode_at(level, units, &mut backend.block()[INPUT_START..end]);
            assert_eq!(written, Some(expected.len()), "{kind:?}, {}", level.name());
            let range = INPUT_START..INPUT_START + expected.len();
            let seen = backend.hash(Input::Block(range.clone()), stringops_booster::fnv1a::OFFSET_BASIS);
            assert_eq!(seen.ok(), Some(hash), "{kind:?}, {}", level.name());
            let order = backend.compare(Input::Block(range), Input::Host(expected));
            assert!(order.is_ok_and(|order| order.is_eq()), "{kind:?}, {}", level.name());
        }
    });
}

/// Units against bytes, by walking the characters.
fn check_positions(text: &str, at: Share) {
    let bytes = text.as_bytes();
    let units = text.encode_utf16().count();
    assert_eq!(units_of(bytes), units, "units");
    let wanted = at.of(units);
    let (mut offset, mut unit) = (0, 0);
    for character in text.chars() {
        if unit >= wanted {
            break;
        }
        let start = unit;
        // Some of the offsets, as each is a walk of its own.
        if offset % 61 == 0 && offset < 2000 {
            for byte in offset..offset + character.len_utf8() {
                assert_eq!(unit_of_byte(bytes, byte), start, "the unit of byte {byte}");
            }
        }
        offset += character.len_utf8();
        unit += character.len_utf16();
    }
    assert_eq!(byte_of_unit(bytes, wanted), (offset, unit), "the byte of unit {wanted}");
    assert_eq!(unit_of_byte(bytes, offset), unit, "the unit of byte {offset}");
    assert_eq!(byte_of_unit(bytes, units + 1), (bytes.len(), units), "behind the end");
}
