//! What a held text certainly does not contain, without reading it again.
//!
//! A set of the text's bytes and a Bloom filter of its runs of four bytes. Most needles that a text does not contain
//! have a run that it does not contain either, so they are answered in the time it takes to read the needle.

/// The bytes of a run.
const RUN: usize = 4;

/// The bits of the smallest filter, as a power of two.
const FEWEST_BITS: u32 = 12;

/// The bits of the largest: 1 MiB, which stays in the second-level cache.
const MOST_BITS: u32 = 23;

/// The most runs of a needle that are looked up.
const LOOKED_UP: usize = 128;

/// The filter of one text.
#[derive(Debug)]
pub(super) struct Grams {
    bytes: [bool; 256],
    bits: Vec<u64>,
    /// How far a hash is shifted down to become the number of a bit.
    shift: u32,
}

impl Grams {
    /// The filter of `text`, with about a bit for each of its bytes; `None` if the system refuses the memory.
    ///
    /// # Complexity
    ///
    /// Linear; about a nanosecond a byte.
    pub(super) fn new(text: &[u8]) -> Option<Self> {
        let log = text.len().max(1).next_power_of_two().ilog2().clamp(FEWEST_BITS, MOST_BITS);
        let words = 1 << (log - 6);
        let mut bits = Vec::new();
        bits.try_reserve_exact(words).ok()?;
        bits.resize(words, 0);
        let mut grams = Self { bytes: [false; 256], bits, shift: u32::BITS - log };
        for byte in text {
            grams.bytes[usize::from(*byte)] = true;
        }
        for run in runs(text) {
            let bit = grams.bit(run);
            grams.bits[bit >> 6] |= 1 << (bit & 63);
        }
        Some(grams)
    }

    /// Whether the text certainly does not contain `needle`.
    pub(super) fn lacks(&self, needle: &[u8]) -> bool {
        let lacks = |run| {
            let bit = self.bit(run);
            self.bits[bit >> 6] & (1 << (bit & 63)) == 0
        };
        needle.iter().take(LOOKED_UP).any(|byte| !self.bytes[usize::from(*byte)])
            || runs(needle).take(LOOKED_UP).any(lacks)
    }

    /// The number of a run's bit.
    const fn bit(&self, run: u32) -> usize {
        (run.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }
}

/// Every run of four bytes.
fn runs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.windows(RUN).map(|run| u32::from_le_bytes([run[0], run[1], run[2], run[3]]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes of the longest text; Miri is slow.
    const MOST: usize = if cfg!(miri) { 300 } else { 9000 };

    proptest! {
        #[test]
        fn lacks_nothing_that_is_there(text in prop::collection::vec(any::<u8>(), 0..MOST), at: usize, len in 0..300usize) {
            let grams = Grams::new(&text);
            let start = at % (text.len() + 1);
            let part = &text[start..text.len().min(start + len)];
            prop_assert_eq!(grams.map(|grams| grams.lacks(part)), Some(false));
        }
    }

    #[test]
    fn lacks_what_has_a_byte_or_a_run_that_is_not_there() {
        let grams = Grams::new(&b"hello world ".repeat(MOST / 9));
        let lacks = |needle: &[u8]| grams.as_ref().is_some_and(|grams| grams.lacks(needle));
        assert!(lacks(b"x") && lacks(b"wordl") && !lacks(b"") && !lacks(b"hello"));
    }
}
