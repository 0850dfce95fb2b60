//! Texts that are held: encoded once, read by many calls.
//!
//! They have a backend of their own, so that no other call of the instance can write over them, and so
//! that the instance can let go of a memory that has grown too large, or of one whose module trapped,
//! while texts are held. Inputs of calls on a held text lie above all texts, from [`Shelf::floor`] up.

use super::{Backend, Error, INPUT_START, Kind, Limits, ROOM_BEHIND_INPUTS, Shelf, Unavailable, layout};

/// Bytes a memory that is mostly free may keep.
const RETAINED_BYTES: usize = 64 << 20;

/// The texts of one instance, and the backend that has them.
pub struct HeldTexts {
    kind: Kind,
    limits: Limits,
    backend: Box<dyn Backend>,
    shelf: Shelf,
    /// Whether the module stopped midway: its memory is as good as before, the module is not.
    spent: bool,
}

impl HeldTexts {
    /// Makes a place for texts.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] if the system has no room for a second instance.
    pub fn new(kind: Kind, limits: Limits) -> Result<Self, Unavailable> {
        let backend = kind.instantiate(limits)?;
        let end = usize::try_from(limits.maximum_bytes()).unwrap_or(usize::MAX);
        Ok(Self { kind, limits, backend, shelf: Shelf::new(INPUT_START..end), spent: false })
    }

    /// The bookkeeping.
    #[must_use]
    pub const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Bytes of memory there are, used or not.
    #[must_use]
    pub fn size(&self) -> usize {
        self.backend.size()
    }

    /// Runs `operation` on the backend. What stops the module midway costs the module only: the texts
    /// move to a new one, now or, if the system has no room for it, with the next call.
    ///
    /// # Errors
    ///
    /// Those of `operation`; [`Unavailable`] if the texts cannot move yet.
    pub fn run<R, E: From<Error> + From<Unavailable>>(
        &mut self,
        operation: impl FnOnce(&mut dyn Backend, &Shelf) -> Result<R, E>,
        is_fatal: impl FnOnce(&E) -> bool,
    ) -> Result<R, E> {
        if self.spent {
            self.move_out()?;
        }
        // A panic leaves it set.
        self.spent = true;
        let result = operation(self.backend.as_mut(), &self.shelf);
        self.spent = result.as_ref().is_err_and(is_fatal);
        result
    }

    /// Makes room for inputs of `len` bytes above the texts, if packing these is what it takes.
    pub fn make_room(&mut self, len: u64) {
        let needed = self.shelf.floor() as u64 + len + ROOM_BEHIND_INPUTS as u64;
        if needed > self.limits.maximum_bytes() {
            self.compact();
        }
    }

    /// Holds the `len` bytes that were laid at the floor.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if no packing makes room for them.
    pub fn adopt(&mut self, len: usize, units: Option<usize>) -> super::Result<u32> {
        let from = self.shelf.floor()..self.shelf.floor() + len;
        let added = self.shelf.add(len, units).or_else(|| {
            self.compact();
            self.shelf.add(len, units)
        });
        let (id, range) = added.ok_or(Error::Memory {
            needed: self.shelf.bytes() + len as u64 + layout::PAGE as u64,
            limit: self.limits.maximum_bytes(),
            refused: false,
        })?;
        if range != from {
            self.backend.block().copy_within(from, range.start);
        }
        self.settle();
        // The next text comes soon: growing each time would copy all of them each time.
        let floor = self.shelf.floor();
        if self.backend.size() < floor + floor / 4 {
            let ahead = (floor as u64 + floor as u64 / 2).min(self.limits.maximum_bytes());
            let _ = self.backend.reserve(usize::try_from(ahead).unwrap_or(floor));
        }
        Ok(id)
    }

    /// Frees a text; does nothing if there is none of that number. A memory that has become much larger
    /// than its texts is given back.
    pub fn free(&mut self, id: u32) {
        if self.shelf.remove(id) {
            self.settle();
            if self.backend.size() > RETAINED_BYTES && (self.shelf.bytes() as usize) < self.backend.size() / 4 {
                // No room for a second memory: then the first one does as well.
                let _ = self.move_out();
            }
        }
    }

    /// Moves the texts, packed, to a memory that is no larger than they need.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] if the system has no room for it; the texts stay where they are.
    pub fn move_out(&mut self) -> Result<(), Unavailable> {
        self.compact();
        let mut backend = self.kind.instantiate(self.limits)?;
        let end = self.shelf.floor();
        backend.reserve(end).map_err(|error| Unavailable(vec![error.to_string()]))?;
        let texts = INPUT_START..end.min(self.backend.size());
        backend.block()[texts.clone()].copy_from_slice(&self.backend.block()[texts]);
        self.backend = backend;
        self.spent = false;
        self.settle();
        Ok(())
    }

    fn compact(&mut self) {
        let moves = self.shelf.compact();
        let block = self.backend.block();
        for step in moves {
            block.copy_within(step.from, step.to);
        }
        self.settle();
    }

    /// Tells the backend what is not to be written to.
    fn settle(&mut self) {
        self.backend.keep(self.shelf.floor());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::backend::Input;

    /// What an operation of the tests ends with.
    #[derive(Debug)]
    struct Stopped(bool);

    impl From<Error> for Stopped {
        fn from(error: Error) -> Self {
            Box::new(error).into()
        }
    }

    impl From<Box<Error>> for Stopped {
        fn from(error: Box<Error>) -> Self {
            Self(error.is_fatal())
        }
    }

    impl From<Unavailable> for Stopped {
        fn from(_: Unavailable) -> Self {
            Self(false)
        }
    }

    const LIMITS: Limits = Limits { initial_pages: 256, maximum_pages: 4096 };

    fn hold(texts: &mut HeldTexts, text: &[u8]) -> Result<u32, Stopped> {
        texts.make_room(text.len() as u64);
        texts.run(
            |backend, shelf| {
                backend.reserve(shelf.floor() + text.len())?;
                backend.block()[shelf.floor()..][..text.len()].copy_from_slice(text);
                Ok::<_, Stopped>(())
            },
            |stopped: &Stopped| stopped.0,
        )?;
        Ok(texts.adopt(text.len(), None)?)
    }

    fn hash(texts: &mut HeldTexts, id: u32) -> Result<u32, Stopped> {
        texts.run(
            |backend, shelf| {
                let range = shelf.range(id).ok_or(Stopped(false))?;
                Ok(backend.hash(Input::Block(range), crate::fnv1a::OFFSET_BASIS)?)
            },
            |stopped: &Stopped| stopped.0,
        )
    }

    #[test]
    fn outlive_a_trap_and_a_panic() -> Result<(), Stopped> {
        for kind in Kind::ALL {
            let mut texts = HeldTexts::new(kind, LIMITS)?;
            let (small, large) = (b"foobar".as_slice(), vec![7; 20 << 20]);
            let ids = [hold(&mut texts, small)?, hold(&mut texts, &large)?];
            let hashes = [hash(&mut texts, ids[0])?, hash(&mut texts, ids[1])?];
            assert_eq!(hashes[0], 0xbf9c_f968, "{kind:?}");
            for _ in 0..2 {
                let trap = |_: &mut dyn Backend, _: &Shelf| Err::<(), _>(Error::Trap("unreachable".into()).into());
                assert!(texts.run(trap, |stopped: &Stopped| stopped.0).is_err());
                assert_eq!([hash(&mut texts, ids[0])?, hash(&mut texts, ids[1])?], hashes, "{kind:?}");
                let panic = |_: &mut dyn Backend, _: &Shelf| -> Result<(), Stopped> { panic!("as a defect would") };
                assert!(catch_unwind(AssertUnwindSafe(|| texts.run(panic, |stopped: &Stopped| stopped.0))).is_err());
                assert_eq!([hash(&mut texts, ids[0])?, hash(&mut texts, ids[1])?], hashes, "{kind:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn give_memory_back_that_they_no_longer_need() -> Result<(), Stopped> {
        for kind in Kind::ALL {
            let mut texts = HeldTexts::new(kind, LIMITS)?;
            let large = hold(&mut texts, &vec![7; 100 << 20])?;
            let small = hold(&mut texts, b"foobar")?;
            assert!(texts.size() > 100 << 20);
            texts.free(large);
            texts.free(large);
            assert!(texts.size() <= 16 << 20, "{kind:?}");
            assert_eq!(hash(&mut texts, small)?, 0xbf9c_f968, "{kind:?}");
        }
        Ok(())
    }
}
