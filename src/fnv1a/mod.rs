//! FNV-1a, 32 bit.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod rows;
mod serial;
#[cfg(target_arch = "x86_64")]
mod simd;
#[cfg(target_arch = "x86_64")]
mod sse41;
#[cfg(target_arch = "x86_64")]
mod starts;

use std::sync::OnceLock;

/// Length in bytes below which the serial loop is the fastest at every level.
const SERIAL_BELOW: usize = 128;

/// The state before the first byte.
pub const OFFSET_BASIS: u32 = 2_166_136_261;

/// The factor of every step.
pub const PRIME: u32 = 16_777_619;

/// Hash of `bytes` going on from `state`, by the fastest kernel of this CPU.
#[must_use]
#[inline]
pub fn hash(bytes: &[u8], state: u32) -> u32 {
    if bytes.len() < SERIAL_BELOW {
        return serial::hash(bytes, state);
    }
    Kernel::best().hash(bytes, state)
}

/// A level of CPU support that has a kernel of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One byte after the other; every CPU.
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

    /// The level's name, as in `"avx2"`.
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

/// A kernel this CPU can run: the value is the proof that the CPU has its level.
#[derive(Clone, Copy, Debug)]
pub struct Kernel(Proof);

/// What a kernel needs from the CPU, proved.
#[derive(Clone, Copy, Debug)]
enum Proof {
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

    /// The fastest kernel of this CPU, found once and kept.
    #[must_use]
    pub fn best() -> Self {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| {
            let fastest = Level::ALL.into_iter().rev().find_map(Self::new);
            fastest.unwrap_or(Self(Proof::Serial))
        })
    }

    /// The level the kernel was made for.
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

    /// Hash of `bytes` going on from `state`.
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
}
