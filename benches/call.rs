//! The cost of one call into a backend, without the crossing from JavaScript: no bytes, so no work. And that of what comes
//! before it: the first load in a process (an engine, and the module from its ahead-of-time artifact), and each instance.

#![allow(clippy::unwrap_used, reason = "a bench may panic")]

use divan::{Bencher, black_box};
use stringops_booster::backend::wasmtime::ARTIFACT;
use stringops_booster::backend::{INPUT_START, Input, Kind, Limits};
use stringops_booster::engine_config::engine_config;
use wasmtime::{Engine, Module};

const LIMITS: Limits = Limits { initial_pages: 256, maximum_pages: 65536 };
const EMPTY: Input<'static> = Input::Block(INPUT_START..INPUT_START);

#[divan::bench(args = ["wasmtime", "native"])]
fn hash_of_nothing(bencher: Bencher<'_, '_>, name: &str) {
    let mut backend = Kind::from_name(name).unwrap().instantiate(LIMITS).unwrap();
    assert_eq!(backend.hash(EMPTY, 7).unwrap(), 7);
    bencher.bench_local(|| backend.hash(black_box(EMPTY), black_box(7)).unwrap());
}

#[divan::bench(args = ["wasmtime", "native"])]
fn compare_of_nothing(bencher: Bencher<'_, '_>, name: &str) {
    let mut backend = Kind::from_name(name).unwrap().instantiate(LIMITS).unwrap();
    assert!(backend.compare(EMPTY, EMPTY).unwrap().is_eq());
    bencher.bench_local(|| backend.compare(black_box(EMPTY), black_box(EMPTY)).unwrap());
}

#[divan::bench(args = ["wasmtime", "native"])]
fn search_of_nothing(bencher: Bencher<'_, '_>, name: &str) {
    let mut backend = Kind::from_name(name).unwrap().instantiate(LIMITS).unwrap();
    assert_eq!(backend.search(EMPTY, EMPTY).unwrap(), Some(0));
    bencher.bench_local(|| backend.search(black_box(EMPTY), black_box(EMPTY)).unwrap());
}

#[divan::bench]
fn engine(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| Engine::new(&engine_config()).unwrap());
}

#[divan::bench]
fn engine_and_module(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let engine = Engine::new(&engine_config()).unwrap();
        // SAFETY: the artifact comes from this very build.
        let module = unsafe { Module::deserialize(&engine, ARTIFACT) }.unwrap();
        assert!(module.get_export("fastHash").is_some());
        module
    });
}

#[divan::bench(args = ["wasmtime", "native"])]
fn instantiate(bencher: Bencher<'_, '_>, name: &str) {
    let kind = Kind::from_name(name).unwrap();
    let mut first = kind.instantiate(LIMITS).unwrap();
    assert_eq!(first.block()[0], 0);
    bencher.bench_local(|| kind.instantiate(LIMITS).unwrap());
}

fn main() {
    divan::main();
}
