//! What the addon exports.

use std::ptr;
use std::rc::Rc;

use napi::bindgen_prelude::{Env, FromNapiValue, JsObjectValue, JsValue, Object, Unknown};
use napi::{Error, Status, sys};
use napi_derive::napi;

use super::callback::{Function, finalize};
use super::failure::{Failure, Reason};
use super::hooks::Hooks;
use super::instance::Instance;
use super::node_api::{Scope, Value};
use super::{async_work, batch, held, memory, needles, offsets, operations};
use crate::backend::{Kind, Limits};
use crate::cpu::Level;

/// Which instance to make.
#[napi(object)]
pub struct InstanceOptions {
    /// `'wasmtime'` or `'native'`.
    pub backend: String,
    /// Initial memory, in pages of 64 KiB: 256 … 65536.
    pub initial_pages: u32,
    /// Maximum memory, in pages of 64 KiB: `initialPages` … 65536.
    pub maximum_pages: u32,
}

/// What this binary is.
#[napi(object)]
pub struct BuildInfo {
    /// Version of the addon, equal to the package's.
    pub version: String,
    /// The target triple it was built for.
    pub target: String,
    /// The backends it has, first choice first.
    pub backends: Vec<String>,
    /// The CPU level at which the native hash runs, such as `'avx2'`.
    pub cpu_level: String,
    /// The version of the embedded wasmtime, such as `'48.0.8'`.
    pub wasmtime: String,
}

/// Says what this binary is and at which CPU level it runs.
#[napi(catch_unwind)]
pub fn build_info() -> BuildInfo {
    BuildInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        target: env!("STRINGOPS_TARGET").to_owned(),
        backends: Kind::ALL.map(|kind| kind.name().to_owned()).to_vec(),
        cpu_level: Level::best().name().to_owned(),
        wasmtime: env!("STRINGOPS_WASMTIME").to_owned(),
    }
}

/// Makes an instance of a backend: an object of functions, or `{ reasons }` (outermost first) if the backend is not
/// available here.
///
/// `hooks` are the JavaScript functions the instance calls: `log(value)`; `newOffsets(count)`, which makes a
/// `Uint32Array`; and `fail(kind, a, b)`, which throws: `('memory', needed, refused)`, `('module', message)`,
/// `('internal', message)`, `('freed')` or `('reentrant')`.
///
/// The functions trust JavaScript to have checked the types of their arguments, the memory limit and the position in a
/// held text; whatever they are passed, they stay within memory.
#[napi(
    catch_unwind,
    ts_args_type = "options: InstanceOptions, hooks: object",
    ts_return_type = "{ reasons: string[] } | Record<string, (...args: unknown[]) => unknown>"
)]
pub fn create_instance<'env>(env: Env, options: InstanceOptions, hooks: Object<'env>) -> napi::Result<Object<'env>> {
    let kind = Kind::from_name(&options.backend)
        .ok_or_else(|| Error::new(Status::InvalidArg, format!("no backend is called {:?}", options.backend)))?;
    let limits = Limits { initial_pages: options.initial_pages, maximum_pages: options.maximum_pages };
    let mut object = Object::new(&env)?;
    match kind.instantiate(limits) {
        Err(unavailable) => object.set_named_property("reasons", unavailable.0)?,
        Ok(backend) => {
            // SAFETY: this function is a Node-API callback, and the scope does not leave it.
            let scope = unsafe { Scope::enter(env.raw()) };
            let hooks_ref = Hooks::new(scope, hooks.raw()).map_err(internal)?;
            let instance = Instance::new(kind, limits, backend, hooks_ref);
            scope.adjust_external_memory(instance.footprint());
            let functions = [
                &operations::FUNCTIONS[..],
                &offsets::FUNCTIONS,
                &batch::FUNCTIONS,
                &held::FUNCTIONS,
                &needles::FUNCTIONS,
                &memory::FUNCTIONS,
                &async_work::FUNCTIONS,
            ];
            for (name, callback) in functions.concat() {
                let function = function(scope, (name, callback), &instance, hooks.raw()).map_err(internal)?;
                // SAFETY: a value just made in this environment.
                let function = unsafe { Unknown::from_napi_value(env.raw(), function)? };
                object.set_c_named_property(name, function)?;
            }
        }
    }
    Ok(object)
}

fn internal(failure: Failure) -> Error {
    Error::new(Status::GenericFailure, format!("an instance could not be made: {failure:?}"))
}

/// Makes the JavaScript function of a callback. It holds a reference count on the instance, and the hooks
/// object by a property.
fn function(scope: Scope, (name, callback): Function, instance: &Rc<Instance>, hooks: Value) -> Result<Value, Failure> {
    let data = Rc::into_raw(Rc::clone(instance)).cast_mut().cast();
    let (mut function, mut symbol) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: `scope` is the running callback's environment, all values belong to it. If the finalizer cannot be added,
    // the reference count is kept for ever: a leak, but nothing dangles.
    let status = unsafe {
        let mut status =
            sys::napi_create_function(scope.raw(), name.as_ptr(), -1, Some(callback), data, &raw mut function);
        if status == sys::Status::napi_ok {
            status =
                sys::napi_add_finalizer(scope.raw(), function, data, Some(finalize), ptr::null_mut(), ptr::null_mut());
        }
        if status == sys::Status::napi_ok {
            status = sys::napi_create_symbol(scope.raw(), ptr::null_mut(), &raw mut symbol);
        }
        if status == sys::Status::napi_ok {
            let property = sys::napi_property_descriptor {
                utf8name: ptr::null(),
                name: symbol,
                method: None,
                getter: None,
                setter: None,
                value: hooks,
                attributes: sys::PropertyAttributes::default,
                data: ptr::null_mut(),
            };
            status = sys::napi_define_properties(scope.raw(), function, 1, &raw const property);
        }
        status
    };
    match status {
        sys::Status::napi_ok => Ok(function),
        status => Err(Box::new(Reason::NodeApi(status))),
    }
}
