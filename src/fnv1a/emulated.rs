//! An instruction set in plain Rust, to test the lanes algorithm on every machine and under Miri.

use core::array;

use super::segments::Segments;
use super::simd::Simd;

/// Vectors of `WIDTH` bytes: 16, 32 or 64.
#[derive(Clone, Copy)]
pub(super) struct Emulated<const WIDTH: usize>;

/// Applies `of` to the 32-bit words of two vectors.
fn words<const WIDTH: usize>(a: [u8; WIDTH], b: [u8; WIDTH], of: impl Fn(u32, u32) -> u32) -> [u8; WIDTH] {
    let word = |v: &[u8], i: usize| u32::from_le_bytes(array::from_fn(|k| v[i / 4 * 4 + k]));
    array::from_fn(|i| of(word(&a, i), word(&b, i)).to_le_bytes()[i % 4])
}

impl<const WIDTH: usize> Simd for Emulated<WIDTH> {
    type Vector = [u8; WIDTH];

    const WIDTH: usize = WIDTH;

    fn splat8(self, byte: u8) -> Self::Vector {
        [byte; WIDTH]
    }

    fn splat16(self, word: u16) -> Self::Vector {
        array::from_fn(|i| word.to_le_bytes()[i % 2])
    }

    fn splat32(self, word: u32) -> Self::Vector {
        array::from_fn(|i| word.to_le_bytes()[i % 4])
    }

    fn load32(self, words: &[u32; 16]) -> Self::Vector {
        array::from_fn(|i| words[i / 4].to_le_bytes()[i % 4])
    }

    fn load_parts(self, segments: Segments<'_>, lane: usize, start: usize) -> Self::Vector {
        array::from_fn(|i| segments.at::<16>(lane + i / 16 * 16, start)[i % 16])
    }

    fn load_halves(self, segments: Segments<'_>, lane: usize, start: usize) -> Self::Vector {
        // The high halves are unspecified: their contents must not matter.
        array::from_fn(|i| match i % 16 {
            place @ 0..8 => segments.at::<8>(lane + i / 16 * 16, start)[place],
            place => 0xa5 ^ place as u8,
        })
    }

    fn xor(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| a[i] ^ b[i])
    }

    fn and(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| a[i] & b[i])
    }

    fn or(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| a[i] | b[i])
    }

    fn add8(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| a[i].wrapping_add(b[i]))
    }

    fn add32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        words(a, b, u32::wrapping_add)
    }

    fn sub32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        words(a, b, u32::wrapping_sub)
    }

    fn sub16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        words(a, b, |a, b| a.wrapping_sub(b) & 0xffff | (a >> 16).wrapping_sub(b >> 16) << 16)
    }

    fn madd16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        let product = |a: u32, b: u32| i32::from(a as i16) * i32::from(b as i16);
        words(a, b, |a, b| product(a, b).wrapping_add(product(a >> 16, b >> 16)).cast_unsigned())
    }

    fn mul16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        words(a, b, |a, b| {
            let low = (a & 0xffff).wrapping_mul(b & 0xffff) & 0xffff;
            low | (a >> 16).wrapping_mul(b >> 16) << 16
        })
    }

    fn mul32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        words(a, b, u32::wrapping_mul)
    }

    fn interleave_low(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| [a, b][i % 2][i / 16 * 16 + i % 16 / 2])
    }

    fn interleave_high(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        array::from_fn(|i| [a, b][i % 2][i / 16 * 16 + 8 + i % 16 / 2])
    }

    fn widen<const QUARTER: usize>(self, bytes: &Self::Vector) -> Self::Vector {
        array::from_fn(|i| match i % 4 {
            0 => bytes[QUARTER * (WIDTH / 4) + i / 4],
            _ => 0,
        })
    }

    fn bits(self, bytes: Self::Vector, bit: u32) -> u64 {
        let bits = bytes.into_iter().rev();
        bits.fold(0, |mask, byte| mask << 1 | u64::from(byte >> bit & 1))
    }

    fn spread(self, mask: u64, byte: u8) -> Self::Vector {
        array::from_fn(|i| if mask >> i & 1 == 0 { 0 } else { byte })
    }

    fn words(self, words: Self::Vector) -> [i32; 16] {
        let words = words.as_chunks().0;
        array::from_fn(|i| words.get(i).map_or(0, |word| i32::from_le_bytes(*word)))
    }

    fn sum32(self, words: Self::Vector) -> u32 {
        let words = words.as_chunks().0.iter();
        words.fold(0, |sum: u32, word| sum.wrapping_add(u32::from_le_bytes(*word)))
    }
}
