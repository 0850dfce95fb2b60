//! The functions of held texts, as JavaScript calls them: a text is named by the number that `holdText` returned.

use napi::sys;

use super::async_work::hash;
use super::callback::{Function, enter};
use super::failure::Failure;
use super::instance::Instance;
use super::node_api::{Scope, Value};
use super::offsets::Offsets;
use super::operations::new_offset;
use crate::backend::{HeldText, INPUT_START, native};

/// These functions.
pub(super) const FUNCTIONS: [Function; 10] = [
    (c"holdText", hold_text),
    (c"freeText", free_text),
    (c"heldLength", held_length),
    (c"heldHash", held_hash),
    (c"heldCompare", held_compare),
    (c"heldCompareHeld", held_compare_held),
    (c"heldSearch", held_search),
    (c"heldSearchAll", held_search_all),
    (c"heldCount", held_count),
    (c"heldCopy", held_copy),
];

/// `holdText(input)`: encodes the input and keeps it; its number.
unsafe extern "C" fn hold_text(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe { enter(env, info, |scope, instance, [input]: [Value; 1]| scope.new_u32(instance.hold(scope, input)?)) }
}

/// `freeText(id)`: twice is harmless.
unsafe extern "C" fn free_text(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id]: [Value; 1]| {
            instance.free(scope.u32(id)?)?;
            scope.undefined()
        })
    }
}

/// `heldLength(id)`: in bytes.
unsafe extern "C" fn held_length(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id]: [Value; 1]| {
            let len = instance.held(scope.u32(id)?, |text| Ok(text.bytes().len()))?;
            new_offset(scope, Some(len))
        })
    }
}

/// `heldHash(id, state)`, in 64 bits if `state` is a BigInt
unsafe extern "C" fn held_hash(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, state]: [Value; 2]| {
            let state = scope.number(state)?;
            scope.new_number(instance.held(scope.u32(id)?, |text| Ok(hash(text.bytes(), state)))?)
        })
    }
}

/// `heldCompare(id, other)`
unsafe extern "C" fn held_compare(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, other]: [Value; 2]| {
            let order = with_input(scope, instance, id, other, |text, other| native::compare(text.bytes(), other))?;
            scope.new_i32(order as i32)
        })
    }
}

/// `heldCompareHeld(id, otherId)`
unsafe extern "C" fn held_compare_held(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, other]: [Value; 2]| {
            let (id, other) = (scope.u32(id)?, scope.u32(other)?);
            let order = instance.held(id, |a| instance.held(other, |b| Ok(native::compare(a.bytes(), b.bytes()))))?;
            scope.new_i32(order as i32)
        })
    }
}

/// `heldSearch(id, needle, position?)`: the offset in bytes; with a position, which is at most the text's length, the
/// index in UTF-16 units if the text came as a string. -1 if there is none.
unsafe extern "C" fn held_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, needle, position]: [Value; 3]| {
            let position = if scope.is_number(position)? { Some(scope.u32(position)? as usize) } else { None };
            let found = with_input(scope, instance, id, needle, |text, needle| match position {
                None => text.search(needle),
                Some(position) => text.index_of(needle, position),
            })?;
            new_offset(scope, found)
        })
    }
}

/// `heldSearchAll(id, needle, overlapping, room)`: all offsets in bytes as a `Uint32Array`, which with the needle may
/// take `room` bytes.
unsafe extern "C" fn held_search_all(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, needle, overlapping, room]: [Value; 4]| {
            let (overlapping, room) = (scope.bool(overlapping)?, scope.f64(room)? as u64);
            let offsets = with_input(scope, instance, id, needle, |text, needle| {
                let mut offsets = Offsets::new(room, needle.len());
                native::search_all(text.bytes(), needle, overlapping, &mut |at| offsets.add(at));
                offsets
            })?;
            offsets.finish(scope, instance)
        })
    }
}

/// `heldCount(id, needle, overlapping)`: how many offsets `heldSearchAll` would return.
unsafe extern "C" fn held_count(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, needle, overlapping]: [Value; 3]| {
            let overlapping = scope.bool(overlapping)?;
            let count = with_input(scope, instance, id, needle, |text, needle| {
                let mut count = 0_u64;
                native::search_all(text.bytes(), needle, overlapping, &mut |_| count += 1);
                count
            })?;
            scope.new_f64(count as f64)
        })
    }
}

/// `heldCopy(id, words)`: copies the text's bytes over a `Uint32Array`, as far as it goes.
unsafe extern "C" fn held_copy(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, words]: [Value; 2]| {
            instance.held(scope.u32(id)?, |text| scope.copy_to_words(text.bytes(), words))?;
            scope.undefined()
        })
    }
}

/// Runs `operation` on a text and the bytes of a further input.
fn with_input<R>(
    scope: Scope,
    instance: &Instance,
    id: Value,
    input: Value,
    operation: impl FnOnce(&HeldText, &[u8]) -> R,
) -> Result<R, Failure> {
    let id = scope.u32(id)?;
    instance.run(scope, |workspace| {
        let placed = workspace.place(input, INPUT_START)?;
        let [bytes] = workspace.bytes([&placed])?;
        instance.held(id, |text| Ok(operation(text, bytes)))
    })
}
