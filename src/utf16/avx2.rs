//! The AVX2 level: 16 units at a time, packed by byte shuffles from a table.
//!
//! The method is that of the [SSE4.1 level](super::sse41), which also does what is left at the end.

use core::arch::x86_64::*;

use super::scalar;
use super::shuffles::{OF_THREE, OF_TWO};
use super::sse41::{self, FIRST_HALF, THREE_BYTES, TWO_BYTES};
use crate::cpu::Avx2;

/// Units in a vector.
const UNITS: usize = 16;

/// The room a block writes to: whole vectors, however few of their bytes count.
const ROOM: usize = 64;

/// See [`transcode`](super::transcode).
#[inline]
pub(super) fn transcode(_: Avx2, src: &[u16], dst: &mut [u8]) -> Option<usize> {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { transcode_blocks(src, dst) }
}

/// See [`utf8_len`](super::utf8_len).
#[inline]
pub(super) fn utf8_len(_: Avx2, src: &[u16]) -> usize {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { count(src) }
}

/// See [`is_ascii`](super::is_ascii).
#[inline]
pub(super) fn is_ascii(_: Avx2, src: &[u16]) -> bool {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { all_ascii(src) }
}

#[target_feature(enable = "avx2,popcnt")]
fn count(src: &[u16]) -> usize {
    let (len, rest) = scalar::utf8_len_of_blocks(src);
    len + sse41::utf8_len_of_rest(rest)
}

#[target_feature(enable = "avx2")]
fn all_ascii(src: &[u16]) -> bool {
    scalar::is_ascii(src)
}

#[target_feature(enable = "avx2,popcnt")]
fn transcode_blocks(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    let (mut rest, mut written) = (src, 0);
    while let Some((block, after)) = rest.split_first_chunk::<UNITS>()
        && let Some(room) = dst.get_mut(written..).and_then(<[u8]>::first_chunk_mut)
    {
        let units = load(block);
        if none(units, 0xFF80) {
            if let Some((next, after)) = after.split_first_chunk::<UNITS>()
                && let next = load(next)
                && none(next, 0xFF80)
            {
                store(room, narrow(units, next));
                (rest, written) = (after, written + 2 * UNITS);
                continue;
            }
            store(room, narrow(units, units));
            (rest, written) = (after, written + UNITS);
            continue;
        }
        // The only call: it has to be inlined, or `written` travels through memory.
        let (done, bytes) = transcode_block(units, after.is_empty(), room);
        (rest, written) = (&rest[done..], written + bytes);
    }
    sse41::finish(rest, dst, written)
}

/// Writes `units`, not all of them ASCII, to `room`. Returns how many units were written, and how many bytes.
///
/// `last`: no unit comes after these. If one does, a high surrogate at the end of these is left for the next call.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn transcode_block(units: __m256i, last: bool, room: &mut [u8; ROOM]) -> (usize, usize) {
    let ascii = zero(and(units, 0xFF80));
    if none(units, 0xF800) {
        return (UNITS, write_two(room, units, ascii, splat(TWO_BYTES)));
    }
    let short = zero(and(units, 0xF800));
    let surrogate = _mm256_cmpeq_epi16(and(units, 0xF800), splat(0xD800));
    if none(surrogate, 0xFFFF) {
        if none(short, 0xFFFF) {
            write_all_three(room, units);
            return (UNITS, 3 * UNITS);
        }
        let marks = _mm256_or_si256(splat(THREE_BYTES), and(short, TWO_BYTES ^ THREE_BYTES));
        return (UNITS, write_three(room, units, ascii, short, marks));
    }

    let high = _mm256_cmpeq_epi16(and(units, 0xFC00), splat(0xD800));
    let high_lanes = _mm256_movemask_epi8(high) as u32;
    if high_lanes == 0x3333_3333 && _mm256_movemask_epi8(surrogate) == -1 {
        write_all_pairs(room, units);
        return (UNITS, 2 * UNITS);
    }
    let cut = usize::from(!last && high_lanes >> 31 == 1);
    let kept = load(&CUT[cut]);
    let (units, surrogate) = (_mm256_and_si256(units, kept), _mm256_and_si256(surrogate, kept));
    let low = _mm256_andnot_si256(high, surrogate);
    let second_half = _mm256_and_si256(low, one_up(high));
    let first_half = one_down(second_half);
    let pairs = _mm256_or_si256(first_half, second_half);
    // A pair hhhhhh hhhh, llllll llll (0x40 added to h) makes 11110hhh 10hhhhhh | 10hhllll 10llllll.
    let first = _mm256_srli_epi16::<2>(_mm256_sub_epi16(units, splat(0xD7C0)));
    let second = _mm256_or_si256(and(units, 0x3FF), _mm256_slli_epi16::<10>(and(one_up(units), 3)));
    let units = _mm256_blendv_epi8(units, splat(0xFFFD), _mm256_andnot_si256(pairs, surrogate));
    let units = _mm256_blendv_epi8(units, first, first_half);
    let units = _mm256_blendv_epi8(units, second, second_half);
    let (ascii, short) = (zero(and(units, 0xFF80)), zero(and(units, 0xF800)));
    let (ascii, short) = (_mm256_andnot_si256(pairs, ascii), _mm256_or_si256(pairs, short));
    let marks = _mm256_or_si256(splat(THREE_BYTES), and(_mm256_andnot_si256(pairs, short), TWO_BYTES ^ THREE_BYTES));
    let marks = _mm256_or_si256(marks, and(first_half, FIRST_HALF ^ THREE_BYTES));
    let bytes = if _mm256_movemask_epi8(short) == -1 {
        write_two(room, units, ascii, marks)
    } else {
        write_three(room, units, ascii, short, marks)
    };
    // A unit that was cut off is a zero now, which made one byte.
    (UNITS - cut, bytes - cut)
}

/// Lanes to keep if nothing is cut off, and if the last one is.
static CUT: [[u16; UNITS]; 2] = {
    let mut lanes = [[0xFFFF; UNITS]; 2];
    lanes[1][UNITS - 1] = 0;
    lanes
};

/// The digits of each unit's last two bytes, with `marks`.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn two_bytes(units: __m256i, marks: __m256i) -> __m256i {
    let digits = _mm256_or_si256(and(_mm256_slli_epi16::<8>(units), 0x3F00), and(_mm256_srli_epi16::<6>(units), 0x3F));
    _mm256_or_si256(digits, marks)
}

/// Writes 16 units of which none takes three bytes. Returns how many bytes they take.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn write_two(room: &mut [u8; ROOM], units: __m256i, ascii: __m256i, marks: __m256i) -> usize {
    let bytes = _mm256_blendv_epi8(two_bytes(units, marks), units, ascii);
    // Bytes of the same half stay in it: the sets are the first byte and the third.
    let sets = _mm256_movemask_epi8(_mm256_packs_epi16(ascii, _mm256_setzero_si256()));
    let [low, _, high, _] = sets.to_le_bytes();
    let packed = _mm256_shuffle_epi8(bytes, load_pair(&OF_TWO, low, high));
    let at = 16 - low.count_ones() as usize;
    store_half(room, 0, low_half(packed));
    store_half(room, at, high_half(packed));
    at + 16 - high.count_ones() as usize
}

/// Writes 16 units. Returns how many bytes they take.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn write_three(room: &mut [u8; ROOM], units: __m256i, ascii: __m256i, short: __m256i, marks: __m256i) -> usize {
    let last_two = _mm256_blendv_epi8(two_bytes(units, marks), _mm256_slli_epi16::<8>(units), ascii);
    let first = _mm256_or_si256(_mm256_srli_epi16::<12>(units), splat(0xE0));
    let sets = _mm256_movemask_epi8(_mm256_or_si256(and(ascii, 0x00FF), and(short, 0xFF00))).to_le_bytes();
    let even = _mm256_shuffle_epi8(_mm256_unpacklo_epi16(first, last_two), load_pair(&OF_THREE, sets[0], sets[2]));
    let odd = _mm256_shuffle_epi8(_mm256_unpackhi_epi16(first, last_two), load_pair(&OF_THREE, sets[1], sets[3]));
    let mut at = 0;
    for (set, bytes) in sets.into_iter().zip([low_half(even), low_half(odd), high_half(even), high_half(odd)]) {
        store_half(room, at, bytes);
        at += 12 - set.count_ones() as usize;
    }
    at
}

/// Writes 16 units that all take three bytes.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn write_all_three(room: &mut [u8; ROOM], units: __m256i) {
    let last_two = two_bytes(units, splat(THREE_BYTES));
    let first = _mm256_or_si256(_mm256_srli_epi16::<12>(units), splat(0xE0));
    let even = _mm256_shuffle_epi8(_mm256_unpacklo_epi16(first, last_two), load_pair(&OF_THREE, 0, 0));
    let odd = _mm256_shuffle_epi8(_mm256_unpackhi_epi16(first, last_two), load_pair(&OF_THREE, 0, 0));
    store_half(room, 0, low_half(even));
    store_half(room, 12, low_half(odd));
    store_half(room, 24, high_half(even));
    store_half(room, 36, high_half(odd));
}

/// Writes 8 pairs: every 32-bit lane is a character of four bytes.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn write_all_pairs(room: &mut [u8; ROOM], units: __m256i) {
    // Without the tags (and 0x40 added to the high half) a lane is a high and a low half; together 21 digits.
    let halves = _mm256_sub_epi16(units, _mm256_set1_epi32(0xDC00_D7C0_u32 as i32));
    let digits = _mm256_madd_epi16(halves, _mm256_set1_epi32(0x0001_0400));
    let mask = |digits, bits| _mm256_and_si256(digits, _mm256_set1_epi32(bits));
    let front = _mm256_or_si256(_mm256_srli_epi32::<18>(digits), mask(_mm256_srli_epi32::<4>(digits), 0x3F00));
    let third = mask(_mm256_slli_epi32::<10>(digits), 0x3F_0000);
    let back = _mm256_or_si256(third, mask(_mm256_slli_epi32::<24>(digits), 0x3F00_0000));
    store(room, _mm256_or_si256(_mm256_or_si256(front, back), _mm256_set1_epi32(0x8080_80F0_u32 as i32)));
}

/// Every lane's unit in the next lane, zero in the first.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn one_up(units: __m256i) -> __m256i {
    _mm256_alignr_epi8::<14>(units, _mm256_permute2x128_si256::<0x08>(units, units))
}

/// Every lane's unit in the lane before, zero in the last.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn one_down(units: __m256i) -> __m256i {
    _mm256_alignr_epi8::<2>(_mm256_permute2x128_si256::<0x81>(units, units), units)
}

/// The low bytes of 32 units.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn narrow(first: __m256i, second: __m256i) -> __m256i {
    _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi16(first, second))
}

/// Whether no lane has any of `bits`.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn none(units: __m256i, bits: u16) -> bool {
    _mm256_testz_si256(units, splat(bits)) == 1
}

/// All ones where a lane is zero.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn zero(units: __m256i) -> __m256i {
    _mm256_cmpeq_epi16(units, _mm256_setzero_si256())
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn and(units: __m256i, bits: u16) -> __m256i {
    _mm256_and_si256(units, splat(bits))
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn splat(unit: u16) -> __m256i {
    _mm256_set1_epi16(unit as i16)
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn low_half(bytes: __m256i) -> __m128i {
    _mm256_castsi256_si128(bytes)
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn high_half(bytes: __m256i) -> __m128i {
    _mm256_extracti128_si256::<1>(bytes)
}

/// Two shuffles of `table`, for the low half and the high half.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn load_pair(table: &[[u8; 16]; 256], low: u8, high: u8) -> __m256i {
    let half = |set: u8| sse41::load_bytes(&table[usize::from(set)]);
    _mm256_set_m128i(half(high), half(low))
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn load(units: &[u16; UNITS]) -> __m256i {
    // SAFETY: `units` is 32 readable bytes; the load needs no alignment.
    unsafe { _mm256_loadu_si256(units.as_ptr().cast()) }
}

/// Writes `bytes` to the start of `room`.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn store(room: &mut [u8; ROOM], bytes: __m256i) {
    // SAFETY: `room` is 64 writable bytes; the store needs no alignment.
    unsafe { _mm256_storeu_si256(room.as_mut_ptr().cast(), bytes) }
}

/// Writes `bytes` to `room[at..at + 16]`.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn store_half(room: &mut [u8; ROOM], at: usize, bytes: __m128i) {
    assert!(at <= ROOM - 16);
    // SAFETY: `room` is 64 writable bytes and `at` at most 48; the store needs no alignment.
    unsafe { _mm_storeu_si128(room.as_mut_ptr().add(at).cast(), bytes) }
}
