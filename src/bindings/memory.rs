//! The functions that inspect and release an instance's memory.

use napi::sys;

use super::callback::{Function, enter};
use super::node_api::Value;

/// These functions.
pub(super) const FUNCTIONS: [Function; 3] =
    [(c"memoryState", memory_state), (c"copyMemory", copy_memory), (c"trim", trim)];

/// `memoryState()`: `{ block, peak, grown }`: bytes of the block now, the most so far, and calls that made it grow.
unsafe extern "C" fn memory_state(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, []: [Value; 0]| {
            let memory = instance.memory()?;
            let members = [(c"block", memory.block), (c"peak", memory.peak), (c"grown", memory.grown)];
            scope.new_object(&members.map(|(name, number)| (name, number as f64)))
        })
    }
}

/// `copyMemory(offset, words)`: copies the block from `offset` on, in bytes, over a `Uint32Array`, as far as
/// it goes.
unsafe extern "C" fn copy_memory(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [offset, words]: [Value; 2]| {
            let offset = scope.f64(offset)? as usize;
            instance.inspect(|block| scope.copy_to_words(block.get(offset..).unwrap_or_default(), words))?;
            scope.undefined()
        })
    }
}

/// `trim()`: releases memory that is not in use.
unsafe extern "C" fn trim(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, []: [Value; 0]| {
            instance.trim()?;
            scope.undefined()
        })
    }
}
