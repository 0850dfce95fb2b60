//! Backends: the same three operations on one block of memory, run by the module or by Rust.
//!
//! A [`Backend`] is the module's ABI in Rust. It owns a block of memory; the bindings write a JS string
//! once, as UTF-8, straight to where it is read, and name it by its range. There is no allocator on the
//! way, nothing to leak and nothing to free. Bytes that JavaScript owns are passed as slices: `native`
//! reads them in place, `wasmtime` copies them through a window of its memory.

mod error;
mod grams;
mod held;
mod layout;
pub mod native;
mod occurrences;
mod quota;
mod shelf;
pub mod wasmtime;

use std::cmp::Ordering;
use std::ops::Range;

use crate::fnv1a;

pub use error::{Error, Result, Unavailable};
pub use held::HeldTexts;
pub use layout::{INPUT_START, PAGE, ROOM_BEHIND_INPUTS, align};
pub use shelf::{Move, Shelf};

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

    /// First byte of the block behind this input; [`INPUT_START`] for the caller's bytes.
    fn block_end(&self) -> usize {
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

/// Which backend; the names are those of `ops.backend` in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `stringOps.wat`, compiled ahead of time, in the embedded wasmtime.
    Wasmtime,
    /// Rust: memchr, slice comparison, SIMD FNV-1a.
    Native,
}

impl Kind {
    /// Every backend of this crate, first choice first.
    pub const ALL: [Self; 2] = [Self::Wasmtime, Self::Native];

    /// The backend's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wasmtime => "wasmtime",
            Self::Native => "native",
        }
    }

    /// The backend of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Makes an instance of this backend.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] says why it cannot be had here.
    pub fn instantiate(self, limits: Limits) -> std::result::Result<Box<dyn Backend>, Unavailable> {
        Ok(match self {
            Self::Wasmtime => Box::new(wasmtime::WasmtimeBackend::new(limits)?),
            Self::Native => Box::new(native::NativeBackend::new(limits)?),
        })
    }
}

/// The operations, and the block of memory they read.
pub trait Backend {
    /// The whole block. Inputs are written from [`INPUT_START`] up; what is below belongs to the backend.
    fn block(&mut self) -> &mut [u8];

    /// Bytes the block has.
    fn size(&self) -> usize;

    /// Makes the block at least `end` bytes long. What was written stays; the block may move.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if `end` is past the limit or the system refuses; the block is as before.
    fn reserve(&mut self, end: usize) -> Result<()>;

    /// Tells what of the block is not to be written to: copies of the caller's bytes go to `end` and up.
    fn keep(&mut self, _end: usize) {}

    /// FNV-1a 32 of `input`, going on from `state`.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for a range outside the block; what the module can cause.
    fn hash(&mut self, input: Input<'_>, state: u32) -> Result<u32>;

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

    /// Calls `found` with the offset in bytes of each `needle` in `haystack`, in order; of two that overlap
    /// only with the first, unless `overlapping`. An empty needle is at 0, at the end, and at every byte
    /// between that is no second or later byte of a character.
    ///
    /// # Complexity
    ///
    /// Linear in both lengths, whatever they hold.
    ///
    /// # Errors
    ///
    /// As [`Backend::hash`].
    fn search_all(
        &mut self,
        haystack: Input<'_>,
        needle: Input<'_>,
        overlapping: bool,
        found: &mut dyn FnMut(usize),
    ) -> Result<()>;

    /// Hashes of the texts that end at `ends` in the block, the first beginning at `start`, the others where
    /// the one before ends; `ends` are relative to `start`. In SIMD lanes of this crate on every backend.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for texts outside the block.
    fn hash_many(&mut self, start: usize, ends: &[u32], hashes: &mut [u32]) -> Result<()> {
        let end = start + ends.last().map_or(0, |end| *end as usize);
        let size = self.size();
        let bytes = self.block().get(start..end).ok_or(Error::Range { start, end, size })?;
        fnv1a::Kernel::best().hash_many(bytes, ends, hashes);
        Ok(())
    }

    /// Has the module call `env.log` with `value`, so that a user can see where log calls arrive.
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
