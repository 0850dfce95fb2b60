//! All occurrences of a needle, in time linear in both lengths whatever they hold.
//!
//! Searching again one byte after each occurrence would be quadratic: `aaa…` in `aaaaaa…`. Where the next one
//! can be follows from the needle's period, which Crochemore and Perrin's factorization gives ("Two-way
//! string-matching", JACM 38, 1991): exactly if it is short; otherwise there is a bound above half of the needle.

/// Where to search after an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stride {
    /// This many bytes on: the next occurrence is not nearer, or not wanted.
    Apart(usize),
    /// The needle repeats after this many bytes: the next occurrence is there if the text goes on repeating.
    Period(usize),
}

impl Stride {
    /// The stride for a needle that is not empty.
    pub(super) fn new(needle: &[u8], overlapping: bool) -> Self {
        if !overlapping || needle.len() == 1 {
            return Self::Apart(needle.len());
        }
        let forward = greatest_suffix(needle, false);
        let backward = greatest_suffix(needle, true);
        let (cut, period) = if forward.0 > backward.0 { forward } else { backward };
        if needle[period..].starts_with(&needle[..cut]) {
            Self::Period(period)
        } else {
            Self::Apart(cut.max(needle.len() - cut) + 1)
        }
    }
}

/// Start of the greatest suffix in the order of bytes, or in the reverse order, and its period.
fn greatest_suffix(needle: &[u8], reverse: bool) -> (usize, usize) {
    let (mut start, mut candidate, mut matched, mut period) = (0, 1, 0, 1);
    while candidate + matched < needle.len() {
        let (best, other) = (needle[start + matched], needle[candidate + matched]);
        if best == other {
            matched += 1;
            if matched == period {
                candidate += period;
                matched = 0;
            }
        } else if (other < best) != reverse {
            candidate += matched + 1;
            matched = 0;
            period = candidate - start;
        } else {
            start = candidate;
            candidate += 1;
            matched = 0;
            period = 1;
        }
    }
    (start, period)
}

/// Calls `found` with the offset of each occurrence; `find` returns the first at or after an offset, which is at most
/// the haystack's length.
#[inline]
pub(super) fn each(
    haystack: &[u8],
    needle: &[u8],
    stride: Stride,
    find: impl Fn(usize) -> Option<usize>,
    found: &mut dyn FnMut(usize),
) {
    let mut from = 0;
    while from + needle.len() <= haystack.len() {
        let Some(mut at) = find(from) else { return };
        found(at);
        from = match stride {
            Stride::Apart(bytes) => at + bytes,
            Stride::Period(period) => loop {
                let end = at + needle.len();
                let Some(next) = haystack.get(end..end + period) else { return };
                if *next != needle[needle.len() - period..] {
                    // Any nearer one would be a multiple of the period away, and so imply this one.
                    break at + period.max(needle.len() - period) + 1;
                }
                at += period;
                found(at);
            },
        };
    }
}

/// Calls `found` where an empty needle is found: at 0, at the end, and at every byte in between that does not continue
/// a character.
pub(super) fn boundaries(bytes: &[u8], found: &mut dyn FnMut(usize)) {
    for (at, byte) in bytes.iter().enumerate() {
        if at == 0 || byte & 0xc0 != 0x80 {
            found(at);
        }
    }
    found(bytes.len());
}
