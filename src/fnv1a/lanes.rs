//! FNV-1a of one string in many lanes, bit for bit the same as the recurrence.
//!
//! A block is cut into `L` segments of `S` bytes, one after the other; lane `k` runs segment `k`, and *row* `t` is
//! byte `t` of every segment. Let `h_k` be the hash where segment `k` starts, `s_k` its low byte, and `q = PRIME^S`.
//!
//! **Putting together.** Suppose the `s_k` are known, and let `H_k` be the hash of segment `k` from `s_k`. The bits
//! above the low byte never meet a byte of the input, so they are only multiplied: `h_{k+1} = H_k + q * (h_k - s_k)`,
//! and
//!
//! ```text
//! h_L = q^L * h_0 + sum over k of (H_k - q * s_k) * q^(L-1-k)      modulo 2^32
//! ```
//!
//! **The low bytes**, two bits at a time, from the lowest up. Let `F_k` take the low byte at the start of segment `k`
//! to the one at its end.
//!
//! *Lemma.* `F_k(s + 2^j) = F_k(s) + 2^j` or `F_k(s) - 2^j` modulo `2^(j+2)`; which of the two depends only on `S`
//! and on the exclusive or of bit `j` of the segment's bytes. *Proof.* Let two states differ by an odd multiple of
//! `2^j`. Modulo `2^(j+2)`, exclusive or with a byte keeps the difference if bit `j` of the byte is 0 and negates it
//! if it is 1, and the multiplication negates it, as the prime is -1 modulo 4.
//!
//! So one run of every lane, from the bits below `j` and zeros above, tells for every start what bits `j` and `j + 1`
//! of the end are. The end of a segment is the start of the next one: [`starts`](super::starts) follows that through
//! the lanes. The runs for `j = 2, 4, 6` need 4, 6 and 8 bits of the state, and the one for `j = 0` is no more than
//! parities of the input; the sum takes one run with 32 bits.

use core::mem::MaybeUninit;

use super::rows::{Parity, Row, RowRoom, transpose};
use super::serial::{PRIME, Steps, Width};
use super::simd::Simd;
use super::starts::{Mask, solve};

/// What differs between widths. The runs for the low byte differ only in the factor.
pub trait Lanes: Width {
    /// The factor for bytes: the prime modulo 2^8; 3 modulo 16.
    const PRIME_LOW: u8;

    /// The longest segments of which the ends can be summed up.
    const MOST_ROWS: usize;

    /// What combines the lanes of a block.
    type Powers;

    /// The powers for segments of `length` bytes, at most [`MOST_ROWS`](Self::MOST_ROWS).
    fn powers<S: Simd, const REGISTERS: usize>(length: usize) -> Self::Powers;

    /// Runs the recurrence in every lane from the true low byte in `starts`, and combines the lanes.
    fn sum<S: Simd, const REGISTERS: usize>(
        simd: S,
        rows: &[Row<S, REGISTERS>],
        starts: &Row<S, REGISTERS>,
        powers: &Self::Powers,
        state: Self,
    ) -> Self;
}

/// Hash of `bytes`, starting from `state`, in `REGISTERS * S::WIDTH` lanes and blocks of at most `ROWS` bytes a lane.
///
/// Inputs of less than 8 bytes a lane go through the serial loop.
#[inline(always)]
pub(super) fn hash<S: Simd, W: Lanes, const REGISTERS: usize, const ROWS: usize>(simd: S, bytes: &[u8], state: W) -> W {
    const { assert!(ROWS >= 16 && ROWS < 512 && ROWS * REGISTERS * S::WIDTH <= 16 * 1024) }
    let lanes = REGISTERS * S::WIDTH;
    let most_rows = ROWS.min(W::MOST_ROWS);
    // The odd bytes go first, alongside the transposition of the first block, as nothing could hide them at the end.
    let odd = if bytes.len() < 8 * lanes { bytes.len() } else { bytes.len() % lanes };
    let (odd, mut rest) = bytes.split_at(odd);
    let mut steps = Steps::new(odd, state);
    let mut room: [RowRoom<S, REGISTERS>; ROWS] = [const { [const { MaybeUninit::uninit() }; REGISTERS] }; ROWS];
    while !rest.is_empty() {
        let rows = rest.len() / lanes;
        // Blocks of about equal length: no short one at the end.
        let length = if rows <= most_rows { rows } else { rows.div_ceil(rows.div_ceil(most_rows)) };
        let (block, after) = rest.split_at(length * lanes);
        let powers = W::powers::<S, REGISTERS>(length);
        let state = hash_block(simd, block, &mut room[..length], &powers, steps);
        steps = Steps::new(&[], state);
        rest = after;
    }
    steps.finish()
}

/// The factors that combine the lanes of a block in 32 bits: powers of `q`, which is the prime to the length of a segment.
pub struct Powers {
    /// `q`.
    segment: u32,
    /// `q` to the number of 32-bit words in a vector, to twice and to four times that.
    vectors: [u32; 3],
    /// `q` to the number of all lanes.
    block: u32,
    /// The weights of the 32-bit words of a vector: …, `q^2`, `q`, 1.
    words: [u32; 16],
}

/// Hash of `block`, starting from `state`; `room` is as long as a segment.
#[inline(always)]
fn hash_block<S: Simd, W: Lanes, const REGISTERS: usize>(
    simd: S,
    block: &[u8],
    room: &mut [RowRoom<S, REGISTERS>],
    powers: &W::Powers,
    mut before: Steps<'_, W>,
) -> W {
    let (rows, Parity { even, odd }) = transpose(simd, block, room, &mut before);
    let state = before.finish();
    let low = state.into() as u32;
    let mut all = even;
    for (all, odd) in all.iter_mut().zip(odd) {
        *all = simd.xor(*all, odd);
    }
    let signs = Signs { parity: all, flip: (rows.len() as u64 & 1).wrapping_neg() };
    let mut starts = [simd.splat8(0); REGISTERS];
    // From zeros no run is needed: bit 0 of the end is the parity of all bytes, and carries into bit 1 come from every
    // other byte.
    let carrying = if rows.len() % 2 == 0 { odd } else { even };
    let mut end = [bits(simd, all, 0), bits(simd, all, 1)];
    let carries = bits(simd, carrying, 0);
    for word in 0..carries.len() {
        end[1][word] ^= carries[word];
    }
    add_starts(simd, &mut starts, 0, end, &signs, low);
    let end = run_low(simd, rows, &starts);
    let end = [bits(simd, end, 2), bits(simd, end, 3)];
    add_starts(simd, &mut starts, 2, end, &signs, low);
    let end = run_bytes(simd, rows, &starts, W::PRIME_LOW);
    let end = [bits(simd, end, 4), bits(simd, end, 5)];
    add_starts(simd, &mut starts, 4, end, &signs, low);
    let end = run_bytes(simd, rows, &starts, W::PRIME_LOW);
    let end = [bits(simd, end, 6), bits(simd, end, 7)];
    add_starts(simd, &mut starts, 6, end, &signs, low);
    W::sum(simd, rows, &starts, powers, state)
}

/// The signs of the lemma: minus if the number of a segment's bytes without the bit is odd.
struct Signs<S: Simd, const REGISTERS: usize> {
    /// Exclusive or of all bytes of a segment.
    parity: Row<S, REGISTERS>,
    /// All ones if the length of a segment is odd, otherwise 0.
    flip: u64,
}

/// Bit `bit` of every lane.
#[inline(always)]
fn bits<S: Simd, const REGISTERS: usize>(simd: S, bytes: Row<S, REGISTERS>, bit: u32) -> Mask {
    let mut mask = [0; 4];
    for (r, bytes) in bytes.iter().enumerate() {
        let lane = r * S::WIDTH;
        mask[lane / 64] |= simd.bits(*bytes, bit) << (lane % 64);
    }
    mask
}

/// Adds bits `bit` and `bit + 1` to `starts`, from those at the ends of a run from `starts`.
#[inline(always)]
fn add_starts<S: Simd, const REGISTERS: usize>(
    simd: S,
    starts: &mut Row<S, REGISTERS>,
    bit: u32,
    end: [Mask; 2],
    signs: &Signs<S, REGISTERS>,
    state: u32,
) {
    let mut minus = bits(simd, signs.parity, bit);
    for word in &mut minus {
        *word ^= signs.flip;
    }
    let [low, high] = solve(REGISTERS * S::WIDTH, end, minus, state >> bit & 3);
    for (r, start) in starts.iter_mut().enumerate() {
        let lane = r * S::WIDTH;
        let low = simd.spread(low[lane / 64] >> (lane % 64), 1 << bit);
        let high = simd.spread(high[lane / 64] >> (lane % 64), 2 << bit);
        *start = simd.or(*start, simd.or(low, high));
    }
}

/// Runs every lane from `starts`; bits 0 to 3 of the ends are correct.
#[inline(always)]
fn run_low<S: Simd, const REGISTERS: usize>(
    simd: S,
    rows: &[Row<S, REGISTERS>],
    starts: &Row<S, REGISTERS>,
) -> Row<S, REGISTERS> {
    let mut a = *starts;
    for row in rows {
        for r in 0..REGISTERS {
            // Either prime is 3 modulo 16.
            let x = simd.xor(a[r], row[r]);
            a[r] = simd.add8(simd.add8(x, x), x);
        }
    }
    a
}

/// Runs every lane from `starts`; all bits of the ends are correct.
#[inline(always)]
fn run_bytes<S: Simd, const REGISTERS: usize>(
    simd: S,
    rows: &[Row<S, REGISTERS>],
    starts: &Row<S, REGISTERS>,
    prime: u8,
) -> Row<S, REGISTERS> {
    let prime = simd.splat16(u16::from(prime));
    let odd_bytes = simd.splat16(0xff00);
    // Words: the even bytes with anything above, the odd bytes with zeros below.
    let mut even = *starts;
    let mut odd = *starts;
    for odd in &mut odd {
        *odd = simd.and(*odd, odd_bytes);
    }
    for row in rows {
        for r in 0..REGISTERS {
            even[r] = simd.mul16(simd.xor(even[r], row[r]), prime);
            odd[r] = simd.mul16(simd.xor(odd[r], simd.and(row[r], odd_bytes)), prime);
        }
    }
    for r in 0..REGISTERS {
        even[r] = simd.or(simd.and(even[r], simd.splat16(0x00ff)), odd[r]);
    }
    even
}

impl Lanes for u32 {
    const PRIME_LOW: u8 = 0x93;
    const MOST_ROWS: usize = 511;

    type Powers = Powers;

    #[inline(always)]
    fn powers<S: Simd, const REGISTERS: usize>(length: usize) -> Powers {
        // Without branches, unlike `u32::wrapping_pow`: the CPU can do this beside the transposition.
        let mut segment = 1_u32;
        let mut square = PRIME;
        for bit in 0..9 {
            segment = segment.wrapping_mul(if length >> bit & 1 == 0 { 1 } else { square });
            square = square.wrapping_mul(square);
        }
        let mut words = [1; 16];
        for word in (0..S::WIDTH / 4 - 1).rev() {
            words[word] = segment.wrapping_mul(words[word + 1]);
        }
        let q1 = segment.wrapping_mul(words[0]);
        let q2 = q1.wrapping_mul(q1);
        let q4 = q2.wrapping_mul(q2);
        Powers { segment, vectors: [q1, q2, q4], block: q4.wrapping_pow(REGISTERS as u32), words }
    }

    /// In 32 bits every lane runs the recurrence itself.
    #[inline(always)]
    fn sum<S: Simd, const REGISTERS: usize>(
        simd: S,
        rows: &[Row<S, REGISTERS>],
        starts: &Row<S, REGISTERS>,
        powers: &Powers,
        state: u32,
    ) -> u32 {
        let mut total = simd.splat32(0);
        if REGISTERS == 1 {
            total = sum_registers::<S, REGISTERS, 1>(simd, rows, starts, 0, total, powers);
        } else {
            for first in (0..REGISTERS).step_by(2) {
                total = sum_registers::<S, REGISTERS, 2>(simd, rows, starts, first, total, powers);
            }
        }
        simd.sum32(simd.mul32(total, simd.load32(&powers.words))).wrapping_add(state.wrapping_mul(powers.block))
    }
}

/// The part of the sum for registers `first` to `first + COUNT`, on top of `total`.
#[inline(always)]
fn sum_registers<S: Simd, const REGISTERS: usize, const COUNT: usize>(
    simd: S,
    rows: &[Row<S, REGISTERS>],
    starts: &Row<S, REGISTERS>,
    first: usize,
    mut total: S::Vector,
    powers: &Powers,
) -> S::Vector {
    let prime = simd.splat32(PRIME);
    let mut h: [[S::Vector; 4]; COUNT] = [[simd.splat32(0); 4]; COUNT];
    for r in 0..COUNT {
        h[r] = widen(simd, &starts[first + r]);
    }
    let starts = h;
    for row in rows {
        for r in 0..COUNT {
            let bytes = widen(simd, &row[first + r]);
            for i in 0..4 {
                h[r][i] = simd.mul32(simd.xor(h[r][i], bytes[i]), prime);
            }
        }
    }
    let q = simd.splat32(powers.segment);
    let [q1, q2, q4] = powers.vectors;
    let (q1, q2, q4) = (simd.splat32(q1), simd.splat32(q2), simd.splat32(q4));
    for r in 0..COUNT {
        for i in 0..4 {
            h[r][i] = simd.sub32(h[r][i], simd.mul32(starts[r][i], q));
        }
        let low = simd.add32(simd.mul32(h[r][0], q1), h[r][1]);
        let high = simd.add32(simd.mul32(h[r][2], q1), h[r][3]);
        let register = simd.add32(simd.mul32(low, q2), high);
        total = simd.add32(simd.mul32(total, q4), register);
    }
    total
}

/// All lanes of `bytes`, widened to 32 bits.
#[inline(always)]
fn widen<S: Simd>(simd: S, bytes: &S::Vector) -> [S::Vector; 4] {
    [simd.widen::<0>(bytes), simd.widen::<1>(bytes), simd.widen::<2>(bytes), simd.widen::<3>(bytes)]
}
