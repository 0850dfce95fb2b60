//! Random inputs: every backend returns what the naive oracle returns.

use std::cell::RefCell;

use crate::support::{
    PLACES, Place, compare, every_backend, hash, hash_many, hash64, needles, oracle, put, search, search_all,
};
use proptest::collection::vec;
use proptest::prelude::*;
use stringops_booster::backend::{Backend, Kind};

thread_local! {
    static BACKENDS: RefCell<Vec<(Kind, Box<dyn Backend>)>> = RefCell::new(every_backend());
}

fn on_every_backend(mut check: impl FnMut(Kind, &mut dyn Backend)) {
    BACKENDS.with_borrow_mut(|backends| {
        for (kind, backend) in backends {
            check(*kind, backend.as_mut());
        }
    });
}

/// Few different bytes, so that partial matches and equal prefixes are common.
fn repetitive(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..most),
        vec(prop::sample::select(&b"ab"[..]), 0..most),
        vec(prop::sample::select(&b"abc \xc3\xa9"[..]), 0..most),
        (vec(any::<u8>(), 1..9), 0..most).prop_map(|(unit, len)| unit.into_iter().cycle().take(len).collect()),
    ]
}

/// A haystack, and a needle that is often a part of it, or nearly so.
fn haystack_and_needle() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    (repetitive(2000), repetitive(40), any::<(prop::sample::Index, prop::sample::Index)>(), 0..4).prop_map(
        |(haystack, other, (from, len), how)| {
            if haystack.is_empty() || how == 0 {
                return (haystack, other);
            }
            let start = from.index(haystack.len());
            let mut needle = haystack[start..start + len.index(haystack.len() - start + 1)].to_vec();
            if how == 1
                && let Some(last) = needle.last_mut()
            {
                *last ^= 1;
            }
            (haystack, needle)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn hash_is_fnv1a(bytes in repetitive(20_000), state: u32, state64: u64, split: prop::sample::Index) {
        let expected = oracle::hash(&bytes, state);
        let expected64 = oracle::hash64(&bytes, state64);
        let (first, second) = bytes.split_at(split.index(bytes.len() + 1));
        on_every_backend(|kind, backend| {
            for place in PLACES {
                assert_eq!(hash(backend, &bytes, state, place), expected, "{kind:?} {place:?}");
                assert_eq!(hash64(backend, &bytes, state64, place), expected64, "{kind:?} {place:?}");
            }
            let half_way = hash(backend, first, state, Place::Block);
            assert_eq!(hash(backend, second, half_way, Place::Host), expected, "{kind:?}, in two parts");
            let half_way = hash64(backend, first, state64, Place::Block);
            assert_eq!(hash64(backend, second, half_way, Place::Host), expected64, "{kind:?}, in two parts");
        });
    }

    #[test]
    fn compare_is_the_order_of_bytes(a in repetitive(300), b in repetitive(300), common in repetitive(700)) {
        let (a, b) = ([common.clone(), a].concat(), [common, b].concat());
        let expected = oracle::compare(&a, &b);
        on_every_backend(|kind, backend| {
            for places in PLACES.map(|a| PLACES.map(|b| [a, b])).concat() {
                assert_eq!(compare(backend, &a, &b, places), expected, "{kind:?} {places:?}");
                assert_eq!(compare(backend, &b, &a, places), -expected, "{kind:?} {places:?}, swapped");
            }
        });
    }

    #[test]
    fn search_finds_the_first((haystack, needle) in haystack_and_needle()) {
        let expected = oracle::search(&haystack, &needle);
        on_every_backend(|kind, backend| {
            for places in PLACES.map(|a| PLACES.map(|b| [a, b])).concat() {
                assert_eq!(search(backend, &haystack, &needle, places), expected, "{kind:?} {places:?}");
            }
        });
    }

    #[test]
    fn search_all_finds_all((haystack, needle) in haystack_and_needle(), overlapping: bool) {
        let expected = oracle::search_all(&haystack, &needle, overlapping);
        prop_assert_eq!(search_all(&haystack, &needle, overlapping), expected);
    }

    /// Periodic needles in texts that repeat them, break off and start again.
    #[test]
    fn search_all_keeps_to_periods(
        unit in vec(prop::sample::select(&b"ab"[..]), 1..7),
        times in 1usize..6,
        rest in 0usize..6,
        parts in vec((0usize..40, vec(prop::sample::select(&b"abc"[..]), 0..3)), 1..6),
    ) {
        let needle: Vec<u8> = unit.iter().copied().cycle().take(unit.len() * times + rest).collect();
        let haystack: Vec<u8> = parts
            .into_iter()
            .flat_map(|(len, between)| unit.iter().copied().cycle().take(len).chain(between).collect::<Vec<u8>>())
            .collect();
        for overlapping in [false, true] {
            let expected = oracle::search_all(&haystack, &needle, overlapping);
            prop_assert_eq!(search_all(&haystack, &needle, overlapping), expected);
        }
    }

    /// Sets for each of the ways to search: one needle, a few, many, long ones.
    #[test]
    fn needles_find_the_leftmost_longest(
        (haystack, part) in haystack_and_needle(),
        mut list in vec(vec(prop::sample::select(&b"abAB \xc3\xa9"[..]), 1..9), 1..200),
        count in prop::sample::select(&[1usize, 2, 5, 30, 100, 200][..]),
        ignore_case: bool,
    ) {
        list.truncate(count);
        if !part.is_empty() {
            list.push(part);
        }
        let expected = oracle::needles(&haystack, &list, ignore_case);
        // What it leaves to an automaton is found there, by the tests in JavaScript.
        if let Ok(found) = needles(&haystack, &list, ignore_case) {
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn hash_many_is_fnv1a(texts in vec(repetitive(150), 0..90)) {
        let expected: Vec<u32> = texts.iter().map(|text| oracle::hash(text, 2_166_136_261)).collect();
        let expected64: Vec<u64> = texts.iter().map(|text| oracle::hash64(text, 0xcbf2_9ce4_8422_2325)).collect();
        prop_assert_eq!(hash_many(&texts), (expected, expected64));
    }

    /// All 34 paddings on both sides, so that every loop tail is hit, with bytes around the input that would change the
    /// result if they were read.
    #[test]
    fn neighbours_do_not_matter(bytes in repetitive(200), before in 0usize..34, after in 0usize..34) {
        let padded = [vec![b'a'; before], bytes.clone(), vec![b'a'; after]].concat();
        on_every_backend(|kind, backend| {
            let block = put(backend, &padded, stringops_booster::backend::INPUT_START);
            let range = block.start + before..block.end - after;
            let input = || stringops_booster::backend::Input::Block(range.clone());
            assert_eq!(backend.hash(input(), 7).unwrap(), oracle::hash(&bytes, 7), "{kind:?}");
            assert_eq!(backend.hash64(input(), 7).unwrap(), oracle::hash64(&bytes, 7), "{kind:?}");
            assert!(backend.compare(input(), input()).unwrap().is_eq(), "{kind:?}");
            let needle = put(backend, b"aaab", stringops_booster::backend::align(block.end));
            let found = backend.search(input(), stringops_booster::backend::Input::Block(needle)).unwrap();
            assert_eq!(found.map_or(-1, |at| at as i64), oracle::search(&bytes, b"aaab"), "{kind:?}");
        });
    }
}
