//! The `wasmtime` backend: `stringOps.wat` in an embedded engine. The only file that names wasmtime's
//! run time.
//!
//! One `Engine` and `Module` per process, one `Store` per backend. The module is not trusted: ranges are checked before
//! they are passed, results before they are returned.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use wasmtime::{Caller, Engine, Extern, Func, Instance, Memory, MemoryType, Module, Store, TypedFunc};

use super::contract::{Backend, INPUT_START, Input, Limits, PAGE, align};
use super::error::{Error, Result, Unavailable};
use super::quota::{MOST_MEMORIES, Place};
use crate::engine_config::engine_config;

/// `stringOps.wat`, compiled ahead of time by `build.rs`; empty where there is no compiler.
pub static ARTIFACT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stringOps.cwasm"));

/// `stringOps.wat`, assembled by `build.rs`.
pub static WASM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stringOps.wasm"));

/// How many of the caller's bytes are copied into memory first, so that an early result costs little.
const FIRST_WINDOW: usize = 8 << 10;

/// How many of the caller's bytes are copied into memory at a time. They stay in the L2 cache.
const WINDOW: usize = 256 << 10;

/// How many log calls are kept until the call that makes them ends; further ones are lost.
const MOST_LOGS: usize = 1 << 16;

/// What the module's imports write.
#[derive(Debug, Default)]
struct Host {
    logs: Vec<i32>,
}

/// The exports of `stringOps.wat`; lengths and pointers in bytes, unsigned.
struct Exports {
    fast_hash_from: TypedFunc<(u32, u32, u32), u32>,
    fast_hash_64_from: TypedFunc<(u32, u32, u64), u64>,
    fast_compare: TypedFunc<(u32, u32, u32, u32), u32>,
    fast_search: TypedFunc<(u32, u32, u32, u32), u32>,
    debug_log: TypedFunc<i32, ()>,
}

/// An instance of the module with a memory of its own.
pub struct WasmtimeBackend {
    store: Store<Host>,
    memory: Memory,
    /// The bytes of the memory, never more than it really has, as memories never shrink and only `reserve` grows it.
    size: usize,
    exports: Exports,
    limits: Limits,
    /// Released after the memory, which is dropped before it.
    _place: Place,
}

/// The process's engine and module, made by the first backend that needs them.
///
/// # Errors
///
/// Whatever makes this backend unavailable: no artifact, no executable memory, a CPU feature that lacks.
pub fn engine_and_module() -> wasmtime::Result<(Engine, Module)> {
    static LOADED: Mutex<Option<(Engine, Module)>> = Mutex::new(None);
    // A panic of another thread leaves the Option intact, as it is written in one move.
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pair) = &*loaded {
        return Ok(pair.clone());
    }
    if ARTIFACT.is_empty() {
        return Err(wasmtime::format_err!(
            "this build has no compiled module: wasmtime has no compiler for {}",
            env!("STRINGOPS_TARGET")
        ));
    }
    let engine = Engine::new(&engine_config())?;
    // SAFETY: the bytes come from `Engine::precompile_module` in this build's `build.rs` and are part of
    // this binary. Version, settings and CPU features are checked by wasmtime.
    let module = unsafe { Module::deserialize(&engine, ARTIFACT)? };
    Ok(loaded.insert((engine, module)).clone())
}

impl WasmtimeBackend {
    /// Makes an instance.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] if there is no executable memory, the CPU lacks SSE4.2, address space is used up,
    /// or this build has no artifact.
    pub fn new(limits: Limits) -> std::result::Result<Self, Unavailable> {
        engine_and_module().and_then(|(_, module)| Self::instantiate(&module, limits)).map_err(unavailable)
    }

    /// Makes an instance of another module with the ABI of `stringOps.wat`: for tests of what a module could do to this
    /// backend.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] if it cannot be instantiated.
    #[doc(hidden)]
    pub fn of_module(module: &Module, limits: Limits) -> std::result::Result<Self, Unavailable> {
        Self::instantiate(module, limits).map_err(unavailable)
    }

    fn instantiate(module: &Module, limits: Limits) -> wasmtime::Result<Self> {
        let place = Place::take().ok_or_else(|| {
            wasmtime::format_err!(
                "this process has {MOST_MEMORIES} instances; more would take its last memory mappings"
            )
        })?;
        let mut store = Store::new(module.engine(), Host::default());
        let memory = Memory::new(&mut store, MemoryType::new(limits.initial_pages, Some(limits.maximum_pages)))?;
        let log = Func::wrap(&mut store, |mut caller: Caller<'_, Host>, value: i32| {
            let logs = &mut caller.data_mut().logs;
            if logs.len() < MOST_LOGS {
                logs.push(value);
            }
        });
        let imports = module
            .imports()
            .map(|import| match (import.module(), import.name()) {
                ("env", "memory") => Ok(Extern::from(memory)),
                ("env", "log") => Ok(Extern::from(log)),
                (module, name) => Err(wasmtime::format_err!("unknown import {module}.{name}")),
            })
            .collect::<wasmtime::Result<Vec<_>>>()?;
        let instance = Instance::new(&mut store, module, &imports)?;
        let exports = Exports {
            fast_hash_from: instance.get_typed_func(&mut store, "fastHashFrom")?,
            fast_hash_64_from: instance.get_typed_func(&mut store, "fastHash64From")?,
            fast_compare: instance.get_typed_func(&mut store, "fastCompare")?,
            fast_search: instance.get_typed_func(&mut store, "fastSearch")?,
            debug_log: instance.get_typed_func(&mut store, "debugLog")?,
        };
        instance
            .get_typed_func::<(u32, u32), ()>(&mut store, "setScratch")?
            .call(&mut store, (0, INPUT_START as u32))?;
        let size = memory.data_size(&store);
        Ok(Self { store, memory, size, exports, limits, _place: place })
    }

    /// Pointers and lengths of ranges of the block, checked.
    #[inline]
    fn checked<const N: usize>(&self, ranges: [&Range<usize>; N]) -> Result<[(u32, u32); N]> {
        let size = self.size;
        let mut checked = [(0, 0); N];
        for (range, checked) in ranges.into_iter().zip(&mut checked) {
            let ok = range.start <= range.end && range.end <= size;
            // An end of 2^32 is possible, a start or length is not: inputs begin at INPUT_START.
            *checked = match (u32::try_from(range.start), u32::try_from(range.len())) {
                (Ok(start), Ok(len)) if ok => (start, len),
                _ => return Err(Error::Range { start: range.start, end: range.end, size }.into()),
            };
        }
        Ok(checked)
    }

    /// Writes the caller's bytes to `at` and returns their range.
    fn copy_in(&mut self, bytes: &[u8], at: usize) -> Result<Range<usize>> {
        let range = at..at + bytes.len();
        self.reserve(range.end)?;
        let size = self.size;
        self.memory
            .data_mut(&mut self.store)
            .get_mut(range.clone())
            .ok_or(Error::Range { start: range.start, end: range.end, size })?
            .copy_from_slice(bytes);
        Ok(range)
    }

    /// Calls `hash` with every part of `input` and the state it returned for the part before.
    fn hash_parts<S: Copy>(
        &mut self,
        input: &Input<'_>,
        state: S,
        hash: impl Fn(&mut Self, (u32, u32, S)) -> wasmtime::Result<S>,
    ) -> Result<S> {
        let hash_range = |this: &mut Self, range: &Range<usize>, state| {
            let [(pointer, len)] = this.checked([range])?;
            hash(this, (pointer, len, state)).map_err(|error| trap(&error))
        };
        match input {
            Input::Block(range) => hash_range(self, range, state),
            Input::Host(bytes) => bytes.chunks(WINDOW).try_fold(state, |state, bytes| {
                let range = self.copy_in(bytes, INPUT_START)?;
                hash_range(self, &range, state)
            }),
        }
    }

    fn compare_ranges(&mut self, a: &Range<usize>, b: &Range<usize>) -> Result<Ordering> {
        let [(a, a_len), (b, b_len)] = self.checked([a, b])?;
        let order =
            self.exports.fast_compare.call(&mut self.store, (a, a_len, b, b_len)).map_err(|error| trap(&error))?;
        match order.cast_signed() {
            -1 => Ok(Ordering::Less),
            0 => Ok(Ordering::Equal),
            1 => Ok(Ordering::Greater),
            _ => Err(Error::Result { operation: "fastCompare", value: order }.into()),
        }
    }

    fn search_ranges(&mut self, haystack: &Range<usize>, needle: &Range<usize>) -> Result<Option<usize>> {
        let [(pointer, len), (needle, needle_len)] = self.checked([haystack, needle])?;
        let found = self
            .exports
            .fast_search
            .call(&mut self.store, (pointer, len, needle, needle_len))
            .map_err(|error| trap(&error))?;
        if found == u32::MAX {
            return Ok(None);
        }
        match len.checked_sub(needle_len) {
            Some(last) if found <= last => Ok(Some(found as usize)),
            _ => Err(Error::Result { operation: "fastSearch", value: found }.into()),
        }
    }

    /// The part of `input` from `offset` on, at most `most` bytes, as a range: where it lies, or copied to `window`.
    fn window(&mut self, input: &Input<'_>, offset: usize, most: usize, window: usize) -> Result<Range<usize>> {
        match input {
            Input::Block(range) => {
                let start = range.start + offset;
                Ok(start..range.end.min(start + most))
            }
            Input::Host(bytes) => {
                let end = bytes.len().min(offset + most);
                self.copy_in(&bytes[offset..end], window)
            }
        }
    }
}

fn unavailable(error: wasmtime::Error) -> Unavailable {
    Unavailable(error.chain().map(ToString::to_string).collect())
}

/// The trap with the module's own backtrace, which names its functions.
#[cold]
fn trap(error: &wasmtime::Error) -> Box<Error> {
    Box::new(Error::Trap(format!("{error:#}")))
}

impl Backend for WasmtimeBackend {
    fn block(&mut self) -> &mut [u8] {
        self.memory.data_mut(&mut self.store)
    }

    fn size(&self) -> usize {
        self.size
    }

    fn reserve(&mut self, end: usize) -> Result<()> {
        if end <= self.size {
            return Ok(());
        }
        let (needed, limit) = (end as u64, self.limits.maximum_bytes());
        if needed > limit {
            return Err(Error::Memory { needed, limit, refused: false }.into());
        }
        let pages = (end - self.size).div_ceil(PAGE) as u64;
        let grown = self.memory.grow(&mut self.store, pages);
        self.size = self.memory.data_size(&self.store);
        match grown {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::Memory { needed, limit, refused: true }.into()),
        }
    }

    fn hash(&mut self, input: Input<'_>, state: u32) -> Result<u32> {
        self.hash_parts(&input, state, |this, part| this.exports.fast_hash_from.call(&mut this.store, part))
    }

    fn hash64(&mut self, input: Input<'_>, state: u64) -> Result<u64> {
        self.hash_parts(&input, state, |this, part| this.exports.fast_hash_64_from.call(&mut this.store, part))
    }

    fn compare(&mut self, a: Input<'_>, b: Input<'_>) -> Result<Ordering> {
        if let (Input::Block(a), Input::Block(b)) = (&a, &b) {
            return self.compare_ranges(a, b);
        }
        let (common, mut offset, mut most) = (a.len().min(b.len()), 0, FIRST_WINDOW);
        let window_a = align(a.block_end().max(b.block_end()));
        // No larger than the inputs; otherwise inputs that fit the limit would not fit.
        let window_b = match a {
            Input::Block(_) => window_a,
            Input::Host(_) => align(window_a + common.min(WINDOW)),
        };
        while offset < common {
            let step = most.min(common - offset);
            let part_a = self.window(&a, offset, step, window_a)?;
            let part_b = self.window(&b, offset, step, window_b)?;
            let order = self.compare_ranges(&part_a, &part_b)?;
            if order.is_ne() {
                return Ok(order);
            }
            (offset, most) = (offset + step, WINDOW);
        }
        Ok(a.len().cmp(&b.len()))
    }

    fn search(&mut self, haystack: Input<'_>, needle: Input<'_>) -> Result<Option<usize>> {
        if needle.len() > haystack.len() {
            return Ok(None);
        }
        let free = align(haystack.block_end().max(needle.block_end()));
        let needle = self.window(&needle, 0, needle.len(), free)?;
        if let Input::Block(haystack) = &haystack {
            return self.search_ranges(haystack, &needle);
        }
        let window = align(free.max(needle.end));
        // Windows overlap by one byte less than the needle, and are much longer than it, so that little is searched
        // twice.
        let overlap = needle.len().saturating_sub(1);
        let (mut offset, mut most) = (0, FIRST_WINDOW.max(2 * needle.len()));
        loop {
            let part = self.window(&haystack, offset, most, window)?;
            if let Some(found) = self.search_ranges(&part, &needle)? {
                return Ok(Some(offset + found));
            }
            if offset + part.len() >= haystack.len() {
                return Ok(None);
            }
            offset += part.len() - overlap;
            most = WINDOW.max(4 * needle.len());
        }
    }

    fn debug_log(&mut self, value: i32) -> Result<()> {
        self.exports.debug_log.call(&mut self.store, value).map_err(|error| trap(&error))
    }

    fn has_logs(&self) -> bool {
        !self.store.data().logs.is_empty()
    }

    fn take_logs(&mut self) -> Vec<i32> {
        std::mem::take(&mut self.store.data_mut().logs)
    }
}
