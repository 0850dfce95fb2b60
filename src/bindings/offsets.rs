//! The functions that find all occurrences, and the lists of offsets they return.

use napi::sys;

use super::callback::{Function, enter};
use super::failure::{Failure, Reason};
use super::instance::Instance;
use super::node_api::{Scope, Value};
use crate::backend::{Error, INPUT_START, PAGE, native};

/// These functions.
pub(super) const FUNCTIONS: [Function; 2] = [(c"searchAll", search_all), (c"count", count)];

/// Bytes of one offset in the result.
const OFFSET_BYTES: u64 = size_of::<u32>() as u64;

/// Offsets as they are found, as many as fit the memory limit.
pub(super) struct Offsets {
    list: Vec<u32>,
    /// How many there are, on the list or not.
    count: u64,
    /// Bytes taken by the inputs.
    inputs: u64,
    /// Bytes that inputs and offsets may take together.
    room: u64,
    /// Whether the system had no memory for more.
    refused: bool,
}

impl Offsets {
    /// A list that, together with inputs of `inputs` bytes, may take `room` bytes.
    pub(super) const fn new(room: u64, inputs: usize) -> Self {
        Self { list: Vec::new(), count: 0, inputs: inputs as u64, room, refused: false }
    }

    /// Adds an offset, which is below 2^32 because it lies within an input. One that does not fit is only counted.
    pub(super) fn add(&mut self, offset: usize) {
        self.count += 1;
        if self.refused || self.inputs + OFFSET_BYTES * self.count > self.room {
            return;
        }
        if self.list.len() == self.list.capacity() {
            self.refused = self.list.try_reserve(self.list.len().max(64)).is_err();
        }
        if !self.refused {
            self.list.push(offset as u32);
        }
    }

    /// Copies the list, if it is whole and there is room for it.
    pub(super) fn copy_to(&self, room: &mut [u32]) -> bool {
        let room = room.get_mut(..self.list.len()).filter(|_| self.list.len() as u64 == self.count);
        room.is_some_and(|room| {
            room.copy_from_slice(&self.list);
            true
        })
    }

    /// The list as a `Uint32Array`.
    pub(super) fn finish(self, scope: Scope, instance: &Instance) -> Result<Value, Failure> {
        if self.list.len() as u64 != self.count {
            let limit = instance.limits().maximum_bytes();
            // As everywhere, without the held texts, which JavaScript adds.
            let needed = PAGE as u64 + self.inputs + OFFSET_BYTES * self.count;
            return Err(Error::Memory { needed, limit, refused: self.refused }.into());
        }
        // Made in JavaScript: an engine that has no room for it ends the process in Node-API, but throws in JavaScript.
        let array = instance.hooks().call(scope, c"newOffsets", &[scope.new_f64(self.count as f64)?])?;
        // SAFETY: the array has just been made, is accessed only by this slice, and no JavaScript runs before it is
        // returned.
        match unsafe { scope.uint32_array(array)? } {
            Some(elements) if elements.len() == self.list.len() => elements.copy_from_slice(&self.list),
            _ => return Err(Box::new(Reason::Argument)),
        }
        Ok(array)
    }
}

/// `searchAll(haystack, needle, overlapping, room)`: the offsets in bytes as a `Uint32Array`, which with the inputs may
/// take `room` bytes.
unsafe extern "C" fn search_all(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle, overlapping, room]: [Value; 4]| {
            let room = scope.f64(room)? as u64;
            let offsets = each(scope, instance, [haystack, needle], overlapping, |haystack, needle, overlapping| {
                let mut offsets = Offsets::new(room, haystack.len() + needle.len());
                native::search_all(haystack, needle, overlapping, &mut |at| offsets.add(at));
                offsets
            })?;
            offsets.finish(scope, instance)
        })
    }
}

/// `count(haystack, needle, overlapping)`: how many offsets `searchAll` would return.
unsafe extern "C" fn count(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [haystack, needle, overlapping]: [Value; 3]| {
            let count = each(scope, instance, [haystack, needle], overlapping, |haystack, needle, overlapping| {
                let mut count = 0_u64;
                native::search_all(haystack, needle, overlapping, &mut |_| count += 1);
                count
            })?;
            scope.new_f64(count as f64)
        })
    }
}

/// Runs `operation` on the bytes of two inputs.
fn each<R>(
    scope: Scope,
    instance: &Instance,
    [haystack, needle]: [Value; 2],
    overlapping: Value,
    operation: impl FnOnce(&[u8], &[u8], bool) -> R,
) -> Result<R, Failure> {
    let overlapping = scope.bool(overlapping)?;
    instance.run(scope, |workspace| {
        let needle = workspace.place(needle, INPUT_START)?;
        let haystack = workspace.place(haystack, needle.end(INPUT_START))?;
        let [haystack, needle] = workspace.bytes([&haystack, &needle])?;
        Ok(operation(haystack, needle, overlapping))
    })
}
