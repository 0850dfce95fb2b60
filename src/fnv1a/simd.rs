//! What the lanes algorithm needs from an instruction set.

use super::segments::Segments;

/// An instruction set, as a value that proves that the CPU has it.
///
/// A new one is a new file with a type that only a successful CPU check can make, and this trait for it. The methods
/// are safe for that reason: they need the value. All are `#[inline(always)]`, so that they end up in the function
/// that has the target feature.
///
/// A vector holds [`WIDTH`](Self::WIDTH) lanes of one byte each. A *part* is 16 consecutive lanes, a *quarter* is a
/// fourth of all the lanes of a vector.
pub trait Simd: Copy {
    /// A vector register.
    type Vector: Copy;

    /// Lanes (bytes) in a vector: 16, 32 or 64.
    const WIDTH: usize;

    /// Every byte is `byte`.
    fn splat8(self, byte: u8) -> Self::Vector;

    /// Every 16-bit word is `word`.
    fn splat16(self, word: u16) -> Self::Vector;

    /// Every 32-bit word is `word`.
    fn splat32(self, word: u32) -> Self::Vector;

    /// The first `WIDTH / 4` of `words`.
    fn load32(self, words: &[u32; 16]) -> Self::Vector;

    /// Part `i` is 16 bytes of segment `lane + 16 * i`, from `start` on.
    fn load_parts(self, segments: Segments<'_>, lane: usize, start: usize) -> Self::Vector;

    /// The low half of part `i` is 8 bytes of segment `lane + 16 * i`, from `start` on; the high halves may be
    /// anything.
    fn load_halves(self, segments: Segments<'_>, lane: usize, start: usize) -> Self::Vector;

    /// Bitwise exclusive or.
    fn xor(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Bitwise and.
    fn and(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Bitwise or.
    fn or(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Sum of bytes, modulo 2^8.
    fn add8(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Sum of 32-bit words, modulo 2^32.
    fn add32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Difference of 32-bit words, modulo 2^32.
    fn sub32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Difference of 16-bit words, modulo 2^16.
    fn sub16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Sums of two neighbouring products each of 16-bit words with a sign, modulo 2^32.
    fn madd16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Product of 16-bit words, modulo 2^16.
    fn mul16(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Product of 32-bit words, modulo 2^32.
    fn mul32(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Alternating bytes of `a` and `b`, from the low half of every part.
    fn interleave_low(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Alternating bytes of `a` and `b`, from the high half of every part.
    fn interleave_high(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Quarter `QUARTER` of `bytes`, every byte widened to 32 bits.
    fn widen<const QUARTER: usize>(self, bytes: &Self::Vector) -> Self::Vector;

    /// Bit `bit` of every lane, lane 0 lowest.
    fn bits(self, bytes: Self::Vector, bit: u32) -> u64;

    /// `byte` in the lanes whose bit of `mask` is set, 0 in the others; lane 0 lowest, bits from `WIDTH` on do not
    /// count.
    fn spread(self, mask: u64, byte: u8) -> Self::Vector;

    /// All 32-bit words, then zeros.
    fn words(self, words: Self::Vector) -> [i32; 16];

    /// Sum of all 32-bit words, modulo 2^32.
    fn sum32(self, words: Self::Vector) -> u32;
}

/// Writes trait methods that are one intrinsic each: of two vectors, of a number that fills a vector, and the store.
#[cfg(target_arch = "x86_64")]
macro_rules! operations {
    (
        two { $($method:ident = $intrinsic:ident;)* }
        fill { $($splat:ident($number:ty) = $set:ident;)* }
        words = $store:ident;
    ) => {
        $(#[inline(always)]
        fn $method(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
            // SAFETY: `self` proves that the CPU has the instruction, which touches no memory.
            unsafe { $intrinsic(a, b) }
        })*

        $(#[inline(always)]
        fn $splat(self, number: $number) -> Self::Vector {
            // SAFETY: `self` proves that the CPU has the instruction, which touches no memory.
            unsafe { $set(number.cast_signed()) }
        })*

        #[inline(always)]
        fn words(self, words: Self::Vector) -> [i32; 16] {
            const { assert!(size_of::<Self::Vector>() <= 64) }
            let mut array = [0; 16];
            // SAFETY: `self` proves that the CPU has the instruction; an array of 64 bytes has room for the vector.
            unsafe { $store(array.as_mut_ptr().cast(), words) };
            array
        }
    };
}
#[cfg(target_arch = "x86_64")]
pub(super) use operations;
