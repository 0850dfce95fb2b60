//! The `native` backend: Rust on the block, or on the caller's bytes in place.

use std::cmp::Ordering;
use std::ops::Range;

use memchr::memmem;

use super::contract::{Backend, INPUT_START, Input, Limits, PAGE};
use super::error::{Error, Result, Unavailable};
use super::occurrences::{self, Stride};
use crate::fnv1a;

/// The bytes the block starts with; it grows with the inputs. It may be smaller than a module's memory.
const INITIAL_BYTES: usize = 1 << 20;

/// Rust kernels over a block of memory.
#[derive(Debug)]
pub struct NativeBackend {
    block: Vec<u8>,
    limits: Limits,
    logs: Vec<i32>,
}

impl NativeBackend {
    /// Makes one.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] if the system refuses the first megabyte.
    pub fn new(limits: Limits) -> std::result::Result<Self, Unavailable> {
        let block = zeroed(INITIAL_BYTES)
            .ok_or_else(|| Unavailable(vec![format!("the system refused {INITIAL_BYTES} bytes of memory")]))?;
        Ok(Self { block, limits, logs: Vec::new() })
    }

    fn bytes<'a>(&'a self, input: &Input<'a>) -> Result<&'a [u8]> {
        match input {
            Input::Host(bytes) => Ok(bytes),
            Input::Block(Range { start, end }) => {
                let size = self.block.len();
                Ok(self.block.get(*start..*end).ok_or(Error::Range { start: *start, end: *end, size })?)
            }
        }
    }
}

/// Offset in bytes of the first `needle` in `haystack`.
#[must_use]
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(haystack, needle)
}

/// Order of the bytes of `a` and `b`.
#[must_use]
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    // An empty slice may be at an unmapped address, where a `memcmp` of no bytes takes 100 ns on AVX-512 machines.
    if a.is_empty() || b.is_empty() { a.len().cmp(&b.len()) } else { a.cmp(b) }
}

/// `size` zero bytes, or `None` if the system has no room. Pages are not touched before they are used.
#[must_use]
pub fn zeroed(size: usize) -> Option<Vec<u8>> {
    let layout = std::alloc::Layout::array::<u8>(size).ok()?;
    if size == 0 {
        return Some(Vec::new());
    }
    // SAFETY: the layout is not of size zero, see above.
    let memory = unsafe { std::alloc::alloc_zeroed(layout) };
    if memory.is_null() {
        return None;
    }
    // SAFETY: just allocated by the global allocator, `size` bytes with alignment 1, all initialised.
    Some(unsafe { Vec::from_raw_parts(memory, size, size) })
}

impl Backend for NativeBackend {
    fn block(&mut self) -> &mut [u8] {
        &mut self.block
    }

    fn size(&self) -> usize {
        self.block.len()
    }

    fn reserve(&mut self, end: usize) -> Result<()> {
        if end <= self.block.len() {
            return Ok(());
        }
        let (needed, limit) = (end as u64, self.limits.maximum_bytes());
        if needed > limit {
            return Err(Error::Memory { needed, limit, refused: false }.into());
        }
        // Whole pages, as a module's memory has. A new block, not `Vec::resize`: that would write every byte.
        let mut grown = zeroed(end.next_multiple_of(PAGE)).ok_or(Error::Memory { needed, limit, refused: true })?;
        grown[INPUT_START..self.block.len()].copy_from_slice(&self.block[INPUT_START..]);
        self.block = grown;
        Ok(())
    }

    fn hash(&mut self, input: Input<'_>, state: u32) -> Result<u32> {
        Ok(fnv1a::hash(self.bytes(&input)?, state))
    }

    fn hash64(&mut self, input: Input<'_>, state: u64) -> Result<u64> {
        Ok(fnv1a::hash(self.bytes(&input)?, state))
    }

    fn compare(&mut self, a: Input<'_>, b: Input<'_>) -> Result<Ordering> {
        Ok(compare(self.bytes(&a)?, self.bytes(&b)?))
    }

    fn search(&mut self, haystack: Input<'_>, needle: Input<'_>) -> Result<Option<usize>> {
        Ok(find(self.bytes(&haystack)?, self.bytes(&needle)?))
    }

    fn debug_log(&mut self, value: i32) -> Result<()> {
        self.logs.push(value);
        Ok(())
    }

    fn has_logs(&self) -> bool {
        !self.logs.is_empty()
    }

    fn take_logs(&mut self) -> Vec<i32> {
        std::mem::take(&mut self.logs)
    }
}

/// Calls `found` with the offset in bytes of each `needle` in `haystack`, in order; of two that overlap only with the
/// first, unless `overlapping`. An empty needle is found at 0, at the end, and at every byte in between that does not
/// continue a character.
///
/// # Complexity
///
/// Linear in both lengths, whatever they hold.
pub fn search_all(haystack: &[u8], needle: &[u8], overlapping: bool, found: &mut dyn FnMut(usize)) {
    match needle {
        [] => occurrences::boundaries(haystack, found),
        [byte] => memchr::memchr_iter(*byte, haystack).for_each(found),
        _ => {
            let finder = memmem::Finder::new(needle);
            let stride = Stride::new(needle, overlapping);
            let find = |from| finder.find(&haystack[from..]).map(|at| from + at);
            occurrences::each(haystack, needle, stride, find, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small, so that Miri gets through it: the block is memory of the allocator's own, behind a `Vec`.
    #[test]
    fn a_block_that_grows_keeps_its_inputs() -> Result<()> {
        let limits = Limits { initial_pages: 256, maximum_pages: 256 };
        let mut backend = NativeBackend::new(limits).map_err(|_| Error::Trap("no memory".into()))?;
        let range = INPUT_START..INPUT_START + 6;
        backend.block()[range.clone()].copy_from_slice(b"foobar");
        backend.reserve(INITIAL_BYTES + 1)?;
        assert_eq!(backend.size(), INITIAL_BYTES + PAGE);
        let input = || Input::Block(range.clone());
        assert_eq!(backend.hash(input(), fnv1a::OFFSET_BASIS)?, 0xbf9c_f968);
        assert_eq!(backend.search(input(), Input::Host(b"bar"))?, Some(3));
        assert_eq!(backend.compare(input(), Input::Host(b"foo"))?, Ordering::Greater);
        Ok(())
    }
}
