//! Which part of a block each held text has: bookkeeping only, no byte is touched here.
//!
//! Places come from a best-fit range allocator, at multiples of 64. Texts are named by numbers, so they
//! can be moved: when the free space is enough but in pieces, [`Shelf::compact`] packs them, byte by
//! byte, and what adds up to fit does fit.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use range_alloc::RangeAllocator;

use super::align;
use super::grams::Grams;

/// One text.
#[derive(Debug)]
struct Text {
    /// Its place in the block; empty for an empty text, which has none.
    place: Range<usize>,
    /// Its length in bytes, at most the place's.
    len: usize,
    /// Its length in UTF-16 units, if it came as a string.
    units: Option<usize>,
    /// Searches that read it to its end and found nothing.
    misses: Cell<u32>,
    /// What it lacks; made after [`MISSES`] of these, unless it is too short or memory is.
    grams: OnceCell<Option<Grams>>,
}

/// Searches in vain after which one more is likely enough that a filter pays.
const MISSES: u32 = 8;

/// Shorter texts, in bytes, have no filter: to search them takes no longer.
const SHORTEST_FILTERED: usize = 1024;

/// A text to be copied to where it now belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where its bytes are.
    pub from: Range<usize>,
    /// Where they go: never further up.
    pub to: usize,
}

/// The places of the texts held in one block.
#[derive(Debug)]
pub struct Shelf {
    /// What of the block the texts may have.
    room: Range<usize>,
    allocator: RangeAllocator<usize>,
    texts: Vec<Option<Text>>,
    vacant: Vec<u32>,
    bytes: u64,
    floor: usize,
    /// Whether packing would move nothing.
    packed: bool,
}

impl Shelf {
    /// A shelf for the bytes `room` of a block.
    #[must_use]
    pub fn new(room: Range<usize>) -> Self {
        Self {
            allocator: RangeAllocator::new(room.clone()),
            floor: align(room.start),
            room,
            texts: Vec::new(),
            vacant: Vec::new(),
            bytes: 0,
            packed: true,
        }
    }

    /// Bytes of all texts.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether there is no text, not even an empty one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vacant.len() == self.texts.len()
    }

    /// First byte of the block above all texts, at a multiple of 64.
    #[must_use]
    pub const fn floor(&self) -> usize {
        self.floor
    }

    /// Finds a place for a text of `len` bytes; `None` if no free piece is long enough.
    pub fn add(&mut self, len: usize, units: Option<usize>) -> Option<(u32, Range<usize>)> {
        let place = match len {
            0 => self.room.start..self.room.start,
            // What packing has left may end anywhere: then the exact length is asked for.
            _ => [align(len), len].into_iter().find_map(|len| self.allocator.allocate_range(len).ok())?,
        };
        let range = place.start..place.start + len;
        let text = Some(Text { place, len, units, misses: Cell::new(0), grams: OnceCell::new() });
        let id = match self.vacant.pop() {
            Some(id) => {
                self.texts[id as usize] = text;
                id
            }
            None => {
                let id = u32::try_from(self.texts.len()).ok()?;
                self.texts.push(text);
                id
            }
        };
        self.packed = false;
        self.bytes += len as u64;
        self.floor = self.floor.max(align(self.texts[id as usize].as_ref()?.place.end));
        Some((id, range))
    }

    /// Gives a text's place back. Says whether there was such a text.
    pub fn remove(&mut self, id: u32) -> bool {
        let Some(text) = self.texts.get_mut(id as usize).and_then(Option::take) else { return false };
        if !text.place.is_empty() {
            self.packed = false;
            let end = align(text.place.end);
            self.allocator.free_range(text.place);
            if end == self.floor {
                let last = self.allocator.allocated_ranges().last();
                self.floor = align(last.map_or(self.room.start, |range| range.end));
            }
        }
        self.bytes -= text.len as u64;
        self.vacant.push(id);
        true
    }

    /// Where the bytes of a text are.
    #[must_use]
    pub fn range(&self, id: u32) -> Option<Range<usize>> {
        let text = self.texts.get(id as usize)?.as_ref()?;
        Some(text.place.start..text.place.start + text.len)
    }

    /// Length of a text in UTF-16 units, if it came as a string.
    #[must_use]
    pub fn units(&self, id: u32) -> Option<usize> {
        self.texts.get(id as usize)?.as_ref()?.units
    }

    /// Whether the text surely does not contain `needle`, as far as earlier searches have told.
    #[must_use]
    pub fn lacks(&self, id: u32, needle: &[u8]) -> bool {
        let grams = self.texts.get(id as usize).and_then(Option::as_ref).and_then(|text| text.grams.get());
        grams.and_then(Option::as_ref).is_some_and(|grams| grams.lacks(needle))
    }

    /// Notes that a search has read all of a text, whose bytes are these, and found nothing.
    pub fn missed(&self, id: u32, bytes: &[u8]) {
        let Some(text) = self.texts.get(id as usize).and_then(Option::as_ref) else { return };
        let misses = text.misses.get() + 1;
        if misses < MISSES {
            text.misses.set(misses);
        } else if bytes.len() >= SHORTEST_FILTERED {
            text.grams.get_or_init(|| Grams::new(bytes));
        }
    }

    /// Packs the texts one behind the other and says what must be copied, in this order.
    pub fn compact(&mut self) -> Vec<Move> {
        if std::mem::replace(&mut self.packed, true) {
            return Vec::new();
        }
        let mut texts: Vec<&mut Text> = self.texts.iter_mut().flatten().filter(|text| text.len > 0).collect();
        texts.sort_unstable_by_key(|text| text.place.start);
        self.allocator = RangeAllocator::new(self.room.clone());
        let mut moves = Vec::new();
        let mut end = self.room.start;
        for text in texts {
            let from = text.place.start..text.place.start + text.len;
            text.place = end..end + text.len;
            end = text.place.end;
            if from.start != text.place.start {
                moves.push(Move { from, to: text.place.start });
            }
        }
        if end > self.room.start {
            // A fresh allocator gives from its start: all texts lie there, and are freed one by one.
            let _ = self.allocator.allocate_range(end - self.room.start);
        }
        self.floor = align(end);
        moves
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    const ROOM: Range<usize> = 64..64 + 4096;

    /// Miri is slow.
    const MOST_STEPS: usize = if cfg!(miri) { 25 } else { 200 };

    #[derive(Clone, Debug)]
    enum Step {
        Add(usize),
        Remove(usize),
        Compact,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0usize..700).prop_map(Step::Add),
            3 => any::<usize>().prop_map(Step::Remove),
            1 => Just(Step::Compact),
        ]
    }

    /// The bytes of a text, by its number in the order of adding.
    fn content(number: usize, len: usize) -> Vec<u8> {
        (0..len).map(|index| (number * 31 + index) as u8).collect()
    }

    proptest! {
        #[test]
        fn keeps_every_text_through_churn(steps in prop::collection::vec(step(), 0..MOST_STEPS)) {
            let mut shelf = Shelf::new(ROOM);
            let mut block = vec![0; ROOM.end];
            let mut model: HashMap<u32, Vec<u8>> = HashMap::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Step::Add(len) => {
                        let fits = shelf.bytes() as usize + len <= ROOM.len();
                        let mut added = shelf.add(len, None);
                        if added.is_none() && fits {
                            for Move { from, to } in shelf.compact() {
                                prop_assert!(to < from.start);
                                block.copy_within(from, to);
                            }
                            added = shelf.add(len, None);
                        }
                        prop_assert_eq!(added.is_some(), fits, "what adds up to fit does fit, no more");
                        if let Some((id, range)) = added {
                            let bytes = content(number, len);
                            prop_assert!(range.start >= ROOM.start && range.end <= ROOM.end);
                            block[range].copy_from_slice(&bytes);
                            prop_assert!(model.insert(id, bytes).is_none());
                        }
                    }
                    Step::Remove(pick) => {
                        let mut ids: Vec<u32> = model.keys().copied().collect();
                        ids.sort_unstable();
                        if !ids.is_empty() {
                            let id = ids[pick % ids.len()];
                            model.remove(&id);
                            prop_assert!(shelf.remove(id));
                            prop_assert!(!shelf.remove(id), "twice is harmless");
                        }
                    }
                    Step::Compact => {
                        for Move { from, to } in shelf.compact() {
                            block.copy_within(from, to);
                        }
                    }
                }
                prop_assert_eq!(shelf.bytes() as usize, model.values().map(Vec::len).sum::<usize>());
                prop_assert_eq!(shelf.is_empty(), model.is_empty());
                for (id, bytes) in &model {
                    let Some(range) = shelf.range(*id) else { return Err(TestCaseError::fail("a text is gone")) };
                    prop_assert!(range.end <= shelf.floor());
                    prop_assert_eq!(&block[range], &bytes[..]);
                }
            }
            for id in model.into_keys() {
                prop_assert!(shelf.remove(id));
            }
            prop_assert_eq!(shelf.floor(), ROOM.start);
            prop_assert!(shelf.add(ROOM.len(), None).is_some(), "all freed: all space is usable again");
        }
    }

    #[test]
    fn a_text_that_is_not_there_has_nothing() {
        let mut shelf = Shelf::new(ROOM);
        assert_eq!((shelf.range(0), shelf.units(7), shelf.remove(3)), (None, None, false));
    }
}
