//! Writes modules that end, for `node scripts/fuzz-wasm.mjs`: each as its length (four bytes, the lowest first) and its
//! bytes.
//!
//! `cargo run --release --manifest-path __tests__/fuzz/Cargo.toml --example modules -- FIRST COUNT > OUTPUT`

use std::io::{self, BufWriter, Write};

use arbitrary::{Arbitrary, Unstructured};
use wasm_smith::{Config, Module};

/// Bytes that a module is made of.
const LONGEST: u64 = 4096;

/// Function entries and loop turns after which a module ends itself.
const TURNS: u32 = 2000;

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<u64>());
    let (Some(Ok(first)), Some(Ok(count))) = (args.next(), args.next()) else { panic!("usage: modules FIRST COUNT") };
    let mut output = BufWriter::new(io::stdout().lock());
    for seed in first..first + count {
        let bytes = module(seed);
        output.write_all(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        output.write_all(&bytes)?;
    }
    output.flush()
}

/// The module of a seed; empty if there is none that ends.
fn module(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let length = 256 + next(&mut state) % (LONGEST - 256);
    let recipe: Vec<u8> = (0..length).map(|_| next(&mut state) as u8).collect();
    let mut recipe = Unstructured::new(&recipe);
    let Ok(config) = Config::arbitrary(&mut recipe) else { return Vec::new() };
    let Ok(mut module) = Module::new(ours(config), &mut recipe) else { return Vec::new() };
    if module.ensure_termination(TURNS).is_err() {
        return Vec::new();
    }
    module.to_bytes()
}

/// What both V8 of Node 20 and V8 of Node 24 take, with the same answers.
fn ours(config: Config) -> Config {
    Config {
        bulk_memory_enabled: true,
        reference_types_enabled: true,
        simd_enabled: true,
        tail_call_enabled: true,
        multi_value_enabled: true,
        saturating_float_to_int_enabled: true,
        sign_extension_ops_enabled: true,
        canonicalize_nans: true,
        export_everything: true,
        allow_start_export: true,
        disallow_traps: false,
        allow_invalid_funcs: false,
        generate_custom_sections: false,
        max_imports: 0,
        min_imports: 0,
        min_funcs: 1,
        max_funcs: 12,
        max_memories: 1,
        max_memory32_bytes: 1 << 20,
        memory_max_size_required: true,
        max_tables: 4,
        max_table_elements: 10_000,
        table_max_size_required: true,
        compact_imports_enabled: false,
        custom_descriptors_enabled: false,
        custom_page_sizes_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        relaxed_simd_enabled: false,
        shared_everything_threads_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        acquire_release_atomics_enabled: false,
        multibyte_array_access_enabled: false,
        ..config
    }
}

/// The next number of a xorshift generator.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 24
}
