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
function indexing(fastSearch, limit, unitSearch, searchedBytes = T.SEARCHED_BYTES) {
  /** @param {string} text @param {string} needle @param {number | undefined} position */
  const indexInText = (text, needle, position) => {
    const start = position === undefined ? 0 : min(positionOf(position), text.length);
    limit.check(text.length + needle.length, text, needle);
    if (needle.length <= LINEAR) return locate(text, needle, start, unitSearch);
    // Nothing else takes memory.
    return limit.within(() => locate(text, needle, start, unitSearch), text, needle);
  };
  /** @param {Input} haystack @param {Input} needle @param {number | undefined} position */
  const indexOfAny = (haystack, needle, position) => {
    if (typeof haystack === 'string' && typeof needle === 'string') return indexInText(haystack, needle, position);
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
  // Little enough for the engine to inline it with `locate`: a call of `indexOf` takes no longer than each step to it.
  return (haystack, needle, position) =>
    typeof haystack === 'string' &&
    typeof needle === 'string' &&
    position === undefined &&
    needle.length <= LINEAR &&
    haystack.length + needle.length <= limit.surelyFits
      ? locate(haystack, needle, 0, unitSearch)
      : indexOfAny(haystack, needle, position);
}

module.exports.indexing = indexing;
