// Inspect WASM memory
function inspectMemory(memory, offset, length) {
  const view = new Uint8Array(memory.buffer);
  const bytes = view.slice(offset, offset + length);

  console.log('Memory at offset', offset, ':');
  console.log(Array.from(bytes).map(b => b.toString(16).padStart(2, '0')).join(' '));

  // As text
  const decoder = new TextDecoder();
  console.log('As text:', decoder.decode(bytes));
}

// Usage
inspectMemory(wasmInstance.exports.memory, 0, 64);
