// ❌ BAD: Memory leak
async function badExample() {
  const ptr = wasmAllocate(1024);
  const result = wasmFunction(ptr);
  return result; // Forgot to free!
}

// ✅ GOOD: Always free
async function goodExample() {
  const ptr = wasmAllocate(1024);
  try {
    const result = wasmFunction(ptr);
    return result;
  } finally {
    wasmFree(ptr); // Always freed
  }
}

// ✅ BETTER: Use wrapper that auto-frees
class WASMMemoryGuard {
  constructor(size) {
    this.ptr = wasmAllocate(size);
  }

  get() {
    return this.ptr;
  }

  free() {
    if (this.ptr !== null) {
      wasmFree(this.ptr);
      this.ptr = null;
    }
  }

  [Symbol.dispose]() {
    this.free();
  }
}

// Usage with automatic cleanup
using memory = new WASMMemoryGuard(1024);
const result = wasmFunction(memory.get());
// Automatically freed when leaving scope
