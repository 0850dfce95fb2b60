//! The one wasmtime [`Config`] of this crate, compiled into `build.rs` and into the addon alike.
//!
//! An ahead-of-time artifact loads only into an engine whose settings (memory reservation, guard,
//! traps, fuel, epochs, …) equal those it was compiled with. `build.rs` adds to it what only the
//! compiler knows: the target and its CPU features.

use wasmtime::Config;

/// Address space reserved for one linear memory, in bytes: the 256 pages of 64 KiB every instance
/// starts with. Small, so that instances fit under `ulimit -v`; a memory that grows past it moves.
const MEMORY_RESERVATION: u64 = 16 << 20;

/// Address space reserved beyond the new size when a memory has moved, in bytes.
const GROWTH_RESERVATION: u64 = 16 << 20;

/// Unmapped bytes after a memory.
const MEMORY_GUARD: u64 = 64 << 10;

/// The most native stack a call into the module may use, in bytes. JavaScript may have used up nearly all of a worker's
/// stack when it calls us; with wasmtime's default of 512 KiB that would be a SIGSEGV, with this it is a trap. Our
/// kernels use a few hundred bytes.
const MAX_WASM_STACK: usize = 128 << 10;

/// Settings common to the compiler in `build.rs` and the run time in the addon.
pub fn engine_config() -> Config {
    let mut config = Config::new();
    config
        // Explicit bounds checks instead of process-wide signal handlers beside V8's own.
        .signals_based_traps(false)
        .memory_reservation(MEMORY_RESERVATION)
        .memory_reservation_for_growth(GROWTH_RESERVATION)
        .memory_guard_size(MEMORY_GUARD)
        .memory_may_move(true)
        .max_wasm_stack(MAX_WASM_STACK)
        .wasm_simd(true)
        // The module does not use it, and Node 20, where the same file must load, does not have it.
        .wasm_relaxed_simd(false);
    config
}
