//! The functions that tell where and how often a needle is found.

use napi::sys;

use super::failure::{Failure, Reason};
use super::input::{Argument, Hint};
use super::instance::Instance;
use super::node_api::{Scope, Value};
use super::operations::{Callback, EMPTY_PROBE, enter, new_offset, search_at};
use crate::backend::{self, INPUT_START, PAGE};
use crate::utf16;

/// These functions, by their names in JavaScript.
pub(super) const FUNCTIONS: [(&str, Callback); 3] =
    [("unitSearch", unit_search), ("searchAll", search_all), ("count", count)];

/// Bit of the hints that says that occurrences may overlap; those below are of the inputs.
const OVERLAPPING: u32 = 1 << 6;

/// Bytes of one offset in the result.
const OFFSET_BYTES: u64 = size_of::<u32>() as u64;

/// `unitSearch(haystack, needle, hints)`: of two strings, the offset in UTF-16 units, or -1.
unsafe extern "C" fn unit_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle, hints]: [Value; 3], count| {
            let mut probes = [EMPTY_PROBE; 2];
            let (names, values) = (["haystack", "needle"], [haystack, needle]);
            let hints = Hint::read(scope, (count > 2).then_some(hints))?;
            let arguments = Argument::read_two(scope, instance.hooks(), names, values, hints, &mut probes)?;
            let found = instance.run(scope, |workspace| {
                workspace.check_limit(&arguments)?;
                let needle = workspace.place(&arguments[1], INPUT_START)?;
                let at = needle.end(INPUT_START);
                let found = search_at(workspace, &arguments[0], &needle, at)?;
                // Whatever part of a string was searched, it was laid at `at`. Bytes are their own units.
                let text = !matches!(arguments[0], Argument::Bytes(_));
                Ok(match found {
                    Some(offset) if text => workspace.backend.block().get(at..at + offset).map(utf16::units_of),
                    found => found,
                })
            })?;
            new_offset(scope, found)
        })
    }
}

/// `searchAll(haystack, needle, hints)`: the offsets in bytes as a `Uint32Array`.
unsafe extern "C" fn search_all(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, arguments: [Value; 3], _| {
            let mut offsets = Vec::new();
            let mut refused = false;
            let Found { count, inputs, limit } = each(scope, instance, arguments, |at, most| {
                if offsets.len() as u64 == most || refused {
                    return;
                }
                if offsets.len() == offsets.capacity() {
                    refused = offsets.try_reserve(offsets.len().max(64)).is_err();
                }
                if !refused {
                    offsets.push(at);
                }
            })?;
            if offsets.len() as u64 != count {
                let needed = inputs + OFFSET_BYTES * count;
                return Err(backend::Error::Memory { needed, limit, refused }.into());
            }
            // Made in JavaScript: an engine that has no room for it ends the process in Node-API, and throws there.
            let array = instance.hooks().call(scope, c"newOffsets", &[scope.new_f64(count as f64)?])?;
            // The array has just been made, and nothing runs before it is returned.
            let elements = scope.uint32_array(array)?;
            match elements {
                Some(elements) if elements.len() == offsets.len() => elements.copy_from_slice(&offsets),
                _ => return Err(Box::new(Reason::TornDown)),
            }
            Ok(array)
        })
    }
}

/// `count(haystack, needle, hints)`: how many offsets `searchAll` would give.
unsafe extern "C" fn count(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, arguments: [Value; 3], _| {
            let found = each(scope, instance, arguments, |_, _| {})?;
            scope.new_f64(found.count as f64)
        })
    }
}

/// How many occurrences there are, and what a list of them must fit.
struct Found {
    count: u64,
    /// Bytes of the inputs, with those of held texts and one page.
    inputs: u64,
    /// Bytes the instance may have.
    limit: u64,
}

/// Calls `found` for each occurrence with its offset and with how many the limit has room for.
fn each(
    scope: Scope,
    instance: &Instance,
    [haystack, needle, hints]: [Value; 3],
    mut found: impl FnMut(u32, u64),
) -> Result<Found, Failure> {
    let mut probes = [EMPTY_PROBE; 2];
    let (names, values) = (["haystack", "needle"], [haystack, needle]);
    let overlapping = scope.u32(hints)? & OVERLAPPING != 0;
    let hints = Hint::read(scope, Some(hints))?;
    let arguments = Argument::read_two(scope, instance.hooks(), names, values, hints, &mut probes)?;
    instance.run(scope, |workspace| {
        workspace.check_limit(&arguments)?;
        let needle = workspace.place(&arguments[1], INPUT_START)?;
        let haystack = workspace.place(&arguments[0], needle.end(INPUT_START))?;
        let inputs = PAGE as u64 + workspace.held + haystack.input().len() as u64 + needle.input().len() as u64;
        let limit = workspace.limits.maximum_bytes();
        let most = limit.saturating_sub(inputs) / OFFSET_BYTES;
        let mut count = 0;
        // Below 2^32: the haystack and one page fit a limit of at most 4 GiB.
        workspace.backend.search_all(haystack.input(), needle.input(), overlapping, &mut |at| {
            count += 1;
            found(at as u32, most);
        })?;
        Ok(Found { count, inputs, limit })
    })
}
