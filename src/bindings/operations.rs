//! The functions with one result for one call: hash, compare, search, log.

use napi::sys;

use super::callback::{Function, enter};
use super::failure::{Failure, Reason};
use super::input::{FIRST_UNITS, Placed, Workspace};
use super::node_api::{Number, Scope, Value};
use crate::backend::{INPUT_START, Input, align};

/// These functions.
pub(super) const FUNCTIONS: [Function; 5] = [
    (c"fastHash", fast_hash),
    (c"fastCompare", fast_compare),
    (c"fastSearch", fast_search),
    (c"unitSearch", unit_search),
    (c"debugLog", debug_log),
];

/// How many times as long each part of a long haystack is as the one before. Each is read from the string's start, as
/// Node-API has no other way.
const GROWTH: usize = 16;

/// `fastHash(input, state)`, in 64 bits if `state` is a BigInt
unsafe extern "C" fn fast_hash(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [input, state]: [Value; 2]| {
            let state = scope.number(state)?;
            let hash = instance.run(scope, |workspace| {
                let placed = workspace.place(input, INPUT_START)?;
                Ok(match state {
                    Number::Double(state) => {
                        Number::Double(workspace.backend.hash(placed.input(), state as u32)?.into())
                    }
                    Number::BigInt(state) => Number::BigInt(workspace.backend.hash64(placed.input(), state)?),
                })
            })?;
            scope.new_number(hash)
        })
    }
}

/// `fastCompare(a, b)`
unsafe extern "C" fn fast_compare(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [a, b]: [Value; 2]| {
            let order = instance.run(scope, |workspace| {
                let a = workspace.place(a, INPUT_START)?;
                let b = workspace.place(b, a.end(INPUT_START))?;
                Ok(workspace.backend.compare(a.input(), b.input())?)
            })?;
            scope.new_i32(order as i32)
        })
    }
}

/// `fastSearch(haystack, needle)`: the offset in bytes, or -1.
unsafe extern "C" fn fast_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle]: [Value; 2]| {
            let found = instance.run(scope, |workspace| search(workspace, haystack, needle))?;
            new_offset(scope, found)
        })
    }
}

/// `unitSearch(haystack, needle)`: where the lowest bytes of the units of two strings agree, in units, or -1. There, and
/// nowhere before, the haystack may have the needle.
unsafe extern "C" fn unit_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle]: [Value; 2]| {
            let found = instance.run(scope, |workspace| {
                let needle = workspace.place_lowest(needle, INPUT_START)?;
                let haystack = workspace.place_lowest(haystack, align(needle.end))?;
                Ok(workspace.backend.search(Input::Block(haystack), Input::Block(needle))?)
            })?;
            new_offset(scope, found)
        })
    }
}

/// Searches a long string in parts: the first units, more of them, all of it. A match in a part is where the whole
/// would have it, so an early match does not pay for the rest.
fn search(workspace: &mut Workspace<'_>, haystack: Value, needle: Value) -> Result<Option<usize>, Failure> {
    let needle = workspace.place(needle, INPUT_START)?;
    let at = needle.end(INPUT_START);
    let mut most = FIRST_UNITS;
    while let (Some(end), whole) = workspace.place_string(haystack, at, most)? {
        let found = search_part(workspace, Input::Block(at..end), &needle)?;
        if whole || found.is_some() {
            return Ok(found);
        }
        let longer = most * GROWTH;
        most = if workspace.scope.utf16_len(haystack)? > longer { longer } else { usize::MAX };
    }
    let haystack = workspace.place(haystack, at)?;
    search_part(workspace, haystack.input(), &needle)
}

/// Searches a haystack that may be shorter than the needle.
fn search_part(workspace: &mut Workspace<'_>, haystack: Input<'_>, needle: &Placed) -> Result<Option<usize>, Failure> {
    let needle = needle.input();
    Ok(if needle.len() > haystack.len() { None } else { workspace.backend.search(haystack, needle)? })
}

/// An offset or index for JavaScript; -1 for none.
pub(super) fn new_offset(scope: Scope, found: Option<usize>) -> Result<Value, Failure> {
    match found.map(u32::try_from) {
        None => scope.new_i32(-1),
        Some(Ok(offset)) => scope.new_u32(offset),
        // Offsets end below 2^32, as memories do.
        Some(Err(_)) => Err(Box::new(Reason::Argument)),
    }
}

/// `debugLog(value)`
unsafe extern "C" fn debug_log(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [value]: [Value; 1]| {
            let value = scope.f64(value)? as i32;
            instance.run(scope, |workspace| Ok(workspace.backend.debug_log(value)?))?;
            scope.undefined()
        })
    }
}
