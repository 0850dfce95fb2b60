//! Work on the thread pool: hashing and searching bytes without keeping the event loop waiting.
//!
//! The bytes are copied before the call returns, so what JavaScript does to them meanwhile changes nothing,
//! and the pool reads memory that is its own. It runs the kernels of `native`: they need no instance, and
//! give the results of every other backend.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::sys;

use super::callback::{Function, enter};
use super::failure::{Failure, Reason};
use super::node_api::{Number, Scope, Value};
use crate::backend::native;
use crate::fnv1a;

/// The functions of an instance that work on the thread pool.
pub(super) const FUNCTIONS: [Function; 3] =
    [(c"startHash", start_hash), (c"startSearch", start_search), (c"cancelWork", cancel_work)];

/// What to do, away from the JavaScript thread.
type Task = Box<dyn FnOnce() -> Number + Send>;

/// One piece of work, from its start to its last callback.
struct Work {
    number: u32,
    /// Taken by the thread that does the work.
    task: Option<Task>,
    /// `None` until it is done, and after a panic.
    result: Option<Number>,
    handle: sys::napi_async_work,
    /// The JavaScript function to call.
    callback: sys::napi_ref,
}

thread_local! {
    /// The work that this thread's JavaScript has started and that has not returned.
    static PENDING: RefCell<HashMap<u32, sys::napi_async_work>> = RefCell::new(HashMap::new());
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// The hash of `bytes`, of the width of `state`.
pub(super) fn hash(bytes: &[u8], state: Number) -> Number {
    match state {
        Number::Double(state) => Number::Double(fnv1a::hash(bytes, state as u32).into()),
        Number::BigInt(state) => Number::BigInt(fnv1a::hash(bytes, state)),
    }
}

/// `startHash(input, state, callback)`: starts hashing `input`; returns what `cancelWork` takes.
/// `callback` receives the result; `undefined` if the work panicked.
unsafe extern "C" fn start_hash(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [input, state, callback]: [Value; 3]| {
            let state = scope.number(state)?;
            let input = instance.copy(scope, input)?;
            start(scope, Box::new(move || hash(&input, state)), callback)
        })
    }
}

/// `startSearch(haystack, needle, callback)`: the same for a search.
unsafe extern "C" fn start_search(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle, callback]: [Value; 3]| {
            let haystack = instance.copy(scope, haystack)?;
            let needle = instance.copy(scope, needle)?;
            let search = move || native::find(&haystack, &needle).map_or(-1.0, |offset| offset as f64);
            start(scope, Box::new(move || Number::Double(search())), callback)
        })
    }
}

/// `cancelWork(number)`: whether the work had not begun, and now will not; its callback is not called then.
unsafe extern "C" fn cancel_work(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, _, [number]: [Value; 1]| {
            let number = scope.u32(number)?;
            let handle = PENDING.with_borrow(|pending| pending.get(&number).copied());
            // `complete` takes work off the list before it deletes it, so the handle is valid.
            let cancelled =
                handle.is_some_and(|handle| sys::napi_cancel_async_work(scope.raw(), handle) == sys::Status::napi_ok);
            scope.new_bool(cancelled)
        })
    }
}

/// Queues work and returns its number.
fn start(scope: Scope, task: Task, callback: Value) -> Result<Value, Failure> {
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    let name = scope.new_str("stringops-booster")?;
    let number_value = scope.new_u32(number)?;
    let work = Work { number, task: Some(task), result: None, handle: ptr::null_mut(), callback: ptr::null_mut() };
    let work = Box::into_raw(Box::new(work));
    let mut handle = ptr::null_mut();
    // SAFETY: all values belong to the running callback. `work` is ours until it is queued, and from then on
    // the pool's, then `complete`'s, which frees it; if it cannot be queued, it is freed here. `handle` is read
    // from it before: a thread may be at work when the queueing call returns.
    let status = unsafe {
        let env = scope.raw();
        let mut status = sys::napi_create_reference(env, callback, 1, &raw mut (*work).callback);
        if status == sys::Status::napi_ok {
            status = sys::napi_create_async_work(
                env,
                ptr::null_mut(),
                name,
                Some(execute),
                Some(complete),
                work.cast(),
                &raw mut (*work).handle,
            );
        }
        if status == sys::Status::napi_ok {
            handle = (*work).handle;
            status = sys::napi_queue_async_work(env, handle);
        }
        if status == sys::Status::napi_ok {
            PENDING.with_borrow_mut(|pending| pending.insert(number, handle));
        } else {
            release(env, work);
        }
        status
    };
    if status == sys::Status::napi_ok { Ok(number_value) } else { Err(Box::new(Reason::NodeApi(status))) }
}

/// Does the work, on a thread of the pool.
unsafe extern "C" fn execute(_env: sys::napi_env, data: *mut c_void) {
    // SAFETY: from `start`; until `complete` this thread alone has it.
    let work = unsafe { &mut *data.cast::<Work>() };
    work.result = work.task.take().and_then(perform);
}

/// The result of a task, unless it panics. The bytes it owns are freed here, on the pool.
fn perform(task: Task) -> Option<Number> {
    catch_unwind(AssertUnwindSafe(task)).ok()
}

/// Calls JavaScript, on its own thread, and frees the work. Cancelled work calls nobody, nor does work of an
/// environment that is being torn down, where calls fail.
unsafe extern "C" fn complete(env: sys::napi_env, status: sys::napi_status, data: *mut c_void) {
    let work = data.cast::<Work>();
    // SAFETY: from `start`, and done with by the pool; freed at the end of this function and nowhere else.
    let told = catch_unwind(AssertUnwindSafe(|| unsafe {
        PENDING.with_borrow_mut(|pending| pending.remove(&(*work).number));
        if status != sys::Status::napi_ok {
            return Ok(());
        }
        let scope = Scope::enter(env);
        let mut callback = ptr::null_mut();
        if sys::napi_get_reference_value(env, (*work).callback, &raw mut callback) != sys::Status::napi_ok {
            return Err(Box::new(Reason::TornDown));
        }
        let undefined = scope.undefined()?;
        let result = (*work).result.map_or(Ok(undefined), |result| scope.new_number(result))?;
        scope.call(undefined, callback, &[result]).map(|_| ())
    }));
    // There is nobody to tell about a failure: the environment is going away, or has an exception to report.
    drop(told);
    // SAFETY: `env` is the environment it was started in.
    unsafe { release(env, work) };
}

/// Frees work and what it refers to.
///
/// # Safety
///
/// `work` must come from `start`, and no one may use it any more.
unsafe fn release(env: sys::napi_env, work: *mut Work) {
    // SAFETY: see above. What cannot be deleted leaks a slot of an environment that is going away.
    unsafe {
        let work = Box::from_raw(work);
        if !work.callback.is_null() {
            let _ = sys::napi_delete_reference(env, work.callback);
        }
        if !work.handle.is_null() {
            let _ = sys::napi_delete_async_work(env, work.handle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result() {
        assert_eq!(perform(Box::new(|| Number::Double(7.0))), Some(Number::Double(7.0)));
        assert_eq!(perform(Box::new(|| panic!("as a defect would"))), None);
    }
}
