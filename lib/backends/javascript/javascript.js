'use strict';

/**
 * The `javascript` backend: complete, exact, in plain JavaScript that also runs in a browser. What the operations mean
 * is written in docs/SEMANTICS.md.
 */

const { hashingMany } = require('../../operations/hash-many.js');
const { hashBytes, hashString } = require('../../kernels/fnv1a.js');
const { byteLengthOf, logValueOf, sizeOf, stateOf } = require('../../operations/input.js');
const { lateAsync } = require('../../operations/late.js');
const { MemoryLimit, limitOf } = require('../../operations/memory-limit.js');
const { compareBytes, compareStringToBytes, compareStrings } = require('../../kernels/compare.js');
const { eachOccurrence } = require('../../kernels/occurrences.js');
const { indexing } = require('../../operations/fast-index-of.js');
const { listing } = require('../../operations/find-all.js');
const { search } = require('../../kernels/search.js');
const { copyOf } = require('../../text/typed-array.js');
const { encode } = require('../../text/utf8.js');

/** @typedef {import('../../operations/input.js').Input} Input */
/** @typedef {import('../../operations/table.js').KernelOperations} KernelOperations */

/**
 * @param {MemoryLimit} limit
 * @returns {Pick<KernelOperations, import('../../operations/table.js').OperationName>}
 */
function operations(limit) {
  /** @type {KernelOperations['fastHash']} */
  const fastHash = (input, seed) => {
    const size = sizeOf('input', input);
    const state = stateOf(seed);
    limit.check(size, input);
    return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
  };
  const find = (/** @type {Input} */ haystack, /** @type {Input} */ needle) =>
    limit.within(() => search(haystack, needle), haystack, needle);
  const { list, count } = listing(eachOccurrence, limit);
  return {
    fastHash,
    fastCompare(a, b) {
      if (a === b && typeof a === 'string') return 0;
      const aSize = sizeOf('a', a);
      const bSize = sizeOf('b', b);
      limit.check(aSize + bSize, a, b);
      if (typeof a === 'string') {
        return typeof b === 'string' ? compareStrings(a, b) : compareStringToBytes(a, b, bSize);
      }
      if (typeof b !== 'string') return compareBytes(a, aSize, b, bSize);
      return /** @type {-1 | 0 | 1} */ (0 - compareStringToBytes(b, a, aSize));
    },
    fastSearch(haystack, needle) {
      limit.check(sizeOf('haystack', haystack) + sizeOf('needle', needle), haystack, needle);
      return find(haystack, needle);
    },
    fastIndexOf: indexing(find, limit),
    fastSearchAll: list,
    fastCount: count,
    fastHashMany: hashingMany((input) => fastHash(input), limit),
  };
}

/** @param {{ maximumPages?: number }} [options] memory limit for the inputs of one call, in pages of 64 KiB */
const fallbackOperations = (options) => operations(limitOf(options));

/**
 * @param {object} options
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {import('../../operations/table.js').Kernel}
 */
function createJavaScript({ maximumPages, log }) {
  const limit = new MemoryLimit(maximumPages);
  /** @type {KernelOperations} */
  const kernel = {
    ...operations(limit),
    debugLog(value) {
      log(logValueOf(value) | 0); // -0 is 0 as an i32
    },
    // Only held texts are kept, and their memory is the engine's.
    memoryState: () => ({ block: 0, bytes: 0, held: limit.held, peak: 0, grown: 0 }),
    copyMemory() {},
    trim() {},
  };
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
 * @param {KernelOperations} ops
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

module.exports = { createJavaScript, fallbackOperations };
