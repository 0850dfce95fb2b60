//! What a backend is: the module's ABI in Rust, and the values it takes.
//!
//! Where things lie in its block of memory:
//!
//! ```text
//! [0, INPUT_START)        the module's scratch (transposed rows of the hash)
//! [INPUT_START, …)        inputs, one after the other, each begun at a multiple of 64
//! [end - 4 KiB, end)      room for SIMD stores past an input's end and for Node-API's NUL
//! ```
//!
//! The space around the inputs takes one page in total, so that the rule for users is simple: the inputs of one call,
//! in UTF-8, and one page must fit the limit.

use std::cmp::Ordering;
use std::ops::Range;

use super::error::Result;

/// A WebAssembly page, in bytes.
pub const PAGE: usize = 64 << 10;

/// Offset of the first input, in bytes.
pub const INPUT_START: usize = 60 << 10;

/// Where an input may begin at or after `offset`: cache lines are not shared between inputs.
#[must_use]
pub const fn align(offset: usize) -> usize {
    offset.saturating_add(63) & !63
}

/// Bytes an operation reads.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// A range of the backend's own block.
    Block(Range<usize>),
    /// Bytes of the caller's. They do not change while the operation runs.
    Host(&'a [u8]),
}

impl Input<'_> {
    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Block(range) => range.len(),
            Self::Host(bytes) => bytes.len(),
        }
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// First byte of the block after this input; [`INPUT_START`] for the caller's bytes.
    pub(super) fn block_end(&self) -> usize {
        match self {
            Self::Block(range) => range.end,
            Self::Host(_) => INPUT_START,
        }
    }
}

/// How much memory an instance may have. Both in pages of 64 KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What it starts with: 256 … 65536.
    pub initial_pages: u32,
    /// What it may grow to: `initial_pages` … 65536.
    pub maximum_pages: u32,
}

impl Limits {
    /// The most bytes the instance may have.
    #[must_use]
    pub const fn maximum_bytes(self) -> u64 {
        self.maximum_pages as u64 * PAGE as u64
    }

    /// The bytes it starts with.
    #[must_use]
    pub const fn initial_bytes(self) -> u64 {
        self.initial_pages as u64 * PAGE as u64
    }
}

/// The operations, and the block of memory they read.
pub trait Backend {
    /// The whole block. Inputs are written from [`INPUT_START`] up; the part below belongs to the backend.
    fn block(&mut self) -> &mut [u8];

    /// The size of the block in bytes.
    fn size(&self) -> usize;

    /// Makes the block at least `end` bytes long. Its contents stay; the block may move.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if `end` is past the limit or the system refuses; the block is as before.
    fn reserve(&mut self, end: usize) -> Result<()>;

    /// FNV-1a 32 of `input`, starting from `state`.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for a range outside the block; and errors of the module.
    fn hash(&mut self, input: Input<'_>, state: u32) -> Result<u32>;

    /// FNV-1a 64 of `input`, starting from `state`.
    ///
    /// # Errors
    ///
    /// As [`Backend::hash`].
    fn hash64(&mut self, input: Input<'_>, state: u64) -> Result<u64>;

    /// Order of the bytes of `a` and `b`.
    ///
    /// # Errors
    ///
    /// As [`Backend::hash`].
    fn compare(&mut self, a: Input<'_>, b: Input<'_>) -> Result<Ordering>;

    /// Offset in bytes of the first `needle` in `haystack`; an empty needle is found at 0.
    ///
    /// # Errors
    ///
    /// As [`Backend::hash`].
    fn search(&mut self, haystack: Input<'_>, needle: Input<'_>) -> Result<Option<usize>>;

    /// Makes the module call `env.log` with `value`, so that a user can see where log calls arrive.
    ///
    /// # Errors
    ///
    /// What the module can cause.
    fn debug_log(&mut self, value: i32) -> Result<()>;

    /// Whether values were logged since [`Backend::take_logs`] was last called.
    fn has_logs(&self) -> bool;

    /// The values logged since this was last called, in order. They are queued, and delivered when the
    /// call that made them has ended: JavaScript never runs while the module does.
    fn take_logs(&mut self) -> Vec<i32>;
}
