// The guide's pattern 3, optional enhancement: code that works at once, and is quicker once the package has loaded. The JavaScript in it must mean the same as what replaces it, or hashes change midway. (The guide's does not.)
//   node examples/optional.mjs
import { setTimeout as wait } from 'node:timers/promises';

const encoder = new TextEncoder();

class ExistingService {
  /** @type {import('stringops-booster').StringOps | null} */
  #ops = null;

  constructor() {
    // Not awaited: the service is usable before, and also if the package is not installed.
    this.enhanced = import('stringops-booster')
      .then(({ loadStringOps }) => loadStringOps())
      .then(
        (ops) => {
          this.#ops = ops;
          return true;
        },
        () => false,
      );
  }

  get isEnhanced() {
    return this.#ops !== null;
  }

  /** @param {string} text */
  computeHash(text) {
    if (this.#ops !== null) return this.#ops.fastHash(text);
    let hash = 2166136261;
    for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 16777619);
    return hash >>> 0;
  }
}

const service = new ExistingService();
const text = 'héllo wörld 🚀 '.repeat(50);

const before = service.computeHash(text);
console.log('enhanced', service.isEnhanced, 'hash', before);

await Promise.race([service.enhanced, wait(60_000, undefined, { ref: false })]);

const after = service.computeHash(text);
console.log('enhanced', service.isEnhanced, 'hash', after);
if (before !== after) throw new Error('the hashes differ');
