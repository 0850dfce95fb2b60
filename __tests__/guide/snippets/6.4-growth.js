// ❌ BAD: Fixed size memory
const memory = new WebAssembly.Memory({ initial: 1 }); // Only 64KB!

// ✅ GOOD: Allow memory growth
const memory = new WebAssembly.Memory({
  initial: 16,   // 1MB initial
  maximum: 256   // 16MB maximum
});

// Check before allocating
if (memory.buffer.byteLength < neededSize) {
  const pagesNeeded = Math.ceil(neededSize / 65536);
  memory.grow(pagesNeeded);
}
