//! The lanes algorithm with AVX2: 32 lanes to a register.

use core::arch::x86_64::*;

use super::lanes::{self, Lanes};
use super::segments::Segments;
use super::simd::{Simd, operations};
use crate::cpu::{Avx2, Sse41};

/// Hash of `bytes`, starting from `state`.
#[inline]
pub(super) fn hash<W: Lanes>(simd: Avx2, bytes: &[u8], state: W) -> W {
    // SAFETY: `simd` proves that the CPU has the target feature of the four functions.
    unsafe {
        match bytes.len() {
            0..256 => lanes16(simd, bytes, state),
            256..512 => lanes32(simd, bytes, state),
            512..2048 => lanes64(simd, bytes, state),
            _ => lanes128(simd, bytes, state),
        }
    }
}

/// The same code as in the SSE4.1 kernel, in three-operand instructions.
#[target_feature(enable = "avx2")]
fn lanes16<W: Lanes>(simd: Avx2, bytes: &[u8], state: W) -> W {
    lanes::hash::<Sse41, W, 1, 16>(simd.sse41(), bytes, state)
}

#[target_feature(enable = "avx2")]
fn lanes32<W: Lanes>(simd: Avx2, bytes: &[u8], state: W) -> W {
    lanes::hash::<Avx2, W, 1, 16>(simd, bytes, state)
}

#[target_feature(enable = "avx2")]
fn lanes64<W: Lanes>(simd: Avx2, bytes: &[u8], state: W) -> W {
    lanes::hash::<Avx2, W, 2, 128>(simd, bytes, state)
}

#[target_feature(enable = "avx2")]
fn lanes128<W: Lanes>(simd: Avx2, bytes: &[u8], state: W) -> W {
    lanes::hash::<Avx2, W, 4, 128>(simd, bytes, state)
}

impl Simd for Avx2 {
    type Vector = __m256i;

    const WIDTH: usize = 32;

    operations! {
        two {
            xor = _mm256_xor_si256;
            and = _mm256_and_si256;
            or = _mm256_or_si256;
            add8 = _mm256_add_epi8;
            add32 = _mm256_add_epi32;
            sub32 = _mm256_sub_epi32;
            sub16 = _mm256_sub_epi16;
            madd16 = _mm256_madd_epi16;
            mul16 = _mm256_mullo_epi16;
            mul32 = _mm256_mullo_epi32;
            interleave_low = _mm256_unpacklo_epi8;
            interleave_high = _mm256_unpackhi_epi8;
        }
        fill {
            splat8(u8) = _mm256_set1_epi8;
            splat16(u16) = _mm256_set1_epi16;
            splat32(u32) = _mm256_set1_epi32;
        }
        words = _mm256_storeu_si256;
    }

    #[inline(always)]
    fn load32(self, words: &[u32; 16]) -> __m256i {
        // SAFETY: `self` proves that the CPU has AVX2; 32 bytes are read from an array of 64.
        unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_parts(self, segments: Segments<'_>, lane: usize, start: usize) -> __m256i {
        let part0: &[u8; 16] = segments.at(lane, start);
        let part1: &[u8; 16] = segments.at(lane + 16, start);
        // SAFETY: `self` proves that the CPU has AVX2; the 16 bytes of arrays of 16 are read.
        unsafe { _mm256_loadu2_m128i(part1.as_ptr().cast(), part0.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_halves(self, segments: Segments<'_>, lane: usize, start: usize) -> __m256i {
        let half0: &[u8; 8] = segments.at(lane, start);
        let half1: &[u8; 8] = segments.at(lane + 16, start);
        // SAFETY: `self` proves that the CPU has AVX2; the 8 bytes of arrays of 8 are read.
        unsafe { _mm256_set_m128i(_mm_loadl_epi64(half1.as_ptr().cast()), _mm_loadl_epi64(half0.as_ptr().cast())) }
    }

    #[inline(always)]
    fn widen<const QUARTER: usize>(self, bytes: &__m256i) -> __m256i {
        const { assert!(QUARTER < 4) }
        // SAFETY: 8 of the vector's 32 bytes are read, from `8 * QUARTER <= 24` on; `self` proves AVX2.
        unsafe {
            let quarter = core::ptr::from_ref(bytes).cast::<[u8; 8]>().add(QUARTER);
            _mm256_cvtepu8_epi32(_mm_loadl_epi64(quarter.cast()))
        }
    }

    #[inline(always)]
    fn bits(self, bytes: __m256i, bit: u32) -> u64 {
        // SAFETY: `self` proves that the CPU has AVX2, and no memory is touched.
        let mask = unsafe {
            // The mask is made from the top bits; what a shift of words brings into a byte lands below.
            let count = _mm_cvtsi32_si128(7 - bit.cast_signed());
            _mm256_movemask_epi8(_mm256_sll_epi16(bytes, count))
        };
        u64::from(mask.cast_unsigned())
    }

    #[inline(always)]
    fn spread(self, mask: u64, byte: u8) -> __m256i {
        // SAFETY: `self` proves that the CPU has AVX2, and no memory is touched.
        unsafe {
            let own_byte = _mm256_set_epi64x(0x0303_0303_0303_0303, 0x0202_0202_0202_0202, 0x0101_0101_0101_0101, 0);
            let bytes = _mm256_shuffle_epi8(_mm256_set1_epi64x(mask.cast_signed()), own_byte);
            let own_bit = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
            let set = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, own_bit), own_bit);
            _mm256_and_si256(set, self.splat8(byte))
        }
    }

    #[inline(always)]
    fn sum32(self, words: __m256i) -> u32 {
        // SAFETY: `self` proves that the CPU has AVX2, and no memory is touched.
        let halves = unsafe { _mm_add_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256::<1>(words)) };
        self.sse41().sum32(halves)
    }
}
