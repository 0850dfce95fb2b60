//! Texts that are held: encoded once, read by many calls.
//!
//! Each is a buffer of its own, so that no call can write over it and freeing it is freeing the buffer. They are read
//! by this crate's Rust on every backend: there is no copy of them in a module's memory.

use std::cell::{Cell, OnceCell};

use super::grams::Grams;
use super::native;
use crate::utf16::{byte_of_unit, unit_of_byte};

/// Searches in vain after which another is likely enough for a filter to pay.
const MISSES: u32 = 8;

/// Shorter texts, in bytes, get no filter, as searching them takes no longer.
const SHORTEST_FILTERED: usize = 1024;

/// One text.
#[derive(Debug)]
pub struct HeldText {
    bytes: Vec<u8>,
    /// Its length in UTF-16 units, if it came as a string.
    units: Option<usize>,
    /// Searches that read it to its end and found nothing.
    misses: Cell<u32>,
    /// What it does not contain; made after [`MISSES`] of these, unless the text is too short or there is no memory.
    grams: OnceCell<Option<Box<Grams>>>,
}

impl HeldText {
    /// Holds `bytes`: UTF-8 of `units` UTF-16 units, or anything.
    #[must_use]
    pub const fn new(bytes: Vec<u8>, units: Option<usize>) -> Self {
        Self { bytes, units, misses: Cell::new(0), grams: OnceCell::new() }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Offset in bytes of the first `needle`.
    #[must_use]
    pub fn search(&self, needle: &[u8]) -> Option<usize> {
        self.search_from(0, needle)
    }

    /// The index of the first `needle` at or after `position`, both in UTF-16 units if the text came as a string, in
    /// bytes otherwise.
    #[must_use]
    pub fn index_of(&self, needle: &[u8], position: usize) -> Option<usize> {
        if needle.is_empty() {
            return Some(position.min(self.units.unwrap_or(self.bytes.len())));
        }
        // In ASCII, as in bytes, a unit is a byte.
        if self.units.is_none_or(|units| units == self.bytes.len()) {
            let start = position.min(self.bytes.len());
            return Some(start + self.search_from(start, needle)?);
        }
        let (start, first) = byte_of_unit(&self.bytes, position);
        let found = self.search_from(start, needle)?;
        Some(first + unit_of_byte(&self.bytes[start..], found))
    }

    /// Offset from `start` of the first `needle` there.
    fn search_from(&self, start: usize, needle: &[u8]) -> Option<usize> {
        if self.grams.get().and_then(Option::as_ref).is_some_and(|grams| grams.lacks(needle)) {
            return None;
        }
        let found = native::find(&self.bytes[start..], needle);
        if found.is_none() && self.bytes.len() >= SHORTEST_FILTERED {
            self.misses.set(self.misses.get() + 1);
            if self.misses.get() >= MISSES {
                self.grams.get_or_init(|| Grams::new(&self.bytes).map(Box::new));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// With and without a filter, which takes that many searches in vain.
        #[test]
        fn is_searched_as_its_string_is(text in "[a-cé語🦀]{0,400}", needle in "[a-cé語🦀]{0,3}", position in 0..500_usize) {
            let text = text + &"x".repeat(SHORTEST_FILTERED);
            let units: Vec<u16> = text.encode_utf16().collect();
            let sought: Vec<u16> = needle.encode_utf16().collect();
            let held = HeldText::new(text.clone().into_bytes(), Some(units.len()));
            // A match does not begin within a pair, as the needle is well-formed.
            let position = position.min(units.len());
            let expected = (position..=units.len()).find(|at| units[*at..].starts_with(&sought));
            for _ in 0..MISSES + 2 {
                prop_assert_eq!(held.search(b"not there"), None);
                prop_assert_eq!(held.search(needle.as_bytes()), text.find(&needle));
                prop_assert_eq!(held.index_of(needle.as_bytes(), position), expected);
            }
        }
    }
}
