//! Writes recipes of the corpus rows to `OUTPUT/<target>/`, from which the fuzzers start.
//!
//! `cargo run --manifest-path __tests__/fuzz/Cargo.toml --example seeds -- OUTPUT`

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use arbitrary::{Arbitrary, Unstructured};
use serde_json::Value;
use stringops_booster_fuzz::recipe::{Count, Piece, Symbol, Text};
use stringops_booster_fuzz::{compare, hash, oracle, search, utf16};

/// Larger seeds are left out: libFuzzer prefers many small ones.
const LARGEST: usize = 4096;

/// How many pieces a recipe may have.
const MOST_PIECES: usize = 8;

fn main() {
    let output = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| panic!("usage: seeds OUTPUT")));
    let mut seeds = Seeds { output, written: 0, left_out: 0 };
    for row in rows("hash.json") {
        let state = row["seed"].as_u64().unwrap_or(0x811c_9dc5) as u32;
        seeds.hash("hash", &bytes(&row["input"]), state, &state.to_le_bytes());
        let digits = row["seed64"].as_str().unwrap_or("cbf29ce484222325");
        let state = u64::from_str_radix(digits, 16).unwrap_or_else(|error| panic!("{digits}: {error}"));
        seeds.hash("hash64", &bytes(&row["input"]), state, &state.to_le_bytes());
        seeds.utf16(&row["input"]);
    }
    for row in rows("compare.json") {
        seeds.compare(&bytes(&row["a"]), &bytes(&row["b"]));
        seeds.utf16(&row["a"]);
    }
    for file in ["search.json", "searchall.json"] {
        for row in rows(file) {
            seeds.search(&bytes(&row["haystack"]), &bytes(&row["needle"]));
            seeds.utf16(&row["haystack"]);
        }
    }
    for row in rows("hashmany.json") {
        for input in row["inputs"].as_array().into_iter().flatten() {
            seeds.hash("hash", &bytes(input), 0x811c_9dc5_u32, &0x811c_9dc5_u32.to_le_bytes());
            seeds.utf16(input);
        }
    }
    println!("{} seeds; {} rows are too long for one", seeds.written, seeds.left_out);
    assert!(seeds.written > 100, "the corpus gives seeds");
}

fn rows(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    json["rows"].as_array().unwrap_or_else(|| panic!("{file} has no rows")).clone()
}

/// An input of the corpus as units, or `None` if it is bytes.
fn units(input: &Value) -> Option<Vec<Piece<u16>>> {
    let Some((form, value)) = input.as_object().and_then(|input| input.iter().next()) else {
        panic!("not an input: {input}")
    };
    let raw = |units: Vec<u16>| Some(vec![Piece::Raw(units)]);
    match form.as_str() {
        "text" => raw(value.as_str()?.encode_utf16().collect()),
        "utf16" => raw(value.as_array()?.iter().filter_map(|unit| Some(unit.as_u64()? as u16)).collect()),
        "hex" => None,
        "repeat" => Some(repeat(units(&value[0])?, value[1].as_u64()? as usize)),
        "concat" => {
            let parts: Option<Vec<_>> = value.as_array()?.iter().map(units).collect();
            Some(parts?.concat())
        }
        other => panic!("unknown form {other}"),
    }
}

/// An input of the corpus as bytes of UTF-8.
fn bytes(input: &Value) -> Vec<Piece<u8>> {
    if let Some(units) = units(input) {
        // Halves of pairs may meet at a seam: then it is one piece.
        let each: Vec<Vec<u8>> = units.iter().map(|piece| utf8(&build(std::slice::from_ref(piece)))).collect();
        if each.concat() == utf8(&build(&units)) && units.iter().all(is_whole) {
            return units
                .iter()
                .map(|piece| match piece {
                    Piece::Repeat(unit, times) => Piece::Repeat(utf8(unit), *times),
                    other => Piece::Raw(utf8(&build(std::slice::from_ref(other)))),
                })
                .collect();
        }
        return vec![Piece::Raw(utf8(&build(&units)))];
    }
    let (form, value) = input.as_object().and_then(|input| input.iter().next()).expect("an input");
    match form.as_str() {
        "hex" => {
            let digits = value.as_str().expect("hex");
            let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex digits");
            vec![Piece::Raw((0..digits.len()).step_by(2).map(pair).collect())]
        }
        "repeat" => repeat(bytes(&value[0]), value[1].as_u64().expect("a count") as usize),
        "concat" => value.as_array().into_iter().flatten().flat_map(bytes).collect(),
        other => panic!("unknown form {other}"),
    }
}

/// Whether no surrogate pair is made or broken where the piece begins or repeats.
fn is_whole(piece: &Piece<u16>) -> bool {
    let (Piece::Raw(unit) | Piece::Repeat(unit, _)) = piece else { return false };
    String::from_utf16(unit).is_ok()
}

fn repeat<T: Symbol>(pieces: Vec<Piece<T>>, times: usize) -> Vec<Piece<T>> {
    vec![Piece::Repeat(build(&pieces), Count(times))]
}

fn build<T: Symbol>(pieces: &[Piece<T>]) -> Vec<T> {
    Text { pieces: pieces.to_vec(), edits: Vec::new() }.build()
}

fn utf8(units: &[u16]) -> Vec<u8> {
    oracle::utf8(units)
}

/// A text of these pieces, or in one piece if there are too many.
fn write<T: Symbol>(pieces: &[Piece<T>], out: &mut Vec<u8>) {
    let pieces = if pieces.len() <= MOST_PIECES { pieces.to_vec() } else { vec![Piece::Raw(build(pieces))] };
    Text { pieces, edits: Vec::new() }.write(out);
}

/// What `derive(Arbitrary)` reads as variant `index` of `count`.
fn variant(index: u64, count: u64, out: &mut Vec<u8>) {
    let number = (index << 32).div_ceil(count) as u32;
    out.extend_from_slice(&number.to_le_bytes());
}

struct Seeds {
    output: PathBuf,
    written: usize,
    left_out: usize,
}

impl Seeds {
    /// Writes a seed, which must be read back as what it was made from.
    fn write<'a, T: Arbitrary<'a>>(&mut self, target: &str, seed: &'a [u8], is_right: impl Fn(&T) -> bool) {
        let case = T::arbitrary_take_rest(Unstructured::new(seed));
        let case = case.unwrap_or_else(|error| panic!("a seed for {target} is not read: {error}"));
        if seed.len() > LARGEST || !is_right(&case) {
            // Too long a file, or more than a recipe can express.
            self.left_out += 1;
            return;
        }
        let directory = self.output.join(target);
        fs::create_dir_all(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        let path = directory.join(format!("row-{:016x}", hasher.finish()));
        fs::write(&path, seed).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.written += 1;
    }

    fn hash<W: hash::Width>(&mut self, target: &str, input: &[Piece<u8>], state: W, state_bytes: &[u8])
    where
        hash::Case<W>: for<'a> Arbitrary<'a>,
    {
        let mut seed = state_bytes.to_vec();
        seed.extend_from_slice(&[0, 0, 0x80, 1, 7, 16, 60]);
        write(input, &mut seed);
        let text = build(input);
        self.write(target, &seed, |case: &hash::Case<W>| case.state == state && case.text.build() == text);
    }

    fn compare(&mut self, a: &[Piece<u8>], b: &[Piece<u8>]) {
        // A fork without a common front.
        let mut seed = vec![0, 1, 0];
        variant(0, 6, &mut seed);
        write(a, &mut seed);
        write(b, &mut seed);
        write::<u8>(&[], &mut seed);
        let texts = [build(a), build(b)];
        self.write("compare", &seed, |case: &compare::Case| case.texts() == texts);
    }

    fn search(&mut self, haystack: &[Piece<u8>], needle: &[Piece<u8>]) {
        let mut seed = vec![3, 0, 0, 0, 0];
        variant(0, 5, &mut seed);
        write(needle, &mut seed);
        write(haystack, &mut seed);
        write::<u8>(&[], &mut seed);
        let (haystack, needle) = (build(haystack), build(needle));
        self.write("search", &seed, |case: &search::Case| {
            case.haystack.build() == haystack && case.needle(&haystack) == needle
        });
    }

    fn utf16(&mut self, input: &Value) {
        let Some(input) = units(input) else { return };
        let mut seed = vec![0, 0, 0, 0x80, 0];
        write(&input, &mut seed);
        let text = build(&input);
        self.write("utf16", &seed, |case: &utf16::Case| case.text.build() == text);
    }
}
