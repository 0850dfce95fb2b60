//! One byte is read past an allocation. Not part of the crate: `scripts/memory-safety.mjs` compiles it separately, as a
//! program and as an addon for Node, to see that each of its tools finds such a thing before it reports that there is
//! none.

#![allow(missing_docs)]

use std::ffi::c_void;
use std::hint::black_box;

fn read_behind() -> u8 {
    let bytes = black_box(vec![1_u8; 40]);
    // SAFETY: none; this is the defect.
    unsafe { bytes.as_ptr().add(black_box(bytes.len())).read_volatile() }
}

/// Node calls this when it loads an addon.
#[unsafe(no_mangle)]
pub extern "C" fn napi_register_module_v1(_env: *mut c_void, exports: *mut c_void) -> *mut c_void {
    black_box(read_behind());
    exports
}

fn main() {
    black_box(read_behind());
}
