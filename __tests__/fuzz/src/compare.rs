//! The order of bytes: from every place, in both orders, of texts that are prefixes or differ in one byte, held or not.

use arbitrary::Arbitrary;

use crate::backends::{self, PLACE_PAIRS};
use crate::oracle;
use crate::recipe::{Share, Text};

/// What the second text is to the first.
#[derive(Arbitrary, Debug)]
pub enum Relation {
    /// The same front, then different rests.
    Fork(Text<u8>, Text<u8>),
    Equal,
    Prefix(Share),
    /// One byte changed.
    Changed(Share, u8),
    /// One byte changed, and cut off anywhere.
    ChangedPrefix(Share, u8, Share),
    /// Shifted by some bytes: equal if it is periodic.
    Shifted(u8),
}

#[derive(Arbitrary, Debug)]
pub struct Case {
    pub offsets: [u8; 2],
    pub swapped: bool,
    pub relation: Relation,
    pub text: Text<u8>,
}

impl Case {
    /// The two texts.
    pub fn texts(&self) -> [Vec<u8>; 2] {
        let text = self.text.build();
        let mut other = text.clone();
        let change = |text: &mut Vec<u8>, at: Share, by: u8| {
            if let Some(last) = text.len().checked_sub(1) {
                text[at.of(last)] ^= by;
            }
        };
        match &self.relation {
            Relation::Fork(a, b) => {
                return [[text, a.build()].concat(), [other, b.build()].concat()];
            }
            Relation::Equal => {}
            Relation::Prefix(len) => other.truncate(len.of(text.len())),
            Relation::Changed(at, by) => change(&mut other, *at, *by),
            Relation::ChangedPrefix(at, by, len) => {
                change(&mut other, *at, *by);
                other.truncate(len.of(text.len()));
            }
            Relation::Shifted(by) => {
                other.drain(..usize::from(*by).min(text.len()));
            }
        }
        [text, other]
    }
}

pub fn check(case: &Case) {
    let [mut a, mut b] = case.texts();
    if case.swapped {
        std::mem::swap(&mut a, &mut b);
    }
    let expected = oracle::compare(&a, &b);
    let offsets = case.offsets.map(|offset| usize::from(offset % 64));
    let (a, b) = (backends::placed(&a, offsets[0]), backends::placed(&b, offsets[1]));

    backends::each(|kind, backend| {
        for places in PLACE_PAIRS {
            let [x, y] = backends::inputs(backend, [&a, &b], places, offsets);
            let order = backend.compare(x.clone(), y.clone()).map(|order| order as i32);
            assert_eq!(order.ok(), Some(expected), "{kind:?} {places:?}");
            let order = backend.compare(y, x.clone()).map(|order| order as i32);
            assert_eq!(order.ok(), Some(-expected), "{kind:?} {places:?}, swapped");
            let order = backend.compare(x.clone(), x).map(|order| order as i32);
            assert_eq!(order.ok(), Some(0), "{kind:?} {places:?}, with itself");
        }
    });
}
