//! The backends by their names.

use super::contract::{Backend, Limits};
use super::error::Unavailable;
use super::native::NativeBackend;
use super::wasmtime::WasmtimeBackend;

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
    /// [`Unavailable`] says why it is not available here.
    pub fn instantiate(self, limits: Limits) -> std::result::Result<Box<dyn Backend>, Unavailable> {
        Ok(match self {
            Self::Wasmtime => Box::new(WasmtimeBackend::new(limits)?),
            Self::Native => Box::new(NativeBackend::new(limits)?),
        })
    }
}
