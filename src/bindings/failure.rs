//! Why a call from JavaScript failed.

use napi::sys;

use crate::backend;

/// A call that cannot return a result. Boxed, so that results fit registers; failing is the slow path.
pub(super) type Failure = Box<Reason>;

/// Why it cannot.
#[derive(Debug)]
pub(super) enum Reason {
    /// The backend's own error.
    Backend(Box<backend::Error>),
    /// A spent backend could not be replaced.
    Unavailable(backend::Unavailable),
    /// A held text that does not exist: freed, or never held.
    Freed,
    /// A call while another one is using the same instance, which cannot happen and must not go unnoticed.
    Reentrant,
    /// An argument that is not what JavaScript ensures: a defect of this package.
    Argument,
    /// JavaScript threw; the exception is pending.
    Pending,
    /// A Node-API call failed.
    NodeApi(sys::napi_status),
    /// The instance's hooks are gone, because the environment is being torn down.
    TornDown,
}

impl Reason {
    /// Whether the backend is spent and must be replaced.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Backend(error) if error.is_fatal())
    }
}

impl From<Box<backend::Error>> for Failure {
    fn from(error: Box<backend::Error>) -> Self {
        Box::new(Reason::Backend(error))
    }
}

impl From<backend::Error> for Failure {
    fn from(error: backend::Error) -> Self {
        Box::new(error).into()
    }
}

impl From<backend::Unavailable> for Failure {
    fn from(reasons: backend::Unavailable) -> Self {
        Box::new(Reason::Unavailable(reasons))
    }
}
