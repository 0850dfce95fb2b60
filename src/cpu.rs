//! What the CPU offers, as far as this crate has code for it: one detection, one set of proofs.
//!
//! A proof is a value that only a successful look at the CPU makes. Code that needs the features takes the proof, and
//! is safe to call for that reason. Another instruction set is another proof and variant of [`Level`], and a file for
//! it in `fnv1a` and in `utf16`; their tests run all levels by themselves.

use std::sync::OnceLock;

/// Proof that the CPU has SSE4.1, SSSE3 and POPCNT (Intel from Nehalem, AMD from Bulldozer).
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sse41(());

/// Proof that the CPU has AVX2, and what [`Sse41`] proves (Intel from Haswell, AMD from Excavator).
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx2(());

/// Proof that the CPU has AVX-512 F, BW, DQ, VL, CD, VBMI and VBMI2, BMI2, and what [`Avx2`] proves (Intel from Ice
/// Lake, AMD from Zen 4).
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Sse41 {
    fn new() -> Option<Self> {
        (is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("ssse3") && is_x86_feature_detected!("popcnt"))
            .then_some(Self(()))
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    fn new() -> Option<Self> {
        (Sse41::new().is_some() && is_x86_feature_detected!("avx2")).then_some(Self(()))
    }

    /// The proof of the level below.
    #[inline(always)]
    pub(crate) const fn sse41(self) -> Sse41 {
        Sse41(())
    }
}

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    fn new() -> Option<Self> {
        (Avx2::new().is_some()
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512cd")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi2"))
        .then_some(Self(()))
    }

    /// The proof of the level below.
    #[inline(always)]
    pub(crate) const fn avx2(self) -> Avx2 {
        Avx2(())
    }
}

/// A set of CPU features this crate has code for. A value exists only where the CPU has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// What every CPU of the target has.
    Serial,
    /// SSE4.1.
    #[cfg(target_arch = "x86_64")]
    Sse41(Sse41),
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512 with VBMI2.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Level {
    /// The levels this CPU has, slowest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let vector = [Sse41::new().map(Self::Sse41), Avx2::new().map(Self::Avx2), Avx512::new().map(Self::Avx512)];
        #[cfg(not(target_arch = "x86_64"))]
        let vector = [None::<Self>; 0];
        [Self::Serial].into_iter().chain(vector.into_iter().flatten()).collect()
    }

    /// The fastest level this CPU has; determined once, then remembered.
    #[inline]
    #[must_use]
    pub fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().pop().unwrap_or(Self::Serial))
    }

    /// The name: `"serial"`, `"sse4.1"`, `"avx2"` or `"avx512"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            #[cfg(target_arch = "x86_64")]
            Self::Sse41(_) => "sse4.1",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
        }
    }
}
