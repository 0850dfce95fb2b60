//! The functions of sets of needles, as JavaScript calls them: a set is named by the number that `makeNeedles` returned,
//! and a held text, as a haystack, by its number.

use napi::sys;

use super::callback::{Function, enter};
use super::failure::{Failure, Reason};
use super::instance::{Instance, reentrant};
use super::node_api::{Scope, Value};
use super::offsets::Offsets;
use crate::backend::INPUT_START;
use crate::needles::{Needles, TooDense};
use crate::utf16;

/// These functions.
pub(super) const FUNCTIONS: [Function; 4] =
    [(c"makeNeedles", make), (c"freeNeedles", free), (c"needlesFind", find), (c"needlesAll", all)];

/// By what a needle's number is multiplied.
const TWO_32: f64 = 4_294_967_296.0;

/// What functions return for a text that they leave to JavaScript.
const TOO_DENSE: f64 = -2.0;

/// `makeNeedles(bytes, ends, ignoreCase)`: the set's number; see [`Needles::new`].
unsafe extern "C" fn make(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [bytes, ends, ignore_case]: [Value; 3]| {
            let misuse = || Box::new(Reason::Argument);
            let bytes = instance.copy(scope, bytes)?;
            // No JavaScript runs in here, and the array is accessed only by this slice.
            let ends = scope.uint32_array(ends)?.ok_or_else(misuse)?.to_vec();
            let set = Needles::new(bytes, ends, scope.bool(ignore_case)?).ok_or_else(misuse)?;
            scope.new_u32(instance.sets.try_borrow_mut().map_err(reentrant)?.add(set))
        })
    }
}

/// `freeNeedles(id)`: twice is harmless.
unsafe extern "C" fn free(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id]: [Value; 1]| {
            instance.sets.try_borrow_mut().map_err(reentrant)?.remove(scope.u32(id)?);
            scope.undefined()
        })
    }
}

/// `needlesFind(id, haystack, from, units?)`: the first match at or after `from`, in bytes, as the needle's number times
/// 2^32 and the offset; -1 if there is none. With `units`, a match must begin in so many first units of a string, and if
/// none does, it is -3 less the bytes that these are.
unsafe extern "C" fn find(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, haystack, from, units]: [Value; 4]| {
            let from = scope.f64(from)? as usize;
            let units = if scope.is_number(units)? { Some(scope.u32(units)? as usize) } else { None };
            let (found, end) = on(scope, instance, [id, haystack], units, |set, text, end| {
                (set.next(text, &mut set.cursor(text, from)), end)
            })?;
            scope.new_f64(match found {
                Ok(Some((needle, at))) if end.is_none_or(|end| at < end) => f64::from(needle) * TWO_32 + at as f64,
                Ok(_) => end.map_or(-1.0, |end| -3.0 - end as f64),
                Err(TooDense) => TOO_DENSE,
            })
        })
    }
}

/// `needlesAll(id, haystack, room, into)`: all matches, without overlapping ones, as pairs of number and offset, which
/// with the haystack and the needles may take `room` bytes: in a `Uint32Array` or, if `into` has room for them, there,
/// and how many there are. If `room` is negative, only how many there are; those of each needle are added to the
/// elements of `into`, as far as they go.
unsafe extern "C" fn all(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [id, haystack, room, into]: [Value; 4]| {
            let (room, held) = (scope.f64(room)?, scope.is_number(haystack)?);
            // No JavaScript runs that could reach the array before the slice is dropped.
            let into = scope.uint32_array(into)?.ok_or_else(|| Box::new(Reason::Argument))?;
            let mut total = 0_u64;
            let found = on(scope, instance, [id, haystack], None, |set, text, _| {
                let mut pairs = Offsets::new(room as u64, set.size() + if held { 0 } else { text.len() });
                let mut cursor = set.cursor(text, 0);
                while let Some((needle, at)) = set.next(text, &mut cursor)? {
                    total += 1;
                    if room >= 0.0 {
                        pairs.add(needle as usize);
                        pairs.add(at);
                    } else if let Some(count) = into.get_mut(needle as usize) {
                        *count += 1;
                    }
                }
                Ok(pairs)
            })?;
            match found {
                Err(TooDense) => scope.new_f64(TOO_DENSE),
                Ok(pairs) if room < 0.0 || pairs.copy_to(into) => scope.new_f64(total as f64),
                Ok(pairs) => pairs.finish(scope, instance),
            }
        })
    }
}

/// Runs `operation` on a set, the bytes of a haystack, and how many of these its first `units` are.
fn on<R>(
    scope: Scope,
    instance: &Instance,
    [id, haystack]: [Value; 2],
    units: Option<usize>,
    operation: impl FnOnce(&Needles, &[u8], Option<usize>) -> R,
) -> Result<R, Failure> {
    let sets = instance.sets.try_borrow().map_err(reentrant)?;
    let set = sets.get(scope.u32(id)?).ok_or_else(|| Box::new(Reason::Freed))?;
    if scope.is_number(haystack)? {
        return instance.held(scope.u32(haystack)?, |text| Ok(operation(set, text.bytes(), None)));
    }
    instance.run(scope, |workspace| {
        let haystack = workspace.place(haystack, INPUT_START)?;
        let read = workspace.units.get(true);
        let end = units.map(|units| match haystack.input().len() {
            // It is all ASCII.
            len if len == read.len() => units,
            _ => utf16::utf8_len(read.get(..units).unwrap_or_default()),
        });
        let [text] = workspace.bytes([&haystack])?;
        Ok(operation(set, text, end))
    })
}
