//! Every row of the corpus, on every backend, from the block and from the caller's bytes.

use crate::support::corpus::{CompareRow, HashManyRow, HashRow, NeedlesRow, SearchAllRow, SearchRow, rows};
use crate::support::{
    PLACES, Text, compare, every_backend, hash, hash_many, hash64, needles, oracle, search, search_all,
};

fn bytes(text: &Text) -> Vec<u8> {
    let bytes = text.bytes();
    if let Text::Units(units) = text {
        assert_eq!(bytes, oracle::utf8(units), "UTF-8 of {units:x?}");
    }
    bytes
}

#[test]
fn hash_rows() {
    for row in rows::<HashRow>("hash.json") {
        let input = bytes(&row.input);
        assert_eq!(oracle::hash(&input, row.seed), row.hash, "{}: the row itself", row.name);
        assert_eq!(oracle::hash64(&input, row.seed64), row.hash64, "{}: the row itself", row.name);
        for (kind, mut backend) in every_backend() {
            for place in PLACES {
                let hash = hash(backend.as_mut(), &input, row.seed, place);
                assert_eq!(hash, row.hash, "{}, {kind:?}, {place:?}", row.name);
                let hash = hash64(backend.as_mut(), &input, row.seed64, place);
                assert_eq!(hash, row.hash64, "{}, {kind:?}, {place:?}, 64 bits", row.name);
            }
        }
    }
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

#[test]
fn search_all_rows() {
    for row in rows::<SearchAllRow>("searchall.json") {
        let (haystack, needle) = (bytes(&row.haystack), bytes(&row.needle));
        if haystack.len() < 20_000 {
            let expected = oracle::search_all(&haystack, &needle, row.overlapping);
            assert_eq!(expected, row.offsets, "{}: the row itself", row.name);
        }
        assert!(search_all(&haystack, &needle, row.overlapping) == row.offsets, "{}", row.name);
    }
}

#[test]
fn needles_rows() {
    for row in rows::<NeedlesRow>("needles.json") {
        let (list, haystack): (Vec<Vec<u8>>, _) = (row.needles.iter().map(bytes).collect(), bytes(&row.haystack));
        let expected = oracle::needles(&haystack, &list, row.ignore_case);
        assert_eq!(expected, row.matches, "{}: the row itself", row.name);
        assert_eq!(needles(&haystack, &list, row.ignore_case), Ok(row.matches), "{}", row.name);
    }
}

#[test]
fn hash_many_rows() {
    for row in rows::<HashManyRow>("hashmany.json") {
        let texts: Vec<Vec<u8>> = row.inputs.iter().map(bytes).collect();
        let expected: Vec<u32> = texts.iter().map(|text| oracle::hash(text, 2_166_136_261)).collect();
        assert_eq!(expected, row.hashes, "{}: the row itself", row.name);
        let expected: Vec<u64> = texts.iter().map(|text| oracle::hash64(text, 0xcbf2_9ce4_8422_2325)).collect();
        assert_eq!(expected, row.hashes64, "{}: the row itself", row.name);
        assert_eq!(hash_many(&texts), (row.hashes, row.hashes64), "{}", row.name);
    }
}
