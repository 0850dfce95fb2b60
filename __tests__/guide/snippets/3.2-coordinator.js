import { WASMRuntimeCoordinator } from './src/booster/wasm-runtime-coordinator.js';

class MyPipeline {
  constructor() {
    this.coordinator = new WASMRuntimeCoordinator();
  }

  async initialize() {
    await this.coordinator.initialize();
  }

  async processFile(content) {
    // Automatic WASM or fallback
    const { result: hash } = await this.coordinator.execute(
      'stringOps',
      'fastHash',
      content
    );

    return hash;
  }
}
