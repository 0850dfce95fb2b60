//! The SSE4.1 level: 8 units at a time, packed by byte shuffles from a table.
//!
//! Every unit gets a lane of its own: 16 bits wide if no unit of the block takes three bytes, else 32. The lane is filled
//! with the unit's one, two or three bytes; a shuffle drops the others. Each half of a surrogate pair is a unit of two
//! bytes, so pairs need no lanes of another shape.

use core::arch::x86_64::*;

use super::shuffles::{OF_THREE, OF_TWO};

/// Units in a vector.
const UNITS: usize = 8;

/// Proof that the CPU has this level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sse41(());

impl Sse41 {
    /// `Some` if the CPU has SSE4.1, which includes SSSE3, and POPCNT (Intel from Nehalem, AMD from Bulldozer).
    pub fn new() -> Option<Self> {
        let usable = is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("popcnt");
        usable.then_some(Self(()))
    }

    /// See [`transcode`](super::transcode).
    #[inline]
    pub(super) fn transcode(self, src: &[u16], dst: &mut [u8]) -> Option<usize> {
        // SAFETY: `self` exists, so `new` found every feature `finish` is compiled for.
        unsafe { finish(src, dst, 0) }
    }

    /// See [`utf8_len`](super::utf8_len).
    #[inline]
    pub(super) fn utf8_len(self, src: &[u16]) -> usize {
        super::scalar::utf8_len(src)
    }

    /// See [`is_ascii`](super::is_ascii).
    #[inline]
    pub(super) fn is_ascii(self, src: &[u16]) -> bool {
        super::scalar::is_ascii(src)
    }
}

/// Transcodes `rest` to `dst[written..]`. Returns the new number of written bytes; `None` if there is no room.
#[target_feature(enable = "sse4.1,popcnt")]
pub(super) fn finish(mut rest: &[u16], dst: &mut [u8], mut written: usize) -> Option<usize> {
    while !rest.is_empty() {
        if let Some((block, after)) = rest.split_first_chunk::<{ 2 * UNITS }>()
            && let (low, high) = load_two(block)
            && none(_mm_or_si128(low, high), 0xFF80)
        {
            written = put(dst, written, _mm_packus_epi16(low, high), 2 * UNITS)?;
            rest = after;
            continue;
        }
        let (units, count) = match rest.first_chunk() {
            Some(block) => (load(block), UNITS),
            None => (load_partial(rest), rest.len()),
        };
        // The only call: it has to be inlined, or `written` travels through memory.
        let done;
        (done, written) = transcode_block(units, count, count == rest.len(), dst, written)?;
        rest = &rest[done..];
    }
    Some(written)
}

/// Writes the first `count` lanes of `units` to `dst[written..]`; the other lanes are zero. Returns how many units were
/// written, and the new number of written bytes.
///
/// `last`: no unit comes after these. If one does, a high surrogate at the end of these is left for then.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn transcode_block(units: __m128i, count: usize, last: bool, dst: &mut [u8], written: usize) -> Option<(usize, usize)> {
    if none(units, 0xFF80) {
        return Some((count, put(dst, written, _mm_packus_epi16(units, units), count)?));
    }
    let ascii = zero(and(units, 0xFF80));
    if none(units, 0xF800) {
        return Some((count, put_two(dst, written, units, ascii, splat(TWO_BYTES), UNITS - count)?));
    }
    let short = zero(and(units, 0xF800));
    let surrogate = _mm_cmpeq_epi16(and(units, 0xF800), splat(0xD800));
    if none(surrogate, 0xFFFF) {
        let marks = _mm_or_si128(splat(THREE_BYTES), and(short, TWO_BYTES ^ THREE_BYTES));
        return Some((count, put_three(dst, written, units, ascii, short, marks, UNITS - count)?));
    }

    let high = _mm_cmpeq_epi16(and(units, 0xFC00), splat(0xD800));
    let cut = !last && _mm_movemask_epi8(high) >> (2 * count - 1) & 1 == 1;
    let count = count - usize::from(cut);
    let kept = load(&CUT[usize::from(cut)]);
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
    let written = if none(_mm_xor_si128(short, splat(0xFFFF)), 0xFFFF) {
        put_two(dst, written, units, ascii, marks, UNITS - count)?
    } else {
        put_three(dst, written, units, ascii, short, marks, UNITS - count)?
    };
    Some((count, written))
}

/// Marks of the last two bytes of three; also of the last two of a pair's four.
const THREE_BYTES: u16 = 0x8080;
/// Marks of two bytes.
const TWO_BYTES: u16 = 0x80C0;
/// Marks of the first two of a pair's four bytes.
const FIRST_HALF: u16 = 0x80F0;

/// Lanes to keep if nothing is cut off, and if the last one is.
static CUT: [[u16; UNITS]; 2] = [[0xFFFF; UNITS], [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0]];

/// The low two bytes' digits of each unit, with `marks`; where `ascii`, the unit.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn two_bytes(units: __m128i, marks: __m128i) -> __m128i {
    let digits = _mm_or_si128(and(_mm_slli_epi16::<8>(units), 0x3F00), and(_mm_srli_epi16::<6>(units), 0x3F));
    _mm_or_si128(digits, marks)
}

/// Writes 8 units, of which the last `unused` are zeros that do not count and none takes three bytes.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn put_two(dst: &mut [u8], written: usize, units: __m128i, ascii: __m128i, marks: __m128i, unused: usize) -> Option<usize> {
    let bytes = _mm_blendv_epi8(two_bytes(units, marks), units, ascii);
    let set = _mm_movemask_epi8(_mm_packs_epi16(ascii, _mm_setzero_si128())) as u8;
    let packed = _mm_shuffle_epi8(bytes, load_bytes(&OF_TWO[usize::from(set)]));
    put(dst, written, packed, 16 - set.count_ones() as usize - unused)
}

/// Writes 8 units, of which the last `unused` are zeros that do not count.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
fn put_three(
    dst: &mut [u8],
    written: usize,
    units: __m128i,
    ascii: __m128i,
    short: __m128i,
    marks: __m128i,
    unused: usize,
) -> Option<usize> {
    let last_two = _mm_blendv_epi8(two_bytes(units, marks), _mm_slli_epi16::<8>(units), ascii);
    let first = _mm_or_si128(_mm_srli_epi16::<12>(units), splat(0xE0));
    let sets = _mm_or_si128(and(ascii, 0x00FF), and(short, 0xFF00));
    let [low, high] = (_mm_movemask_epi8(sets) as u16).to_le_bytes();
    let packed = _mm_shuffle_epi8(_mm_unpacklo_epi16(first, last_two), load_bytes(&OF_THREE[usize::from(low)]));
    // Zeros that do not count may reach into the low half: then nothing of the high half counts.
    let low_count = 12 - low.count_ones() as usize - unused.saturating_sub(4);
    let written = put(dst, written, packed, low_count)?;
    let packed = _mm_shuffle_epi8(_mm_unpackhi_epi16(first, last_two), load_bytes(&OF_THREE[usize::from(high)]));
    put(dst, written, packed, 12 - high.count_ones() as usize - unused.min(4))
}

/// Writes the first `count` of `bytes` to `dst[written..]`, and where there is room the others too. Returns the new number
/// of written bytes; `None` if there is no room.
#[inline]
#[target_feature(enable = "sse4.1,popcnt")]
pub(super) fn put(dst: &mut [u8], written: usize, bytes: __m128i, count: usize) -> Option<usize> {
    let room = dst.get_mut(written..)?;
    match room.first_chunk_mut() {
        Some(room) => store(room, bytes),
        None => {
            let mut exact = [0; 16];
            store(&mut exact, bytes);
            room.get_mut(..count)?.copy_from_slice(exact.get(..count)?);
        }
    }
    Some(written + count)
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

#[inline]
#[target_feature(enable = "sse4.1")]
fn store(room: &mut [u8; 16], bytes: __m128i) {
    // SAFETY: `room` is 16 writable bytes; the store needs no alignment.
    unsafe { _mm_storeu_si128(room.as_mut_ptr().cast(), bytes) }
}
