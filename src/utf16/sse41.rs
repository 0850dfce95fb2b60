//! The SSE4.1 level: 8 units at a time, packed by byte shuffles from a table.
//!
//! Every unit gets a lane of its own: 16 bits wide if no unit of the block takes three bytes, else 32. The
//! lane is filled with the unit's one, two or three bytes; a shuffle drops the others. Each half of a
//! surrogate pair is a unit of two bytes, so pairs need no lanes of another shape.

use core::arch::x86_64::*;

use super::scalar;
use super::shuffles::{OF_THREE, OF_TWO};
use crate::cpu::Sse41;

/// Units in a vector.
const UNITS: usize = 8;

/// The room a block writes to: whole vectors, however few of their bytes count.
const ROOM: usize = 32;

/// See [`transcode`](super::transcode).
#[inline]
pub(super) fn transcode(_: Sse41, src: &[u16], dst: &mut [u8]) -> Option<usize> {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { finish(src, dst, 0) }
}

/// See [`utf8_len`](super::utf8_len).
#[inline]
pub(super) fn utf8_len(_: Sse41, src: &[u16]) -> usize {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { count(src) }
}

#[target_feature(enable = "sse4.1,popcnt")]
fn count(src: &[u16]) -> usize {
    let (len, rest) = scalar::utf8_len_of_blocks(src);
    len + utf8_len_of_rest(rest)
}

/// What the levels use for the few units their loops leave.
///
/// Each unit counts one, one more from 0x80, one more from 0x800; a pair is then counted as six bytes instead
/// of four.
#[target_feature(enable = "sse4.1,popcnt")]
pub(super) fn utf8_len_of_rest(src: &[u16]) -> usize {
    let (blocks, rest) = src.as_chunks();
    let (mut len, mut high_before) = (src.len(), 0);
    for block in blocks {
        (len, high_before) = add_block(load(block), len, high_before);
    }
    add_block(load_partial(rest), len, high_before).0
}

/// Adds to `len` what the units take beyond one byte each. `high_before` is 1 if a high surrogate comes before them;
/// the same for the units that follow is returned with `len`.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn add_block(units: __m128i, len: usize, high_before: u8) -> (usize, u8) {
    let kind = and(units, 0xFC00);
    let [less, halves] = [
        [zero(and(units, 0xFF80)), zero(and(units, 0xF800))],
        [_mm_cmpeq_epi16(kind, splat(0xD800)), _mm_cmpeq_epi16(kind, splat(0xDC00))],
    ]
    .map(|[low, high]| _mm_movemask_epi8(_mm_packs_epi16(low, high)) as u16);
    let [high, low] = halves.to_le_bytes();
    let pairs = low & (high << 1 | high_before);
    (len + (16 - less.count_ones()) as usize - 2 * pairs.count_ones() as usize, high >> 7)
}

/// Transcodes `rest` to `dst[written..]`. Returns the new number of written bytes; `None` if there is no
/// room.
#[target_feature(enable = "sse4.1,popcnt")]
pub(super) fn finish(mut rest: &[u16], dst: &mut [u8], mut written: usize) -> Option<usize> {
    while !rest.is_empty()
        && let Some(room) = dst.get_mut(written..).and_then(<[u8]>::first_chunk_mut)
    {
        if let Some((block, after)) = rest.split_first_chunk::<{ 2 * UNITS }>()
            && let (low, high) = load_two(block)
            && none(_mm_or_si128(low, high), 0xFF80)
        {
            store(room, 0, _mm_packus_epi16(low, high));
            (rest, written) = (after, written + 2 * UNITS);
            continue;
        }
        let (units, count) = match rest.first_chunk() {
            Some(block) => (load(block), UNITS),
            None => (load_partial(rest), rest.len()),
        };
        // The only call: it has to be inlined, or `written` travels through memory.
        let (done, bytes) = transcode_block(units, count, count == rest.len(), room);
        (rest, written) = (&rest[done..], written + bytes);
    }
    scalar::finish(rest, dst, written)
}

/// Writes the first `count` lanes of `units` to `room`; the other lanes are zero. Returns how many units were
/// written, and how many bytes.
///
/// `last`: no unit comes after these. If one does, a high surrogate at the end of these is left for the next call.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn transcode_block(units: __m128i, count: usize, last: bool, room: &mut [u8; ROOM]) -> (usize, usize) {
    // Lanes beyond `count` yield one byte each, after all others.
    let unused = UNITS - count;
    if none(units, 0xFF80) {
        store(room, 0, _mm_packus_epi16(units, units));
        return (count, count);
    }
    let ascii = zero(and(units, 0xFF80));
    if none(units, 0xF800) {
        return (count, write_two(room, units, ascii, splat(TWO_BYTES)) - unused);
    }
    let short = zero(and(units, 0xF800));
    let surrogate = _mm_cmpeq_epi16(and(units, 0xF800), splat(0xD800));
    if none(surrogate, 0xFFFF) {
        let marks = _mm_or_si128(splat(THREE_BYTES), and(short, TWO_BYTES ^ THREE_BYTES));
        return (count, write_three(room, units, ascii, short, marks) - unused);
    }

    let high = _mm_cmpeq_epi16(and(units, 0xFC00), splat(0xD800));
    if _mm_movemask_epi8(high) == 0x3333 && _mm_movemask_epi8(surrogate) == 0xFFFF {
        write_all_pairs(room, units);
        return (count, 16);
    }
    let cut = usize::from(!last && _mm_movemask_epi8(high) >> (2 * count - 1) & 1 == 1);
    let kept = load(&CUT[cut]);
    let (units, surrogate) = (_mm_and_si128(units, kept), _mm_and_si128(surrogate, kept));
    let low = _mm_andnot_si128(high, surrogate);
    let second_half = _mm_and_si128(low, _mm_slli_si128::<2>(high));
    let first_half = _mm_srli_si128::<2>(second_half);
    let pairs = _mm_or_si128(first_half, second_half);
    // A pair hhhhhh hhhh, llllll llll (0x40 added to h) makes 11110hhh 10hhhhhh | 10hhllll 10llllll.
    let first = _mm_srli_epi16::<2>(_mm_sub_epi16(units, splat(0xD7C0)));
    let second = _mm_or_si128(and(units, 0x3FF), _mm_slli_epi16::<10>(and(_mm_slli_si128::<2>(units), 3)));
    let units = _mm_blendv_epi8(units, splat(0xFFFD), _mm_andnot_si128(pairs, surrogate));
    let units = _mm_blendv_epi8(units, first, first_half);
    let units = _mm_blendv_epi8(units, second, second_half);
    let (ascii, short) = (zero(and(units, 0xFF80)), zero(and(units, 0xF800)));
    let (ascii, short) = (_mm_andnot_si128(pairs, ascii), _mm_or_si128(pairs, short));
    let marks = _mm_or_si128(splat(THREE_BYTES), and(_mm_andnot_si128(pairs, short), TWO_BYTES ^ THREE_BYTES));
    let marks = _mm_or_si128(marks, and(first_half, FIRST_HALF ^ THREE_BYTES));
    let bytes = if _mm_movemask_epi8(short) == 0xFFFF {
        write_two(room, units, ascii, marks)
    } else {
        write_three(room, units, ascii, short, marks)
    };
    (count - cut, bytes - unused - cut)
}

/// Marks of the last two bytes of three; also of the last two of a pair's four.
pub(super) const THREE_BYTES: u16 = 0x8080;
/// Marks of two bytes.
pub(super) const TWO_BYTES: u16 = 0x80C0;
/// Marks of the first two of a pair's four bytes.
pub(super) const FIRST_HALF: u16 = 0x80F0;

/// Lanes to keep if nothing is cut off, and if the last one is.
static CUT: [[u16; UNITS]; 2] = [[0xFFFF; UNITS], [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0]];

/// The digits of each unit's last two bytes, with `marks`.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn two_bytes(units: __m128i, marks: __m128i) -> __m128i {
    let digits = _mm_or_si128(and(_mm_slli_epi16::<8>(units), 0x3F00), and(_mm_srli_epi16::<6>(units), 0x3F));
    _mm_or_si128(digits, marks)
}

/// Writes 8 units of which none takes three bytes. Returns how many bytes they take.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn write_two(room: &mut [u8; ROOM], units: __m128i, ascii: __m128i, marks: __m128i) -> usize {
    let bytes = _mm_blendv_epi8(two_bytes(units, marks), units, ascii);
    let set = _mm_movemask_epi8(_mm_packs_epi16(ascii, _mm_setzero_si128())) as u8;
    store(room, 0, _mm_shuffle_epi8(bytes, load_bytes(&OF_TWO[usize::from(set)])));
    16 - set.count_ones() as usize
}

/// Writes 8 units. Returns how many bytes they take.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn write_three(room: &mut [u8; ROOM], units: __m128i, ascii: __m128i, short: __m128i, marks: __m128i) -> usize {
    let last_two = _mm_blendv_epi8(two_bytes(units, marks), _mm_slli_epi16::<8>(units), ascii);
    let first = _mm_or_si128(_mm_srli_epi16::<12>(units), splat(0xE0));
    let sets = _mm_or_si128(and(ascii, 0x00FF), and(short, 0xFF00));
    let [low, high] = (_mm_movemask_epi8(sets) as u16).to_le_bytes();
    store(room, 0, _mm_shuffle_epi8(_mm_unpacklo_epi16(first, last_two), load_bytes(&OF_THREE[usize::from(low)])));
    let at = 12 - low.count_ones() as usize;
    store(room, at, _mm_shuffle_epi8(_mm_unpackhi_epi16(first, last_two), load_bytes(&OF_THREE[usize::from(high)])));
    at + 12 - high.count_ones() as usize
}

/// Writes 4 pairs: every 32-bit lane is a character of four bytes.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn write_all_pairs(room: &mut [u8; ROOM], units: __m128i) {
    // Without the tags (and 0x40 added to the high half) a lane is a high and a low half; together 21 digits.
    let halves = _mm_sub_epi16(units, _mm_set1_epi32(0xDC00_D7C0_u32 as i32));
    let digits = _mm_madd_epi16(halves, _mm_set1_epi32(0x0001_0400));
    let mask = |digits, bits| _mm_and_si128(digits, _mm_set1_epi32(bits));
    let front = _mm_or_si128(_mm_srli_epi32::<18>(digits), mask(_mm_srli_epi32::<4>(digits), 0x3F00));
    let back =
        _mm_or_si128(mask(_mm_slli_epi32::<10>(digits), 0x3F_0000), mask(_mm_slli_epi32::<24>(digits), 0x3F00_0000));
    let marks = _mm_set1_epi32(0x8080_80F0_u32 as i32);
    store(room, 0, _mm_or_si128(_mm_or_si128(front, back), marks));
}

/// Up to 7 units, zeros after them.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn load_partial(units: &[u16]) -> __m128i {
    let lane = |lane: usize| u64::from(units[lane]) << (16 * lane);
    let len = units.len();
    if let (Some(first), Some(last)) = (units.first_chunk::<4>(), units.last_chunk::<4>()) {
        let last = four(last) >> (16 * (7 - len)) >> 16;
        _mm_set_epi64x(last as i64, four(first) as i64)
    } else if len == 0 {
        _mm_setzero_si128()
    } else {
        _mm_set_epi64x(0, (lane(0) | lane(len / 2) | lane(len - 1)) as i64)
    }
}

/// Four units as they lie in memory.
#[inline]
fn four(units: &[u16; 4]) -> u64 {
    units.iter().rev().fold(0, |bits, &unit| bits << 16 | u64::from(unit))
}

/// Whether no lane has any of `bits`.
#[inline]
#[target_feature(enable = "sse4.1")]
fn none(units: __m128i, bits: u16) -> bool {
    _mm_testz_si128(units, splat(bits)) == 1
}

/// All ones where a lane is zero.
#[inline]
#[target_feature(enable = "sse4.1")]
fn zero(units: __m128i) -> __m128i {
    _mm_cmpeq_epi16(units, _mm_setzero_si128())
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn and(units: __m128i, bits: u16) -> __m128i {
    _mm_and_si128(units, splat(bits))
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn splat(unit: u16) -> __m128i {
    _mm_set1_epi16(unit as i16)
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn load(units: &[u16; UNITS]) -> __m128i {
    // SAFETY: `units` is 16 readable bytes; the load needs no alignment.
    unsafe { _mm_loadu_si128(units.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn load_two(units: &[u16; 2 * UNITS]) -> (__m128i, __m128i) {
    // SAFETY: `units` is 32 readable bytes; the loads need no alignment.
    unsafe { (_mm_loadu_si128(units.as_ptr().cast()), _mm_loadu_si128(units.as_ptr().add(UNITS).cast())) }
}

#[inline]
#[target_feature(enable = "sse4.1")]
pub(super) fn load_bytes(bytes: &[u8; 16]) -> __m128i {
    // SAFETY: `bytes` is 16 readable bytes; the load needs no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

/// Writes `bytes` to `room[at..at + 16]`.
#[inline]
#[target_feature(enable = "sse4.1")]
fn store(room: &mut [u8; ROOM], at: usize, bytes: __m128i) {
    assert!(at <= ROOM - 16);
    // SAFETY: `room` is 32 writable bytes and `at` at most 16; the store needs no alignment.
    unsafe { _mm_storeu_si128(room.as_mut_ptr().add(at).cast(), bytes) }
}
