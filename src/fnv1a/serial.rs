//! The definition of FNV-1a, one byte after the other.

/// The state before the first byte.
pub const OFFSET_BASIS: u32 = 2_166_136_261;

/// The factor of every step.
pub const PRIME: u32 = 16_777_619;

/// Hash of `bytes` going on from `state`: `state <- (state ^ byte) * PRIME` for every byte.
///
/// # Complexity
///
/// O(n); about four cycles a byte, because every step waits for the one before.
#[inline]
pub(super) fn hash(bytes: &[u8], state: u32) -> u32 {
    bytes.iter().fold(state, |state, &byte| (state ^ u32::from(byte)).wrapping_mul(PRIME))
}

/// A hash in steps, interleaved with other work, which the CPU does while this waits for its multiplications.
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) struct Steps<'a> {
    bytes: &'a [u8],
    state: u32,
}

#[cfg(any(test, target_arch = "x86_64"))]
impl<'a> Steps<'a> {
    /// Starts from `state`; `bytes` are still to come.
    #[inline(always)]
    pub(super) fn new(bytes: &'a [u8], state: u32) -> Self {
        Self { bytes, state }
    }

    /// Takes `N` more bytes, or does nothing if there are fewer.
    #[inline(always)]
    pub(super) fn take<const N: usize>(&mut self) {
        if let Some((chunk, rest)) = self.bytes.split_first_chunk::<N>() {
            self.state = hash(chunk, self.state);
            self.bytes = rest;
        }
    }

    /// Takes everything that is left, and returns the hash.
    #[inline(always)]
    pub(super) fn finish(self) -> u32 {
        hash(self.bytes, self.state)
    }
}
