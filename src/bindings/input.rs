//! JavaScript arguments to bytes: what came, whether it fits, and where a backend finds it.
//!
//! A string is read in two steps. The first [`PROBE`] units come to the stack; most strings end there.
//! Of a longer one they tell whether it is worth asking the engine for UTF-8 (fast for ASCII, slow for
//! all else) or for UTF-16, which `utf16` then transcodes. The length is not asked for first: a second
//! pass over the string is what makes the usual way slow. Our own JavaScript, which looks at a character
//! for less than a call costs, may say by a [`Hint`] what the probe would find. Hints and probes decide
//! the way taken; every way gives the same bytes.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use super::failure::{Failure, Reason};
use super::hooks::Hooks;
use super::node_api::{HostBytes, Scope, Value};
use crate::backend::{self, Backend, Input, Limits, PAGE};
use crate::utf16;

/// UTF-16 units of a string that are read to the stack, the closing NUL among them.
pub(super) const PROBE: usize = 128;

/// Room for the first units of a string.
pub(super) type Probe = [MaybeUninit<u16>; PROBE];

/// UTF-16 units a conversion buffer starts with.
const FIRST_UNITS: usize = 16 << 10;

/// UTF-16 units a conversion buffer may keep from one call to the next.
const RETAINED_UNITS: usize = 1 << 20;

/// The most UTF-8 bytes one string can have: V8's longest string (2^29-24 units), three bytes a unit.
const LONGEST_STRING: u64 = 3 * ((1 << 29) - 24);

/// The engine may stop this many bytes early at the end of a buffer, for want of a whole character.
const LONGEST_CHARACTER: usize = 4;

/// What JavaScript says of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing.
    None,
    /// A string of [`PROBE`] units or more.
    Long {
        /// It looks like ASCII.
        ascii: bool,
        /// It is so long that to read a first part for nothing would not matter.
        huge: bool,
    },
}

impl Hint {
    /// Bits of one hint: 1 for a long string, 2 if it looks like ASCII, 4 if it is huge.
    const BITS: usize = 3;

    /// Reads the number that holds a hint for each argument, the first in the lowest bits.
    pub(super) fn read<const N: usize>(scope: Scope, hints: Option<Value>) -> Result<[Self; N], Failure> {
        let Some(hints) = hints else { return Ok([Self::None; N]) };
        let bits = scope.u32(hints)?;
        Ok(std::array::from_fn(|index| match (bits >> (Self::BITS * index)) & 7 {
            hint if hint & 1 == 1 => Self::Long { ascii: hint & 2 != 0, huge: hint & 4 != 0 },
            _ => Self::None,
        }))
    }
}

/// A string that may be longer than the probe.
#[derive(Clone, Copy, Debug)]
pub(super) struct Long<'p> {
    /// The string.
    pub string: Value,
    /// Its first units, as far as they have been read.
    pub start: &'p [u16],
    /// Whether it looks like ASCII, so that the engine's own UTF-8 is the quick way.
    pub ascii: bool,
    /// Whether it is, or may be, so long that a first part of it is worth reading alone.
    pub huge: bool,
}

/// An argument that is a string or a `Uint8Array`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Argument<'p> {
    /// All units of a string.
    Whole(&'p [u16]),
    /// A string that may be longer than the probe.
    Long(Long<'p>),
    /// A `Uint8Array`'s bytes.
    Bytes(HostBytes),
}

/// An argument where a backend can read it.
#[derive(Clone, Debug)]
pub(super) enum Placed {
    /// In the backend's block.
    Block(Range<usize>),
    /// In place.
    Host(HostBytes),
}

impl Placed {
    /// The first free byte of the block behind it.
    pub(super) fn end(&self, start: usize) -> usize {
        match self {
            Self::Block(range) => backend::align(range.end),
            Self::Host(_) => start,
        }
    }

    /// What a backend takes.
    pub(super) fn input(&self) -> Input<'_> {
        match self {
            Self::Block(range) => Input::Block(range.clone()),
            Self::Host(HostBytes { len: 0, .. }) => Input::Host(&[]),
            // SAFETY: the engine said so in this callback: `len` bytes at `data`, in a buffer that is not
            // shared. No JavaScript has run since that could detach or shrink it (see `read_two`), none
            // runs while a backend does, and the array is an argument, so it is not collected. (A read of a
            // file into it that is still under way writes from a thread; that cannot be told from here, and
            // costs the result, never bounds: `len` is fixed.)
            Self::Host(bytes) => Input::Host(unsafe { std::slice::from_raw_parts(bytes.data, bytes.len) }),
        }
    }
}

/// What strings are converted in, and how much memory there may be.
pub(super) struct Workspace<'w> {
    /// The environment.
    pub scope: Scope,
    /// The backend whose block strings are written to.
    pub backend: &'w mut dyn Backend,
    /// Conversion buffer.
    pub units: &'w mut Vec<u16>,
    /// The instance's limits.
    pub limits: Limits,
    /// Bytes of the texts that are held.
    pub held: u64,
}

impl<'p> Argument<'p> {
    /// Reads the argument called `name`.
    ///
    /// Inlined, as is `read_two`: copying the result around takes longer than making it.
    #[inline(always)]
    pub(super) fn read(
        scope: Scope,
        hooks: &Hooks,
        name: &str,
        value: Value,
        hint: Hint,
        probe: &'p mut Probe,
    ) -> Result<Self, Failure> {
        if let Hint::Long { ascii, huge } = hint {
            return Ok(Self::Long(Long { string: value, start: &[], ascii, huge }));
        }
        match scope.utf16(value, probe)? {
            None => Ok(Self::Bytes(bytes(scope, hooks, name, value)?)),
            Some(units) if units.len() < PROBE - 1 => Ok(Self::Whole(units)),
            Some(start) => Ok(Self::Long(Long { string: value, start, ascii: utf16::is_ascii(start), huge: true })),
        }
    }

    /// Reads two arguments, in order.
    #[inline(always)]
    pub(super) fn read_two(
        scope: Scope,
        hooks: &Hooks,
        names: [&str; 2],
        values: [Value; 2],
        hints: [Hint; 2],
        probes: &'p mut [Probe; 2],
    ) -> Result<[Self; 2], Failure> {
        let [probe_0, probe_1] = probes;
        let mut first = Self::read(scope, hooks, names[0], values[0], hints[0], probe_0)?;
        let second = Self::read(scope, hooks, names[1], values[1], hints[1], probe_1)?;
        if let (Self::Bytes(first), Self::Bytes(HostBytes { len: 0, .. })) = (&mut first, &second) {
            // JavaScript has run for the second: what it could have done to the first is looked at anew.
            *first = scope.uint8_array(values[0])?.ok_or_else(|| Box::new(Reason::TornDown))?;
        }
        Ok([first, second])
    }

    /// The first characters of a string, in full: a pair that is cut in two is left out.
    pub(super) fn prefix(&self) -> Option<&'p [u16]> {
        match *self {
            Self::Whole(units) => Some(units),
            Self::Long(long) => Some(whole_characters(long.start)),
            Self::Bytes(_) => None,
        }
    }

    fn utf8_len_bound(&self) -> u64 {
        match self {
            Self::Whole(units) => 3 * units.len() as u64,
            Self::Long(_) => LONGEST_STRING,
            Self::Bytes(bytes) => bytes.len as u64,
        }
    }

    /// The same, near enough to tell whether memory gets tight.
    pub(super) fn utf8_len_guess(&self, scope: Scope) -> Result<u64, Failure> {
        Ok(match self {
            Self::Long(long) => 3 * scope.utf16_len(long.string)? as u64,
            _ => self.utf8_len_bound(),
        })
    }

    /// Bytes of its UTF-8. Reads a long string to its end.
    pub(super) fn utf8_len(&self, scope: Scope) -> Result<u64, Failure> {
        Ok(match self {
            Self::Whole(units) => utf16::utf8_len(units) as u64,
            Self::Long(long) => scope.utf8_len(long.string)? as u64,
            Self::Bytes(bytes) => bytes.len as u64,
        })
    }
}

/// The bytes of an argument that is no string.
///
/// What is no non-empty `Uint8Array` is shown to JavaScript, which makes the error, or lets an empty array
/// pass that is not detached.
#[inline(never)]
fn bytes(scope: Scope, hooks: &Hooks, name: &str, value: Value) -> Result<HostBytes, Failure> {
    let bytes = scope.uint8_array(value)?;
    match bytes {
        Some(bytes) if bytes.len > 0 => Ok(bytes),
        _ => {
            let name = scope.new_str(name)?;
            let error = hooks.call(scope, c"invalidInput", &[name, value])?;
            match bytes {
                Some(bytes) if scope.is_undefined(error)? => Ok(bytes),
                _ => Err(Box::new(Reason::Error(error))),
            }
        }
    }
}

/// Leaves out a high surrogate at the end, whose low one may follow.
fn whole_characters(units: &[u16]) -> &[u16] {
    match units {
        [rest @ .., 0xD800..=0xDBFF] => rest,
        _ => units,
    }
}

impl Workspace<'_> {
    /// Refuses inputs that, as UTF-8, with the texts that are held and one page, do not fit the limit: the same on every backend,
    /// whatever of them it would have copied.
    pub(super) fn check_limit(&self, arguments: &[Argument<'_>]) -> Result<(), Failure> {
        let limit = self.limits.maximum_bytes();
        let bound: u64 = arguments.iter().map(Argument::utf8_len_bound).sum();
        let beside = PAGE as u64 + self.held;
        if beside + bound <= limit {
            return Ok(());
        }
        let mut needed = beside;
        for argument in arguments {
            needed += argument.utf8_len(self.scope)?;
        }
        if needed > limit {
            return Err(backend::Error::Memory { needed, limit, refused: false }.into());
        }
        Ok(())
    }

    /// Writes units as UTF-8 to the block at `at`; returns where they end. (An end, here and below, and no
    /// range: one number fits a register.)
    pub(super) fn place_units(&mut self, units: &[u16], at: usize) -> Result<usize, Failure> {
        if self.backend.reserve(at + 3 * units.len() + utf16::SLACK).is_err() {
            // Three bytes a unit are the worst case: the limit may still allow what it really takes.
            self.backend.reserve(at + utf16::utf8_len(units) + utf16::SLACK)?;
        }
        let block = self.backend.block();
        let size = block.len();
        let len = block.get_mut(at..).and_then(|room| utf16::transcode(units, room)).ok_or(backend::Error::Range {
            start: at,
            end: at + units.len(),
            size,
        })?;
        Ok(at + len)
    }

    /// Writes an argument to the block from `at` up, whatever it is.
    pub(super) fn place_copy(&mut self, argument: &Argument<'_>, at: usize) -> Result<Range<usize>, Failure> {
        match self.place(argument, at)? {
            Placed::Block(range) => Ok(range),
            Placed::Host(bytes) => {
                self.backend.reserve(at + bytes.len)?;
                let placed = Placed::Host(bytes);
                if let Input::Host(bytes) = placed.input() {
                    room(self.backend, at)?[..bytes.len()].copy_from_slice(bytes);
                }
                Ok(at..at + bytes.len)
            }
        }
    }

    /// Puts an argument where the backend can read it: in the block from `at` up, or in place.
    #[inline(always)]
    pub(super) fn place(&mut self, argument: &Argument<'_>, at: usize) -> Result<Placed, Failure> {
        let end = match argument {
            Argument::Whole(units) => self.place_units(units, at)?,
            Argument::Long(long) if long.ascii => self.place_ascii(long.string, at)?,
            Argument::Long(long) => self.place_text(long.string, at)?,
            Argument::Bytes(bytes) if bytes.shared => self.place_shared(*bytes, at)?,
            Argument::Bytes(bytes) => return Ok(Placed::Host(*bytes)),
        };
        Ok(Placed::Block(at..end))
    }

    /// Writes the first part of a long string to the block: at most about `most` bytes, whole characters
    /// only. Returns where it ends, and whether that is all of it.
    pub(super) fn place_prefix(
        &mut self,
        Long { string, ascii, .. }: Long<'_>,
        at: usize,
        most: usize,
    ) -> Result<(usize, bool), Failure> {
        if ascii {
            self.backend.reserve(at + most)?;
            let room = room(self.backend, at)?;
            let most = most.min(room.len());
            let len = self.scope.utf8(string, &mut room[..most])?;
            if len + LONGEST_CHARACTER < most {
                return Ok((at + len, true));
            }
            // Engines differ in what they make of a pair that is cut in two: leave the end out.
            return Ok((at + len.saturating_sub(LONGEST_CHARACTER), false));
        }
        let mut units = std::mem::take(self.units);
        let (len, whole) = self.read_units(&mut units, string, most / 2)?;
        let text = if whole { &units[..len] } else { whole_characters(&units[..len]) };
        let end = self.place_units(text, at);
        self.keep(units);
        Ok((end?, whole))
    }

    /// Writes a long string that begins in ASCII to the block.
    fn place_ascii(&mut self, string: Value, at: usize) -> Result<usize, Failure> {
        let room_now = room(self.backend, at)?;
        let size = room_now.len().min(i32::MAX as usize);
        let len = self.scope.utf8(string, room_now)?;
        if len + LONGEST_CHARACTER < size {
            return Ok(at + len);
        }
        // It filled the block, or may have been cut short.
        let units = self.scope.utf16_len(string)?;
        if self.backend.reserve(at + 3 * units + utf16::SLACK).is_err() {
            let exact = self.scope.utf8_len(string)?;
            self.backend.reserve(at + exact + utf16::SLACK)?;
        }
        let len = self.scope.utf8(string, room(self.backend, at)?)?;
        Ok(at + len)
    }

    /// Writes a long string to the block by way of UTF-16.
    fn place_text(&mut self, string: Value, at: usize) -> Result<usize, Failure> {
        let mut units = std::mem::take(self.units);
        let most = units.capacity().max(FIRST_UNITS);
        let (mut len, whole) = self.read_units(&mut units, string, most)?;
        if !whole {
            let all = self.scope.utf16_len(string)?;
            len = self.read_units(&mut units, string, all + 1)?.0;
        }
        let end = self.place_units(&units[..len], at);
        self.keep(units);
        end
    }

    /// Keeps a conversion buffer for the next call, unless it has grown large.
    fn keep(&mut self, units: Vec<u16>) {
        if units.capacity() <= RETAINED_UNITS {
            *self.units = units;
        }
    }

    /// Reads a string's first units, at most `most - 1`: how many there are, and whether that is all.
    pub(super) fn read_units(
        &self,
        units: &mut Vec<u16>,
        string: Value,
        most: usize,
    ) -> Result<(usize, bool), Failure> {
        units.clear();
        units.try_reserve(most).map_err(|_| backend::Error::Memory {
            needed: 2 * most as u64,
            limit: self.limits.maximum_bytes(),
            refused: true,
        })?;
        let room = &mut units.spare_capacity_mut()[..most];
        let len = self.scope.utf16(string, room)?.ok_or_else(|| Box::new(Reason::TornDown))?.len();
        // SAFETY: the engine has just written the first `len` units of the spare capacity.
        unsafe { units.set_len(len) };
        Ok((len, len + 1 < most))
    }

    /// Copies bytes that other threads may be writing to the block. What is read of a byte written
    /// meanwhile is its old or its new value.
    fn place_shared(&mut self, bytes: HostBytes, at: usize) -> Result<usize, Failure> {
        self.backend.reserve(at + bytes.len)?;
        let room = room(self.backend, at)?;
        for (index, byte) in room[..bytes.len].iter_mut().enumerate() {
            // SAFETY: the engine said so in this callback: `len` bytes at `data`, in a buffer that is
            // shared, so that it neither moves nor shrinks. Atomic, as others may write.
            *byte = unsafe { &*bytes.data.add(index).cast::<AtomicU8>() }.load(Ordering::Relaxed);
        }
        Ok(at + bytes.len)
    }
}

/// The block from `at` up.
pub(super) fn room(backend: &mut dyn Backend, at: usize) -> Result<&mut [u8], Failure> {
    let block = backend.block();
    let size = block.len();
    block.get_mut(at..).ok_or_else(|| backend::Error::Range { start: at, end: at, size }.into())
}
