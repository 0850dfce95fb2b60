//! The functions of held texts, as JavaScript calls them: a text is named by the number `holdText` gave.

use std::ops::Range;

use napi::sys;

use super::failure::{Failure, Reason};
use super::input::{Argument, Hint, Workspace};
use super::instance::Instance;
use super::node_api::{Scope, Value};
use super::operations::{Callback, EMPTY_PROBE, enter, read_seed};
use crate::backend::{Error, Input, PAGE, Shelf};
use crate::fnv1a;
use crate::utf16::{byte_of_unit, unit_of_byte};

/// The functions of an instance that are about held texts, by their names in JavaScript.
pub(super) const FUNCTIONS: [(&str, Callback); 9] = [
    ("holdText", hold_text),
    ("freeText", free_text),
    ("heldLength", held_length),
    ("heldHash", held_hash),
    ("heldCompare", held_compare),
    ("heldCompareHeld", held_compare_held),
    ("heldSearch", held_search),
    ("heldSearchAll", held_search_all),
    ("heldCopy", held_copy),
];

/// What beside an input may be written to the block: ends of characters, SIMD stores, cache lines.
const SPARE: u64 = (PAGE / 64) as u64;

/// Bytes of one offset in a list.
const OFFSET_BYTES: u64 = size_of::<u32>() as u64;

/// The bytes of a text.
fn range(shelf: &Shelf, id: u32) -> Result<Range<usize>, Failure> {
    shelf.range(id).ok_or_else(|| Box::new(Reason::Freed))
}

/// `holdText(input, hint)`: encodes the input and keeps it; its number.
unsafe extern "C" fn hold_text(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [input, hint]: [Value; 2], count| {
            let mut probe = EMPTY_PROBE;
            let [hint] = Hint::read(scope, (count > 1).then_some(hint))?;
            let argument = Argument::read(scope, instance.hooks(), "input", input, hint, &mut probe)?;
            let units = match &argument {
                Argument::Whole(units) => Some(units.len()),
                Argument::Long(long) => Some(scope.utf16_len(long.string)?),
                Argument::Bytes(_) => None,
            };
            let room = argument.utf8_len_guess(scope)? + SPARE;
            let held = instance.hold(scope, room, |workspace, at| {
                workspace.check_limit(std::slice::from_ref(&argument))?;
                Ok((workspace.place_copy(&argument, at)?.len(), units))
            });
            match held {
                Ok(id) => scope.new_u32(id),
                Err(failure) => match *failure {
                    Reason::Unavailable(reasons) => {
                        let needed = PAGE as u64 + instance.memory()?.held + argument.utf8_len(scope)?;
                        Err(Box::new(Reason::Refused { needed, limit: instance.limit_bytes(), reasons }))
                    }
                    reason => Err(Box::new(reason)),
                },
            }
        })
    }
}

/// `freeText(id)`: twice is harmless.
unsafe extern "C" fn free_text(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id]: [Value; 1], _| {
            instance.free_held(scope.u32(id)?)?;
            scope.undefined()
        })
    }
}

/// `heldLength(id)`: in bytes.
unsafe extern "C" fn held_length(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id]: [Value; 1], _| {
            let id = scope.u32(id)?;
            let len = instance.run_held(scope, 0, |_, shelf| Ok(range(shelf, id)?.len()))?;
            new_offset(scope, Some(len))
        })
    }
}

/// `heldHash(id, seed?)`
unsafe extern "C" fn held_hash(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, seed]: [Value; 2], count| {
            let id = scope.u32(id)?;
            let state = if count > 1 { read_seed(scope, seed)? } else { fnv1a::OFFSET_BASIS };
            let hash = instance.run_held(scope, 0, |workspace, shelf| {
                Ok(workspace.backend.hash(Input::Block(range(shelf, id)?), state)?)
            })?;
            scope.new_u32(hash)
        })
    }
}

/// `heldCompare(id, other, hint)`
unsafe extern "C" fn held_compare(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, other, hint]: [Value; 3], count| {
            let id = scope.u32(id)?;
            let hint = (count > 2).then_some(hint);
            with_input(scope, instance, "other", other, hint, |workspace, shelf, other| {
                let order = workspace.backend.compare(Input::Block(range(shelf, id)?), other)?;
                Ok(order as i32)
            })
            .and_then(|order| scope.new_i32(order))
        })
    }
}

/// `heldCompareHeld(id, otherId)`
unsafe extern "C" fn held_compare_held(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, other]: [Value; 2], _| {
            let (id, other) = (scope.u32(id)?, scope.u32(other)?);
            let order = instance.run_held(scope, 0, |workspace, shelf| {
                let (a, b) = (range(shelf, id)?, range(shelf, other)?);
                Ok(workspace.backend.compare(Input::Block(a), Input::Block(b))?)
            })?;
            scope.new_i32(order as i32)
        })
    }
}

/// `heldSearch(id, needle, hint, position?)`: the offset in bytes; with a position, which is at most the
/// text's length, the index in UTF-16 units if the text came as a string. -1 if there is none.
unsafe extern "C" fn held_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, needle, hint, position]: [Value; 4], count| {
            let id = scope.u32(id)?;
            let position = if count > 3 { Some(scope.u32(position)? as usize) } else { None };
            let hint = (count > 2).then_some(hint);
            with_input(scope, instance, "needle", needle, hint, |workspace, shelf, needle| {
                let text = range(shelf, id)?;
                let lacks = match &needle {
                    Input::Host(bytes) => shelf.lacks(id, bytes),
                    Input::Block(range) => shelf.lacks(id, &workspace.backend.block()[range.clone()]),
                };
                if lacks {
                    return Ok(None);
                }
                let found = match position {
                    None => workspace.backend.search(Input::Block(text.clone()), needle)?,
                    Some(position) => index_of(workspace, text.clone(), shelf.units(id), needle, position)?,
                };
                if found.is_none() {
                    shelf.missed(id, &workspace.backend.block()[text]);
                }
                Ok(found)
            })
            .and_then(|found| new_offset(scope, found))
        })
    }
}

/// The index of the first `needle` at `position` or after it, both in UTF-16 units if `units` says how many
/// the text has, in bytes else.
fn index_of(
    workspace: &mut Workspace<'_>,
    text: Range<usize>,
    units: Option<usize>,
    needle: Input<'_>,
    position: usize,
) -> Result<Option<usize>, Failure> {
    if needle.is_empty() {
        return Ok(Some(position.min(units.unwrap_or(text.len()))));
    }
    // In ASCII, as in bytes, a unit is a byte.
    if units.is_none_or(|units| units == text.len()) {
        let start = text.start + position.min(text.len());
        let found = workspace.backend.search(Input::Block(start..text.end), needle)?;
        return Ok(found.map(|found| start - text.start + found));
    }
    let (start, first) = byte_of_unit(&workspace.backend.block()[text.clone()], position);
    let rest = text.start + start..text.end;
    let found = workspace.backend.search(Input::Block(rest.clone()), needle)?;
    Ok(found.map(|found| first + unit_of_byte(&workspace.backend.block()[rest], found)))
}

/// `heldSearchAll(id, needle, hint, flags)`: all offsets in bytes as a `Uint32Array`; matches may overlap if
/// bit 0 of `flags` is set, and if bit 1 is, the result is only how many there are.
unsafe extern "C" fn held_search_all(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, needle, hint, flags]: [Value; 4], _| {
            let (id, flags) = (scope.u32(id)?, scope.u32(flags)?);
            let (overlapping, counted) = (flags & 1 != 0, flags & 2 != 0);
            let mut offsets: Vec<u32> = Vec::new();
            let (mut count, mut refused) = (0u64, false);
            let (inputs, limit) =
                with_input(scope, instance, "needle", needle, Some(hint), |workspace, shelf, needle| {
                    let text = Input::Block(range(shelf, id)?);
                    let inputs = PAGE as u64 + workspace.held + needle.len() as u64;
                    let limit = workspace.limits.maximum_bytes();
                    let most = limit.saturating_sub(inputs) / OFFSET_BYTES;
                    workspace.backend.search_all(text, needle, overlapping, &mut |offset| {
                        count += 1;
                        if counted || refused || count > most {
                            return;
                        }
                        refused = offsets.try_reserve(1).is_err();
                        if !refused {
                            offsets.push(offset as u32);
                        }
                    })?;
                    Ok((inputs, limit))
                })?;
            if counted {
                return scope.new_f64(count as f64);
            }
            if offsets.len() as u64 != count {
                let needed = inputs + OFFSET_BYTES * count;
                return Err(Error::Memory { needed, limit, refused }.into());
            }
            // Made in JavaScript: an engine that has no room for it ends the process in Node-API, and throws there.
            let array = instance.hooks().call(scope, c"newOffsets", &[scope.new_f64(count as f64)?])?;
            // The array has just been made, and nothing runs before it is returned.
            match scope.uint32_array(array)? {
                Some(elements) if elements.len() == offsets.len() => elements.copy_from_slice(&offsets),
                _ => return Err(Box::new(Reason::TornDown)),
            }
            Ok(array)
        })
    }
}

/// `heldCopy(id, words)`: copies the text's bytes over a `Uint32Array`, as far as it goes.
unsafe extern "C" fn held_copy(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, words]: [Value; 2], _| {
            let id = scope.u32(id)?;
            // No JavaScript runs before the callback returns, and the array is reached by this slice only.
            let words = scope.uint32_array(words)?.ok_or_else(|| Box::new(Reason::TornDown))?;
            instance.run_held(scope, 0, |workspace, shelf| {
                let bytes = &workspace.backend.block()[range(shelf, id)?];
                for (word, bytes) in words.iter_mut().zip(bytes.chunks(size_of::<u32>())) {
                    let mut copy = [0; size_of::<u32>()];
                    copy[..bytes.len()].copy_from_slice(bytes);
                    *word = u32::from_ne_bytes(copy);
                }
                Ok(())
            })?;
            scope.undefined()
        })
    }
}

/// Runs `operation` with a further input, laid above the texts or read in place.
fn with_input<R>(
    scope: Scope,
    instance: &Instance,
    name: &str,
    value: Value,
    hint: Option<Value>,
    operation: impl FnOnce(&mut Workspace<'_>, &Shelf, Input<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let mut probe = EMPTY_PROBE;
    let [hint] = Hint::read(scope, hint)?;
    let argument = [Argument::read(scope, instance.hooks(), name, value, hint, &mut probe)?];
    let room = argument[0].utf8_len_guess(scope)? + SPARE;
    instance.run_held(scope, room, |workspace, shelf| {
        workspace.check_limit(&argument)?;
        let placed = workspace.place(&argument[0], shelf.floor())?;
        operation(workspace, shelf, placed.input())
    })
}

/// An offset as a JS number; -1 for none.
fn new_offset(scope: Scope, offset: Option<usize>) -> Result<Value, Failure> {
    match offset {
        None => scope.new_i32(-1),
        Some(offset) => scope.new_f64(offset as f64),
    }
}
