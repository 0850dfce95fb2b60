//! Node-API calls, made safe to use inside one callback.
//!
//! [`Scope`] stands for the environment of the running callback. The calls are raw, because `#[napi]` functions with
//! arguments cost 80 ns where a raw callback costs 17.

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use napi::sys;

use super::failure::{Failure, Reason};

/// A JavaScript value, valid until the running callback returns.
pub(super) type Value = sys::napi_value;

/// The environment in which a callback runs. Made only by [`Scope::enter`], and never kept.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    env: sys::napi_env,
}

/// The largest room that Node 20 takes; of a larger one it uses nothing.
const MOST_ROOM: usize = i32::MAX as usize;

/// Bytes of a `Uint8Array`, as the engine sees them now.
#[derive(Clone, Copy, Debug)]
pub(super) struct HostBytes {
    /// First byte; may be null when `len` is 0.
    pub data: *const u8,
    /// Number of bytes.
    pub len: usize,
    /// Whether the bytes are shared with other threads, which may write them at any time.
    pub shared: bool,
}

/// What JavaScript has two kinds of. The state of a hash is a number if it has 32 bits, and a BigInt if it has 64.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Double(f64),
    BigInt(u64),
}

/// Turns a status into a result. A pending exception stays pending, and reaches the caller.
fn check(status: sys::napi_status) -> Result<(), Failure> {
    match status {
        sys::Status::napi_ok => Ok(()),
        sys::Status::napi_pending_exception => Err(Box::new(Reason::Pending)),
        status => Err(Box::new(Reason::NodeApi(status))),
    }
}

impl Scope {
    /// # Safety
    ///
    /// `env` must be the environment Node-API passed to the callback that is running, and the scope must
    /// not outlive that callback.
    pub(super) const unsafe fn enter(env: sys::napi_env) -> Self {
        Self { env }
    }

    /// The first `N` arguments (missing ones are `undefined`), and the function's data.
    ///
    /// # Safety
    ///
    /// `info` must be what Node-API passed to the running callback.
    pub(super) unsafe fn arguments<const N: usize>(
        self,
        info: sys::napi_callback_info,
    ) -> Result<([Value; N], *mut c_void), Failure> {
        let mut arguments = [ptr::null_mut(); N];
        let (mut count, mut data) = (N, ptr::null_mut());
        // SAFETY: `env` and `info` are the running callback's (see `enter` and above); `count` says how
        // many values `arguments` holds.
        check(unsafe {
            sys::napi_get_cb_info(
                self.env,
                info,
                &raw mut count,
                arguments.as_mut_ptr(),
                ptr::null_mut(),
                &raw mut data,
            )
        })?;
        Ok((arguments, data))
    }

    /// Writes the first units of a string to `room`, at most `room.len() - 1` of them, and returns how many they are;
    /// `None` if it is not a string.
    pub(super) fn utf16(self, string: Value, room: &mut [MaybeUninit<u16>]) -> Result<Option<usize>, Failure> {
        let mut written = 0;
        // SAFETY: `env` and `string` belong to the running callback; `room` holds `room.len()` units, and
        // the engine writes at most that many, the closing NUL among them.
        let status = unsafe {
            sys::napi_get_value_string_utf16(self.env, string, room.as_mut_ptr().cast(), room.len(), &raw mut written)
        };
        if status == sys::Status::napi_string_expected {
            return Ok(None);
        }
        check(status)?;
        Ok(Some(written))
    }

    /// Writes the lowest byte of the first units of a string to `room`, at most `room.len() - 1` of them, and returns how
    /// many they are.
    pub(super) fn latin1(self, string: Value, room: &mut [u8]) -> Result<usize, Failure> {
        let mut written = 0;
        // SAFETY: `env` and `string` belong to the running callback; `room` holds `room.len()` bytes, and the engine
        // writes at most that many, the closing NUL among them.
        check(unsafe {
            sys::napi_get_value_string_latin1(
                self.env,
                string,
                room.as_mut_ptr().cast(),
                room.len().min(MOST_ROOM),
                &raw mut written,
            )
        })?;
        Ok(written)
    }

    /// The length of a string in UTF-16 units. Costs the same for every length.
    pub(super) fn utf16_len(self, string: Value) -> Result<usize, Failure> {
        let mut len = 0;
        // SAFETY: `env` and `string` belong to the running callback; a null buffer asks for the length.
        check(unsafe { sys::napi_get_value_string_utf16(self.env, string, ptr::null_mut(), 0, &raw mut len) })?;
        Ok(len)
    }

    /// The length of a string in UTF-8 bytes. Reads the whole string.
    pub(super) fn utf8_len(self, string: Value) -> Result<usize, Failure> {
        let mut len = 0;
        // SAFETY: `env` and `string` belong to the running callback; a null buffer asks for the length.
        check(unsafe { sys::napi_get_value_string_utf8(self.env, string, ptr::null_mut(), 0, &raw mut len) })?;
        Ok(len)
    }

    /// The bytes of a `Uint8Array`; `None` for anything else.
    pub(super) fn uint8_array(self, value: Value) -> Result<Option<HostBytes>, Failure> {
        self.typed_array(value, sys::TypedarrayType::uint8_array)
    }

    /// A typed array of one kind, its `len` in elements; `None` for anything else.
    fn typed_array(self, value: Value, wanted: sys::napi_typedarray_type) -> Result<Option<HostBytes>, Failure> {
        let (mut kind, mut len, mut data, mut buffer) = (0, 0, ptr::null_mut(), ptr::null_mut());
        // SAFETY: `env` and `value` belong to the running callback; the out-pointers are live locals.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                self.env,
                value,
                &raw mut kind,
                &raw mut len,
                &raw mut data,
                &raw mut buffer,
                ptr::null_mut(),
            )
        };
        if status == sys::Status::napi_invalid_arg {
            return Ok(None);
        }
        check(status)?;
        if kind != wanted {
            return Ok(None);
        }
        let mut unshared = false;
        // SAFETY: `buffer` is the array's buffer, just received.
        check(unsafe { sys::napi_is_arraybuffer(self.env, buffer, &raw mut unshared) })?;
        Ok(Some(HostBytes { data: data.cast(), len, shared: !unshared }))
    }

    /// The elements of a `Uint32Array` over memory that is not shared; `None` for anything else.
    ///
    /// # Safety
    ///
    /// Until the slice is dropped no JavaScript may run, and the array's elements must not be accessed in any other
    /// way.
    pub(super) unsafe fn uint32_array<'a>(self, value: Value) -> Result<Option<&'a mut [u32]>, Failure> {
        // SAFETY: the caller's promise; these are the elements of a `Uint32Array`.
        unsafe { self.elements(value, sys::TypedarrayType::uint32_array) }
    }

    /// The elements of a `BigUint64Array`; `None` for anything else.
    ///
    /// # Safety
    ///
    /// As [`uint32_array`](Self::uint32_array).
    pub(super) unsafe fn biguint64_array<'a>(self, value: Value) -> Result<Option<&'a mut [u64]>, Failure> {
        // SAFETY: the caller's promise; these are the elements of a `BigUint64Array`.
        unsafe { self.elements(value, sys::TypedarrayType::biguint64_array) }
    }

    /// The elements of a typed array, if it is of that kind.
    ///
    /// # Safety
    ///
    /// As [`uint32_array`](Self::uint32_array), and `T` must be what arrays of that kind have.
    unsafe fn elements<'a, T>(self, value: Value, kind: i32) -> Result<Option<&'a mut [T]>, Failure> {
        let Some(HostBytes { data, len, shared: false }) = self.typed_array(value, kind)? else { return Ok(None) };
        if len == 0 {
            return Ok(Some(&mut []));
        }
        // SAFETY: the engine says that there are `len` elements at `data`, which it aligns; that nothing else accesses
        // them is the caller's promise.
        Ok(Some(unsafe { std::slice::from_raw_parts_mut(data.cast_mut().cast(), len) }))
    }

    /// An object with these numbers.
    pub(super) fn new_object(self, members: &[(&CStr, f64)]) -> Result<Value, Failure> {
        let mut object = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_create_object(self.env, &raw mut object) })?;
        for (name, number) in members {
            let number = self.new_f64(*number)?;
            // SAFETY: all values belong to the running callback; `name` ends with a NUL.
            check(unsafe { sys::napi_set_named_property(self.env, object, name.as_ptr(), number) })?;
        }
        Ok(object)
    }

    /// Copies bytes over a `Uint32Array`, as far as it reaches.
    pub(super) fn copy_to_words(self, bytes: &[u8], words: Value) -> Result<(), Failure> {
        // SAFETY: no JavaScript runs in here, and the array is reached by this slice only.
        let words = unsafe { self.uint32_array(words)? }.ok_or_else(|| Box::new(Reason::Argument))?;
        for (word, bytes) in words.iter_mut().zip(bytes.chunks(size_of::<u32>())) {
            let mut copy = [0; size_of::<u32>()];
            copy[..bytes.len()].copy_from_slice(bytes);
            *word = u32::from_ne_bytes(copy);
        }
        Ok(())
    }

    /// Whether a value is a number.
    pub(super) fn is_number(self, value: Value) -> Result<bool, Failure> {
        let mut kind = 0;
        // SAFETY: `env` and `value` belong to the running callback.
        check(unsafe { sys::napi_typeof(self.env, value, &raw mut kind) })?;
        Ok(kind == sys::ValueType::napi_number)
    }

    /// A JS number's value.
    pub(super) fn f64(self, number: Value) -> Result<f64, Failure> {
        let mut value = 0.0;
        // SAFETY: `env` and `number` belong to the running callback.
        check(unsafe { sys::napi_get_value_double(self.env, number, &raw mut value) })?;
        Ok(value)
    }

    /// A JS number as a `u32`, by JavaScript's `>>> 0`; an error if it is not a number.
    pub(super) fn u32(self, number: Value) -> Result<u32, Failure> {
        let mut value = 0;
        // SAFETY: `env` and `number` belong to the running callback.
        check(unsafe { sys::napi_get_value_uint32(self.env, number, &raw mut value) })?;
        Ok(value)
    }

    /// A JS number, or the lowest 64 bits of a BigInt; an error for anything else.
    pub(super) fn number(self, value: Value) -> Result<Number, Failure> {
        let (mut number, mut bigint, mut lossless) = (0.0, 0, false);
        // SAFETY: `env` and `value` belong to the running callback.
        if unsafe { sys::napi_get_value_double(self.env, value, &raw mut number) } == sys::Status::napi_ok {
            return Ok(Number::Double(number));
        }
        // SAFETY: as above.
        check(unsafe { sys::napi_get_value_bigint_uint64(self.env, value, &raw mut bigint, &raw mut lossless) })?;
        Ok(Number::BigInt(bigint))
    }

    /// A JS number or BigInt.
    pub(super) fn new_number(self, number: Number) -> Result<Value, Failure> {
        let bigint = match number {
            Number::Double(number) => return self.new_f64(number),
            Number::BigInt(bigint) => bigint,
        };
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_create_bigint_uint64(self.env, bigint, &raw mut value) })?;
        Ok(value)
    }

    /// A JS boolean's value; an error for anything else.
    pub(super) fn bool(self, flag: Value) -> Result<bool, Failure> {
        let mut value = false;
        // SAFETY: `env` and `flag` belong to the running callback.
        check(unsafe { sys::napi_get_value_bool(self.env, flag, &raw mut value) })?;
        Ok(value)
    }

    /// A `u32` as a JS number.
    pub(super) fn new_u32(self, number: u32) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_create_uint32(self.env, number, &raw mut value) })?;
        Ok(value)
    }

    /// An `i32` as a JS number.
    pub(super) fn new_i32(self, number: i32) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_create_int32(self.env, number, &raw mut value) })?;
        Ok(value)
    }

    /// An `f64` as a JS number.
    pub(super) fn new_f64(self, number: f64) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_create_double(self.env, number, &raw mut value) })?;
        Ok(value)
    }

    /// A JS boolean.
    pub(super) fn new_bool(self, flag: bool) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_get_boolean(self.env, flag, &raw mut value) })?;
        Ok(value)
    }

    /// A JS string.
    pub(super) fn new_str(self, text: &str) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's; `text` is `text.len()` bytes long.
        check(unsafe {
            sys::napi_create_string_utf8(self.env, text.as_ptr().cast(), text.len().cast_signed(), &raw mut value)
        })?;
        Ok(value)
    }

    /// `undefined`.
    pub(super) fn undefined(self) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is the running callback's.
        check(unsafe { sys::napi_get_undefined(self.env, &raw mut value) })?;
        Ok(value)
    }

    /// `object[name]`.
    pub(super) fn property(self, object: Value, name: &CStr) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: `env` and `object` belong to the running callback; `name` ends with a NUL.
        check(unsafe { sys::napi_get_named_property(self.env, object, name.as_ptr(), &raw mut value) })?;
        Ok(value)
    }

    /// Calls `function` as a method of `object`. JavaScript runs in here: nothing may be borrowed.
    pub(super) fn call(self, object: Value, function: Value, arguments: &[Value]) -> Result<Value, Failure> {
        let mut value = ptr::null_mut();
        // SAFETY: all values belong to the running callback; `arguments` is as long as it says.
        check(unsafe {
            sys::napi_call_function(self.env, object, function, arguments.len(), arguments.as_ptr(), &raw mut value)
        })?;
        Ok(value)
    }

    /// Throws a plain `Error` with a code, where JavaScript's own error makers cannot be asked.
    pub(super) fn throw_plain(self, code: &CStr, message: &CStr) {
        // SAFETY: `env` is the running callback's; both strings end with a NUL. If it fails, nothing is thrown, and
        // nothing more can be done here.
        let _ = unsafe { sys::napi_throw_error(self.env, code.as_ptr(), message.as_ptr()) };
    }

    /// Tells the garbage collector about memory that lives and dies with a JavaScript object, in bytes more or, if
    /// negative, less. Without it, a small object that holds a large memory seems not worth collecting.
    pub(super) fn adjust_external_memory(self, change: i64) {
        let mut total = 0;
        // SAFETY: `env` is alive. If it fails, the collector knows no more than before.
        let _ = unsafe { sys::napi_adjust_external_memory(self.env, change, &raw mut total) };
    }

    /// The environment, for what is made or freed outside the hot path.
    pub(super) const fn raw(self) -> sys::napi_env {
        self.env
    }
}
