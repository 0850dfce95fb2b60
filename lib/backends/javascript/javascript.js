'use strict';

/**
 * The `javascript` backend: complete, exact, in plain JavaScript that also runs in a browser. What the operations mean
 * is written in docs/SEMANTICS.md.
 */

const { hashingMany } = require('../../operations/hash-many.js');
const { uncloneable } = require('../../errors/uncloneable.js');
const { hashBytes, hashString } = require('../../kernels/fnv1a.js');
const { byteLengthOf, logValueOf, sizeOf, stateOf } = require('../../operations/input.js');
const { lateAsync } = require('../../operations/late.js');
const { boundOperations } = require('../../operations/table.js');
const { readNamed } = require('../../operations/named-options.js');
const { MemoryLimit, MOST_PAGES, checkPages } = require('../../operations/memory-limit.js');
const { compareBytes, compareStringToBytes, compareStrings } = require('../../kernels/compare.js');
const { eachOccurrence } = require('../../kernels/occurrences.js');
const { indexing } = require('../../operations/fast-index-of.js');
const { listing } = require('../../operations/find-all.js');
const { search } = require('../../kernels/search.js');
const { copyOf } = require('../../text/typed-array.js');
const { encode } = require('../../text/utf8.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/** @type {(ops: StringOpsFallback) => MemoryLimit} */
let limitOf;

class StringOpsFallback {
  uncloneable = uncloneable('a StringOpsFallback');
  #memory;
  #indexOf;
  #all;
  #hashMany;

  static {
    limitOf = (ops) => ops.#memory;
  }

  /**
   * @param {object} [options]
   * @param {number} [options.maximumPages] memory limit for the inputs of one call, in pages of 64 KiB; the same rule
   *   as on every backend
   */
  constructor(options) {
    const { maximumPages = MOST_PAGES } = readNamed(options, ['maximumPages']);
    this.#memory = new MemoryLimit(checkPages('options.maximumPages', maximumPages, 1, MOST_PAGES));
    this.#indexOf = indexing((haystack, needle) => this.#search(haystack, needle), this.#memory);
    this.#all = listing(eachOccurrence, () => this.#memory);
    this.#hashMany = hashingMany((input) => this.fastHash(input), this.#memory);
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
    return this.#search(haystack, needle);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {number} [position]
   * @returns {number}
   */
  fastIndexOf(haystack, needle, position) {
    return this.#indexOf(haystack, needle, position);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean }} [options]
   * @returns {Uint32Array}
   */
  fastSearchAll(haystack, needle, options) {
    return this.#all.list(haystack, needle, options);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean }} [options]
   * @returns {number}
   */
  fastCount(haystack, needle, options) {
    return this.#all.count(haystack, needle, options);
  }

  /**
   * @param {Iterable<Input>} inputs
   * @returns {Uint32Array}
   */
  fastHashMany(inputs) {
    return this.#hashMany(inputs);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   */
  #search(haystack, needle) {
    return this.#memory.within(() => search(haystack, needle), haystack, needle);
  }
}

/**
 * @param {object} options
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {import('../../operations/table.js').Kernel}
 */
function createJavaScript({ maximumPages, log }) {
  const ops = new StringOpsFallback({ maximumPages });
  /** @type {import('../../operations/table.js').KernelOperations} */
  const kernel = {
    ...boundOperations(ops),
    debugLog(value) {
      log(logValueOf(value) | 0); // -0 is 0 as an i32
    },
    // Only held texts are kept, and their memory is the engine's.
    memoryState: () => ({ block: 0, bytes: 0, held: limitOf(ops).held, peak: 0, grown: 0 }),
    copyMemory() {},
    trim() {},
  };
  const limit = limitOf(ops);
  return {
    ...kernel,
    held: () => require('../../operations/held-store.js').createHeldStore(shelfOf(kernel, limit), limit),
    ...lateAsync(({ asynchronous, createSlices }) => asynchronous(createSlices(kernel, limit), false, limit)),
    limit,
  };
}

/**
 * Held texts: a string is kept as it is, since the engine never changes it, and bytes are copied.
 *
 * @param {import('../../operations/table.js').KernelOperations} ops
 * @param {MemoryLimit} limit
 * @returns {import('../../operations/held-store.js').Shelf<{ source: Input, bytes?: Uint8Array }>}
 */
const shelfOf = (ops, limit) => ({
  ops,
  put(input) {
    const source = typeof input === 'string' ? input : copyOf(input);
    return { place: { source }, length: byteLengthOf(source) };
  },
  read(place, other) {
    const { source } = place;
    if (typeof source !== 'string' || other === undefined || typeof other === 'string') return source;
    return (place.bytes ??= limit.within(() => encode(source), source, other));
  },
  remove() {},
  makeRoom() {},
});

module.exports.StringOpsFallback = StringOpsFallback;
module.exports.createJavaScript = createJavaScript;
