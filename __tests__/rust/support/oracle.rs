//! The operations as one would write them to be right, not fast.

/// FNV-1a 32, by its definition (Fowler, Noll, Vo).
pub fn hash(bytes: &[u8], state: u32) -> u32 {
    bytes.iter().fold(state, |state, byte| (state ^ u32::from(*byte)).wrapping_mul(16_777_619))
}

/// Order of bytes, as -1, 0 or 1.
pub fn compare(a: &[u8], b: &[u8]) -> i32 {
    for (x, y) in a.iter().zip(b) {
        if x != y {
            return if x < y { -1 } else { 1 };
        }
    }
    i32::from(a.len() > b.len()) - i32::from(a.len() < b.len())
}

/// First offset of the needle, or -1.
pub fn search(haystack: &[u8], needle: &[u8]) -> i64 {
    (0..=haystack.len()).find(|offset| haystack[*offset..].starts_with(needle)).map_or(-1, |offset| offset as i64)
}

/// Every offset of the needle; for an empty one, every boundary of a character.
pub fn search_all(haystack: &[u8], needle: &[u8], overlapping: bool) -> Vec<usize> {
    let mut next = 0;
    (0..=haystack.len())
        .filter(|&at| {
            if needle.is_empty() {
                return at == 0 || at == haystack.len() || !(0x80..0xc0).contains(&haystack[at]);
            }
            let found = (overlapping || at >= next) && haystack[at..].starts_with(needle);
            if found {
                next = at + needle.len();
            }
            found
        })
        .collect()
}

/// UTF-8 as `TextEncoder` makes it.
pub fn utf8(units: &[u16]) -> Vec<u8> {
    char::decode_utf16(units.iter().copied())
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>()
        .into_bytes()
}
