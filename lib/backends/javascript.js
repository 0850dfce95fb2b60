'use strict';

/**
 * The `javascript` backend: complete, exact, in plain JavaScript that also runs in a browser. What the
 * operations mean is written in index.d.ts; the other backends are measured against this one's meaning.
 */

const { invalidArgType } = require('../errors.js');
const { hashBytes, hashString } = require('../fnv1a.js');
const { logValueOf, sizeOf, stateOf } = require('../input.js');
const { MemoryLimit, MOST_PAGES, checkPages } = require('../memory-limit.js');
const { compareBytes, compareStringToBytes, compareStrings } = require('../order.js');
const { search } = require('../search.js');

/** @typedef {import('../input.js').Input} Input */

class StringOpsFallback {
  #memory;

  /**
   * @param {object} [options]
   * @param {number} [options.maximumPages] memory limit the inputs of one call are held to, in pages of
   *   64 KiB; the same rule as on every backend
   */
  constructor(options = {}) {
    if (typeof options !== 'object' || options === null)
      throw invalidArgType('options', options, 'an object');
    const { maximumPages = MOST_PAGES } = options;
    this.#memory = new MemoryLimit(checkPages('options.maximumPages', maximumPages, 1, MOST_PAGES));
  }

  /**
   * @param {Input} input
   * @param {number} [seed]
   * @returns {number}
   */
  fastHash(input, seed) {
    const size = sizeOf('input', input);
    const state = stateOf(seed);
    this.#memory.check(size, input);
    return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
  }

  /**
   * @param {Input} a
   * @param {Input} b
   * @returns {-1 | 0 | 1}
   */
  fastCompare(a, b) {
    if (a === b && typeof a === 'string') return 0;
    const aSize = sizeOf('a', a);
    const bSize = sizeOf('b', b);
    this.#memory.check(aSize + bSize, a, b);
    if (typeof a === 'string') {
      return typeof b === 'string' ? compareStrings(a, b) : compareStringToBytes(a, b, bSize);
    }
    if (typeof b !== 'string') return compareBytes(a, aSize, b, bSize);
    return /** @type {-1 | 0 | 1} */ (0 - compareStringToBytes(b, a, aSize));
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @returns {number}
   */
  fastSearch(haystack, needle) {
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    this.#memory.check(size, haystack, needle);
    return search(haystack, needle);
  }
}

/**
 * @param {object} options
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {import('../operations.js').Kernel}
 */
function createJavaScript({ maximumPages, log }) {
  const ops = new StringOpsFallback({ maximumPages });
  return {
    fastHash: (input, seed) => ops.fastHash(input, seed),
    fastCompare: (a, b) => ops.fastCompare(a, b),
    fastSearch: (haystack, needle) => ops.fastSearch(haystack, needle),
    debugLog: (value) => log(logValueOf(value)),
  };
}

module.exports.StringOpsFallback = StringOpsFallback;
module.exports.createJavaScript = createJavaScript;
