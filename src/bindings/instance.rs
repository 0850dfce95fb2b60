//! One instance: a backend, the texts it holds, and what its JavaScript functions share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::failure::{Failure, Reason};
use super::hooks::Hooks;
use super::input::{Units, Workspace, copied};
use super::node_api::{Scope, Value};
use crate::backend::{Backend, HeldText, Kind, Limits, Numbered};
use crate::needles::Needles;

/// Bytes an instance may keep from one call to the next. A memory never shrinks, so past this the instance is replaced
/// by a new one, which costs microseconds.
const RETAINED_BYTES: u64 = 64 << 20;

/// The most bytes of an instance that are reported to the garbage collector: enough for dropped instances to be
/// collected in time, too little to make it run for the first one.
const MOST_REPORTED: i64 = 4 << 20;

/// Bytes reported to the garbage collector for as many new instances as there already are. It runs for every 64 MiB or
/// so: with 4 MiB reported each time, thousands of kept instances would make it run for every sixteenth, and each run
/// visits them all.
const REPORTED_PER_DOUBLING: i64 = 256 << 20;

thread_local! {
    /// Instances of this thread's JavaScript that have not been collected.
    static ALIVE: Cell<i64> = const { Cell::new(0) };
}

/// What the data pointer of the JavaScript functions points to. Each function holds a reference count.
pub(super) struct Instance {
    kind: Kind,
    limits: Limits,
    footprint: i64,
    hooks: Hooks,
    state: RefCell<State>,
    held: RefCell<Numbered<HeldText>>,
    /// Sets of needles.
    pub(super) sets: RefCell<Numbered<Needles>>,
}

struct State {
    /// `None` after a trap or a panic; the next call makes a new one.
    backend: Option<Box<dyn Backend>>,
    units: Units,
    /// Bytes of the largest block so far.
    peak: usize,
    /// Calls that made the block grow.
    grown: u64,
}

/// The memory of an instance, without the texts it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct MemoryState {
    /// Bytes of the block now.
    pub block: u64,
    /// Bytes of the largest block so far.
    pub peak: u64,
    /// Calls that made the block grow.
    pub grown: u64,
}

/// What it means that something is borrowed already.
pub(super) fn reentrant<E>(_: E) -> Failure {
    Box::new(Reason::Reentrant)
}

impl Instance {
    pub(super) fn new(kind: Kind, limits: Limits, backend: Box<dyn Backend>, hooks: Hooks) -> Rc<Self> {
        let peak = backend.size();
        let alive = ALIVE.get() + 1;
        ALIVE.set(alive);
        let footprint = i64::try_from(peak).unwrap_or(i64::MAX).min(MOST_REPORTED).min(REPORTED_PER_DOUBLING / alive);
        let state = RefCell::new(State { backend: Some(backend), units: Units::default(), peak, grown: 0 });
        Rc::new(Self { kind, limits, footprint, hooks, state, held: RefCell::default(), sets: RefCell::default() })
    }

    /// Bytes reported to the garbage collector for the instance.
    pub(super) const fn footprint(&self) -> i64 {
        self.footprint
    }

    pub(super) const fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// How much memory the instance may have.
    pub(super) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Runs `operation` on the backend, then delivers what it logged.
    ///
    /// The backend is taken out while it runs: a panic drops it, and no second call can reach it.
    pub(super) fn run<R>(
        &self,
        scope: Scope,
        operation: impl FnOnce(&mut Workspace<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let (result, logs) = {
            let mut state = self.state.try_borrow_mut().map_err(reentrant)?;
            let mut backend = match state.backend.take() {
                Some(backend) => backend,
                None => self.spare()?,
            };
            let size = backend.size();
            let result = operation(&mut Workspace { scope, backend: backend.as_mut(), units: &mut state.units });
            if backend.size() > size {
                state.grown += 1;
                state.peak = state.peak.max(backend.size());
            }
            state.units.trim();
            let logs = if backend.has_logs() { backend.take_logs() } else { Vec::new() };
            if !matches!(&result, Err(failure) if failure.is_fatal()) {
                let too_large = backend.size() as u64 > RETAINED_BYTES.max(self.limits.initial_bytes());
                state.backend = Some(if too_large { self.made_anew(backend) } else { backend });
            }
            (result, logs)
        };
        if !logs.is_empty() {
            // Nothing is borrowed any more, so `log` may call this instance.
            self.deliver(scope, logs)?;
        }
        result
    }

    /// Passes what was logged to JavaScript.
    #[cold]
    #[inline(never)]
    fn deliver(&self, scope: Scope, logs: Vec<i32>) -> Result<(), Failure> {
        for value in logs {
            self.hooks.call(scope, c"log", &[scope.new_i32(value)?])?;
        }
        Ok(())
    }

    /// A backend in place of one that is spent.
    #[cold]
    #[inline(never)]
    fn spare(&self) -> Result<Box<dyn Backend>, Failure> {
        Ok(self.kind.instantiate(self.limits)?)
    }

    /// Holds a copy of an input; returns the text's number.
    pub(super) fn hold(&self, scope: Scope, input: Value) -> Result<u32, Failure> {
        let (bytes, units) = self.copied(scope, input)?;
        Ok(self.held.try_borrow_mut().map_err(reentrant)?.add(HeldText::new(bytes, units)))
    }

    /// An input's bytes in memory of their own.
    pub(super) fn copy(&self, scope: Scope, input: Value) -> Result<Vec<u8>, Failure> {
        Ok(self.copied(scope, input)?.0)
    }

    fn copied(&self, scope: Scope, input: Value) -> Result<(Vec<u8>, Option<usize>), Failure> {
        let mut state = self.state.try_borrow_mut().map_err(reentrant)?;
        let copied = copied(scope, &mut state.units, input, self.limits);
        state.units.trim();
        copied
    }

    /// Frees a held text; nothing happens if there is none of that number.
    pub(super) fn free(&self, id: u32) -> Result<(), Failure> {
        self.held.try_borrow_mut().map_err(reentrant)?.remove(id);
        Ok(())
    }

    /// Runs `operation` on a held text.
    pub(super) fn held<R>(
        &self,
        id: u32,
        operation: impl FnOnce(&HeldText) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let held = self.held.try_borrow().map_err(reentrant)?;
        operation(held.get(id).ok_or_else(|| Box::new(Reason::Freed))?)
    }

    /// The memory of this instance now.
    pub(super) fn memory(&self) -> Result<MemoryState, Failure> {
        let state = self.state.try_borrow().map_err(reentrant)?;
        let block = state.backend.as_ref().map_or(0, |backend| backend.size()) as u64;
        Ok(MemoryState { block, peak: state.peak as u64, grown: state.grown })
    }

    /// Passes the block to `copy`, if the instance has one.
    pub(super) fn inspect(&self, copy: impl FnOnce(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        let mut state = self.state.try_borrow_mut().map_err(reentrant)?;
        match &mut state.backend {
            Some(backend) => copy(backend.block()),
            None => Ok(()),
        }
    }

    /// Releases memory in which nothing is kept: a block that has grown, and the conversion buffer.
    pub(super) fn trim(&self) -> Result<(), Failure> {
        let mut state = self.state.try_borrow_mut().map_err(reentrant)?;
        state.units = Units::default();
        if let Some(backend) = state.backend.take() {
            state.backend = Some(self.made_anew(backend));
        }
        Ok(())
    }

    /// A new backend in place of one that has grown past what may be kept. If there is no room for a second one, the
    /// large one will do.
    #[cold]
    fn made_anew(&self, backend: Box<dyn Backend>) -> Box<dyn Backend> {
        self.kind.instantiate(self.limits).unwrap_or(backend)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Functions that outlive their thread's own data are collected when it ends, and then nobody counts any more.
        let _ = ALIVE.try_with(|alive| alive.set(alive.get() - 1));
    }
}
