//! The functions that show an instance's memory and give it back.

use napi::sys;

use super::failure::Reason;
use super::node_api::Value;
use super::operations::{Callback, enter};

/// These functions, by their names in JavaScript.
pub(super) const FUNCTIONS: [(&str, Callback); 3] =
    [("memoryState", memory_state), ("copyMemory", copy_memory), ("trim", trim)];

/// `memoryState()`: `{ block, bytes, held, peak, grown }`, all but the last in bytes.
unsafe extern "C" fn memory_state(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, []: [Value; 0], _| {
            let memory = instance.memory()?;
            scope.new_object(&[
                (c"block", memory.block as f64),
                (c"bytes", memory.bytes as f64),
                (c"held", memory.held as f64),
                (c"peak", memory.peak as f64),
                (c"grown", memory.grown as f64),
            ])
        })
    }
}

/// `copyMemory(offset, words)`: copies the block from `offset` on, in bytes, over a `Uint32Array`, as far as
/// it goes.
unsafe extern "C" fn copy_memory(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [offset, words]: [Value; 2], _| {
            let offset = scope.f64(offset)? as usize;
            // No JavaScript runs before the callback returns, and the array is reached by this slice only.
            let words = scope.uint32_array(words)?.ok_or_else(|| Box::new(Reason::TornDown))?;
            instance.inspect(|block| {
                let bytes = block.get(offset..).unwrap_or_default();
                for (word, bytes) in words.iter_mut().zip(bytes.chunks(size_of::<u32>())) {
                    let mut copy = [0; size_of::<u32>()];
                    copy[..bytes.len()].copy_from_slice(bytes);
                    *word = u32::from_ne_bytes(copy);
                }
            })?;
            scope.undefined()
        })
    }
}

/// `trim()`: gives memory back that is not in use.
unsafe extern "C" fn trim(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, []: [Value; 0], _| {
            instance.trim()?;
            scope.undefined()
        })
    }
}
