//! What the integration tests share: the corpus, the naive oracle, and every backend.

pub mod corpus;
pub mod oracle;

use std::ops::Range;

use stringops_booster::backend::{Backend, INPUT_START, Input, Kind, Limits, align, native};
use stringops_booster::needles::{Match, Needles, TooDense};
use stringops_booster::{fnv1a, utf16};

/// The default limits: 256 and 65536 pages.
pub const LIMITS: Limits = Limits { initial_pages: 256, maximum_pages: 65536 };

/// A new instance of every backend. If one is not available, the test fails.
pub fn every_backend() -> Vec<(Kind, Box<dyn Backend>)> {
    Kind::ALL.into_iter().map(|kind| (kind, kind.instantiate(LIMITS).unwrap())).collect()
}

/// An input in a test: a string's UTF-16 units, or bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Units(Vec<u16>),
    Bytes(Vec<u8>),
}

impl Text {
    /// Its bytes, by the crate's own conversion.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Units(units) => {
                let mut bytes = vec![0; 3 * units.len() + utf16::SLACK];
                let len = utf16::transcode(units, &mut bytes).expect("room for three bytes a unit");
                assert_eq!(len, utf16::utf8_len(units), "utf8_len of {units:x?}");
                bytes.truncate(len);
                bytes
            }
        }
    }
}

/// Where a test puts an input: the two ways to pass one to a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Block,
    Host,
}

pub const PLACES: [Place; 2] = [Place::Block, Place::Host];

/// Puts `bytes` into the block at `at`.
pub fn put(backend: &mut dyn Backend, bytes: &[u8], at: usize) -> Range<usize> {
    let range = at..at + bytes.len();
    backend.reserve(range.end).unwrap();
    backend.block()[range.clone()].copy_from_slice(bytes);
    range
}

fn place<'a>(backend: &mut dyn Backend, bytes: &'a [u8], place: Place, at: &mut usize) -> Input<'a> {
    match place {
        Place::Host => Input::Host(bytes),
        Place::Block => {
            let range = put(backend, bytes, *at);
            *at = align(range.end);
            Input::Block(range)
        }
    }
}

/// `hash` of the bytes, from where `place` puts them.
pub fn hash(backend: &mut dyn Backend, bytes: &[u8], state: u32, at: Place) -> u32 {
    let input = place(backend, bytes, at, &mut { INPUT_START });
    backend.hash(input, state).unwrap()
}

/// `hash64` of the bytes, from where `place` puts them.
pub fn hash64(backend: &mut dyn Backend, bytes: &[u8], state: u64, at: Place) -> u64 {
    let input = place(backend, bytes, at, &mut { INPUT_START });
    backend.hash64(input, state).unwrap()
}

/// `compare` as -1, 0 or 1.
pub fn compare(backend: &mut dyn Backend, a: &[u8], b: &[u8], places: [Place; 2]) -> i32 {
    let mut at = INPUT_START;
    let a = place(backend, a, places[0], &mut at);
    let b = place(backend, b, places[1], &mut at);
    backend.compare(a, b).unwrap() as i32
}

/// `native::search_all` as a list.
pub fn search_all(haystack: &[u8], needle: &[u8], overlapping: bool) -> Vec<usize> {
    let mut found = Vec::new();
    native::search_all(haystack, needle, overlapping, &mut |at| found.push(at));
    found
}

/// `fnv1a::hash_many` of texts that lie one behind the other, in 32 and in 64 bits.
pub fn hash_many(texts: &[Vec<u8>]) -> (Vec<u32>, Vec<u64>) {
    let mut end = 0;
    let ends: Vec<u32> = texts
        .iter()
        .map(|text| {
            end += text.len() as u32;
            end
        })
        .collect();
    let (mut hashes, mut hashes64) = (vec![0; texts.len()], vec![0; texts.len()]);
    fnv1a::hash_many(&texts.concat(), &ends, &mut hashes);
    fnv1a::hash_many(&texts.concat(), &ends, &mut hashes64);
    (hashes, hashes64)
}

/// `search` as an offset or -1.
pub fn search(backend: &mut dyn Backend, haystack: &[u8], needle: &[u8], places: [Place; 2]) -> i64 {
    let mut at = INPUT_START;
    let needle = place(backend, needle, places[1], &mut at);
    let haystack = place(backend, haystack, places[0], &mut at);
    backend.search(haystack, needle).unwrap().map_or(-1, |offset| offset as i64)
}

/// The matches of a set of needles.
pub fn needles(haystack: &[u8], list: &[Vec<u8>], ignore_case: bool) -> Result<Vec<Match>, TooDense> {
    let mut bytes = list.concat();
    if ignore_case {
        bytes.make_ascii_lowercase();
    }
    let ends = list.iter().scan(0, |end, needle| {
        *end += needle.len() as u32;
        Some(*end)
    });
    let set = Needles::new(bytes, ends.collect(), ignore_case).unwrap();
    let (mut cursor, mut found) = (set.cursor(haystack, 0), Vec::new());
    while let Some(next) = set.next(haystack, &mut cursor)? {
        found.push(next);
    }
    Ok(found)
}
