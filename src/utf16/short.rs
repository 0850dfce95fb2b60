//! ASCII of up to 32 units with what every x86-64 CPU has, so that keys and words need no detection.
//!
//! Each length is covered by loads from both ends that may overlap.

use core::arch::x86_64::*;

/// The longest `src` this module takes.
pub(super) const LONGEST: usize = 32;

/// Writes `src` to the start of `dst`; `None` if it is too long, not ASCII, or does not fit.
#[inline]
pub(super) fn transcode(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { transcode_sse2(src, dst) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn transcode_sse2(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    let dst = dst.get_mut(..src.len())?;
    if let (Some(head), Some(tail)) = (src.first_chunk::<16>(), src.last_chunk::<16>()) {
        if src.len() > LONGEST {
            return None;
        }
        let (head, tail) = (load_16(head), load_16(tail));
        if !ascii(_mm_or_si128(_mm_or_si128(head[0], head[1]), _mm_or_si128(tail[0], tail[1]))) {
            return None;
        }
        store_16(dst.first_chunk_mut()?, _mm_packus_epi16(head[0], head[1]));
        store_16(dst.last_chunk_mut()?, _mm_packus_epi16(tail[0], tail[1]));
    } else if let (Some(head), Some(tail)) = (src.first_chunk::<8>(), src.last_chunk::<8>()) {
        let (head, tail) = (load_8(head), load_8(tail));
        if !ascii(_mm_or_si128(head, tail)) {
            return None;
        }
        store_8(dst.first_chunk_mut()?, _mm_packus_epi16(head, head));
        store_8(dst.last_chunk_mut()?, _mm_packus_epi16(tail, tail));
    } else if let (Some(head), Some(tail)) = (src.first_chunk::<4>(), src.last_chunk::<4>()) {
        let units = _mm_set_epi64x(four(tail), four(head));
        if !ascii(units) {
            return None;
        }
        let packed = _mm_cvtsi128_si64(_mm_packus_epi16(units, units)) as u64;
        *dst.first_chunk_mut()? = (packed as u32).to_le_bytes();
        *dst.last_chunk_mut()? = ((packed >> 32) as u32).to_le_bytes();
    } else if let (&[first, ..], &[.., last]) = (src, src) {
        let middle = src[src.len() / 2];
        if first | middle | last >= 0x80 {
            return None;
        }
        dst[0] = first as u8;
        dst[src.len() / 2] = middle as u8;
        dst[src.len() - 1] = last as u8;
    }
    Some(src.len())
}

#[inline]
#[target_feature(enable = "sse2")]
fn ascii(units: __m128i) -> bool {
    let beyond = _mm_and_si128(units, _mm_set1_epi16(!0x7F));
    _mm_movemask_epi8(_mm_cmpeq_epi16(beyond, _mm_setzero_si128())) == 0xFFFF
}

#[inline]
#[target_feature(enable = "sse2")]
fn load_8(units: &[u16; 8]) -> __m128i {
    // SAFETY: `units` is 16 readable bytes; the load needs no alignment.
    unsafe { _mm_loadu_si128(units.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn load_16(units: &[u16; 16]) -> [__m128i; 2] {
    // SAFETY: `units` is 32 readable bytes; the loads need no alignment.
    unsafe { [_mm_loadu_si128(units.as_ptr().cast()), _mm_loadu_si128(units.as_ptr().add(8).cast())] }
}

#[inline]
#[target_feature(enable = "sse2")]
fn store_8(bytes: &mut [u8; 8], packed: __m128i) {
    // SAFETY: `bytes` is 8 writable bytes; the store needs no alignment.
    unsafe { _mm_storeu_si64(bytes.as_mut_ptr(), packed) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn store_16(bytes: &mut [u8; 16], packed: __m128i) {
    // SAFETY: `bytes` is 16 writable bytes; the store needs no alignment.
    unsafe { _mm_storeu_si128(bytes.as_mut_ptr().cast(), packed) }
}

/// Four units as they lie in memory.
#[inline]
#[target_feature(enable = "sse2")]
fn four(units: &[u16; 4]) -> i64 {
    units.iter().rev().fold(0, |bits, &unit| bits << 16 | i64::from(unit))
}
