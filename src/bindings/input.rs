//! JavaScript arguments to bytes: where a backend finds them.
//!
//! A string is read as UTF-16, which the engine copies out unchanged, and transcoded by `utf16` to where it is read.
//! The engine's own conversion to UTF-8 is quick only for ASCII, and the engine does not reveal which texts are. Nor is
//! the length asked for first if the buffer is large enough, so that one call into the engine suffices.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use super::failure::{Failure, Reason};
use super::node_api::{HostBytes, Scope, Value};
use crate::backend::{self, Backend, Error, Input, Limits, PAGE, align};
use crate::utf16;

/// UTF-16 units a conversion buffer starts with.
pub(super) const FIRST_UNITS: usize = 16 << 10;

/// UTF-16 units a conversion buffer may keep from one call to the next.
const RETAINED_UNITS: usize = 1 << 20;

/// An argument where a backend can read it.
#[derive(Clone, Debug)]
pub(super) enum Placed {
    /// In the backend's block.
    Block(Range<usize>),
    /// In place.
    Host(HostBytes),
}

impl Placed {
    /// The first free byte of the block after it, if it lies at `start` or nowhere in the block.
    pub(super) fn end(&self, start: usize) -> usize {
        match self {
            Self::Block(range) => align(range.end),
            Self::Host(_) => start,
        }
    }

    /// What a backend takes.
    pub(super) fn input(&self) -> Input<'_> {
        match self {
            Self::Block(range) => Input::Block(range.clone()),
            Self::Host(HostBytes { len: 0, .. }) => Input::Host(&[]),
            // SAFETY: the engine said so in this callback: `len` bytes at `data`, in a buffer that is not shared. No
            // JavaScript has run since that could detach or shrink it, none runs while a backend does, and the array is
            // an argument, so it is not collected. (If a file is still being read into it, another thread writes to it.
            // That cannot be seen from here, and affects the result, but never bounds, as `len` is fixed.)
            Self::Host(bytes) => Input::Host(unsafe { std::slice::from_raw_parts(bytes.data, bytes.len) }),
        }
    }
}

/// A conversion buffer: the UTF-16 units of the string that was read last.
#[derive(Debug, Default)]
pub(super) struct Units(Vec<u16>);

impl Units {
    /// Reads a string, or at most `most` units of it, and says whether that is all of it. `None` if the value is not a
    /// string.
    pub(super) fn read(&mut self, scope: Scope, value: Value, most: usize) -> Result<Option<bool>, Failure> {
        let room = self.room(scope, value, most.min(self.0.capacity().max(FIRST_UNITS)))?;
        let Some(mut len) = scope.utf16(value, room)? else { return Ok(None) };
        // The engine writes a NUL after the units.
        let mut whole = len + 1 < room.len();
        if !whole && room.len() < most {
            let all = scope.utf16_len(value)? + 1;
            let room = self.room(scope, value, all.min(most))?;
            len = scope.utf16(value, room)?.ok_or_else(|| Box::new(Reason::Argument))?;
            whole = all <= most;
        }
        // SAFETY: the engine has just written the first `len` units of the spare capacity.
        unsafe { self.0.set_len(len) };
        Ok(Some(whole))
    }

    /// Empties the buffer, and returns room for `len` units of a string in it.
    fn room(&mut self, scope: Scope, string: Value, len: usize) -> Result<&mut [MaybeUninit<u16>], Failure> {
        self.0.clear();
        if self.0.try_reserve(len).is_err() {
            let needed = (scope.utf8_len(string)? + PAGE) as u64;
            return Err(Error::Memory { needed, limit: needed, refused: true }.into());
        }
        Ok(&mut self.0.spare_capacity_mut()[..len])
    }

    /// The units that were read, without a high surrogate at the end if there may be more of the string.
    pub(super) fn get(&self, whole: bool) -> &[u16] {
        match self.0.as_slice() {
            [rest @ .., 0xD800..=0xDBFF] if !whole => rest,
            units => units,
        }
    }

    /// Drops the buffer if it has grown large.
    pub(super) fn trim(&mut self) {
        if self.0.capacity() > RETAINED_UNITS {
            self.0 = Vec::new();
        }
    }
}

/// What the arguments of a call are read with.
pub(super) struct Workspace<'w> {
    /// The environment.
    pub scope: Scope,
    /// The backend whose block strings are written to.
    pub backend: &'w mut dyn Backend,
    /// Conversion buffer.
    pub units: &'w mut Units,
}

impl Workspace<'_> {
    /// Puts an argument where the backend can read it: a string's UTF-8 in the block from `at` up, bytes in place.
    #[inline]
    pub(super) fn place(&mut self, value: Value, at: usize) -> Result<Placed, Failure> {
        if let Some(end) = self.place_string(value, at, usize::MAX)?.0 {
            return Ok(Placed::Block(at..end));
        }
        let bytes = self.scope.uint8_array(value)?.ok_or_else(|| Box::new(Reason::Argument))?;
        if bytes.shared {
            self.backend.reserve(at + bytes.len)?;
            copy_shared(bytes, &mut room(self.backend, at)?[..bytes.len]);
            return Ok(Placed::Block(at..at + bytes.len));
        }
        Ok(Placed::Host(bytes))
    }

    /// Writes a string, or at most `most` units of it, as UTF-8 to the block. Returns where it ends, `None` if the
    /// value is not a string, and whether that is all of it. (An end and not a range, because it fits in a register.)
    #[inline]
    pub(super) fn place_string(
        &mut self,
        value: Value,
        at: usize,
        most: usize,
    ) -> Result<(Option<usize>, bool), Failure> {
        let Some(whole) = self.units.read(self.scope, value, most)? else { return Ok((None, true)) };
        let end = place_units(self.backend, self.units.get(whole), at)?;
        Ok((Some(end), whole))
    }

    /// Writes the lowest byte of each unit of a string to the block at `at`.
    ///
    /// Node-API calls that Latin-1, and engines write the lowest byte of whatever does not fit. JavaScript makes sure that
    /// they do before it relies on it.
    #[inline]
    pub(super) fn place_lowest(&mut self, string: Value, at: usize) -> Result<Range<usize>, Failure> {
        let mut len = self.scope.latin1(string, room(self.backend, at)?)?;
        // The engine writes a NUL after the units.
        if at + len + 1 >= self.backend.size() {
            len = self.scope.utf16_len(string)?;
            self.backend.reserve(at + len + 1)?;
            len = self.scope.latin1(string, room(self.backend, at)?)?;
        }
        Ok(at..at + len)
    }

    /// The bytes of arguments that have been placed.
    pub(super) fn bytes<'a, const N: usize>(&'a mut self, placed: [&'a Placed; N]) -> Result<[&'a [u8]; N], Failure> {
        let block = &*self.backend.block();
        let mut all = [&[][..]; N];
        for (bytes, placed) in all.iter_mut().zip(placed) {
            *bytes = match placed.input() {
                Input::Host(bytes) => bytes,
                Input::Block(Range { start, end }) => {
                    block.get(start..end).ok_or(Error::Range { start, end, size: block.len() })?
                }
            };
        }
        Ok(all)
    }
}

/// Writes units as UTF-8 to the block at `at`; returns where they end.
pub(super) fn place_units(backend: &mut dyn Backend, units: &[u16], at: usize) -> Result<usize, Failure> {
    // Three bytes a unit are the worst case; the exact size is counted only where memory would have to grow.
    if at + 3 * units.len() + utf16::SLACK > backend.size() {
        backend.reserve(at + utf16::utf8_len(units) + utf16::SLACK)?;
    }
    let size = backend.size();
    let len = room(backend, at).map(|room| utf16::transcode(units, room))?;
    Ok(at + len.ok_or(Error::Range { start: at, end: at + units.len(), size })?)
}

/// The block from `at` up.
pub(super) fn room(backend: &mut dyn Backend, at: usize) -> Result<&mut [u8], Failure> {
    let block = backend.block();
    let size = block.len();
    block.get_mut(at..).ok_or_else(|| Error::Range { start: at, end: at, size }.into())
}

/// An argument's bytes in memory of their own, and how many UTF-16 units a string has.
pub(super) fn copied(
    scope: Scope,
    units: &mut Units,
    value: Value,
    limits: Limits,
) -> Result<(Vec<u8>, Option<usize>), Failure> {
    let zeroed = |len: usize| {
        let (needed, limit) = ((len + PAGE) as u64, limits.maximum_bytes());
        backend::zeroed(len).ok_or(Error::Memory { needed, limit, refused: true })
    };
    if units.read(scope, value, usize::MAX)?.is_some() {
        let units = units.get(true);
        let mut bytes = zeroed(utf16::utf8_len(units) + utf16::SLACK)?;
        let len = utf16::transcode(units, &mut bytes).ok_or_else(|| Box::new(Reason::Argument))?;
        bytes.truncate(len);
        bytes.shrink_to_fit();
        return Ok((bytes, Some(units.len())));
    }
    let array = scope.uint8_array(value)?.ok_or_else(|| Box::new(Reason::Argument))?;
    let mut bytes = zeroed(array.len)?;
    if array.shared {
        copy_shared(array, &mut bytes);
    } else if let Input::Host(array) = Placed::Host(array).input() {
        bytes.copy_from_slice(array);
    }
    Ok((bytes, None))
}

/// Copies bytes that other threads may be writing. A byte that is being written is read as its old or its new value.
fn copy_shared(bytes: HostBytes, copy: &mut [u8]) {
    for (index, byte) in copy.iter_mut().enumerate().take(bytes.len) {
        // SAFETY: the engine said so in this callback: `len` bytes at `data`, in a buffer that is shared, so that
        // it neither moves nor shrinks. Atomic, as others may write.
        *byte = unsafe { &*bytes.data.add(index).cast::<AtomicU8>() }.load(Ordering::Relaxed);
    }
}
