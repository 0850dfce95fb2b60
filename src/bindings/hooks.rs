//! The JavaScript functions an instance calls: error makers and the `log` option.

use std::ffi::CStr;
use std::ptr;

use napi::sys;

use super::failure::{Failure, Reason};
use super::node_api::{Scope, Value};

/// The object of functions that came with the instance.
///
/// The reference is weak. The instance's JS functions hold the object by a property, so it lives as long
/// as any of them; a strong reference would keep a `log` that closes over its own instance, and with it
/// the instance's memory, alive for good.
#[derive(Debug)]
pub(super) struct Hooks {
    reference: sys::napi_ref,
}

impl Hooks {
    /// Refers to `object`.
    pub(super) fn new(scope: Scope, object: Value) -> Result<Self, Failure> {
        let mut reference = ptr::null_mut();
        // SAFETY: `env` and `object` belong to the running callback; a count of 0 makes it weak.
        let status = unsafe { sys::napi_create_reference(scope.raw(), object, 0, &raw mut reference) };
        if status == sys::Status::napi_ok { Ok(Self { reference }) } else { Err(Box::new(Reason::NodeApi(status))) }
    }

    /// The object.
    pub(super) fn object(&self, scope: Scope) -> Result<Value, Failure> {
        let mut object = ptr::null_mut();
        // SAFETY: the reference was made in this environment and is deleted by `delete` only.
        let status = unsafe { sys::napi_get_reference_value(scope.raw(), self.reference, &raw mut object) };
        if status == sys::Status::napi_ok && !object.is_null() { Ok(object) } else { Err(Box::new(Reason::TornDown)) }
    }

    /// Calls the function of that name. JavaScript runs in here: nothing may be borrowed.
    pub(super) fn call(&self, scope: Scope, name: &CStr, arguments: &[Value]) -> Result<Value, Failure> {
        let object = self.object(scope)?;
        scope.call(object, scope.property(object, name)?, arguments)
    }

    /// Deletes the reference; called once, by the last finalizer.
    ///
    /// # Safety
    ///
    /// `env` must be the environment the reference was made in, alive.
    pub(super) unsafe fn delete(&self, env: sys::napi_env) {
        // SAFETY: see above. A failure leaks one slot of a dying environment, and there is no one to tell.
        let _ = unsafe { sys::napi_delete_reference(env, self.reference) };
    }
}
