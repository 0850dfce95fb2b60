//! Backends: the same three operations on one block of memory, run by the module or by Rust.
//!
//! A [`Backend`] is the module's ABI in Rust. It owns a block of memory; the bindings write a JS string once, as UTF-8,
//! straight to where it is read, and name it by its range. There is no allocator involved, nothing to leak and nothing
//! to free. Bytes that JavaScript owns are passed as slices: `native` reads them in place, `wasmtime` copies them
//! through a window of its memory.
//!
//! Operations for which the module has no function, such as lists of matches, are run by the functions of [`native`],
//! whatever the backend. Held texts have memory of their own, and are searched by these functions too.

mod contract;
mod error;
mod grams;
mod held;
mod kind;
pub mod native;
mod numbered;
mod occurrences;
mod quota;
pub mod wasmtime;

pub use contract::{Backend, INPUT_START, Input, Limits, PAGE, align};
pub use error::{Error, Result, Unavailable};
pub use held::HeldText;
pub use kind::Kind;
pub use native::zeroed;
pub use numbered::Numbered;
