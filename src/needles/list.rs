//! What a set is made of, and what a search gives.

/// Needles by number, none of them empty.
#[derive(Debug)]
pub(super) struct List {
    /// All of them, one after the other.
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<u32>,
}

/// The text has too much of what looks like needles: no time linear in its length can be promised.
#[derive(Debug, PartialEq, Eq)]
pub struct TooDense;

/// A match: the needle's number, and its offset in bytes.
pub type Match = (u32, usize);

/// The next match, if there is one.
pub type Found = Result<Option<Match>, TooDense>;

impl List {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.bytes[start..self.ends[number] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|number| self.get(number))
    }
}
