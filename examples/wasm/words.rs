//! The words of a text: how many there are, and the longest.

use std::alloc::{Layout, alloc as allocate, dealloc as free};

/// The layout of so many bytes; `None` if there can be none.
fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.max(1), 8).ok()
}

/// Memory for an input; null if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(size: usize) -> *mut u8 {
    // SAFETY: the layout is not empty.
    layout(size).map_or(std::ptr::null_mut(), |layout| unsafe { allocate(layout) })
}

/// Takes it back.
///
/// # Safety
/// It must be from `alloc`, of the same size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dealloc(pointer: *mut u8, size: usize) {
    if let Some(layout) = layout(size) {
        // SAFETY: the caller's promise.
        unsafe { free(pointer, layout) }
    }
}

/// # Safety
/// The pointer and the length must be those of UTF-8 in memory, which stays as it is during the call.
unsafe fn text<'a>(pointer: *const u8, length: usize) -> &'a str {
    // SAFETY: the caller's promise.
    unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(pointer, length)) }
}

/// How many words a text has.
///
/// # Safety
/// As `text` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn count(pointer: *const u8, length: usize) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { text(pointer, length) }.split_whitespace().count() as u32
}

/// The longest word, as pointer and length in one: it lies within the text.
///
/// # Safety
/// As `text` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn longest(pointer: *const u8, length: usize) -> u64 {
    // SAFETY: the caller's promise.
    let text = unsafe { text(pointer, length) };
    let word = text.split_whitespace().max_by_key(|word| word.chars().count()).unwrap_or("");
    (word.as_ptr() as u64) << 32 | word.len() as u64
}
