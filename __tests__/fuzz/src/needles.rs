//! Sets of needles: the leftmost longest, by each of the ways a set is searched for.

use arbitrary::Arbitrary;
use stringops_booster::needles::Needles;

use crate::backends;
use crate::oracle;
use crate::recipe::{Share, Text};
use crate::search::Needle;

/// The most needles of a list; it is repeated with other endings to make a large set.
const MOST: usize = 12;

#[derive(Arbitrary, Debug)]
pub struct Case {
    pub offset: u8,
    pub ignore_case: bool,
    /// How often each needle is there with another ending: beyond 64 needles a set has a filter.
    pub endings: u8,
    pub from: Share,
    pub haystack: Text<u8>,
    pub needles: Vec<Needle>,
}

impl Case {
    /// The list for a haystack that has been built.
    pub fn list(&self, haystack: &[u8]) -> Vec<Vec<u8>> {
        let list = self.needles.iter().take(MOST).map(|needle| needle.of(haystack)).filter(|needle| !needle.is_empty());
        let endings = |needle: Vec<u8>| {
            (0..=self.endings % 16).map(move |ending| match ending {
                0 => needle.clone(),
                _ => [&needle[..], &[b'a' + ending]].concat(),
            })
        };
        list.flat_map(endings).collect()
    }
}

pub fn check(case: &Case) {
    let haystack = case.haystack.build();
    let list = case.list(&haystack);
    if list.is_empty() || list.len() * haystack.len() > 1 << 22 {
        return;
    }
    let haystack = backends::placed(&haystack, usize::from(case.offset % 64));
    let mut bytes = list.concat();
    if case.ignore_case {
        bytes.make_ascii_lowercase();
    }
    let ends = list.iter().scan(0, |end, needle| {
        *end += needle.len() as u32;
        Some(*end)
    });
    let Some(set) = Needles::new(bytes, ends.collect(), case.ignore_case) else {
        panic!("a list of needles is refused")
    };
    for from in [0, case.from.of(haystack.len())] {
        let expected = oracle::needles(&haystack[from..], &list, case.ignore_case);
        let mut cursor = set.cursor(&haystack, from);
        let mut expected = expected.into_iter().map(|(needle, at)| (needle, from + at));
        // After TooDense, what has been found is right, and the rest is the automaton's.
        while let Ok(found) = set.next(&haystack, &mut cursor) {
            assert_eq!(found, expected.next(), "from {from}");
            if found.is_none() {
                break;
            }
        }
    }
}
