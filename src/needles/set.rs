//! One set, and the way it is searched for.

use std::ops::Range;

use aho_corasick::packed::{Config, MatchKind, Searcher};
use memchr::memmem;

use super::hashed::Hashed;
use super::list::{Found, List, Match};

/// The longest needle of a set for Teddy, in bytes: it compares each of its needles, at most 64, wherever a text may
/// have one, which needs a bound.
const LONGEST_FEW: usize = 64;

/// The most of its needles that may begin with the same bytes, for the same reason.
const MOST_ALIKE: usize = 8;

/// How many needles are looked at for that: Teddy takes no more; and how many bytes of each.
const MOST_FEW: usize = 128;
const HEAD: usize = 4;

/// Bytes of a text that are folded at a time.
const PART: usize = 4096;

/// A set.
#[derive(Debug)]
pub struct Needles {
    list: List,
    longest: usize,
    finder: Finder,
}

#[derive(Debug)]
enum Finder {
    One(memmem::Finder<'static>),
    Few(Searcher),
    /// The same in texts of which every letter is made a small one.
    FewFolded(Searcher),
    Many(Hashed),
}

/// How far a search has come.
#[derive(Debug)]
pub struct Cursor {
    /// Where the next match may begin.
    at: usize,
    /// What comparisons have cost, in bytes that the automaton would have read.
    spent: usize,
    /// A folded part of the text, and where in it matches may begin.
    folded: Vec<u8>,
    part: Range<usize>,
}

impl Needles {
    /// The set of what `bytes` are, cut at `ends`; `None` if these are not in order, or name an empty needle, or none.
    /// Where case is ignored, the bytes hold no capital letter.
    #[must_use]
    pub fn new(bytes: Vec<u8>, ends: Vec<u32>, ignore_case: bool) -> Option<Self> {
        let end = ends.iter().try_fold(0, |start, end| (start < *end).then_some(*end))?;
        let list = (end as usize == bytes.len()).then_some(List { bytes, ends })?;
        let longest = list.iter().map(<[u8]>::len).max()?;
        let teddy = || Config::new().match_kind(MatchKind::LeftmostLongest).builder().extend(list.iter()).build();
        let mut heads: Vec<&[u8]> =
            list.iter().take(MOST_FEW).map(|needle| &needle[..needle.len().min(HEAD)]).collect();
        heads.sort_unstable();
        let differ = heads.chunk_by(|a, b| a == b).all(|alike| alike.len() <= MOST_ALIKE);
        let finder = match (longest <= LONGEST_FEW && differ).then(teddy).flatten() {
            _ if list.len() == 1 && !ignore_case => Finder::One(memmem::Finder::new(&list.bytes).into_owned()),
            Some(searcher) if ignore_case => Finder::FewFolded(searcher),
            Some(searcher) => Finder::Few(searcher),
            None => Finder::Many(Hashed::new(&list, ignore_case)),
        };
        Some(Self { list, longest, finder })
    }

    /// Bytes of all needles.
    #[must_use]
    pub fn size(&self) -> usize {
        self.list.bytes.len()
    }

    /// A search of `text` from `at` on.
    #[must_use]
    pub fn cursor(&self, text: &[u8], at: usize) -> Cursor {
        Cursor { at: at.min(text.len()), spent: 0, folded: Vec::new(), part: 0..0 }
    }

    /// The next match: the leftmost; of those that begin there, the longest; of equal needles, the first. None overlaps
    /// with the one before.
    ///
    /// # Complexity
    ///
    /// Linear in the text's length, over all calls with one cursor.
    ///
    /// # Errors
    ///
    /// [`TooDense`], after a time that is linear too.
    pub fn next(&self, text: &[u8], cursor: &mut Cursor) -> Found {
        let from = cursor.at;
        let found = match &self.finder {
            Finder::One(finder) => finder.find(&text[from..]).map(|at| (0, from + at)),
            Finder::Few(searcher) => searcher.find_in(text, (from..text.len()).into()).map(match_of),
            Finder::FewFolded(searcher) => self.find_folded(searcher, text, cursor),
            Finder::Many(hashed) => hashed.find(&self.list, text, from, &mut cursor.spent)?,
        };
        cursor.at = found.map_or(text.len(), |(number, at)| at + self.list.get(number).len());
        Ok(found)
    }

    fn find_folded(&self, searcher: &Searcher, text: &[u8], cursor: &mut Cursor) -> Option<Match> {
        let mut from = cursor.at;
        while from < text.len() {
            if !cursor.part.contains(&from) {
                cursor.part = from..text.len().min(from + PART);
                let end = text.len().min(cursor.part.end + self.longest - 1);
                cursor.folded.clear();
                cursor.folded.extend(text[from..end].iter().map(u8::to_ascii_lowercase));
            }
            let Range { start, end } = cursor.part;
            let found = searcher.find_in(&cursor.folded, (from - start..cursor.folded.len()).into()).map(match_of);
            if let Some((number, at)) = found.filter(|(_, at)| start + at < end) {
                return Some((number, start + at));
            }
            from = end;
        }
        None
    }
}

fn match_of(found: aho_corasick::Match) -> Match {
    (found.pattern().as_u32(), found.start())
}
