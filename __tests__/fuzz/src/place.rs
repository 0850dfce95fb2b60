//! Memory with a chosen alignment that ends where its content ends, so that AddressSanitizer notices a kernel that
//! reads or writes one element too far.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

/// Offsets are counted from the start of a cache line, of this many bytes.
const LINE: usize = 64;

/// Elements that start `offset` elements after a cache line's start; the allocation ends with the last one.
pub struct Placed<T> {
    memory: NonNull<T>,
    layout: Layout,
    offset: usize,
    len: usize,
}

impl<T: Copy> Placed<T> {
    /// Copies `content`; before it lies `filler`, which would change results if it were read.
    pub fn new(content: &[T], offset: usize, filler: T) -> Self {
        let offset = offset % LINE;
        // At least one element, as no allocation may be of size zero.
        let total = (offset + content.len()).max(1);
        let layout = Layout::array::<T>(total).and_then(|layout| layout.align_to(LINE)).expect("a small layout");
        // SAFETY: the size is not zero: `total` is at least 1, and the types used (u8, u16) have a size.
        let memory = unsafe { alloc(layout) }.cast::<T>();
        let Some(memory) = NonNull::new(memory) else { handle_alloc_error(layout) };
        for at in 0..total - content.len() {
            // SAFETY: `at` is below `total`, the number of elements allocated.
            unsafe { memory.as_ptr().add(at).write(filler) };
        }
        // SAFETY: `offset + content.len()` elements were allocated, and nobody else has them.
        unsafe { memory.as_ptr().add(offset).copy_from_nonoverlapping(content.as_ptr(), content.len()) };
        Self { memory, layout, offset, len: content.len() }
    }
}

impl<T> Deref for Placed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: elements `offset .. offset + len` were allocated and written by `new`, and nobody else has them.
        unsafe { std::slice::from_raw_parts(self.memory.as_ptr().add(self.offset), self.len) }
    }
}

impl<T> DerefMut for Placed<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `self` is borrowed for as long.
        unsafe { std::slice::from_raw_parts_mut(self.memory.as_ptr().add(self.offset), self.len) }
    }
}

impl<T> Drop for Placed<T> {
    fn drop(&mut self) {
        // SAFETY: allocated by `new` with this layout; the elements are `Copy` and need no drop.
        unsafe { dealloc(self.memory.as_ptr().cast(), self.layout) };
    }
}
