//! The lanes algorithm with SSE4.1: 16 lanes to a register.

use core::arch::x86_64::*;

use super::lanes::{self, Lanes};
use super::segments::Segments;
use super::simd::{Simd, operations};
use crate::cpu::Sse41;

/// Hash of `bytes`, starting from `state`.
#[inline]
pub(super) fn hash<W: Lanes>(simd: Sse41, bytes: &[u8], state: W) -> W {
    // SAFETY: `simd` proves that the CPU has the target features of the three functions.
    unsafe {
        match bytes.len() {
            0..256 => lanes16(simd, bytes, state),
            256..512 => lanes32(simd, bytes, state),
            _ => lanes64(simd, bytes, state),
        }
    }
}

#[target_feature(enable = "sse4.1,ssse3")]
fn lanes16<W: Lanes>(simd: Sse41, bytes: &[u8], state: W) -> W {
    lanes::hash::<Sse41, W, 1, 16>(simd, bytes, state)
}

#[target_feature(enable = "sse4.1,ssse3")]
fn lanes32<W: Lanes>(simd: Sse41, bytes: &[u8], state: W) -> W {
    lanes::hash::<Sse41, W, 2, 16>(simd, bytes, state)
}

#[target_feature(enable = "sse4.1,ssse3")]
fn lanes64<W: Lanes>(simd: Sse41, bytes: &[u8], state: W) -> W {
    lanes::hash::<Sse41, W, 4, 256>(simd, bytes, state)
}

impl Simd for Sse41 {
    type Vector = __m128i;

    const WIDTH: usize = 16;

    operations! {
        two {
            xor = _mm_xor_si128;
            and = _mm_and_si128;
            or = _mm_or_si128;
            add8 = _mm_add_epi8;
            add32 = _mm_add_epi32;
            sub32 = _mm_sub_epi32;
            sub16 = _mm_sub_epi16;
            madd16 = _mm_madd_epi16;
            mul16 = _mm_mullo_epi16;
            mul32 = _mm_mullo_epi32;
            interleave_low = _mm_unpacklo_epi8;
            interleave_high = _mm_unpackhi_epi8;
        }
        fill {
            splat8(u8) = _mm_set1_epi8;
            splat16(u16) = _mm_set1_epi16;
            splat32(u32) = _mm_set1_epi32;
        }
        words = _mm_storeu_si128;
    }

    #[inline(always)]
    fn load32(self, words: &[u32; 16]) -> __m128i {
        // SAFETY: x86-64 has SSE2; 16 bytes are read from an array of 64.
        unsafe { _mm_loadu_si128(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_parts(self, segments: Segments<'_>, lane: usize, start: usize) -> __m128i {
        let part0: &[u8; 16] = segments.at(lane, start);
        // SAFETY: x86-64 has SSE2; the 16 bytes of an array of 16 are read.
        unsafe { _mm_loadu_si128(part0.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_halves(self, segments: Segments<'_>, lane: usize, start: usize) -> __m128i {
        let half0: &[u8; 8] = segments.at(lane, start);
        // SAFETY: x86-64 has SSE2; the 8 bytes of an array of 8 are read.
        unsafe { _mm_loadl_epi64(half0.as_ptr().cast()) }
    }

    #[inline(always)]
    fn widen<const QUARTER: usize>(self, bytes: &__m128i) -> __m128i {
        const { assert!(QUARTER < 4) }
        // SAFETY: 4 of the vector's 16 bytes are read, from `4 * QUARTER <= 12` on; `self` proves SSE4.1.
        unsafe {
            let quarter = core::ptr::from_ref(bytes).cast::<[u8; 4]>().add(QUARTER);
            _mm_cvtepu8_epi32(_mm_cvtsi32_si128(i32::from_le_bytes(*quarter)))
        }
    }

    #[inline(always)]
    fn bits(self, bytes: __m128i, bit: u32) -> u64 {
        // SAFETY: x86-64 has SSE2, and no memory is touched.
        let mask = unsafe {
            // The mask is made from the top bits; what a shift of words brings into a byte lands below.
            let count = _mm_cvtsi32_si128(7 - bit.cast_signed());
            _mm_movemask_epi8(_mm_sll_epi16(bytes, count))
        };
        u64::from(mask.cast_unsigned())
    }

    #[inline(always)]
    fn spread(self, mask: u64, byte: u8) -> __m128i {
        // SAFETY: `self` proves that the CPU has SSSE3, and no memory is touched.
        unsafe {
            let own_byte = _mm_set_epi64x(0x0101_0101_0101_0101, 0);
            let bytes = _mm_shuffle_epi8(_mm_cvtsi64_si128(mask.cast_signed()), own_byte);
            let own_bit = _mm_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
            let set = _mm_cmpeq_epi8(_mm_and_si128(bytes, own_bit), own_bit);
            _mm_and_si128(set, self.splat8(byte))
        }
    }

    #[inline(always)]
    fn sum32(self, words: __m128i) -> u32 {
        // SAFETY: x86-64 has SSE2, and no memory is touched.
        let sum = unsafe {
            let pairs = _mm_add_epi32(words, _mm_shuffle_epi32::<0b01_00_11_10>(words));
            _mm_cvtsi128_si32(_mm_add_epi32(pairs, _mm_shuffle_epi32::<0b10_11_00_01>(pairs)))
        };
        sum.cast_unsigned()
    }
}
