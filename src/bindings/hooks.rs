//! The JavaScript functions an instance calls: `fail`, `log` and `newOffsets`.

use std::ffi::CStr;
use std::ptr;

use napi::sys;

use super::failure::{Failure, Reason};
use super::node_api::{Scope, Value};
use crate::backend;

/// The object of functions that came with the instance.
///
/// The reference is weak. The instance's JS functions hold the object by a property, so it lives as long as any of
/// them; a strong reference would keep a `log` that closes over its own instance, and with it the instance's memory,
/// alive for ever.
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

    /// Calls the function of that name. JavaScript runs in here: nothing may be borrowed.
    pub(super) fn call(&self, scope: Scope, name: &CStr, arguments: &[Value]) -> Result<Value, Failure> {
        let mut object = ptr::null_mut();
        // SAFETY: the reference was made in this environment and is deleted by `delete` only.
        let status = unsafe { sys::napi_get_reference_value(scope.raw(), self.reference, &raw mut object) };
        if status != sys::Status::napi_ok || object.is_null() {
            return Err(Box::new(Reason::TornDown));
        }
        scope.call(object, scope.property(object, name)?, arguments)
    }

    /// Makes the running callback throw. The error is made in JavaScript, so that its wording is the same on every
    /// backend: `fail(kind, a, b)` throws it.
    pub(super) fn fail(&self, scope: Scope, reason: &Reason) {
        match self.call_fail(scope, reason) {
            Err(reason) if matches!(*reason, Reason::Pending) => {}
            _ => scope.throw_plain(
                c"ERR_STRINGOPS_INTERNAL",
                c"stringops-booster: the call failed, and so did reporting why",
            ),
        }
    }

    fn call_fail(&self, scope: Scope, reason: &Reason) -> Result<Value, Failure> {
        let says = |kind, message: &str| self.call(scope, c"fail", &[scope.new_str(kind)?, scope.new_str(message)?]);
        match reason {
            Reason::Backend(error) => match **error {
                backend::Error::Memory { needed, refused, .. } => {
                    let (kind, needed) = (scope.new_str("memory")?, scope.new_f64(needed as f64)?);
                    self.call(scope, c"fail", &[kind, needed, scope.new_bool(refused)?])
                }
                _ => says("module", &error.to_string()),
            },
            Reason::Unavailable(reasons) => {
                says("module", &format!("the instance is spent and cannot be made anew: {reasons}"))
            }
            Reason::Freed => says("freed", ""),
            Reason::Reentrant => says("reentrant", ""),
            Reason::Argument => says("internal", "an argument that was not checked"),
            Reason::NodeApi(status) => says("internal", &format!("a Node-API call returned {status}")),
            Reason::TornDown => says("internal", "the environment is being torn down"),
            Reason::Pending => Err(Box::new(Reason::Pending)),
        }
    }

    /// Deletes the reference; called once, by the last finalizer.
    ///
    /// # Safety
    ///
    /// `env` must be the environment the reference was made in, alive.
    pub(super) unsafe fn delete(&self, env: sys::napi_env) {
        // SAFETY: see above. A failure leaks one slot of a dying environment, and there is nobody to tell.
        let _ = unsafe { sys::napi_delete_reference(env, self.reference) };
    }
}
