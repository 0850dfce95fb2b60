//! A filter for sets that Teddy does not take: more than some 64 needles, long ones, and those that ignore case.
//!
//! No needle is shorter than `shortest` bytes, so wherever one begins, its grams, of up to three bytes, lie in the
//! first `shortest`. The text is looked at once for every gram that such a head has room for: if no needle has that
//! gram anywhere in its head, none begins at any of the places from which the gram would be in the head (Wu and Manber,
//! "A fast algorithm for multi-pattern searching", 1994). Where one has it, the first bytes of each of these places are
//! looked up among the needles.

use std::ops::RangeInclusive;

use super::list::{Found, List, TooDense};

/// Bytes of a gram, and of the keys, in a word, that needles are looked up by, unless the shortest needle has fewer.
const GRAM: usize = 3;
const WORD: usize = 4;

/// Bits of a hash: a constant, as shifts by one are quicker. A table with a bit for each hash takes 16 KiB.
const BITS: u32 = 17;

/// The longest head, in bytes.
const LONGEST_HEAD: usize = 16;

/// Bits of a slot in addition to those that the needles need.
const SPARSE: u32 = 2;

/// How many bytes a comparison must be worth, or an automaton is faster, besides some that are free: the set's own size,
/// as an automaton has to be made, and these.
const BYTES_PER_COMPARISON: usize = 4;
const FREE: usize = 1 << 14;

/// Bytes of a needle that are compared as fast as one needle is looked at.
const COMPARED_AT_ONCE: usize = 16;

/// The filter, and the needles by their first bytes.
#[derive(Debug)]
pub(super) struct Hashed {
    grams: Table,
    keys: Table,
    /// At how many places a needle may begin that has a gram in its head, besides the gram's own.
    reach: usize,
    ignore_case: bool,
    /// How many bits of a key's hash are none of its slot.
    slot_shift: u32,
    /// Where the needles of each slot begin in `order`.
    slots: Vec<u32>,
    /// The numbers of the needles: by slot, then the longer first, then by place in the list.
    order: Vec<u32>,
}

/// Hashes of so many bytes, and which of them needles have.
#[derive(Debug)]
struct Table {
    len: usize,
    /// The bits of a word that these bytes are.
    mask: u32,
    /// What makes letters equal to their other case (and some signs to each other, which is harmless).
    fold: u32,
    /// A bit for each hash. An array, so that no hash is beyond its end.
    seen: Box<[u64; (1 << BITS) / 64]>,
}

impl Table {
    fn new(len: usize, ignore_case: bool, needles: &List, places: RangeInclusive<usize>) -> Self {
        let mask = u32::MAX >> (8 * (WORD - len));
        let fold = if ignore_case { 0x2020_2020 & mask } else { 0 };
        let mut table = Self { len, mask, fold, seen: Box::new([0; (1 << BITS) / 64]) };
        for hash in
            needles.iter().flat_map(|needle| places.clone().filter_map(|at| table.hash(needle, at))).collect::<Vec<_>>()
        {
            table.seen[hash / 64] |= 1 << (hash % 64);
        }
        table
    }

    /// `None` where there are not that many bytes.
    #[inline(always)]
    fn hash(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let word = match rest.first_chunk() {
            Some(word) => u32::from_le_bytes(*word),
            None => rest.get(..self.len)?.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)),
        };
        // The first bits of such a product depend on all bits of the word.
        Some(((word & self.mask | self.fold).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize)
    }

    #[inline(always)]
    fn has(&self, hash: usize) -> bool {
        self.seen[hash / 64] >> (hash % 64) & 1 != 0
    }
}

impl Hashed {
    pub(super) fn new(needles: &List, ignore_case: bool) -> Self {
        let shortest = needles.iter().map(<[u8]>::len).min().unwrap_or(1);
        let reach = shortest.min(LONGEST_HEAD) - shortest.min(GRAM);
        let grams = Table::new(shortest.min(GRAM), ignore_case, needles, 0..=reach);
        let keys = Table::new(shortest.min(WORD), ignore_case, needles, 0..=0);
        let slot_shift = BITS.saturating_sub(needles.len().ilog2() + SPARSE);
        let slot_of = |number: u32| keys.hash(needles.get(number), 0).unwrap_or_default() >> slot_shift;
        let mut order: Vec<u32> = (0..needles.len() as u32).collect();
        order.sort_by_cached_key(|number| (slot_of(*number), usize::MAX - needles.get(*number).len()));
        let mut slots = vec![0; (1 << BITS >> slot_shift) + 1];
        order.iter().for_each(|number| slots[slot_of(*number) + 1] += 1);
        for slot in 1..slots.len() {
            slots[slot] += slots[slot - 1];
        }
        Self { grams, keys, reach, ignore_case, slot_shift, slots, order }
    }

    /// The first match at `from` or after it. What comparisons cost is added to `spent`.
    #[inline]
    pub(super) fn find(&self, needles: &List, text: &[u8], from: usize, spent: &mut usize) -> Found {
        let mut at = from;
        while let Some(gram) = self.grams.hash(text, at + self.reach) {
            if self.grams.has(gram) {
                for start in at..=at + self.reach {
                    if let Some(key) = self.keys.hash(text, start).filter(|key| self.keys.has(*key)) {
                        let found = self.longest_at(needles, text, start, key >> self.slot_shift, spent)?;
                        if found.is_some() {
                            return Ok(found);
                        }
                    }
                }
            }
            at += self.reach + 1;
        }
        Ok(None)
    }

    /// The longest needle at `start`, of those of a slot.
    fn longest_at(&self, needles: &List, text: &[u8], start: usize, slot: usize, spent: &mut usize) -> Found {
        for &number in &self.order[self.slots[slot] as usize..self.slots[slot + 1] as usize] {
            let needle = needles.get(number);
            *spent += BYTES_PER_COMPARISON * (1 + needle.len() / COMPARED_AT_ONCE);
            if *spent > start + FREE + needles.bytes.len() {
                return Err(TooDense);
            }
            let found = text.get(start..start + needle.len()).unwrap_or_default();
            let is_equal = if self.ignore_case { found.eq_ignore_ascii_case(needle) } else { found == needle };
            if is_equal {
                return Ok(Some((number, start)));
            }
        }
        Ok(None)
    }
}
