//! One program with every target; `STRINGOPS_FUZZ` in its environment says which of them it runs.

#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::{Corpus, fuzz_target};
use stringops_booster_fuzz::{backends, compare, hash, needles, search, utf16};

thread_local! {
    static CHECK: fn(&[u8]) -> Corpus = match std::env::var("STRINGOPS_FUZZ").as_deref() {
        Ok("hash") => |data| run(data, hash::check::<u32>),
        Ok("hash64") => |data| run(data, hash::check::<u64>),
        Ok("compare") => |data| run(data, compare::check),
        Ok("needles") => |data| run(data, needles::check),
        Ok("search") => |data| run(data, search::check),
        Ok("utf16") => |data| run(data, utf16::check),
        other => panic!("STRINGOPS_FUZZ names a target: hash, hash64, compare, needles, search or utf16, not {other:?}"),
    };
}

/// Reads a case from the fuzzer's bytes and checks it. Bytes that give none are no input for the corpus.
fn run<'a, C: Arbitrary<'a>>(data: &'a [u8], check: fn(&C)) -> Corpus {
    if data.len() < C::size_hint(0).0 {
        return Corpus::Reject;
    }
    let Ok(case) = C::arbitrary_take_rest(Unstructured::new(data)) else { return Corpus::Reject };
    check(&case);
    Corpus::Keep
}

fuzz_target!(init: backends::announce(), |data: &[u8]| -> Corpus { CHECK.with(|check| check(data)) });
