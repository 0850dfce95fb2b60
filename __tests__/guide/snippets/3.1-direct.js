import { loadStringOps } from './wasm/modules/stringOps/index.js';

class MyService {
  constructor() {
    this.stringOps = null;
  }

  async initialize() {
    this.stringOps = await loadStringOps();
  }

  computeHash(str) {
    return this.stringOps.fastHash(str);
  }
}
