//! Sets of needles: where the first of many is in a text, in one pass.
//!
//! A single needle is searched for by `memmem`, a few by Teddy (of the `aho-corasick` crate), others by the filter of
//! [`hashed`]. Texts so full of what looks like needles that comparing them would take too long are left to the caller,
//! who has an automaton.

mod hashed;
mod list;
mod set;

pub use list::{Found, Match, TooDense};
pub use set::{Cursor, Needles};
