//! The AVX-512 level: 32 units at a time, packed by one byte-wise `vpcompressb`.
//!
//! Every unit gets a lane of its own: 16 bits wide if no unit of the block takes three bytes, else 32. The
//! lane is filled with the unit's one, two or three bytes; compressing drops the others. Each half of a
//! surrogate pair is a unit of two bytes, so pairs need no lanes of another shape. Three cases have shorter
//! ways: ASCII, nothing from U+0800 on, and nothing below it (CJK).

use core::arch::x86_64::*;

use super::avx512_tables::{
    ALL_THREE, DIGITS, FIRST_HALF, LAST_7, LAST_16, MARKS, ONE_BEFORE, SECOND_HALF, THREE_BYTES, TWO_BYTES,
};
use super::scalar;
use crate::cpu::Avx512;

/// Units in a vector.
const UNITS: usize = 32;

/// See [`transcode`](super::transcode).
#[inline]
pub(super) fn transcode(_: Avx512, src: &[u16], dst: &mut [u8]) -> Option<usize> {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { transcode_blocks(src, dst) }
}

/// See [`utf8_len`](super::utf8_len).
#[inline]
pub(super) fn utf8_len(_: Avx512, src: &[u16]) -> usize {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { count(src) }
}

/// See [`is_ascii`](super::is_ascii).
#[inline]
pub(super) fn is_ascii(_: Avx512, src: &[u16]) -> bool {
    // SAFETY: the value proves that the CPU has every feature the function is compiled for.
    unsafe { all_ascii(src) }
}

/// Each unit counts one, one more from 0x80, one more from 0x800; a pair is then counted as six bytes instead
/// of four.
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn count(src: &[u16]) -> usize {
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
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn add_block(units: __m512i, len: usize, high_before: u32) -> (usize, u32) {
    let kind = and(units, 0xFC00);
    let high = _mm512_cmpeq_epi16_mask(kind, splat(0xD800));
    let low = _mm512_cmpeq_epi16_mask(kind, splat(0xDC00));
    let pairs = low & (high << 1 | high_before);
    let more = from(units, 0x80).count_ones() + from(units, 0x800).count_ones();
    (len + more as usize - 2 * pairs.count_ones() as usize, high >> 31)
}

#[target_feature(enable = "avx512bw,avx512vl")]
fn all_ascii(src: &[u16]) -> bool {
    scalar::is_ascii(src)
}

#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn transcode_blocks(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    let (mut rest, mut written) = (src, 0);
    while let Some((block, after)) = rest.split_first_chunk::<UNITS>() {
        let units = load(block);
        if from(units, 0x80) == 0
            && let Some((next, after)) = after.split_first_chunk::<UNITS>()
            && let next = load(next)
            && from(next, 0x80) == 0
        {
            written = put(dst, written, narrow(units, next), 2 * UNITS)?;
            rest = after;
            continue;
        }
        let done;
        (done, written) = transcode_block::<true>(units, UNITS, after.is_empty(), dst, written)?;
        rest = &rest[done..];
    }
    finish(rest, dst, written)
}

/// Transcodes `rest`, which is less than a block, to `dst[written..]`. Returns the new number of written
/// bytes.
#[inline(never)]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn finish(rest: &[u16], dst: &mut [u8], written: usize) -> Option<usize> {
    if rest.is_empty() {
        return Some(written);
    }
    let (_, written) = transcode_block::<false>(load_partial(rest), rest.len(), true, dst, written)?;
    Some(written)
}

/// Writes the first `count` lanes of `units` to `dst[written..]`; the other lanes are zero. Returns how many
/// units were written, and the new number of written bytes.
///
/// `FULL`: there are no other lanes. It is known at compile time, also because each of the two versions is called only
/// once and is therefore inlined; otherwise `written` would travel through memory. `last`: no unit comes after these.
/// If one does, a high surrogate at the end of these is left for the next call.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn transcode_block<const FULL: bool>(
    units: __m512i,
    count: usize,
    last: bool,
    dst: &mut [u8],
    written: usize,
) -> Option<(usize, usize)> {
    let count = if FULL { UNITS } else { count };
    // Lanes beyond `count` yield one byte each, after all others.
    let unused = UNITS - count;
    let beyond_ascii = from(units, 0x80);
    if beyond_ascii == 0 {
        return Some((count, put(dst, written, narrow(units, units), count)?));
    }
    let three = from(units, 0x800);
    if three == 0 {
        return Some((count, put_two(dst, written, units, beyond_ascii, splat(TWO_BYTES))? - unused));
    }
    let kind = and(units, 0xFC00);
    let high = _mm512_cmpeq_epi16_mask(kind, splat(0xD800));
    let low = _mm512_cmpeq_epi16_mask(kind, splat(0xDC00));
    if high | low == 0 {
        if three == u32::MAX {
            let [first, second] = all_three(units);
            let written = put(dst, written, first, 64)?;
            return Some((count, put(dst, written, second, 32)?));
        }
        let mut written = written;
        for (half, at) in [(low_half(units), 0), (high_half(units), 16)] {
            if !FULL && at >= count {
                return Some((count, written - (unused - 16)));
            }
            // Indexed by the leading zeros of the unit, of which there are 16 to 31: `vpermd` takes the low
            // four bits.
            let zeros = _mm512_lzcnt_epi32(_mm512_or_si512(half, _mm512_set1_epi32(1)));
            let digits = _mm512_permutexvar_epi32(zeros, load_dwords(&DIGITS));
            let marks = _mm512_permutexvar_epi32(zeros, load_dwords(&MARKS));
            written = put_three(dst, written, half, digits, marks)?;
        }
        return Some((count, written - unused));
    }
    if high == 0x5555_5555 && low == 0xAAAA_AAAA {
        return Some((count, put(dst, written, all_pairs(units), 64)?));
    }

    // A lane that is cut off becomes zero too.
    let cut = u32::from(!last) & high >> (count - 1);
    let kept = !(cut << (count - 1));
    let (count, unused) = (count - cut as usize, unused + cut as usize);
    let second_half = low & high << 1;
    let first_half = second_half >> 1;
    let pairs = first_half | second_half;
    // A pair hhhhhh hhhh, llllll llll (0x40 added to h) makes 11110hhh 10hhhhhh | 10hhllll 10llllll.
    let before = _mm512_permutexvar_epi16(load(&ONE_BEFORE), units);
    let first = _mm512_srli_epi16::<2>(_mm512_sub_epi16(units, splat(0xD7C0)));
    let second = _mm512_or_si512(and(units, 0x3FF), _mm512_slli_epi16::<10>(and(before, 3)));
    let units = _mm512_mask_mov_epi16(units, (high | low) & !pairs, splat(0xFFFD));
    let units = _mm512_mask_mov_epi16(units, first_half, first);
    let units = _mm512_mask_mov_epi16(units, second_half, second);
    let units = _mm512_maskz_mov_epi16(kept, units);
    let marks = _mm512_mask_mov_epi16(splat(TWO_BYTES), first_half, splat(FIRST_HALF));
    let marks = _mm512_mask_mov_epi16(marks, second_half, splat(SECOND_HALF));
    let (beyond_ascii, three) = (beyond_ascii & kept, three & kept & !pairs);
    if three == 0 {
        return Some((count, put_two(dst, written, units, beyond_ascii, marks)? - unused));
    }
    let mut written = written;
    for (half, marks, at) in [(low_half(units), low_half(marks), 0), (high_half(units), high_half(marks), 16)] {
        let (beyond_ascii, three) = ((beyond_ascii >> at) as u16, (three >> at) as u16);
        let digits = _mm512_mask_mov_epi32(_mm512_set1_epi32(LAST_7), beyond_ascii, _mm512_set1_epi32(LAST_16));
        let marks = _mm512_maskz_slli_epi32::<8>(beyond_ascii, marks);
        let marks = _mm512_mask_mov_epi32(marks, three, _mm512_set1_epi32(THREE_BYTES));
        written = put_three(dst, written, half, digits, marks)?;
    }
    Some((count, written - unused))
}

/// `(a & b) | c` for `vpternlog`.
const AND_OR: i32 = 0b1110_1010;

/// Writes 32 units of which none takes three bytes to `dst[written..]`. Returns the new number of written
/// bytes.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn put_two(dst: &mut [u8], written: usize, units: __m512i, beyond_ascii: u32, marks: __m512i) -> Option<usize> {
    let last = _mm512_slli_epi16::<8>(units);
    let digits = _mm512_ternarylogic_epi32::<AND_OR>(last, splat(0x3F00), _mm512_srli_epi16::<6>(units));
    let bytes = _mm512_mask_mov_epi16(units, beyond_ascii, _mm512_or_si512(digits, marks));
    // The low byte always counts; the high byte counts where there is one, and then it is not zero.
    let counting = _mm512_or_si512(bytes, splat(0x00FF));
    put_counting(dst, written, bytes, counting)
}

/// Writes 16 units in 32-bit lanes to `dst[written..]`. Returns the new number of written bytes.
///
/// From the lowest byte, a lane becomes: 1110xxxx; 10xxxxxx or the first of two bytes; the last or only byte;
/// nothing.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn put_three(dst: &mut [u8], written: usize, units: __m512i, digits: __m512i, marks: __m512i) -> Option<usize> {
    let shifted = _mm512_multishift_epi64_epi8(_mm512_set1_epi64(0x2020_262C_0000_060C), units);
    let bytes = _mm512_ternarylogic_epi32::<AND_OR>(shifted, digits, marks);
    // The last byte always counts; the others count where they exist, and then they are not zero.
    let counting = _mm512_or_si512(bytes, _mm512_set1_epi32(0x00FF_0000));
    put_counting(dst, written, bytes, counting)
}

/// Writes those of `bytes` that are not zero in `counting`. Returns the new number of written bytes.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn put_counting(dst: &mut [u8], written: usize, bytes: __m512i, counting: __m512i) -> Option<usize> {
    let counting = _mm512_test_epi8_mask(counting, counting);
    put(dst, written, _mm512_maskz_compress_epi8(counting, bytes), counting.count_ones() as usize)
}

/// Writes the first `count` of `bytes` to `dst[written..]`, and the others too, where there is room. Returns
/// the new number of written bytes; `None` if there is no room.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn put(dst: &mut [u8], written: usize, bytes: __m512i, count: usize) -> Option<usize> {
    let room = dst.get_mut(written..)?;
    match room.first_chunk_mut() {
        Some(room) => store(room, bytes),
        None => store_partial(room.get_mut(..count)?, bytes),
    }
    Some(written + count)
}

/// The bytes of 16 pairs and nothing else: every 32-bit lane is a character of four bytes.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn all_pairs(units: __m512i) -> __m512i {
    // Without the tags (and 0x40 added to the high half) a lane is a high and a low half; together 21 digits.
    let halves = _mm512_sub_epi16(units, _mm512_set1_epi32(0xDC00_D7C0_u32 as i32));
    let digits = _mm512_madd_epi16(halves, _mm512_set1_epi32(0x0001_0400));
    let shifted = _mm512_multishift_epi64_epi8(_mm512_set1_epi64(0x2026_2C32_0006_0C12), digits);
    _mm512_ternarylogic_epi32::<AND_OR>(
        shifted,
        _mm512_set1_epi32(0x3F3F_3F07),
        _mm512_set1_epi32(0x8080_80F0_u32 as i32),
    )
}

/// The low 16 units in 32-bit lanes.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn low_half(units: __m512i) -> __m512i {
    _mm512_cvtepu16_epi32(_mm512_castsi512_si256(units))
}

/// The high 16 units in 32-bit lanes.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn high_half(units: __m512i) -> __m512i {
    _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64::<1>(units))
}

/// The 96 bytes of 32 units that all take three: 64, then 32 and others that do not count.
#[inline]
#[target_feature(enable = "avx512vl,avx512cd,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
fn all_three(units: __m512i) -> [__m512i; 2] {
    [0, 1].map(|vector| {
        let fours = _mm512_permutexvar_epi16(load(&ALL_THREE.units[vector]), units);
        let shifted = _mm512_multishift_epi64_epi8(load_bytes(&ALL_THREE.shifts[vector]), fours);
        let (digits, marks) = (load_bytes(&ALL_THREE.digits[vector]), load_bytes(&ALL_THREE.marks[vector]));
        _mm512_ternarylogic_epi32::<AND_OR>(shifted, digits, marks)
    })
}

/// The lanes of at least `least`.
#[inline]
#[target_feature(enable = "avx512bw")]
fn from(units: __m512i, least: u16) -> u32 {
    _mm512_cmpge_epu16_mask(units, splat(least))
}

/// The low bytes of 64 units.
#[inline]
#[target_feature(enable = "avx512bw")]
fn narrow(first: __m512i, second: __m512i) -> __m512i {
    let bytes = _mm512_packus_epi16(first, second);
    _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), bytes)
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn splat(unit: u16) -> __m512i {
    _mm512_set1_epi16(unit as i16)
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn and(units: __m512i, bits: u16) -> __m512i {
    _mm512_and_si512(units, splat(bits))
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn load(units: &[u16; UNITS]) -> __m512i {
    // SAFETY: `units` is 64 readable bytes; the load needs no alignment.
    unsafe { _mm512_loadu_epi16(units.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn load_bytes(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: `bytes` is 64 readable bytes; the load needs no alignment.
    unsafe { _mm512_loadu_epi8(bytes.as_ptr().cast()) }
}

/// The first 32 units of `units` or fewer, zeros after them.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,bmi2")]
fn load_partial(units: &[u16]) -> __m512i {
    let lanes = _bzhi_u32(u32::MAX, units.len().min(UNITS) as u32);
    // No wider than necessary: a load waits for pending stores to the lanes it masks, and what comes after a short
    // string may well be its destination.
    if units.len() <= 16 {
        // SAFETY: only the lanes of the mask are read, and there are no more than `units` has elements.
        _mm512_zextsi256_si512(unsafe { _mm256_maskz_loadu_epi16(lanes as u16, units.as_ptr().cast()) })
    } else {
        // SAFETY: as above.
        unsafe { _mm512_maskz_loadu_epi16(lanes, units.as_ptr().cast()) }
    }
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn load_dwords(dwords: &[i32; 16]) -> __m512i {
    // SAFETY: `dwords` is 64 readable bytes; the load needs no alignment.
    unsafe { _mm512_loadu_epi32(dwords.as_ptr()) }
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn store(room: &mut [u8; 64], bytes: __m512i) {
    // SAFETY: `room` is 64 writable bytes; the store needs no alignment.
    unsafe { _mm512_storeu_epi8(room.as_mut_ptr().cast(), bytes) }
}

/// Writes as many of `bytes` as fit in `room`.
#[inline]
#[target_feature(enable = "avx512bw,bmi2")]
fn store_partial(room: &mut [u8], bytes: __m512i) {
    let lanes = _bzhi_u64(u64::MAX, room.len().min(64) as u32);
    // SAFETY: only the lanes of the mask are written, and there are no more than `room` has elements.
    unsafe { _mm512_mask_storeu_epi8(room.as_mut_ptr().cast(), lanes, bytes) }
}
