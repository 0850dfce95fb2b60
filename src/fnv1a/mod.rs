//! FNV-1a, 32 bit, several times faster than its recurrence.
//!
//! `state <- (state ^ byte) * PRIME` makes every byte wait for the one before, four cycles each. Long input is cut
//! into segments that run side by side in the lanes of vector registers, to the same result for every input; how, is
//! told in `lanes`. Short input goes through the plain loop.
//!
//! # Layout
//!
//! Imports go one way: this module (API and choice of the level), then a file for every instruction set (`sse41`,
//! `avx2`, `avx512`: its operations, and which length takes how many lanes), then `lanes` (the algorithm, generic),
//! then `rows` (transposition), `starts` (low bytes at the start of the segments) and `simd` (what an instruction set
//! has to offer). `serial` is the definition. `many` stands apart: many short strings, one a lane.
//!
//! A new instruction set, NEON say, is a new file that implements `simd::Simd`, a variant of [`Level`] and one of
//! `Proof`; the tests go over all levels by themselves.

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
mod serial;
#[cfg(any(test, target_arch = "x86_64"))]
mod simd;
#[cfg(target_arch = "x86_64")]
mod sse41;
#[cfg(any(test, target_arch = "x86_64"))]
mod starts;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

/// The state before the first byte.
pub const OFFSET_BASIS: u32 = 2_166_136_261;

/// What every step multiplies by.
pub const PRIME: u32 = 16_777_619;

/// Length in bytes below which the serial loop is the fastest at every level.
const SERIAL_BELOW: usize = 128;

/// Hash of `bytes` going on from `state`, by the fastest kernel of this CPU.
///
/// The hash of a whole is `hash(end, hash(beginning, OFFSET_BASIS))`.
///
/// # Complexity
///
/// O(n), in at most 24 KiB of stack and no other memory. Less than 128 bytes neither ask for the level of the CPU nor
/// leave the plain loop.
///
/// # Examples
///
/// ```
/// use stringops_booster::fnv1a::{OFFSET_BASIS, hash};
///
/// assert_eq!(hash(b"foobar", OFFSET_BASIS), 0xbf9c_f968);
/// assert_eq!(hash(b"bar", hash(b"foo", OFFSET_BASIS)), 0xbf9c_f968);
/// ```
#[must_use]
#[inline]
pub fn hash(bytes: &[u8], state: u32) -> u32 {
    if bytes.len() < SERIAL_BELOW { serial::hash(bytes, state) } else { Kernel::best().hash(bytes, state) }
}

/// Hashes many texts by the fastest kernel of this CPU, as [`Kernel::hash_many`] does.
pub fn hash_many(bytes: &[u8], ends: &[u32], hashes: &mut [u32]) {
    Kernel::best().hash_many(bytes, ends, hashes);
}

/// What a CPU offers, as far as there is a kernel for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Any CPU: one byte after the other.
    Serial,
    /// x86-64 with SSE4.1.
    Sse41,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ and VL.
    Avx512,
}

impl Level {
    /// Every level, slowest first.
    pub const ALL: [Self; 4] = [Self::Serial, Self::Sse41, Self::Avx2, Self::Avx512];

    /// The name: `"serial"`, `"sse4.1"`, `"avx2"` or `"avx512"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Sse41 => "sse4.1",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

/// The hash at one level: the value is the proof that the CPU has the level.
#[derive(Clone, Copy, Debug)]
pub struct Kernel(Proof);

/// What the CPU has been seen to have.
#[derive(Clone, Copy, Debug)]
enum Proof {
    /// Nothing is needed.
    Serial,
    #[cfg(target_arch = "x86_64")]
    Sse41(sse41::Sse41),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
}

impl Kernel {
    /// The kernel of `level`, or `None` if this CPU lacks it.
    #[must_use]
    pub fn new(level: Level) -> Option<Self> {
        let proof = match level {
            Level::Serial => Some(Proof::Serial),
            #[cfg(target_arch = "x86_64")]
            Level::Sse41 => sse41::Sse41::new().map(Proof::Sse41),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => avx2::Avx2::new().map(Proof::Avx2),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => avx512::Avx512::new().map(Proof::Avx512),
            #[cfg(not(target_arch = "x86_64"))]
            Level::Sse41 | Level::Avx2 | Level::Avx512 => None,
        };
        proof.map(Self)
    }

    /// The fastest kernel of this CPU, looked for once.
    #[must_use]
    #[inline]
    pub fn best() -> Self {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| {
            let fastest = Level::ALL.into_iter().rev().find_map(Self::new);
            fastest.unwrap_or(Self(Proof::Serial))
        })
    }

    /// The level.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self.0 {
            Proof::Serial => Level::Serial,
            #[cfg(target_arch = "x86_64")]
            Proof::Sse41(_) => Level::Sse41,
            #[cfg(target_arch = "x86_64")]
            Proof::Avx2(_) => Level::Avx2,
            #[cfg(target_arch = "x86_64")]
            Proof::Avx512(_) => Level::Avx512,
        }
    }

    /// Hash of `bytes` going on from `state`: the same at every level.
    ///
    /// # Complexity
    ///
    /// O(n), in at most 24 KiB of stack and no other memory.
    #[must_use]
    #[inline]
    pub fn hash(&self, bytes: &[u8], state: u32) -> u32 {
        if bytes.len() < SERIAL_BELOW {
            return serial::hash(bytes, state);
        }
        match self.0 {
            Proof::Serial => serial::hash(bytes, state),
            #[cfg(target_arch = "x86_64")]
            Proof::Sse41(proof) => proof.hash(bytes, state),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx2(proof) => proof.hash(bytes, state),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx512(proof) => proof.hash(bytes, state),
        }
    }

    /// Hashes many texts, one a lane: text `i` is `bytes[ends[i - 1]..ends[i]]`, its hash goes to `hashes[i]`. A
    /// text that leaves `bytes`, or ends before it starts, counts as empty.
    ///
    /// # Complexity
    ///
    /// O(n) in the bytes and O(log 512) in the number of texts, on 12 KiB of stack and no other memory. It pays
    /// for texts of up to about 1 KiB; longer ones are faster one by one, by [`Kernel::hash`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stringops_booster::fnv1a::{Kernel, OFFSET_BASIS, hash};
    ///
    /// let mut hashes = [0; 2];
    /// Kernel::best().hash_many(b"foobar", &[3, 6], &mut hashes);
    /// assert_eq!(hashes, [hash(b"foo", OFFSET_BASIS), hash(b"bar", OFFSET_BASIS)]);
    /// ```
    #[inline]
    pub fn hash_many(&self, bytes: &[u8], ends: &[u32], hashes: &mut [u32]) {
        many::hash(self.0, bytes, ends, hashes);
    }
}
