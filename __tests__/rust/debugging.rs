//! What a developer of the module sees from outside: names in traps.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use stringops_booster::backend::wasmtime::engine_and_module;
use wasmtime::{Extern, Func, Instance, Memory, MemoryType, Store, WasmBacktrace};

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
