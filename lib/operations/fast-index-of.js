'use strict';

/**
 * `fastIndexOf`: positions in and out are UTF-16 units of a string, bytes of an array.
 */

const { LINEAR } = require('../kernels/linear-index-of.js');
const { positionOf, sizeOf } = require('./input.js');
const { UNKNOWN, locate, locateBytes, unitAt } = require('./locate.js');
const T = require('./thresholds.js');
const { viewOf } = require('../text/typed-array.js');

const { min } = Math;

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */

/**
 * `fastIndexOf` over a backend's `fastSearch`.
 *
 * @param {(haystack: Input, needle: Input) => number} fastSearch
 * @param {MemoryLimit} limit
 * @param {import('./locate.js').UnitSearch} [unitSearch]
 * @param {number} [searchedBytes] that are searched by Node's own function
 * @returns {(haystack: Input, needle: Input, position?: number) => number}
 */
const indexing =
  (fastSearch, limit, unitSearch, searchedBytes = T.SEARCHED_BYTES) =>
  (haystack, needle, position) => {
    if (typeof haystack === 'string' && typeof needle === 'string') {
      const start = position === undefined ? 0 : min(positionOf(position), haystack.length);
      const size = haystack.length + needle.length;
      if (size > limit.surelyFits) limit.check(size, haystack, needle);
      if (needle.length <= LINEAR) return locate(haystack, needle, start, unitSearch);
      // Nothing else takes memory.
      return limit.within(() => locate(haystack, needle, start, unitSearch), haystack, needle);
    }
    const size = sizeOf('haystack', haystack);
    const needleSize = sizeOf('needle', needle);
    const start = min(positionOf(position), size);
    limit.check(size + needleSize, haystack, needle);
    if (needleSize === 0) return start;
    if (typeof haystack !== 'string' && typeof needle !== 'string') {
      const index = locateBytes(haystack, size, needle, needleSize, start, searchedBytes);
      if (index !== UNKNOWN) return index;
    }
    const isText = typeof haystack === 'string';
    const rest = start === 0 ? haystack : isText ? haystack.slice(start) : viewOf(haystack, start, size);
    const offset = fastSearch(rest, needle);
    if (offset === -1) return -1;
    return start + (typeof rest === 'string' ? unitAt(rest, offset) : offset);
  };

module.exports.indexing = indexing;
