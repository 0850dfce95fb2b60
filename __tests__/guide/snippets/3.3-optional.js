class ExistingService {
  constructor() {
    this.wasmStringOps = null;

    // Load WASM asynchronously, don't block
    loadStringOps().then(ops => {
      this.wasmStringOps = ops;
      console.log('🚀 WASM acceleration enabled');
    }).catch(() => {
      console.log('⚠️ Using JavaScript implementation');
    });
  }

  computeHash(str) {
    // Use WASM if available, otherwise fallback to JS
    if (this.wasmStringOps) {
      return this.wasmStringOps.fastHash(str);
    }

    // Original JavaScript implementation
    let hash = 0;
    for (let i = 0; i < str.length; i++) {
      hash = ((hash << 5) - hash) + str.charCodeAt(i);
      hash = hash & hash;
    }
    return hash;
  }
}
