//! Which CPU features to use, found out once.

use std::sync::OnceLock;

use super::scalar;
#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, avx512::Avx512, sse41::Sse41};

/// A set of CPU features this module has code for. A value exists only where the CPU has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// What every target has.
    Scalar,
    /// SSE4.1 with SSSE3 and POPCNT: 8 units at a time.
    #[cfg(target_arch = "x86_64")]
    Sse41(Sse41),
    /// AVX2 with POPCNT: 16 units at a time.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512 with VBMI2: 32 units at a time.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Level {
    /// The levels this CPU has, slowest first.
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let vector = [Sse41::new().map(Self::Sse41), Avx2::new().map(Self::Avx2), Avx512::new().map(Self::Avx512)];
        #[cfg(not(target_arch = "x86_64"))]
        let vector = [None::<Self>; 0];
        [Self::Scalar].into_iter().chain(vector.into_iter().flatten()).collect()
    }

    /// The fastest level this CPU has; asked once, then remembered.
    #[inline]
    pub fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().pop().unwrap_or(Self::Scalar))
    }

    /// What to call it in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Self::Sse41(_) => "sse4.1",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
        }
    }

    /// [`transcode`](super::transcode) on this level.
    #[inline]
    pub fn transcode(self, src: &[u16], dst: &mut [u8]) -> Option<usize> {
        match self {
            Self::Scalar => scalar::transcode(src, dst),
            #[cfg(target_arch = "x86_64")]
            Self::Sse41(level) => level.transcode(src, dst),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(level) => level.transcode(src, dst),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(level) => level.transcode(src, dst),
        }
    }

    /// [`utf8_len`](super::utf8_len) on this level.
    #[inline]
    pub fn utf8_len(self, src: &[u16]) -> usize {
        match self {
            Self::Scalar => scalar::utf8_len(src),
            #[cfg(target_arch = "x86_64")]
            Self::Sse41(level) => level.utf8_len(src),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(level) => level.utf8_len(src),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(level) => level.utf8_len(src),
        }
    }

    /// [`is_ascii`](super::is_ascii) on this level.
    #[inline]
    pub fn is_ascii(self, src: &[u16]) -> bool {
        match self {
            Self::Scalar => scalar::is_ascii(src),
            #[cfg(target_arch = "x86_64")]
            Self::Sse41(level) => level.is_ascii(src),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(level) => level.is_ascii(src),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(level) => level.is_ascii(src),
        }
    }
}
