//! Every row of the corpus, on every backend, from the block and from the caller's bytes.

mod support;

use support::corpus::{CompareRow, HashRow, SearchRow, rows};
use support::{PLACES, Text, compare, every_backend, hash, oracle, search};

fn bytes(text: &Text) -> Vec<u8> {
    let bytes = text.bytes();
    if let Text::Units(units) = text {
        assert_eq!(bytes, oracle::utf8(units), "UTF-8 of {units:x?}");
    }
    bytes
}

fn run_hash_rows(file: &str) {
    for row in rows::<HashRow>(file) {
        let input = bytes(&row.input);
        assert_eq!(oracle::hash(&input, row.seed), row.hash, "{}: the row itself", row.name);
        for (kind, mut backend) in every_backend() {
            for place in PLACES {
                let hash = hash(backend.as_mut(), &input, row.seed, place);
                assert_eq!(hash, row.hash, "{}, {kind:?}, {place:?}", row.name);
            }
        }
    }
}

#[test]
fn hash_rows() {
    run_hash_rows("hash.json");
}

#[test]
fn seed_rows() {
    run_hash_rows("seed.json");
}

#[test]
fn compare_rows() {
    for row in rows::<CompareRow>("compare.json") {
        let (a, b) = (bytes(&row.a), bytes(&row.b));
        assert_eq!(oracle::compare(&a, &b), row.order, "{}: the row itself", row.name);
        for (kind, mut backend) in every_backend() {
            for places in PLACES.map(|a| PLACES.map(|b| [a, b])).concat() {
                let order = compare(backend.as_mut(), &a, &b, places);
                assert_eq!(order, row.order, "{}, {kind:?}, {places:?}", row.name);
            }
        }
    }
}

#[test]
fn search_rows() {
    for row in rows::<SearchRow>("search.json") {
        let (haystack, needle) = (bytes(&row.haystack), bytes(&row.needle));
        assert_eq!(oracle::search(&haystack, &needle), row.offset, "{}: the row itself", row.name);
        for (kind, mut backend) in every_backend() {
            for places in PLACES.map(|a| PLACES.map(|b| [a, b])).concat() {
                let offset = search(backend.as_mut(), &haystack, &needle, places);
                assert_eq!(offset, row.offset, "{}, {kind:?}, {places:?}", row.name);
            }
        }
    }
}
