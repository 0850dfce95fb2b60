//! Builds the module into the addon: `stringOps.wat` -> wasm -> ahead-of-time artifact.
//!
//! The artifact and the wasm are written to `OUT_DIR` and embedded by `src/backend/wasmtime.rs`, so the
//! addon carries neither compiler nor assembler.

#[path = "src/engine_config.rs"]
mod engine_config;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use wasmtime::{Config, Engine};

const WAT: &str = "modules/stringOps/stringOps.wat";
const LOCK: &str = "Cargo.lock";

/// A module for `__tests__/rust/sandbox.rs` that goes wrong on demand. Compiled like the other, but not part of the
/// addon.
const HOSTILE_WAT: &str = "__tests__/rust/sandbox/hostile.wat";

/// x86-64 features the artifact may use: those to which WebAssembly's SIMD instructions map one to one. Without them
/// SIMD code is 4 to 14 times slower; AVX and above gain nothing here. A CPU without them refuses the artifact at load
/// time, and the `native` backend takes over.
const X86_64_FEATURES: &[&str] = &["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"];

fn main() -> Result<(), Box<dyn Error>> {
    napi_build::setup();
    println!("cargo:rerun-if-changed={WAT}");
    println!("cargo:rerun-if-changed={HOSTILE_WAT}");
    println!("cargo:rerun-if-changed=src/engine_config.rs");

    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let target = env::var("TARGET")?;
    println!("cargo:rustc-env=STRINGOPS_TARGET={target}");
    println!("cargo:rerun-if-changed={LOCK}");
    println!("cargo:rustc-env=STRINGOPS_WASMTIME={}", locked_version(&fs::read_to_string(LOCK)?, "wasmtime")?);

    let wasm = wat::parse_file(WAT)?;
    fs::write(out_dir.join("stringOps.wasm"), &wasm)?;
    let artifact = out_dir.join("stringOps.cwasm");
    if has_compiler(&env::var("CARGO_CFG_TARGET_ARCH")?) {
        let hostile = wat::parse_file(HOSTILE_WAT)?;
        let mut interruptible = engine_config::engine_config();
        interruptible.epoch_interruption(true);
        precompile(&wasm, engine_config::engine_config(), &target, &artifact)?;
        precompile(&hostile, engine_config::engine_config(), &target, &out_dir.join("hostile.cwasm"))?;
        precompile(&hostile, interruptible, &target, &out_dir.join("hostile.epochs.cwasm"))?;
    } else {
        // An empty artifact makes the `wasmtime` backend say so, and `native` take over.
        println!("cargo:warning=wasmtime has no compiler for {target}: this build runs the native backend only");
        for artifact in ["stringOps.cwasm", "hostile.cwasm", "hostile.epochs.cwasm"] {
            fs::write(out_dir.join(artifact), [])?;
        }
    }
    Ok(())
}

/// The version of a package in the text of `Cargo.lock`, since the engine does not report its own.
fn locked_version<'a>(lock: &'a str, package: &str) -> Result<&'a str, String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .ok_or_else(|| format!("{LOCK} has no version of {package}"))
}

/// Whether Cranelift generates code for this architecture.
fn has_compiler(arch: &str) -> bool {
    matches!(arch, "x86_64" | "aarch64" | "riscv64" | "s390x")
}

/// Compiles `wasm` for `target`, not for the build machine, whose AVX-512 must not leak in.
fn precompile(wasm: &[u8], mut config: Config, target: &str, artifact: &Path) -> Result<(), Box<dyn Error>> {
    config.target(target)?;
    if target.starts_with("x86_64") {
        for feature in X86_64_FEATURES {
            // SAFETY: "unsafe" because a flag may promise a CPU feature that is missing; the run time
            // checks every flag of an artifact against the CPU and refuses it otherwise.
            unsafe { config.cranelift_flag_enable(feature) };
        }
    }
    fs::write(artifact, Engine::new(&config)?.precompile_module(wasm)?)?;
    Ok(())
}
