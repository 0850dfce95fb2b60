//! The cost of the first load in a process: an engine, and the module from its ahead-of-time artifact.

#![allow(clippy::unwrap_used, reason = "a bench may panic")]

use divan::Bencher;
use stringops_booster::backend::wasmtime::ARTIFACT;
use stringops_booster::engine_config::engine_config;
use wasmtime::{Engine, Module};

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

fn main() {
    divan::main();
}
