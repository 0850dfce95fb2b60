//! The transposition: from segments of consecutive bytes to rows of one byte of every segment.

use core::mem::MaybeUninit;

use super::segments::Segments;
use super::serial::{Steps, Width};
use super::simd::Simd;

/// Row `t` of a block: byte `t` of every segment, segment 0 first.
pub type Row<S, const REGISTERS: usize> = [<S as Simd>::Vector; REGISTERS];

/// Room for a row.
pub(super) type RowRoom<S, const REGISTERS: usize> = [MaybeUninit<<S as Simd>::Vector>; REGISTERS];

/// Exclusive or of the rows of even and of odd number.
pub(super) struct Parity<S: Simd, const REGISTERS: usize> {
    /// Of rows 0, 2, 4, …
    pub(super) even: Row<S, REGISTERS>,
    /// Of rows 1, 3, 5, …
    pub(super) odd: Row<S, REGISTERS>,
}

/// Writes the rows of `block` to `room`, whose length is that of a segment, at least 8.
///
/// # Panics
///
/// Panics unless `block` is as long as all its segments, and a segment at least 8 bytes long.
#[inline(always)]
pub(super) fn transpose<'a, S: Simd, W: Width, const REGISTERS: usize>(
    simd: S,
    block: &[u8],
    room: &'a mut [RowRoom<S, REGISTERS>],
    beside: &mut Steps<'_, W>,
) -> (&'a [Row<S, REGISTERS>], Parity<S, REGISTERS>) {
    let zero = simd.splat8(0);
    let mut parity = Parity { even: [zero; REGISTERS], odd: [zero; REGISTERS] };
    let length = room.len();
    assert!(length >= 8 && block.len() == length * REGISTERS * S::WIDTH);
    for (register, bytes) in block.chunks_exact(length * S::WIDTH).enumerate() {
        let segments = Segments { bytes, length };
        let [even, odd] = transpose_register(simd, segments, room, register, beside);
        parity.even[register] = even;
        parity.odd[register] = odd;
    }
    // SAFETY: by the assertion the loop above ran once for each of the registers, and each time `transpose_register`
    // wrote that register of every row from 0 up to `length`; a written `MaybeUninit<V>` is a `V`.
    let rows = unsafe { &*(core::ptr::from_ref(room) as *const [Row<S, REGISTERS>]) };
    for pair in rows[length / 8 * 8..].chunks(2) {
        for (even, row) in parity.even.iter_mut().zip(&pair[0]) {
            *even = simd.xor(*even, *row);
        }
        if let Some(row) = pair.get(1) {
            for (odd, row) in parity.odd.iter_mut().zip(row) {
                *odd = simd.xor(*odd, *row);
            }
        }
    }
    (rows, parity)
}

/// Writes one register of every row, and returns the exclusive or of its even and of its odd rows, without the last
/// `length % 8` rows.
#[inline(always)]
fn transpose_register<S: Simd, W: Width, const REGISTERS: usize>(
    simd: S,
    segments: Segments<'_>,
    room: &mut [RowRoom<S, REGISTERS>],
    register: usize,
    beside: &mut Steps<'_, W>,
) -> [S::Vector; 2] {
    let length = segments.length;
    let mut parity = [simd.splat8(0); 2];
    let mut done = 0;
    while length - done >= 16 {
        let (low, high) = load16(simd, segments, done);
        let rows = rows8(simd, low);
        parity = add_parity(simd, parity, rows);
        write(room, done, register, rows);
        beside.take::<8>();
        let rows = rows8(simd, high);
        parity = add_parity(simd, parity, rows);
        write(room, done + 8, register, rows);
        beside.take::<8>();
        done += 16;
    }
    if length - done >= 8 {
        let rows = rows8(simd, load8(simd, segments, done));
        parity = add_parity(simd, parity, rows);
        write(room, done, register, rows);
        done += 8;
    }
    if done < length {
        // The first rows of this group are there already, and come out equal.
        let first = length - 8;
        let rows = rows8(simd, load8(simd, segments, first));
        write(room, first, register, rows);
    }
    parity
}

/// `parity` with the even and the odd ones of `rows`.
#[inline(always)]
fn add_parity<S: Simd>(
    simd: S,
    [even, odd]: [S::Vector; 2],
    [a, b, c, d, e, f, g, h]: [S::Vector; 8],
) -> [S::Vector; 2] {
    [simd.xor(even, simd.xor(simd.xor(a, c), simd.xor(e, g))), simd.xor(odd, simd.xor(simd.xor(b, d), simd.xor(f, h)))]
}

/// Writes one register of eight rows, from row `start` on.
#[inline(always)]
#[expect(clippy::expect_used, reason = "as an index would: only a defect of this module gets here")]
fn write<V: Copy, const REGISTERS: usize>(
    room: &mut [[MaybeUninit<V>; REGISTERS]],
    start: usize,
    register: usize,
    rows: [V; 8],
) {
    let room: &mut [_; 8] = room[start..].first_chunk_mut().expect("the group ends within the segment");
    room[0][register].write(rows[0]);
    room[1][register].write(rows[1]);
    room[2][register].write(rows[2]);
    room[3][register].write(rows[3]);
    room[4][register].write(rows[4]);
    room[5][register].write(rows[5]);
    room[6][register].write(rows[6]);
    room[7][register].write(rows[7]);
}

/// 16 bytes of every segment from `start` on, after the first round of the transposition of 8 rows each.
#[inline(always)]
fn load16<S: Simd>(simd: S, segments: Segments<'_>, start: usize) -> ([S::Vector; 8], [S::Vector; 8]) {
    let [(a, i), (b, j), (c, k), (d, l), (e, m), (f, n), (g, o), (h, p)] = [
        pair16(simd, segments, 0, start),
        pair16(simd, segments, 1, start),
        pair16(simd, segments, 2, start),
        pair16(simd, segments, 3, start),
        pair16(simd, segments, 4, start),
        pair16(simd, segments, 5, start),
        pair16(simd, segments, 6, start),
        pair16(simd, segments, 7, start),
    ];
    ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p])
}

/// Bytes of segments `lane` and `lane + 8`, interleaved: the first eight of each, and the other eight.
#[inline(always)]
fn pair16<S: Simd>(simd: S, segments: Segments<'_>, lane: usize, start: usize) -> (S::Vector, S::Vector) {
    let a = simd.load_parts(segments, lane, start);
    let b = simd.load_parts(segments, lane + 8, start);
    (simd.interleave_low(a, b), simd.interleave_high(a, b))
}

/// 8 bytes of every segment from `start` on, after the first round of the transposition.
#[inline(always)]
fn load8<S: Simd>(simd: S, segments: Segments<'_>, start: usize) -> [S::Vector; 8] {
    [
        pair8(simd, segments, 0, start),
        pair8(simd, segments, 1, start),
        pair8(simd, segments, 2, start),
        pair8(simd, segments, 3, start),
        pair8(simd, segments, 4, start),
        pair8(simd, segments, 5, start),
        pair8(simd, segments, 6, start),
        pair8(simd, segments, 7, start),
    ]
}

/// Bytes of segments `lane` and `lane + 8`, interleaved, eight of each.
#[inline(always)]
fn pair8<S: Simd>(simd: S, segments: Segments<'_>, lane: usize, start: usize) -> S::Vector {
    let a = simd.load_halves(segments, lane, start);
    let b = simd.load_halves(segments, lane + 8, start);
    simd.interleave_low(a, b)
}

/// The rows, after the first round.
///
/// Each round turns the number of an element (segment, byte) by one bit; the fourth has swapped segment and byte.
/// Everything is written out, because the compiler keeps arrays that are indexed in a loop in memory; and without
/// closures, because they would not have the target feature.
#[inline(always)]
fn rows8<S: Simd>(simd: S, x: [S::Vector; 8]) -> [S::Vector; 8] {
    round(simd, round(simd, round(simd, x)))
}

/// One round.
#[inline(always)]
fn round<S: Simd>(simd: S, x: [S::Vector; 8]) -> [S::Vector; 8] {
    [
        simd.interleave_low(x[0], x[4]),
        simd.interleave_high(x[0], x[4]),
        simd.interleave_low(x[1], x[5]),
        simd.interleave_high(x[1], x[5]),
        simd.interleave_low(x[2], x[6]),
        simd.interleave_high(x[2], x[6]),
        simd.interleave_low(x[3], x[7]),
        simd.interleave_high(x[3], x[7]),
    ]
}
