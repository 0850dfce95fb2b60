//! Differential fuzzing: every backend and every CPU level must agree with each other and with oracles that share no
//! code with the crate.
//!
//! A target reads a [`recipe`] from libFuzzer's bytes, lays the inputs out at unaligned places that end where their
//! allocation ends ([`backends`]), and asserts. `examples/seeds.rs` writes recipes of the corpus rows.

pub mod backends;
pub mod compare;
#[cfg(target_arch = "x86_64")]
pub mod emulated;
pub mod hash;
pub mod needles;
#[path = "../../rust/support/oracle.rs"]
pub mod oracle;
pub mod recipe;
pub mod search;
pub mod utf16;
