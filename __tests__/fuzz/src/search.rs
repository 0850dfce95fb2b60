//! Search: first and all matches, from every place and offset, and in held texts with their filter.

use arbitrary::Arbitrary;
use stringops_booster::backend::{HeldTexts, Input, Kind, native};

use crate::backends::{self, PLACE_PAIRS, Stopped};
use crate::oracle;
use crate::place::Placed;
use crate::recipe::{Count, Share, Text};

/// Searches in vain after which a held text has its filter; asked for more often than that.
const MISSES: usize = 10;

/// Longer inputs, in bytes together, are looked at in one pair of places, chosen by the case, and not in all four.
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
    /// Its end, and what else fits: a match that would go past the haystack's end.
    PastTheEnd(Count, Count),
}

#[derive(Arbitrary, Debug)]
pub struct Case {
    pub offsets: [u8; 2],
    /// A multiple of 8: held texts move to a new memory, which takes as long as all the rest.
    pub moving: u8,
    /// Where the search begins.
    pub from: Share,
    pub needle: Needle,
    pub haystack: Text<u8>,
    /// Held beside the haystack.
    pub other: Text<u8>,
}

impl Case {
    /// The needle, of a haystack that has been built.
    pub fn needle(&self, haystack: &[u8]) -> Vec<u8> {
        let part = |from: Share, len: Count| {
            let from = from.of(haystack.len());
            haystack[from..(from + len.0).min(haystack.len())].to_vec()
        };
        match &self.needle {
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
        let all = oracle::search_all(haystack, needle);
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
            for (overlapping, all) in [(true, &expected.all), (false, &expected.apart)] {
                let mut offsets = Vec::new();
                let done = backend.search_all(text.clone(), sought.clone(), overlapping, &mut |at| offsets.push(at));
                assert!(done.is_ok(), "{kind:?} {places:?}");
                assert!(offsets == *all, "{kind:?} {places:?}, all, overlapping: {overlapping}");
            }
        }
    });
    let other = case.other.build();
    backends::each_held(|kind, texts| {
        check_held(kind, texts, [&haystack, &needle], &other, &expected, case.moving.is_multiple_of(8));
    });
}

/// Held between two others, so that freeing leaves a gap which the next texts fill or packing closes.
fn check_held(
    kind: Kind,
    texts: &mut HeldTexts,
    [haystack, needle]: [&Placed<u8>; 2],
    other: &[u8],
    expected: &Expected,
    moving: bool,
) {
    let before = backends::hold(texts, other);
    let id = backends::hold(texts, haystack);
    let behind = backends::hold(texts, other);
    texts.free(before);
    let rounds = if haystack.len() + needle.len() <= ALL_PLACES || moving { 3 } else { 2 };
    for round in 0..rounds {
        let done = texts.run(
            |backend, shelf| {
                let range = shelf.range(id).unwrap_or_else(|| panic!("text {id} is lost"));
                assert!(backend.block()[range.clone()] == **haystack, "{kind:?}: the text is another one");
                let lacks = shelf.lacks(id, needle);
                assert!(!(lacks && expected.first().is_some()), "{kind:?}: the filter denies a match");
                assert!(!lacks || round > 0, "{kind:?}: a filter before any search");
                let found = backend.search(Input::Block(range.clone()), Input::Host(needle))?;
                assert_eq!(found, expected.first(), "{kind:?}, held");
                let mut count = 0;
                let text = Input::Block(range.clone());
                backend.search_all(text, Input::Host(needle), false, &mut |_| count += 1)?;
                assert_eq!(count, expected.apart.len(), "{kind:?}, held, counted");
                // Whatever was found: what the filter says depends on the text alone.
                for _ in 0..MISSES {
                    shelf.missed(id, &backend.block()[range.clone()]);
                }
                // No part of the text is lacked, however it is cut.
                for part in parts(haystack, needle.len()) {
                    assert!(!shelf.lacks(id, part), "{kind:?}: the filter denies a part of its text");
                }
                Ok::<_, Stopped>(())
            },
            |_| true,
        );
        done.unwrap_or_else(|error| panic!("{kind:?}, held: {error:?}"));
        if moving
            && round == 1
            && let Err(error) = texts.move_out()
        {
            panic!("{kind:?}: {error}");
        }
    }
    texts.free(behind);
    texts.free(id);
    assert!(texts.shelf().is_empty() && texts.shelf().bytes() == 0, "{kind:?}: all were freed");
}

/// Some parts of a text, as long as the needle.
fn parts(text: &[u8], len: usize) -> impl Iterator<Item = &[u8]> {
    let len = len.min(text.len());
    let last = text.len() - len;
    (0..8).map(move |eighth| &text[last * eighth / 7..][..len])
}
