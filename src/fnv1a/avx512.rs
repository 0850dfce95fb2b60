//! The lanes algorithm with AVX-512: 64 lanes to a register, lane masks in mask registers.

use core::arch::x86_64::*;
use core::hint::black_box;

use super::avx2;
use super::lanes::{self, Lanes};
use super::segments::Segments;
use super::simd::{Simd, operations};
use crate::cpu::Avx512;

/// Hash of `bytes`, starting from `state`.
#[inline]
pub(super) fn hash<W: Lanes>(simd: Avx512, bytes: &[u8], state: W) -> W {
    // SAFETY: `simd` proves that the CPU has the target features of the three functions.
    unsafe {
        match bytes.len() {
            0..1024 => avx2::hash(simd.avx2(), bytes, state),
            1024..2048 => lanes64(simd, bytes, state),
            2048..4096 => avx2::hash(simd.avx2(), bytes, state),
            4096..6144 => lanes128(simd, bytes, state),
            _ => lanes256(simd, bytes, state),
        }
    }
}

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn lanes64<W: Lanes>(simd: Avx512, bytes: &[u8], state: W) -> W {
    lanes::hash::<Avx512, W, 1, 32>(simd, bytes, state)
}

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn lanes128<W: Lanes>(simd: Avx512, bytes: &[u8], state: W) -> W {
    // Opaque: for the few lengths with which this is called, the compiler would unroll the transposition into so many
    // addresses that it takes 20 % longer.
    lanes::hash::<Avx512, W, 2, 64>(simd, black_box(bytes), state)
}

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn lanes256<W: Lanes>(simd: Avx512, bytes: &[u8], state: W) -> W {
    lanes::hash::<Avx512, W, 4, 64>(simd, bytes, state)
}

impl Simd for Avx512 {
    type Vector = __m512i;

    const WIDTH: usize = 64;

    operations! {
        two {
            xor = _mm512_xor_si512;
            and = _mm512_and_si512;
            or = _mm512_or_si512;
            add8 = _mm512_add_epi8;
            add32 = _mm512_add_epi32;
            sub32 = _mm512_sub_epi32;
            sub16 = _mm512_sub_epi16;
            madd16 = _mm512_madd_epi16;
            mul16 = _mm512_mullo_epi16;
            mul32 = _mm512_mullo_epi32;
            interleave_low = _mm512_unpacklo_epi8;
            interleave_high = _mm512_unpackhi_epi8;
        }
        fill {
            splat8(u8) = _mm512_set1_epi8;
            splat16(u16) = _mm512_set1_epi16;
            splat32(u32) = _mm512_set1_epi32;
        }
        words = _mm512_storeu_si512;
    }

    #[inline(always)]
    fn load32(self, words: &[u32; 16]) -> __m512i {
        // SAFETY: `self` proves that the CPU has AVX-512F; the 64 bytes of an array of 64 are read.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn load_parts(self, segments: Segments<'_>, lane: usize, start: usize) -> __m512i {
        let part0: &[u8; 16] = segments.at(lane, start);
        let part1: &[u8; 16] = segments.at(lane + 16, start);
        let part2: &[u8; 16] = segments.at(lane + 32, start);
        let part3: &[u8; 16] = segments.at(lane + 48, start);
        // SAFETY: `self` proves that the CPU has AVX-512F; the 16 bytes of arrays of 16 are read.
        unsafe {
            let v = _mm512_castsi128_si512(_mm_loadu_si128(part0.as_ptr().cast()));
            let v = _mm512_inserti32x4::<1>(v, _mm_loadu_si128(part1.as_ptr().cast()));
            let v = _mm512_inserti32x4::<2>(v, _mm_loadu_si128(part2.as_ptr().cast()));
            _mm512_inserti32x4::<3>(v, _mm_loadu_si128(part3.as_ptr().cast()))
        }
    }

    #[inline(always)]
    fn load_halves(self, segments: Segments<'_>, lane: usize, start: usize) -> __m512i {
        let half0: &[u8; 8] = segments.at(lane, start);
        let half1: &[u8; 8] = segments.at(lane + 16, start);
        let half2: &[u8; 8] = segments.at(lane + 32, start);
        let half3: &[u8; 8] = segments.at(lane + 48, start);
        // SAFETY: `self` proves that the CPU has AVX-512F; the 8 bytes of arrays of 8 are read.
        unsafe {
            let v = _mm512_castsi128_si512(_mm_loadl_epi64(half0.as_ptr().cast()));
            let v = _mm512_inserti32x4::<1>(v, _mm_loadl_epi64(half1.as_ptr().cast()));
            let v = _mm512_inserti32x4::<2>(v, _mm_loadl_epi64(half2.as_ptr().cast()));
            _mm512_inserti32x4::<3>(v, _mm_loadl_epi64(half3.as_ptr().cast()))
        }
    }

    #[inline(always)]
    fn widen<const QUARTER: usize>(self, bytes: &__m512i) -> __m512i {
        const { assert!(QUARTER < 4) }
        // SAFETY: 16 of the vector's 64 bytes are read, from `16 * QUARTER <= 48` on; `self` proves AVX-512F.
        unsafe {
            let quarter = core::ptr::from_ref(bytes).cast::<__m128i>().add(QUARTER);
            _mm512_cvtepu8_epi32(*quarter)
        }
    }

    #[inline(always)]
    fn bits(self, bytes: __m512i, bit: u32) -> u64 {
        // SAFETY: `self` proves that the CPU has AVX-512BW, and no memory is touched.
        unsafe { _mm512_test_epi8_mask(bytes, self.splat8(1 << bit)) }
    }

    #[inline(always)]
    fn spread(self, mask: u64, byte: u8) -> __m512i {
        // SAFETY: `self` proves that the CPU has AVX-512BW, and no memory is touched.
        unsafe { _mm512_maskz_mov_epi8(mask, self.splat8(byte)) }
    }

    #[inline(always)]
    fn sum32(self, words: __m512i) -> u32 {
        // SAFETY: `self` proves that the CPU has AVX-512F, and no memory is touched.
        let halves = unsafe { _mm256_add_epi32(_mm512_castsi512_si256(words), _mm512_extracti64x4_epi64::<1>(words)) };
        self.avx2().sum32(halves)
    }
}
