//! `stringOps.wat` is assembled twice: by the `wat` crate into the addon, by wabt into the committed
//! `stringOps.wasm`. Both behave the same, in the engine that runs the latter.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::Command;

use stringops_booster::backend::wasmtime::WASM;

#[test]
fn both_outputs_behave_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stringOps.wat-crate.wasm");
    std::fs::write(&ours, WASM).unwrap();
    let output = Command::new("node")
        .arg(root.join("__tests__/support/compare-modules.mjs"))
        .arg(&ours)
        .arg(root.join("modules/stringOps/stringOps.wasm"))
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stdout.contains("behave alike"), "{stdout}\n{stderr}");
}
