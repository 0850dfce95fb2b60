//! UTF-16 to UTF-8, as `TextEncoder` does it: a lone surrogate becomes U+FFFD (EF BF BD).
//!
//! JavaScript strings arrive as UTF-16 units; this is where they become UTF-8. The work is done on the
//! best [`Level`] the CPU has. All levels write the same bytes, and none of them writes outside the
//! destination: every store goes through a slice of checked length.

mod places;
mod scalar;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod avx512_tables;
#[cfg(target_arch = "x86_64")]
mod short;
#[cfg(target_arch = "x86_64")]
mod shuffles;
#[cfg(target_arch = "x86_64")]
mod sse41;

#[cfg(test)]
mod tests;

use crate::cpu::Level;

pub use places::{byte_of_unit, unit_of_byte, units_of};

/// Bytes of room beyond the exact length with which [`transcode`] works on every level.
pub const SLACK: usize = 64;

/// The exact number of bytes [`transcode`] writes for `src`.
///
/// # Examples
///
/// ```
/// use stringops_booster::utf16::utf8_len;
///
/// let units: Vec<u16> = "aé語🦀".encode_utf16().collect();
/// assert_eq!(utf8_len(&units), 1 + 2 + 3 + 4);
/// assert_eq!(utf8_len(&[0xD800]), 3, "half a pair counts as U+FFFD");
/// ```
#[inline]
pub fn utf8_len(src: &[u16]) -> usize {
    utf8_len_at(Level::best(), src)
}

/// Writes `src` as UTF-8 to the start of `dst` and returns the number of bytes written.
///
/// `None` if they do not fit; the contents of `dst` are unspecified then, and beyond the written bytes in any case.
/// Room of the exact length plus [`SLACK`] always suffices; room of `3 * src.len() + SLACK`, which needs no
/// counting, is fastest.
///
/// # Complexity
///
/// Linear in `src.len()`; no allocation.
///
/// # Examples
///
/// ```
/// use stringops_booster::utf16::{SLACK, transcode};
///
/// let units: Vec<u16> = "aé語🦀".encode_utf16().collect();
/// let mut bytes = vec![0; 3 * units.len() + SLACK];
/// let written = transcode(&units, &mut bytes);
/// assert_eq!(written, Some(10));
/// assert_eq!(&bytes[..10], "aé語🦀".as_bytes());
/// assert_eq!(transcode(&units, &mut []), None);
/// ```
#[inline]
pub fn transcode(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if src.len() <= short::LONGEST
        && let Some(written) = short::transcode(src, dst)
    {
        return Some(written);
    }
    transcode_at(Level::best(), src, dst)
}

/// Whether all units of `src` are below 0x80.
///
/// # Examples
///
/// ```
/// use stringops_booster::utf16::is_ascii;
///
/// assert!(is_ascii(&[0x41, 0x7F]));
/// assert!(!is_ascii(&[0x41, 0x80]));
/// ```
#[inline]
pub fn is_ascii(src: &[u16]) -> bool {
    is_ascii_at(Level::best(), src)
}

/// [`transcode`] at one level.
#[inline]
pub fn transcode_at(level: Level, src: &[u16], dst: &mut [u8]) -> Option<usize> {
    match level {
        Level::Serial => scalar::transcode(src, dst),
        #[cfg(target_arch = "x86_64")]
        Level::Sse41(proof) => sse41::transcode(proof, src, dst),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(proof) => avx2::transcode(proof, src, dst),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(proof) => avx512::transcode(proof, src, dst),
    }
}

/// [`utf8_len`] at one level.
#[inline]
pub fn utf8_len_at(level: Level, src: &[u16]) -> usize {
    match level {
        Level::Serial => scalar::utf8_len(src),
        #[cfg(target_arch = "x86_64")]
        Level::Sse41(proof) => sse41::utf8_len(proof, src),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(proof) => avx2::utf8_len(proof, src),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(proof) => avx512::utf8_len(proof, src),
    }
}

/// [`is_ascii`] at one level.
#[inline]
pub fn is_ascii_at(level: Level, src: &[u16]) -> bool {
    match level {
        Level::Serial => scalar::is_ascii(src),
        #[cfg(target_arch = "x86_64")]
        Level::Sse41(_) => scalar::is_ascii(src),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(proof) => avx2::is_ascii(proof, src),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(proof) => avx512::is_ascii(proof, src),
    }
}
