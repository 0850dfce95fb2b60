//! UTF-16 units counted in UTF-8.

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
