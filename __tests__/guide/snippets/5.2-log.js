const wasmInstance = await WebAssembly.instantiate(wasmModule, {
  env: {
    memory: new WebAssembly.Memory({ initial: 256 }),
    log: (value) => console.log('WASM Log:', value)
  }
});
