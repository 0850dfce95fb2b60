//! Why a call from JavaScript failed, and how JavaScript is told.

use napi::sys;

use super::hooks::Hooks;
use super::node_api::{Scope, Value};
use crate::backend;

/// A call that cannot return a result. Boxed, so that results fit registers; failing is the slow path.
pub(super) type Failure = Box<Reason>;

/// Why it cannot.
#[derive(Debug)]
pub(super) enum Reason {
    /// An error that JavaScript has made already.
    Error(Value),
    /// A seed that is no integer in 0 … 2^32-1.
    Seed(Value),
    /// A value to log that is no 32-bit integer.
    LogValue(Value),
    /// The backend's own error.
    Backend(Box<backend::Error>),
    /// A call that needs a second backend for the texts it holds cannot have one.
    Refused {
        /// Bytes the call needs in all.
        needed: u64,
        /// Bytes the instance may have in all.
        limit: u64,
        /// Why there is none.
        reasons: backend::Unavailable,
    },
    /// A spent backend could not be made anew.
    Unavailable(backend::Unavailable),
    /// A held text that is not there: freed, or never held.
    Freed,
    /// A call while another one holds the same instance: cannot happen, and must not be silent.
    Reentrant,
    /// JavaScript threw; the exception is pending.
    Pending,
    /// A Node-API call failed.
    NodeApi(sys::napi_status),
    /// The function's data is gone, as while the environment is torn down.
    TornDown,
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

impl Reason {
    /// Whether the backend is spent and must be made anew.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Backend(error) if error.is_fatal())
    }

    /// Makes the running callback throw. The errors themselves are made in JavaScript, by the hooks, so
    /// that every backend words them alike.
    pub(super) fn throw(&self, scope: Scope, hooks: Option<&Hooks>) {
        let error = match (self, hooks) {
            (Self::Pending, _) => return,
            (_, None) => Err(Self::TornDown.into()),
            (_, Some(hooks)) => self.to_error(scope, hooks),
        };
        match error.and_then(|error| scope.throw(error)) {
            Ok(()) => {}
            Err(reason) if matches!(*reason, Self::Pending) => {}
            Err(_) => scope.throw_plain(
                c"ERR_STRINGOPS_INTERNAL",
                c"stringops-booster: the call failed, and so did reporting why",
            ),
        }
    }

    fn to_error(&self, scope: Scope, hooks: &Hooks) -> Result<Value, Failure> {
        match self {
            Self::Error(error) => Ok(*error),
            Self::Seed(value) => hooks.call(scope, c"invalidSeed", &[*value]),
            Self::LogValue(value) => hooks.call(scope, c"invalidLogValue", &[*value]),
            Self::Backend(error) => match **error {
                backend::Error::Memory { needed, limit, refused } => hooks.call(
                    scope,
                    c"memoryLimit",
                    &[scope.new_f64(needed as f64)?, scope.new_f64(limit as f64)?, scope.new_bool(refused)?],
                ),
                _ => Self::module_error(scope, hooks, &error.to_string()),
            },
            Self::Refused { needed, limit, reasons } => hooks.call(
                scope,
                c"memoryLimit",
                &[scope.new_f64(*needed as f64)?, scope.new_f64(*limit as f64)?, scope.new_str(&reasons.to_string())?],
            ),
            Self::Unavailable(reasons) => {
                Self::module_error(scope, hooks, &format!("the instance is spent and cannot be made anew: {reasons}"))
            }
            Self::Freed => hooks.call(scope, c"freed", &[]),
            Self::Reentrant => hooks.call(scope, c"reentrant", &[]),
            Self::NodeApi(status) => Self::module_error(scope, hooks, &format!("a Node-API call returned {status}")),
            Self::TornDown => Self::module_error(scope, hooks, "the environment is being torn down"),
            Self::Pending => Err(Self::Pending.into()),
        }
    }

    fn module_error(scope: Scope, hooks: &Hooks, message: &str) -> Result<Value, Failure> {
        hooks.call(scope, c"moduleError", &[scope.new_str(message)?])
    }
}
