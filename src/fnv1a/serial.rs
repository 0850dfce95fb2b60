//! The definition of FNV-1a, one byte after the other.

/// The state before the first byte.
pub const OFFSET_BASIS: u32 = 2_166_136_261;

/// The state of 64 bits before the first byte.
pub const OFFSET_BASIS_64: u64 = 0xcbf2_9ce4_8422_2325;

/// The factor of every step.
pub const PRIME: u32 = 16_777_619;

/// The factor of every step in 64 bits.
pub const PRIME_64: u64 = 0x0100_0000_01b3;

/// A width of the hash: `u32` or `u64`.
pub trait Width: Copy + Into<u64> {
    /// The state before the first byte.
    const OFFSET_BASIS: Self;

    /// `(self ^ byte) * PRIME`
    #[must_use]
    fn step(self, byte: u8) -> Self;
}

impl Width for u32 {
    const OFFSET_BASIS: Self = OFFSET_BASIS;

    #[inline(always)]
    fn step(self, byte: u8) -> Self {
        (self ^ Self::from(byte)).wrapping_mul(PRIME)
    }
}

impl Width for u64 {
    const OFFSET_BASIS: Self = OFFSET_BASIS_64;

    #[inline(always)]
    fn step(self, byte: u8) -> Self {
        (self ^ Self::from(byte)).wrapping_mul(PRIME_64)
    }
}

/// Hash of `bytes` going on from `state`: `state <- (state ^ byte) * PRIME` for every byte.
///
/// # Complexity
///
/// O(n); about four cycles a byte, because every step waits for the one before.
#[inline]
pub(super) fn hash<W: Width>(bytes: &[u8], state: W) -> W {
    bytes.iter().fold(state, |state, &byte| state.step(byte))
}

/// A hash in steps, interleaved with other work, which the CPU does while this waits for its multiplications.
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) struct Steps<'a, W> {
    bytes: &'a [u8],
    state: W,
}

#[cfg(any(test, target_arch = "x86_64"))]
impl<'a, W: Width> Steps<'a, W> {
    /// Starts from `state`; `bytes` are still to come.
    #[inline(always)]
    pub(super) fn new(bytes: &'a [u8], state: W) -> Self {
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
    pub(super) fn finish(self) -> W {
        hash(self.bytes, self.state)
    }
}
