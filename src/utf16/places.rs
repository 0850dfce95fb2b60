//! Positions: from UTF-16 units of a string to bytes of its UTF-8, and back; and how many units there are.

/// UTF-16 units of the characters that begin in `utf8`: one for each byte that begins a character, and one more
/// where it begins a pair.
///
/// # Complexity
///
/// Linear; the loop is one the compiler makes SIMD of.
#[must_use]
pub fn units_of(utf8: &[u8]) -> usize {
    // Sums of 127 bytes, two at most each, fit a byte: 16 to 64 lanes at a time.
    utf8.chunks(127)
        .map(|chunk| {
            let count = |sum: u8, &byte: &u8| sum + u8::from(byte & 0xC0 != 0x80) + u8::from(byte >= 0xF0);
            usize::from(chunk.iter().fold(0, count))
        })
        .sum()
}

/// Whether a byte begins a character, in valid UTF-8.
const fn begins_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The first character of `bytes`, which are valid UTF-8, that begins at or after UTF-16 unit `unit`: its offset in
/// bytes and its unit; the end if there is none.
///
/// # Examples
///
/// ```
/// use stringops_booster::utf16::byte_of_unit;
///
/// assert_eq!(byte_of_unit("é🦀x".as_bytes(), 1), (2, 1));
/// assert_eq!(byte_of_unit("é🦀x".as_bytes(), 2), (6, 3), "not into the middle of a pair");
/// ```
#[must_use]
pub fn byte_of_unit(bytes: &[u8], unit: usize) -> (usize, usize) {
    const STEP: usize = 1024;
    let (mut offset, mut units) = (0, 0);
    while let Some(chunk) = bytes.get(offset..offset + STEP) {
        let more = units_of(chunk);
        if units + more >= unit {
            break;
        }
        (offset, units) = (offset + STEP, units + more);
    }
    while offset < bytes.len() && (units < unit || !begins_character(bytes[offset])) {
        units += usize::from(begins_character(bytes[offset])) + usize::from(bytes[offset] >= 0xF0);
        offset += 1;
    }
    (offset, units)
}

/// The UTF-16 unit at which the character begins to which byte `offset` of `bytes`, valid UTF-8, belongs.
#[must_use]
pub fn unit_of_byte(bytes: &[u8], offset: usize) -> usize {
    let mut start = offset;
    while start < bytes.len() && start > 0 && !begins_character(bytes[start]) {
        start -= 1;
    }
    units_of(&bytes[..start])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agree_with_the_standard_library(text in "[a-cé語🦀]{0,900}", extra in "[ -~]{0,3000}") {
            let text = text + &extra;
            let (mut unit, bytes) = (0, text.as_bytes());
            prop_assert_eq!(units_of(bytes), text.encode_utf16().count());
            for (offset, character) in text.char_indices() {
                if offset % 7 < 3 {
                    prop_assert_eq!(byte_of_unit(bytes, unit), (offset, unit));
                    prop_assert_eq!(unit_of_byte(bytes, offset + character.len_utf8() - 1), unit);
                    if character.len_utf16() == 2 {
                        prop_assert_eq!(byte_of_unit(bytes, unit + 1), (offset + 4, unit + 2));
                    }
                }
                unit += character.len_utf16();
            }
            prop_assert_eq!(byte_of_unit(bytes, unit + 5), (bytes.len(), unit));
            prop_assert_eq!(unit_of_byte(bytes, bytes.len()), unit);
        }
    }
}
