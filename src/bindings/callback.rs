//! What every function of an instance goes through: raw Node-API callbacks, each inside `catch_unwind`.

use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::sys;

use super::failure::Failure;
use super::instance::Instance;
use super::node_api::{Scope, Value};

/// A callback as Node-API takes it.
pub(super) type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> Value;

/// A function of an instance: its name in JavaScript, and what it calls.
pub(super) type Function = (&'static CStr, Callback);

/// Runs `operation` with the callback's arguments; every failure is thrown.
///
/// # Safety
///
/// `env` and `info` must be what Node-API passed to the running callback, and the callback's function
/// must have been made by `registration::function`, so that its data is an `Instance`.
#[inline(always)]
pub(super) unsafe fn enter<const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    operation: impl FnOnce(Scope, &Instance, [Value; N]) -> Result<Value, Failure>,
) -> Value {
    // SAFETY: the scope lives in this callback.
    let scope = unsafe { Scope::enter(env) };
    // SAFETY: `info` is the running callback's.
    let Ok((arguments, data)) = (unsafe { scope.arguments::<N>(info) }) else {
        scope.throw_plain(c"ERR_STRINGOPS_INTERNAL", c"stringops-booster: a call without its arguments");
        return ptr::null_mut();
    };
    // SAFETY: the function's data is an `Instance` and holds a reference count on it, which its finalizer
    // gives up; a function that runs is not finalized.
    let instance = unsafe { &*data.cast::<Instance>() };
    match catch_unwind(AssertUnwindSafe(|| operation(scope, instance, arguments))) {
        Ok(Ok(value)) => value,
        Ok(Err(failure)) => fail(scope, instance, &failure),
        Err(_) => throw_panic(scope),
    }
}

/// Throws what a failure says.
#[cold]
#[inline(never)]
fn fail(scope: Scope, instance: &Instance, failure: &Failure) -> Value {
    // Making the error runs JavaScript, which may cause another panic of ours.
    match catch_unwind(AssertUnwindSafe(|| instance.hooks().fail(scope, failure))) {
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

/// Gives up a function's reference count on its instance.
pub(super) unsafe extern "C" fn finalize(env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // SAFETY: `data` came from `Rc::into_raw` in `registration::function`, for this finalizer alone.
    let instance = unsafe { std::rc::Rc::from_raw(data.cast::<Instance>().cast_const()) };
    // Freeing memory does not panic; if it did, the memory would leak rather than the process die.
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
