//! How many linear memories a process may have.
//!
//! Each takes two memory mappings, its bytes and its guard, of the 65,530 that Linux gives a process. Whoever asks for
//! one too many gets an error; but that may also be the engine's garbage collector, which then ends the process.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The most linear memories in a process: three quarters of the mappings. The rest is for Node and everything else in
/// it.
pub(super) const MOST_MEMORIES: usize = 24_576;

static MEMORIES: AtomicUsize = AtomicUsize::new(0);

/// The right to have one linear memory; released when it is dropped.
#[derive(Debug)]
pub(super) struct Place(());

impl Place {
    /// Takes a place, if one is free.
    pub(super) fn take() -> Option<Self> {
        let taken = |memories| (memories < MOST_MEMORIES).then_some(memories + 1);
        MEMORIES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).ok().map(|_| Self(()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        MEMORIES.fetch_sub(1, Ordering::Relaxed);
    }
}
