'use strict';

/**
 * What the backends in JavaScript have in common: the operations that follow from others.
 */

const { hexOf } = require('../kernels/fnv1a64.js');
const { indexing } = require('./fast-index-of.js');
const { NARROW, WIDE, hashingMany } = require('./hash-many.js');
const { overlappingOf, sizeOf } = require('./input.js');
const { listOffsets } = require('./offsets.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./table.js').KernelOperations} KernelOperations */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */
/**
 * @typedef {Pick<KernelOperations, 'fastHash' | 'fastHash64' | 'fastCompare' | 'fastSearch' | 'fastSearchAll' | 'fastCount'> & {
 *   fastIndexOf: (haystack: Input, needle: Input, position?: number) => number
 * }} Operations
 */

/**
 * @param {KernelOperations['fastSearch']} fastSearch
 * @param {(haystack: Input, needle: Input, overlapping: boolean, found: (offset: number) => void) => void} each calls
 *   `found` with the offset of each occurrence, in order; it checks the inputs
 * @param {MemoryLimit} limit
 * @returns {Pick<Operations, 'fastIndexOf' | 'fastSearchAll' | 'fastCount'>}
 */
const derived = (fastSearch, each, limit) => ({
  fastIndexOf: indexing(fastSearch, limit),
  fastSearchAll(haystack, needle, overlapping) {
    const find = (/** @type {(offset: number) => void} */ found) =>
      limit.within(() => each(haystack, needle, overlapping, found), haystack, needle);
    return listOffsets(find, limit, haystack, needle);
  },
  fastCount(haystack, needle, overlapping) {
    let count = 0;
    limit.within(() => each(haystack, needle, overlapping, () => count++), haystack, needle);
    return count;
  },
});

/**
 * The same for programs that make an instance themselves, with options.
 *
 * @param {Operations} ops
 * @param {MemoryLimit} limit the one that they check
 * @returns {import('../load/public.js').PublicOperations}
 */
const standalone = (ops, limit) => ({
  fastHash: (input, seed) => ops.fastHash(input, seed),
  fastHash64: (input, seed) => ops.fastHash64(input, seed),
  fastHash64Hex: (input, seed) => hexOf(ops.fastHash64(input, seed)),
  fastCompare: (a, b) => ops.fastCompare(a, b),
  fastSearch: (haystack, needle) => ops.fastSearch(haystack, needle),
  fastIndexOf: (haystack, needle, position) => ops.fastIndexOf(haystack, needle, position),
  fastSearchAll: (haystack, needle, options) =>
    ops.fastSearchAll(haystack, needle, checkedOverlapping(haystack, needle, options)),
  fastCount: (haystack, needle, options) =>
    ops.fastCount(haystack, needle, checkedOverlapping(haystack, needle, options)),
  fastHashMany: hashingMany(NARROW, (input) => ops.fastHash(input), limit),
  fastHashMany64: hashingMany(WIDE, (input) => ops.fastHash64(input), limit),
});

/**
 * @param {Input} haystack
 * @param {Input} needle
 * @param {{ overlapping?: boolean } | undefined} options
 */
function checkedOverlapping(haystack, needle, options) {
  // Before the options, whose getters may run anything; so the operation checks them again.
  sizeOf('haystack', haystack);
  sizeOf('needle', needle);
  return overlappingOf(options);
}

module.exports = { derived, standalone };
