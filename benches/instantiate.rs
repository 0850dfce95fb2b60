//! The cost of one more instance, once the engine and the module are loaded.

#![allow(clippy::unwrap_used, reason = "a bench may panic")]

use divan::Bencher;
use stringops_booster::backend::{Kind, Limits};

const LIMITS: Limits = Limits { initial_pages: 256, maximum_pages: 65536 };

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
