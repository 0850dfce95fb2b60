//! FNV-1a of 32 and of 64 bits, several times faster than its recurrence.
//!
//! `state <- (state ^ byte) * PRIME` makes every byte wait for the one before, four cycles each. Long input is cut into
//! segments that run side by side in the lanes of vector registers, with the same result for every input; `lanes`
//! explains how. Short input goes through the plain loop.
//!
//! # Layout
//!
//! Imports go one way: this module (the choice by the CPU's level), then a file for every instruction set (`sse41`,
//! `avx2`, `avx512`: its operations, and which length takes how many lanes), then `sum64` (the last run in 64 bits),
//! then `lanes` (the algorithm, generic), then `rows` (transposition), `starts` (low bytes at the start of the
//! segments), `simd` (what an instruction set has to offer) and `segments`. `serial` is the definition. `many` stands
//! apart: many short strings, one a lane.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(test)]
mod emulated;
#[cfg(any(test, target_arch = "x86_64"))]
mod lanes;
mod many;
#[cfg(any(test, target_arch = "x86_64"))]
mod rows;
#[cfg(any(test, target_arch = "x86_64"))]
mod segments;
mod serial;
#[cfg(any(test, target_arch = "x86_64"))]
mod simd;
#[cfg(target_arch = "x86_64")]
mod sse41;
#[cfg(any(test, target_arch = "x86_64"))]
mod starts;
#[cfg(any(test, target_arch = "x86_64"))]
mod sum64;
#[cfg(test)]
mod tests;

use crate::cpu::Level;

#[cfg(any(test, target_arch = "x86_64"))]
use lanes::Lanes;
#[cfg(not(any(test, target_arch = "x86_64")))]
use serial::Width as Lanes;

pub use serial::{OFFSET_BASIS, OFFSET_BASIS_64, PRIME};

/// Length in bytes below which the serial loop is the fastest at every level.
const SERIAL_BELOW: usize = 128;

/// Hash of `bytes` going on from `state`, a `u32` or a `u64`, by the fastest kernel of this CPU.
///
/// The hash of a whole is `hash(end, hash(beginning, OFFSET_BASIS))`.
///
/// # Complexity
///
/// O(n), in at most 24 KiB of stack and no other memory. Inputs of less than 128 bytes need no CPU level and stay in
/// the plain loop.
///
/// # Examples
///
/// ```
/// use stringops_booster::fnv1a::{OFFSET_BASIS, OFFSET_BASIS_64, hash};
///
/// assert_eq!(hash(b"foobar", OFFSET_BASIS), 0xbf9c_f968);
/// assert_eq!(hash(b"bar", hash(b"foo", OFFSET_BASIS)), 0xbf9c_f968);
/// assert_eq!(hash(b"foobar", OFFSET_BASIS_64), 0x8594_4171_f739_67e8);
/// ```
#[must_use]
#[inline]
pub fn hash<W: Lanes>(bytes: &[u8], state: W) -> W {
    if bytes.len() < SERIAL_BELOW { serial::hash(bytes, state) } else { hash_at(Level::best(), bytes, state) }
}

/// [`hash`] at one level: the result is the same at every level.
#[must_use]
#[inline]
pub fn hash_at<W: Lanes>(level: Level, bytes: &[u8], state: W) -> W {
    if bytes.len() < SERIAL_BELOW {
        return serial::hash(bytes, state);
    }
    match level {
        Level::Serial => serial::hash(bytes, state),
        #[cfg(target_arch = "x86_64")]
        Level::Sse41(proof) => sse41::hash(proof, bytes, state),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(proof) => avx2::hash(proof, bytes, state),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(proof) => avx512::hash(proof, bytes, state),
    }
}

/// Hashes many texts, one a lane: text `i` is `bytes[ends[i - 1]..ends[i]]`, its hash goes to `hashes[i]`. A
/// text that leaves `bytes`, or ends before it starts, counts as empty.
///
/// # Complexity
///
/// O(n) in the bytes and O(log 512) in the number of texts, on 12 KiB of stack and no other memory. It pays
/// for texts of up to about 1 KiB; longer ones are faster one by one, by [`hash`].
///
/// # Examples
///
/// ```
/// use stringops_booster::fnv1a::{OFFSET_BASIS, hash, hash_many};
///
/// let mut hashes = [0; 2];
/// hash_many(b"foobar", &[3, 6], &mut hashes);
/// assert_eq!(hashes, [hash(b"foo", OFFSET_BASIS), hash(b"bar", OFFSET_BASIS)]);
/// ```
#[inline]
pub fn hash_many<W: Lanes>(bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    hash_many_at(Level::best(), bytes, ends, hashes);
}

/// [`hash_many`] at one level.
#[inline]
pub fn hash_many_at<W: Lanes>(level: Level, bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    many::hash(level, bytes, ends, hashes);
}
