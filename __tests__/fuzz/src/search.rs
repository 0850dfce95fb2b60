//! Search: the first and all matches, from every place and offset, and in held texts with their filter.

use arbitrary::Arbitrary;
use stringops_booster::backend::{HeldText, Input, native};

use crate::backends::{self, PLACE_PAIRS};
use crate::oracle;
use crate::recipe::{Count, Share, Text};

/// Inputs that are together longer, in bytes, are searched in one pair of places, chosen by the case, not in all four.
const ALL_PLACES: usize = 8 << 10;

/// What the needle is to the haystack.
#[derive(Arbitrary, Debug)]
pub enum Needle {
    Own(Text<u8>),
    /// A part of it.
    Part(Share, Count),
    /// A part of it with one byte changed.
    Changed(Share, Count, Share, u8),
    /// A part of it and one byte more.
    Longer(Share, Count, u8),
    /// Its end and more: a match that would go past the haystack's end.
    PastTheEnd(Count, Count),
}

#[derive(Arbitrary, Debug)]
pub struct Case {
    pub offsets: [u8; 2],
    /// How often the held text is searched for the other one between: every eighth search in vain makes a filter.
    pub rounds: u8,
    /// Where the search begins.
    pub from: Share,
    pub needle: Needle,
    pub haystack: Text<u8>,
    /// Searched in the held text beside the needle.
    pub other: Text<u8>,
}

impl Case {
    /// The needle for a haystack that has been built.
    pub fn needle(&self, haystack: &[u8]) -> Vec<u8> {
        self.needle.of(haystack)
    }
}

impl Needle {
    /// The needle for a haystack that has been built.
    pub fn of(&self, haystack: &[u8]) -> Vec<u8> {
        let part = |from: Share, len: Count| {
            let from = from.of(haystack.len());
            haystack[from..(from + len.0).min(haystack.len())].to_vec()
        };
        match self {
            Needle::Own(text) => text.build(),
            Needle::Part(from, len) => part(*from, *len),
            Needle::Changed(from, len, at, by) => {
                let mut needle = part(*from, *len);
                if let Some(last) = needle.len().checked_sub(1) {
                    needle[at.of(last)] ^= by;
                }
                needle
            }
            Needle::Longer(from, len, byte) => [part(*from, *len), vec![*byte]].concat(),
            Needle::PastTheEnd(len, more) => {
                let end = &haystack[haystack.len() - len.0.min(haystack.len())..];
                [end, &haystack[..more.0.min(haystack.len())]].concat()
            }
        }
    }
}

/// Every match, with overlaps and without.
struct Expected {
    all: Vec<usize>,
    apart: Vec<usize>,
}

impl Expected {
    fn new(haystack: &[u8], needle: &[u8]) -> Self {
        if needle.is_empty() {
            let all = oracle::boundaries(haystack);
            return Self { apart: all.clone(), all };
        }
        let all = oracle::occurrences(haystack, needle);
        let apart = oracle::apart(&all, needle.len());
        Self { all, apart }
    }

    fn first(&self) -> Option<usize> {
        self.all.first().copied()
    }
}

pub fn check(case: &Case) {
    let haystack = case.haystack.build();
    let needle = case.needle(&haystack);
    let offsets = case.offsets.map(|offset| usize::from(offset % 64));
    let haystack = backends::placed(&haystack, offsets[0]);
    let needle = backends::placed(&needle, offsets[1]);
    let expected = Expected::new(&haystack, &needle);
    let from = case.from.of(haystack.len());
    // The first match from there on. An empty needle is found at once.
    let later =
        if needle.is_empty() { Some(0) } else { expected.all.iter().find(|at| **at >= from).map(|at| at - from) };

    assert_eq!(native::find(&haystack, &needle), expected.first(), "native::find");
    let chosen = usize::from(case.offsets[0] / 64);
    let pairs =
        if haystack.len() + needle.len() <= ALL_PLACES { &PLACE_PAIRS[..] } else { &PLACE_PAIRS[chosen..][..1] };
    backends::each(|kind, backend| {
        for places in pairs.iter().copied() {
            let [text, sought] = backends::inputs(backend, [&haystack, &needle], places, offsets);
            let found = backend.search(text.clone(), sought.clone());
            assert_eq!(found.ok(), Some(expected.first()), "{kind:?} {places:?}");
            let rest = match &text {
                Input::Block(range) => Input::Block(range.start + from..range.end),
                Input::Host(bytes) => Input::Host(&bytes[from..]),
            };
            assert_eq!(backend.search(rest, sought.clone()).ok(), Some(later), "{kind:?} {places:?} from {from}");
        }
    });
    for (overlapping, all) in [(true, &expected.all), (false, &expected.apart)] {
        let mut offsets = Vec::new();
        native::search_all(&haystack, &needle, overlapping, &mut |at| offsets.push(at));
        assert!(offsets == *all, "all, overlapping: {overlapping}");
    }
    let text = HeldText::new(haystack.to_vec(), None);
    let other = case.other.build();
    let other_first = native::find(&haystack, &other);

    // Searched before there is a filter, while it is made, and with it.
    for _ in 0..3 {
        assert_eq!(text.search(&needle), expected.first(), "held");
        assert_eq!(text.index_of(&needle, from), later.map(|at| from + at), "held, from {from}");
        for _ in 0..case.rounds % 16 {
            assert_eq!(text.search(&other), other_first, "held, the other one");
        }
        // No part of the text is denied, however it is cut.
        for part in parts(&haystack, needle.len()) {
            assert!(text.search(part).is_some(), "the filter denies a part of its text");
        }
    }
}

/// Some parts of a text, as long as the needle.
fn parts(text: &[u8], len: usize) -> impl Iterator<Item = &[u8]> {
    let len = len.min(text.len());
    let last = text.len() - len;
    (0..8).map(move |eighth| &text[last * eighth / 7..][..len])
}
