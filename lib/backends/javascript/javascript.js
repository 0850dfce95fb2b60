'use strict';

/**
 * The `javascript` backend: complete, exact, in plain JavaScript that also runs in a browser. What the operations mean
 * is written in docs/SEMANTICS.md.
 */

const { compareBytes, compareStringToBytes, compareStrings } = require('../../kernels/compare.js');
const { hashBytes, hashString } = require('../../kernels/fnv1a.js');
const { hashBytes64, hashString64 } = require('../../kernels/fnv1a64.js');
const { eachOccurrence } = require('../../kernels/occurrences.js');
const { search } = require('../../kernels/search.js');
const { derived, standalone } = require('../../operations/derived.js');
const { byteLengthOf, logValueOf, sizeOf, stateOf, stateOf64 } = require('../../operations/input.js');
const { MemoryLimit, limitOf } = require('../../operations/memory-limit.js');
const { copyOf } = require('../../text/typed-array.js');
const { encode } = require('../../text/utf8.js');

/** @typedef {import('../../operations/input.js').Input} Input */
/** @typedef {import('../../operations/derived.js').Operations} Operations */

/**
 * @param {MemoryLimit} limit
 * @returns {Operations}
 */
function operations(limit) {
  /** @param {Input} haystack @param {Input} needle */
  const check = (haystack, needle) =>
    limit.check(sizeOf('haystack', haystack) + sizeOf('needle', needle), haystack, needle);

  /** @type {Operations['fastHash']} */
  const fastHash = (input, seed) => {
    const size = sizeOf('input', input);
    const state = stateOf(seed);
    limit.check(size, input);
    return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
  };

  /** @type {Operations['fastHash64']} */
  const fastHash64 = (input, seed) => {
    const size = sizeOf('input', input);
    const state = stateOf64(seed);
    limit.check(size, input);
    return typeof input === 'string' ? hashString64(input, state) : hashBytes64(input, size, state);
  };

  /** @type {Operations['fastCompare']} */
  const fastCompare = (a, b) => {
    if (a === b && typeof a === 'string') return 0;
    const aSize = sizeOf('a', a);
    const bSize = sizeOf('b', b);
    limit.check(aSize + bSize, a, b);
    if (typeof a === 'string') {
      return typeof b === 'string' ? compareStrings(a, b) : compareStringToBytes(a, b, bSize);
    }
    if (typeof b !== 'string') return compareBytes(a, aSize, b, bSize);
    return /** @type {-1 | 0 | 1} */ (0 - compareStringToBytes(b, a, aSize));
  };

  /** @type {Operations['fastSearch']} */
  const fastSearch = (haystack, needle) => {
    check(haystack, needle);
    return limit.within(() => search(haystack, needle), haystack, needle);
  };

  /** @type {typeof eachOccurrence} */
  const each = (haystack, needle, overlapping, found) => {
    check(haystack, needle);
    eachOccurrence(haystack, needle, overlapping, found);
  };

  return { fastHash, fastHash64, fastCompare, fastSearch, ...derived(fastSearch, each, limit) };
}

/** @param {{ maximumPages?: number }} [options] */
function fallbackOperations(options) {
  const limit = limitOf(options);
  return standalone(operations(limit), limit);
}

/**
 * @param {object} options
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {import('../../operations/table.js').Kernel}
 */
function createJavaScript({ maximumPages, log }) {
  const limit = new MemoryLimit(maximumPages);
  const ops = operations(limit);
  return {
    ...ops,
    limit,
    debugLog(value) {
      log(logValueOf(value) | 0); // -0 is 0 as an i32
    },
    // Only held texts are kept, and their memory is the engine's.
    memoryState: () => ({ block: 0, bytes: 0, held: limit.held, peak: 0, grown: 0 }),
    copyMemory() {},
    trim() {},
    held: () => require('../../operations/held-store.js').createHeldStore(shelfOf(ops, limit), limit),
  };
}

/**
 * Held texts: a string is kept as it is, since the engine never changes it, and bytes are copied.
 *
 * @param {Operations} ops
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
