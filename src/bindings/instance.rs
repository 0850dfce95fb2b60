//! One instance: a backend, and what its JavaScript functions share.

use std::cell::RefCell;
use std::rc::Rc;

use super::failure::{Failure, Reason};
use super::hooks::Hooks;
use super::input::Workspace;
use super::node_api::Scope;
use crate::backend::{Backend, Kind, Limits};

/// Bytes an instance may keep from one call to the next. A memory never shrinks, so past this the
/// instance is dropped and made anew, which costs microseconds.
const RETAINED_BYTES: u64 = 64 << 20;

/// What the data pointer of the JavaScript functions points to. Each function holds a reference count.
pub(super) struct Instance {
    kind: Kind,
    limits: Limits,
    hooks: Hooks,
    state: RefCell<State>,
}

struct State {
    /// `None` after a trap or a panic: made anew by the next call.
    backend: Option<Box<dyn Backend>>,
    units: Vec<u16>,
}

impl Instance {
    pub(super) fn new(kind: Kind, limits: Limits, backend: Box<dyn Backend>, hooks: Hooks) -> Rc<Self> {
        let state = RefCell::new(State { backend: Some(backend), units: Vec::new() });
        Rc::new(Self { kind, limits, hooks, state })
    }

    pub(super) const fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// Runs `operation` on the backend, then delivers what it logged.
    ///
    /// The backend is taken out meanwhile: a panic drops it, and no second call can reach it.
    pub(super) fn run<R>(
        &self,
        scope: Scope,
        operation: impl FnOnce(&mut Workspace<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let (result, logs) = {
            let mut state = self.state.try_borrow_mut().map_err(|_| Box::new(Reason::Reentrant))?;
            let mut backend = match state.backend.take() {
                Some(backend) => backend,
                None => self
                    .kind
                    .instantiate(self.limits)
                    .map_err(|reasons| Box::new(Reason::Unavailable(reasons)))?,
            };
            let result = operation(&mut Workspace {
                scope,
                backend: backend.as_mut(),
                units: &mut state.units,
                limits: self.limits,
            });
            let logs = if backend.has_logs() { backend.take_logs() } else { Vec::new() };
            if !matches!(&result, Err(failure) if failure.is_fatal()) {
                let too_large = backend.size() as u64 > RETAINED_BYTES.max(self.limits.initial_bytes());
                state.backend = Some(if too_large { self.made_anew(backend) } else { backend });
            }
            (result, logs)
        };
        // Nothing is borrowed any more: `log` may call this instance.
        for value in logs {
            self.hooks.call(scope, c"log", &[scope.new_i32(value)?])?;
        }
        result
    }

    /// A new backend in the place of one that has grown past what may be kept. If there is no room for a
    /// second one, the large one does as well.
    #[cold]
    fn made_anew(&self, backend: Box<dyn Backend>) -> Box<dyn Backend> {
        self.kind.instantiate(self.limits).unwrap_or(backend)
    }
}
