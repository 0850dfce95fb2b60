//! The module as it is assembled: twice, and with names.

use std::path::Path;
use std::process::Command;

use stringops_booster::backend::wasmtime::{WASM, engine_and_module};
use wasmtime::{Extern, Func, Instance, Memory, MemoryType, Store, WasmBacktrace};

/// `stringOps.wat` is assembled by the `wat` crate into the addon, and by wabt into the committed `stringOps.wasm`. Both
/// behave the same, in the engine that runs the latter.
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

/// A needle that begins where memory ends makes the search trap; the trap names the function.
#[test]
fn a_trap_names_the_function() {
    let (engine, module) = engine_and_module().unwrap();
    let mut store = Store::new(&engine, ());
    let memory = Memory::new(&mut store, MemoryType::new(256, None)).unwrap();
    let log = Func::wrap(&mut store, |_: i32| {});
    let imports: Vec<Extern> =
        module.imports().map(|import| if import.name() == "memory" { memory.into() } else { log.into() }).collect();
    let instance = Instance::new(&mut store, &module, &imports).unwrap();
    let end = u32::try_from(memory.data_size(&store)).unwrap();

    let calls = [("fastSearch", "fast_search", vec![0, 100, end, 10]), ("fastHash", "hash_serial", vec![end, 10])];
    for (export, name, arguments) in calls {
        let function = instance.get_func(&mut store, export).unwrap();
        let arguments: Vec<_> = arguments.into_iter().map(|value: u32| value.cast_signed().into()).collect();
        let error = function.call(&mut store, &arguments, &mut [wasmtime::Val::I32(0)]).unwrap_err();
        let frames = error.downcast_ref::<WasmBacktrace>().unwrap().frames();
        assert_eq!(frames[0].func_name(), Some(name));
        let text = format!("{error:#}");
        assert!(text.contains(&format!("string_ops!{name}")), "{text}");
    }
}
