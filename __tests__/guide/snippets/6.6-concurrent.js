// ❌ BAD: Shared state without locking
let sharedPtr = 0;

async function badConcurrent(str) {
  sharedPtr = allocate(str.length);
  copyString(sharedPtr, str);
  // Another call might overwrite sharedPtr here!
  const result = wasmFunction(sharedPtr);
  free(sharedPtr);
  return result;
}

// ✅ GOOD: Each call gets own memory
async function goodConcurrent(str) {
  const ptr = allocate(str.length); // Local variable
  copyString(ptr, str);
  const result = wasmFunction(ptr);
  free(ptr);
  return result;
}

// ✅ BETTER: Use memory pool
class MemoryPool {
  constructor() {
    this.available = [];
  }

  acquire(size) {
    if (this.available.length > 0) {
      return this.available.pop();
    }
    return allocate(size);
  }

  release(ptr) {
    this.available.push(ptr);
  }
}
