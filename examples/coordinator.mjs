// The guide's pattern 2, coordinator integration: several modules behind one object with a lifecycle.
//   node examples/coordinator.mjs
import { WASMRuntimeCoordinator } from 'stringops-booster';

class Pipeline {
  constructor() {
    this.coordinator = new WASMRuntimeCoordinator({ metrics: true });
    // Loaded when first needed; any object of functions is a module.
    this.coordinator.registerModule('words', async () => ({
      /** @param {string} text */
      count: (text) => text.split(/\s+/).filter(Boolean).length,
    }));
  }

  async initialize() {
    await this.coordinator.initialize();
  }

  /** @param {string} content */
  async processFile(content) {
    const [{ result: hash, accelerated }, { result: matches }, { result: words, method }] = await Promise.all([
      this.coordinator.execute('stringOps', 'fastHash', content),
      this.coordinator.execute('stringOps', 'fastCount', content, 'fox'),
      this.coordinator.execute('words', 'count', content),
    ]);
    return { hash, accelerated, matches, words, method };
  }

  async close() {
    await this.coordinator.dispose();
  }
}

const pipeline = new Pipeline();
await pipeline.initialize();

const { hash, accelerated, matches, words, method } = await pipeline.processFile('the fox saw the other fox');
console.log('hash', hash);
console.log('accelerated', accelerated);
console.log('matches', matches);
console.log('words', words, 'by', method);

const refused = await pipeline.coordinator.execute('stringOps', 'fastHahs', 'a').catch((error) => error);
console.log('a mistake', refused.code);

const { healthy, selfTest } = await pipeline.coordinator.health();
console.log('healthy', healthy, `(${selfTest.passed} of ${selfTest.total} known answers)`);
const report = pipeline.coordinator.performanceMonitor.getReport();
console.log('calls', report.calls, 'errors', report.errors);

await pipeline.close();
const closed = await pipeline.coordinator.execute('stringOps', 'fastHash', 'a').catch((error) => error);
console.log('after close', closed.code);
