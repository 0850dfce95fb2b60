//! The lanes algorithm on vectors in plain Rust, from the sources themselves, as the crate compiles it only for its
//! tests.

#[path = "../../../src/fnv1a/emulated.rs"]
mod instructions;
#[path = "../../../src/fnv1a/lanes.rs"]
mod lanes;
#[path = "../../../src/fnv1a/rows.rs"]
mod rows;
#[path = "../../../src/fnv1a/segments.rs"]
mod segments;
#[path = "../../../src/fnv1a/serial.rs"]
#[allow(unused, reason = "the fuzzers hash by the crate")]
mod serial;
#[path = "../../../src/fnv1a/simd.rs"]
#[allow(unused, reason = "its macro is for the intrinsics")]
mod simd;
#[path = "../../../src/fnv1a/starts.rs"]
mod starts;
#[path = "../../../src/fnv1a/sum64.rs"]
mod sum64;

use instructions::Emulated;
use lanes::Lanes;

/// The hash in each number of lanes for which there is a kernel, with the number of registers and lanes.
pub fn hashes<W: Lanes>(bytes: &[u8], state: W) -> [((usize, usize), W); 9] {
    [
        ((1, 16), lanes::hash::<_, _, 1, 16>(Emulated::<16>, bytes, state)),
        ((2, 16), lanes::hash::<_, _, 2, 16>(Emulated::<16>, bytes, state)),
        ((4, 16), lanes::hash::<_, _, 4, 256>(Emulated::<16>, bytes, state)),
        ((1, 32), lanes::hash::<_, _, 1, 16>(Emulated::<32>, bytes, state)),
        ((2, 32), lanes::hash::<_, _, 2, 128>(Emulated::<32>, bytes, state)),
        ((4, 32), lanes::hash::<_, _, 4, 128>(Emulated::<32>, bytes, state)),
        ((1, 64), lanes::hash::<_, _, 1, 32>(Emulated::<64>, bytes, state)),
        ((2, 64), lanes::hash::<_, _, 2, 64>(Emulated::<64>, bytes, state)),
        ((4, 64), lanes::hash::<_, _, 4, 64>(Emulated::<64>, bytes, state)),
    ]
}
