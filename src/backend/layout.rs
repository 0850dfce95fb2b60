//! Where things lie in a backend's block of memory.
//!
//! ```text
//! [0, INPUT_START)        the module's scratch (transposed rows of the hash)
//! [INPUT_START, …)        inputs, one after the other, each begun at a multiple of 64
//! [end - 4 KiB, end)      room for SIMD stores past an input's end and for Node-API's NUL
//! ```
//!
//! The space around the inputs takes one page in total, so that the rule for users is simple: the inputs of one call,
//! in UTF-8, and one page must fit the limit.

/// A WebAssembly page, in bytes.
pub const PAGE: usize = 64 << 10;

/// Offset of the first input, in bytes.
pub const INPUT_START: usize = 60 << 10;

/// Where an input may begin at or after `offset`: cache lines are not shared between inputs.
#[must_use]
pub const fn align(offset: usize) -> usize {
    offset.saturating_add(63) & !63
}
