// The guide's pattern 1, direct integration: a service that loads the operations once and calls them.
//   node examples/direct.mjs
import { loadStringOps } from 'stringops-booster';

class TextService {
  /** @type {import('stringops-booster').StringOps | null} */
  #ops = null;

  async initialize() {
    this.#ops = await loadStringOps();
  }

  get ops() {
    if (this.#ops === null) throw new Error('TextService: await initialize() first');
    return this.#ops;
  }

  /** @param {string} text */
  computeHash(text) {
    return this.ops.fastHash(text);
  }

  /** @param {string[]} words */
  sort(words) {
    return words.toSorted(this.ops.fastCompare);
  }

  /** @param {string} text @param {string} needle */
  find(text, needle) {
    return this.ops.fastIndexOf(text, needle);
  }
}

const service = new TextService();
await service.initialize();

console.log('backend', service.ops.backend);
console.log('hash', service.computeHash('hello world'));
console.log('sorted', service.sort(['zebra', 'éclair', 'apple', 'Apple', '🚀']).join(' '));
console.log('found at', service.find('héllo world', 'world'));
