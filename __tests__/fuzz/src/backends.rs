//! Every backend, every CPU level, and where their inputs may lie.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::RefCell;
use std::ops::{Deref, DerefMut, Range};
use std::ptr::NonNull;
use std::sync::Once;

use stringops_booster::backend::{Backend, INPUT_START, Input, Kind, Limits, align};
use stringops_booster::cpu::Level;

/// Small enough for dozens of backends, large enough for every recipe.
const LIMITS: Limits = Limits { initial_pages: 256, maximum_pages: 1024 };

/// What lies around inputs in a block. Nothing there may be read.
const FILLER: u8 = 0x61;

thread_local! {
    static BACKENDS: RefCell<Vec<(Kind, Box<dyn Backend>)>> = RefCell::new(
        Kind::ALL
            .into_iter()
            .map(|kind| (kind, kind.instantiate(LIMITS).unwrap_or_else(|error| panic!("{kind:?}: {error}"))))
            .collect(),
    );
}

/// Says in the log, beside the number of executions, what is compared here and what this CPU does not have.
pub fn announce() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let levels: Vec<_> = Level::available().iter().map(|level| level.name()).collect();
        let backends: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        eprintln!("compared: backends {}; levels {}", backends.join(", "), levels.join(", "));
        if levels.len() < 4 {
            eprintln!("NOT COMPARED, the CPU lacks it: {} of 4 levels", 4 - levels.len());
        }
    });
}

/// Calls `check` with each backend. They live as long as the fuzzer, so one call meets what another left behind.
pub fn each(mut check: impl FnMut(Kind, &mut dyn Backend)) {
    BACKENDS.with_borrow_mut(|backends| {
        for (kind, backend) in backends {
            check(*kind, backend.as_mut());
        }
    });
}

/// Where an input lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Block,
    Host,
}

pub const PLACES: [Place; 2] = [Place::Block, Place::Host];

pub const PLACE_PAIRS: [[Place; 2]; 4] =
    [[Place::Block; 2], [Place::Block, Place::Host], [Place::Host, Place::Block], [Place::Host; 2]];

/// Writes `bytes` to the block, at `at`, among bytes that would change results if they were read.
pub fn put(backend: &mut dyn Backend, bytes: &[u8], at: usize) -> Range<usize> {
    let range = at..at + bytes.len();
    let around = at.saturating_sub(64).max(INPUT_START)..range.end + 64;
    backend.reserve(around.end).unwrap_or_else(|error| panic!("{error}"));
    let block = backend.block();
    block[around.start..at].fill(FILLER);
    block[range.end..around.end].fill(FILLER);
    block[range.clone()].copy_from_slice(bytes);
    range
}

/// Two inputs, each where its place says and `offset` bytes after the start of a cache line.
pub fn inputs<'a>(
    backend: &mut dyn Backend,
    placed: [&'a Placed<u8>; 2],
    places: [Place; 2],
    offsets: [usize; 2],
) -> [Input<'a>; 2] {
    let mut at = INPUT_START;
    std::array::from_fn(|i| match places[i] {
        Place::Host => Input::Host(placed[i]),
        Place::Block => {
            let range = put(backend, placed[i], at + offsets[i]);
            at = align(range.end + 64);
            Input::Block(range)
        }
    })
}

/// A copy that starts `offset` bytes after the start of a cache line and ends where its allocation ends.
pub fn placed(bytes: &[u8], offset: usize) -> Placed<u8> {
    Placed::new(bytes, offset, FILLER)
}

/// Offsets are counted from the start of a cache line, of this many bytes.
const LINE: usize = 64;

/// Memory with a chosen alignment that ends where its content ends, so that AddressSanitizer notices a kernel that reads
/// or writes one element too far. The elements start `offset` elements after a cache line's start; the allocation ends with the last one.
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
