//! The operations by their definitions, to be sure and not to be fast: the oracle of the tests and of the fuzzers.

/// FNV-1a 32, by its definition (Fowler, Noll, Vo), going on from `state`.
pub fn hash(bytes: &[u8], state: u32) -> u32 {
    bytes.iter().fold(state, |state, byte| (state ^ u32::from(*byte)).wrapping_mul(16_777_619))
}

/// FNV-1a 64, likewise.
pub fn hash64(bytes: &[u8], state: u64) -> u64 {
    bytes.iter().fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Order of bytes: -1, 0 or 1.
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
    search_all(haystack, needle, true).first().map_or(-1, |offset| *offset as i64)
}

/// Every offset of the needle; for an empty one, every boundary of a character.
pub fn search_all(haystack: &[u8], needle: &[u8], overlapping: bool) -> Vec<usize> {
    if needle.is_empty() {
        return boundaries(haystack);
    }
    let all = occurrences(haystack, needle);
    if overlapping { all } else { apart(&all, needle.len()) }
}

/// The most steps the quadratic search may take.
const NAIVE_STEPS: usize = 1 << 22;

/// Every offset of a needle that is not empty, those that overlap too.
///
/// By Knuth, Morris and Pratt, as `windows` is quadratic on what is fuzzed here; and by `windows` where that is
/// affordable, so that this oracle has an oracle too.
pub fn occurrences(haystack: &[u8], needle: &[u8]) -> Vec<usize> {
    assert!(!needle.is_empty());
    let mut borders = vec![0; needle.len()];
    let mut border = 0;
    for at in 1..needle.len() {
        while border > 0 && needle[border] != needle[at] {
            border = borders[border - 1];
        }
        border += usize::from(needle[border] == needle[at]);
        borders[at] = border;
    }
    let (mut found, mut matched) = (Vec::new(), 0);
    for (at, byte) in haystack.iter().enumerate() {
        while matched > 0 && (matched == needle.len() || needle[matched] != *byte) {
            matched = borders[matched - 1];
        }
        matched += usize::from(needle[matched] == *byte);
        if matched == needle.len() {
            found.push(at + 1 - needle.len());
        }
    }
    if haystack.len().saturating_mul(needle.len()) <= NAIVE_STEPS {
        let windows = haystack.windows(needle.len()).enumerate();
        let naive: Vec<usize> = windows.filter(|(_, window)| *window == needle).map(|(at, _)| at).collect();
        assert_eq!(found, naive, "the oracles themselves");
    }
    found
}

/// Of occurrences in order, those that begin after the end of the last one taken.
pub fn apart(offsets: &[usize], needle_len: usize) -> Vec<usize> {
    let mut free = 0;
    let mut taken = Vec::new();
    for at in offsets {
        if *at >= free {
            taken.push(*at);
            free = at + needle_len;
        }
    }
    taken
}

/// Where an empty needle is found: at 0, at the end, and at each byte that does not continue a character.
pub fn boundaries(bytes: &[u8]) -> Vec<usize> {
    (0..=bytes.len()).filter(|at| *at == 0 || *at == bytes.len() || !(0x80..0xc0).contains(&bytes[*at])).collect()
}

/// UTF-8 of UTF-16, as `TextEncoder` makes it: U+FFFD for half a pair.
pub fn utf8(units: &[u16]) -> Vec<u8> {
    let characters = char::decode_utf16(units.iter().copied());
    characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into_bytes()
}

/// The matches of a set of needles, by needle and offset: the leftmost, of those the longest, of equal ones the first.
pub fn needles(haystack: &[u8], needles: &[Vec<u8>], ignore_case: bool) -> Vec<(u32, usize)> {
    let folded = |bytes: &[u8]| if ignore_case { bytes.to_ascii_lowercase() } else { bytes.to_vec() };
    let haystack = folded(haystack);
    let mut all = Vec::new();
    for (number, needle) in needles.iter().enumerate() {
        let needle = folded(needle);
        all.extend(
            occurrences(&haystack, &needle).into_iter().map(|at| (at, usize::MAX - needle.len(), number as u32)),
        );
    }
    all.sort_unstable();
    let mut next = 0;
    all.retain(|(at, rest, _)| {
        let apart = *at >= next;
        if apart {
            next = at + (usize::MAX - rest);
        }
        apart
    });
    all.into_iter().map(|(at, _, number)| (number, at)).collect()
}
