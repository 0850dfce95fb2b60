// ❌ BAD: Passing JavaScript objects
wasmFunction({ name: 'test' }); // Error!

// ✅ GOOD: Serialize first
const json = JSON.stringify({ name: 'test' });
const bytes = new TextEncoder().encode(json);
const ptr = copyToWASM(bytes);
wasmFunction(ptr, bytes.length);

// Or use memory directly
const ptr = wasmAllocate(8);
const view = new DataView(memory.buffer);
view.setFloat64(ptr, 3.14159, true); // little-endian
