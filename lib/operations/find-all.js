'use strict';

/**
 * `fastSearchAll` and `fastCount` of the backends that are not the addon, over what calls back for each occurrence.
 */

const { overlappingOf } = require('./fast-index-of.js');
const { sizeOf } = require('./input.js');
const { Offsets } = require('./offsets.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {{ overlapping?: boolean } | undefined} Options */

/**
 * @param {(haystack: Input, needle: Input, overlapping: boolean, found: (offset: number) => void) => void} each
 * @param {import('./memory-limit.js').MemoryLimit} limit
 */
function listing(each, limit) {
  /** @param {Input} haystack @param {Input} needle @param {Options} options @param {(offset: number) => void} found */
  const find = (haystack, needle, options, found) => {
    sizeOf('haystack', haystack);
    sizeOf('needle', needle);
    const overlapping = overlappingOf(options);
    // Again: the options' getters may have run anything.
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    limit.check(size, haystack, needle);
    limit.within(() => each(haystack, needle, overlapping, found), haystack, needle);
  };

  return {
    /** @param {Input} haystack @param {Input} needle @param {Options} options */
    list(haystack, needle, options) {
      const offsets = new Offsets(() => limit.taken(haystack, needle), limit.limit);
      find(haystack, needle, options, (offset) => offsets.add(offset));
      return offsets.take();
    },
    /** @param {Input} haystack @param {Input} needle @param {Options} options */
    count(haystack, needle, options) {
      let count = 0;
      find(haystack, needle, options, () => count++);
      return count;
    },
  };
}

module.exports.listing = listing;
