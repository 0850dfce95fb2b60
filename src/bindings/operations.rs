//! The functions JavaScript calls: raw Node-API callbacks, each inside `catch_unwind`.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::sys;

use super::failure::{Failure, Reason};
use super::input::{Argument, Hint, PROBE, Placed, Probe, Workspace};
use super::instance::Instance;
use super::node_api::{Scope, Value};
use crate::backend::{self, INPUT_START, Input};
use crate::fnv1a;

/// A callback as Node-API takes it.
pub(super) type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> Value;

/// The functions of an instance, by their names in JavaScript.
pub(super) const FUNCTIONS: [(&str, Callback); 4] =
    [("fastHash", fast_hash), ("fastCompare", fast_compare), ("fastSearch", fast_search), ("debugLog", debug_log)];

/// Bytes of a huge haystack that are searched first, after the probe.
const FIRST_PREFIX: usize = 4 << 10;

/// How much longer each further prefix is. Each is read from the string's start: Node-API has no other way.
const PREFIX_GROWTH: usize = 16;

/// A prefix is worth reading if it is at most this part of the string: what a miss pays for it.
const LARGEST_PREFIX_PART: usize = 8;

pub(super) const EMPTY_PROBE: Probe = [std::mem::MaybeUninit::uninit(); PROBE];

/// Runs `operation` with the callback's arguments; whatever goes wrong is thrown.
///
/// # Safety
///
/// `env` and `info` must be what Node-API passed to the running callback, and the callback's function
/// must have been made by `registration::function`, so that its data is an `Instance`.
#[inline(always)]
pub(super) unsafe fn enter<const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    operation: impl FnOnce(Scope, &Instance, [Value; N], usize) -> Result<Value, Failure>,
) -> Value {
    // SAFETY: the scope lives in this callback.
    let scope = unsafe { Scope::enter(env) };
    // SAFETY: `info` is the running callback's.
    let (arguments, count, data) = match unsafe { scope.arguments::<N>(info) } {
        Ok(call) => call,
        Err(failure) => {
            failure.throw(scope, None);
            return ptr::null_mut();
        }
    };
    // SAFETY: the function's data is an `Instance` and holds a reference count on it, which its finalizer
    // gives up; a function that runs is not finalized.
    let instance = unsafe { &*data.cast::<Instance>() };
    match catch_unwind(AssertUnwindSafe(|| operation(scope, instance, arguments, count))) {
        Ok(Ok(value)) => value,
        Ok(Err(failure)) => fail(scope, instance, &failure),
        Err(_) => throw_panic(scope),
    }
}

/// Throws what a failure says.
#[cold]
#[inline(never)]
fn fail(scope: Scope, instance: &Instance, failure: &Failure) -> Value {
    // Describing what came may run a user's getters, and so a panic of ours again.
    match catch_unwind(AssertUnwindSafe(|| failure.throw(scope, Some(instance.hooks())))) {
        Ok(()) => ptr::null_mut(),
        Err(_) => throw_panic(scope),
    }
}

/// A panic is a defect of ours; it becomes an error, and the next call works on a new backend.
#[cold]
#[inline(never)]
fn throw_panic(scope: Scope) -> Value {
    scope.throw_plain(c"ERR_STRINGOPS_INTERNAL", c"stringops-booster: internal error (panic)");
    ptr::null_mut()
}

/// `fastHash(input, seed?, hint?)`
unsafe extern "C" fn fast_hash(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [input, seed, hint]: [Value; 3], count| {
            let mut probe = EMPTY_PROBE;
            let [hint] = Hint::read(scope, (count > 2).then_some(hint))?;
            let argument = [Argument::read(scope, instance.hooks(), "input", input, hint, &mut probe)?];
            let state = if count > 1 { read_seed(scope, seed)? } else { fnv1a::OFFSET_BASIS };
            let hash = instance.run(scope, |workspace| {
                workspace.check_limit(&argument)?;
                let placed = workspace.place(&argument[0], INPUT_START)?;
                Ok(workspace.backend.hash(placed.input(), state)?)
            })?;
            scope.new_u32(hash)
        })
    }
}

/// The state to go on from; `undefined` is the beginning.
pub(super) fn read_seed(scope: Scope, seed: Value) -> Result<u32, Failure> {
    match scope.type_of(seed)? {
        sys::ValueType::napi_undefined => Ok(fnv1a::OFFSET_BASIS),
        sys::ValueType::napi_number => {
            let number = scope.f64(seed)?;
            let state = number as u32;
            if f64::from(state) == number { Ok(state) } else { Err(Box::new(Reason::Seed(seed))) }
        }
        _ => Err(Box::new(Reason::Seed(seed))),
    }
}

/// `fastCompare(a, b, hints?)`
unsafe extern "C" fn fast_compare(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [a, b, hints]: [Value; 3], count| {
            let mut probes = [EMPTY_PROBE; 2];
            let hooks = instance.hooks();
            let hints = Hint::read(scope, (count > 2).then_some(hints))?;
            let arguments = Argument::read_two(scope, hooks, ["a", "b"], [a, b], hints, &mut probes)?;
            let order = instance.run(scope, |workspace| {
                workspace.check_limit(&arguments)?;
                let [a, b] = &arguments;
                if let Some(order) = compare_prefixes(workspace, a, b)? {
                    return Ok(order);
                }
                let a = workspace.place(a, INPUT_START)?;
                let b = workspace.place(b, a.end(INPUT_START))?;
                Ok(workspace.backend.compare(a.input(), b.input())?)
            })?;
            scope.new_i32(order as i32)
        })
    }
}

/// The order of two strings of which one is long, if their first characters decide it.
fn compare_prefixes(
    workspace: &mut Workspace<'_>,
    a: &Argument<'_>,
    b: &Argument<'_>,
) -> Result<Option<std::cmp::Ordering>, Failure> {
    let (Some(a_units), Some(b_units)) = (a.prefix(), b.prefix()) else { return Ok(None) };
    let long = matches!(a, Argument::Long(_)) || matches!(b, Argument::Long(_));
    let common = a_units.len().min(b_units.len());
    // Asked first: a `memcmp` of nothing at an address that is not mapped takes 100 ns on AVX-512 machines.
    if !long || common == 0 || a_units[..common] == b_units[..common] {
        return Ok(None);
    }
    let a_end = workspace.place_units(a_units, INPUT_START)?;
    let b_start = backend::align(a_end);
    let b_end = workspace.place_units(b_units, b_start)?;
    let common = (a_end - INPUT_START).min(b_end - b_start);
    let a = Input::Block(INPUT_START..INPUT_START + common);
    let b = Input::Block(b_start..b_start + common);
    let order = workspace.backend.compare(a, b)?;
    Ok(order.is_ne().then_some(order))
}

/// `fastSearch(haystack, needle, hints?)`
unsafe extern "C" fn fast_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle, hints]: [Value; 3], count| {
            let mut probes = [EMPTY_PROBE; 2];
            let names = ["haystack", "needle"];
            let values = [haystack, needle];
            let hints = Hint::read(scope, (count > 2).then_some(hints))?;
            let arguments = Argument::read_two(scope, instance.hooks(), names, values, hints, &mut probes)?;
            let found = instance.run(scope, |workspace| {
                workspace.check_limit(&arguments)?;
                search(workspace, &arguments[0], &arguments[1])
            })?;
            new_offset(scope, found)
        })
    }
}

/// An offset or index as JavaScript has it; -1 for none.
pub(super) fn new_offset(scope: Scope, found: Option<usize>) -> Result<Value, Failure> {
    match found {
        None => scope.new_i32(-1),
        Some(offset) => match u32::try_from(offset) {
            Ok(offset) => scope.new_u32(offset),
            Err(_) => scope.new_f64(offset as f64),
        },
    }
}

/// Searches a long string piecemeal: the probe, prefixes, all of it. Each part is found where the whole
/// would have it, so a match that comes early does not pay for the rest.
fn search(
    workspace: &mut Workspace<'_>,
    haystack: &Argument<'_>,
    needle: &Argument<'_>,
) -> Result<Option<usize>, Failure> {
    let needle = workspace.place(needle, INPUT_START)?;
    let at = needle.end(INPUT_START);
    search_at(workspace, haystack, &needle, at)
}

/// The same for a needle that is placed, with room for the haystack at `at`: there lies, of a string, what
/// is before the match.
pub(super) fn search_at(
    workspace: &mut Workspace<'_>,
    haystack: &Argument<'_>,
    needle: &Placed,
    at: usize,
) -> Result<Option<usize>, Failure> {
    if let Argument::Long(long) = *haystack {
        let mut found = None;
        if let Some(start @ [_, ..]) = haystack.prefix() {
            let end = workspace.place_units(start, at)?;
            found = search_range(workspace, at..end, needle)?;
        }
        let (mut most, mut len) = (FIRST_PREFIX, usize::MAX);
        while long.huge && found.is_none() && most <= len / LARGEST_PREFIX_PART {
            let (end, whole) = workspace.place_prefix(long, at, most)?;
            found = search_range(workspace, at..end, needle)?;
            if whole {
                return Ok(found);
            }
            if len == usize::MAX {
                len = workspace.scope.utf16_len(long.string)?;
            }
            most *= PREFIX_GROWTH;
        }
        if found.is_some() {
            return Ok(found);
        }
    }
    let haystack = workspace.place(haystack, at)?;
    Ok(workspace.backend.search(haystack.input(), needle.input())?)
}

/// Searches a part of the block, if it can hold the needle.
fn search_range(
    workspace: &mut Workspace<'_>,
    haystack: std::ops::Range<usize>,
    needle: &Placed,
) -> Result<Option<usize>, Failure> {
    let needle = needle.input();
    if needle.len() > haystack.len() {
        return Ok(None);
    }
    Ok(workspace.backend.search(Input::Block(haystack), needle)?)
}

/// `debugLog(value)`
unsafe extern "C" fn debug_log(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [value]: [Value; 1], _| {
            let number = match scope.type_of(value)? {
                sys::ValueType::napi_number => scope.f64(value)?,
                _ => return Err(Box::new(Reason::LogValue(value))),
            };
            if f64::from(number as i32) != number {
                return Err(Box::new(Reason::LogValue(value)));
            }
            instance.run(scope, |workspace| Ok(workspace.backend.debug_log(number as i32)?))?;
            scope.undefined()
        })
    }
}

/// Gives up a function's reference count on its instance.
pub(super) unsafe extern "C" fn finalize(env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // SAFETY: `data` came from `Rc::into_raw` in `registration::function`, for this finalizer alone.
    let instance = unsafe { std::rc::Rc::from_raw(data.cast::<Instance>().cast_const()) };
    // Freeing memory does not panic; should it, the memory leaks rather than the process dies.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if let Some(instance) = std::rc::Rc::into_inner(instance) {
            // SAFETY: `env` is the environment the instance was made in, alive while it finalizes.
            unsafe {
                instance.hooks().delete(env);
                Scope::enter(env).adjust_external_memory(-instance.footprint());
            }
        }
    }));
}
