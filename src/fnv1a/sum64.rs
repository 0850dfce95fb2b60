//! The last run in 64 bits, where vectors have no multiplication: a sum of products of 16 bits.
//!
//! A step is `h <- (h + d) * p`, where `d = (s ^ byte) - s` follows from the low byte `s` of the state alone. So a
//! segment of `S` bytes takes `h` to `q * h` plus the sum of its `d_t * p^(S-t)`, and the whole block comes to
//!
//! ```text
//! h_L = q^L * h_0 + sum over k and t of d_kt * p^(S-t) * q^(L-1-k)      modulo 2^64
//! ```
//!
//! A `d` has 9 bits. Weights are written in four digits of 16 bits with a sign, and products of each digit summed up
//! apart, for two neighbouring lanes together: `p^(S-t) * q` for the first and `p^(S-t)` for the second, which are the
//! same for all pairs of a row. What a sum of digits may hold limits the length of a segment.

use super::lanes::Lanes;
use super::rows::Row;
use super::serial::PRIME_64;
use super::simd::Simd;

/// Rows whose products fit a sum: `128 * 2 * 255 * 2^15 < 2^31`.
const MOST_ROWS: usize = 128;

/// Half of a digit's range, in every digit.
const BIAS: u64 = 0x8000_8000_8000_8000;

/// The powers of the prime, in digits with a sign, from the highest needed down to `p^0`.
static DIGITS: [u64; 2 * MOST_ROWS + 1] = {
    let mut digits = [0; 2 * MOST_ROWS + 1];
    let (mut power, mut left) = (1_u64, digits.len());
    while left > 0 {
        left -= 1;
        // Every digit is one less if the one below is negative, hence a sum with carries.
        digits[left] = power.wrapping_add(BIAS) ^ BIAS;
        power = power.wrapping_mul(PRIME_64);
    }
    digits
};

/// `p^exponent` in digits.
#[inline(always)]
fn digits(exponent: usize) -> u64 {
    DIGITS[2 * MOST_ROWS - exponent]
}

/// The factors for the rows of a block.
pub struct Weights {
    /// For row `t` and every digit: that of `p^(S-t) * q` in the low half, that of `p^(S-t)` in the high half.
    rows: [[u32; 4]; MOST_ROWS],
    /// `q`, the prime to the length of a segment.
    segment: u64,
}

impl Lanes for u64 {
    const PRIME_LOW: u8 = 0xb3;
    const MOST_ROWS: usize = MOST_ROWS;

    type Powers = Weights;

    #[inline(always)]
    fn powers<S: Simd, const REGISTERS: usize>(length: usize) -> Weights {
        let mut rows = [[0; 4]; MOST_ROWS];
        for (row, weights) in rows[..length].iter_mut().enumerate() {
            let (first, second) = (digits(2 * length - row), digits(length - row));
            for (digit, weight) in weights.iter_mut().enumerate() {
                let half = |digits: u64| (digits >> (16 * digit)) as u32 & 0xffff;
                *weight = half(first) | half(second) << 16;
            }
        }
        Weights { rows, segment: (digits(length) ^ BIAS).wrapping_sub(BIAS) }
    }

    #[inline(always)]
    fn sum<S: Simd, const REGISTERS: usize>(
        simd: S,
        rows: &[Row<S, REGISTERS>],
        starts: &Row<S, REGISTERS>,
        weights: &Weights,
        state: u64,
    ) -> u64 {
        let pair = weights.segment.wrapping_mul(weights.segment);
        let group = pair.wrapping_pow(4);
        // Pairs 0 to 3 of all the groups of eight lanes.
        let mut totals = [0_u64; 4];
        for register in 0..REGISTERS {
            let sums = sum_register(simd, rows, starts, register, weights);
            for part in 0..S::WIDTH / 16 {
                for sums in &sums {
                    for (pair, total) in totals.iter_mut().enumerate() {
                        let digit = |digit: usize| i64::from(sums[digit][4 * part + pair]) << (16 * digit);
                        let sum = digit(0).wrapping_add(digit(1)).wrapping_add(digit(2)).wrapping_add(digit(3));
                        *total = total.wrapping_mul(group).wrapping_add(sum.cast_unsigned());
                    }
                }
            }
        }
        let lanes = totals.iter().fold(0, |sum: u64, total| sum.wrapping_mul(pair).wrapping_add(*total));
        state.wrapping_mul(group.wrapping_pow((REGISTERS * S::WIDTH / 8) as u32)).wrapping_add(lanes)
    }
}

/// The sums of every digit for the pairs of lanes of one register: those in the low halves of its parts, then those in
/// the high halves.
#[inline(always)]
fn sum_register<S: Simd, const REGISTERS: usize>(
    simd: S,
    rows: &[Row<S, REGISTERS>],
    starts: &Row<S, REGISTERS>,
    register: usize,
    weights: &Weights,
) -> [[[i32; 16]; 4]; 2] {
    let prime = simd.splat16(PRIME_64 as u16);
    let mut sums = [[simd.splat32(0); 4]; 2];
    // Words, whose upper bytes are of no account: they do not reach `d`.
    let mut states = widen(simd, starts[register]);
    for (row, weights) in rows.iter().zip(&weights.rows) {
        let bytes = widen(simd, row[register]);
        for half in 0..2 {
            let next = simd.xor(states[half], bytes[half]);
            let d = simd.sub16(next, states[half]);
            states[half] = simd.mul16(next, prime);
            for digit in 0..4 {
                sums[half][digit] = simd.add32(sums[half][digit], simd.madd16(d, simd.splat32(weights[digit])));
            }
        }
    }
    let mut words = [[[0; 16]; 4]; 2];
    for (half, digit) in (0..2).flat_map(|half| (0..4).map(move |digit| (half, digit))) {
        words[half][digit] = simd.words(sums[half][digit]);
    }
    words
}

/// The low and the high halves of all parts, widened to 16 bits.
#[inline(always)]
fn widen<S: Simd>(simd: S, bytes: S::Vector) -> [S::Vector; 2] {
    let zero = simd.splat8(0);
    [simd.interleave_low(bytes, zero), simd.interleave_high(bytes, zero)]
}
