//! What can go wrong below the bindings.

/// What an operation returns. The error is boxed, so that the result fits in registers; copying it through memory would
/// take as long as the call.
pub type Result<T> = std::result::Result<T, Box<Error>>;

/// An operation that could not be carried out. The backend stays usable, unless [`Error::is_fatal`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The inputs need more memory than the limit allows or the system grants.
    #[error("{needed} bytes of memory are needed, the limit is {limit}{}", if *refused { " (refused by the system)" } else { "" })]
    Memory {
        /// Bytes the call needs in total.
        needed: u64,
        /// Bytes the instance may have in total.
        limit: u64,
        /// Whether the system refused memory that the limit allows.
        refused: bool,
    },
    /// The module stopped with a trap; the instance is spent.
    #[error("the module trapped: {0}")]
    Trap(String),
    /// The module returned an impossible result; the instance is spent.
    #[error("the module's {operation} returned {value}, which cannot be")]
    Result {
        /// The export that returned it.
        operation: &'static str,
        /// What it returned, as an unsigned number.
        value: u32,
    },
    /// A range outside the backend's block, which is a defect of the bindings, never of an input.
    #[error("bytes {start}..{end} are outside the block of {size} bytes")]
    Range {
        /// First byte of the range.
        start: usize,
        /// One past its last byte.
        end: usize,
        /// Size of the block in bytes.
        size: usize,
    },
}

impl Error {
    /// Whether the backend must be replaced before it is used again.
    #[must_use]
    pub const fn is_fatal(&self) -> bool {
        matches!(self, Self::Trap(_) | Self::Result { .. })
    }
}

/// Why a backend is not available on this machine, outermost reason first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join(": "))]
pub struct Unavailable(pub Vec<String>);
