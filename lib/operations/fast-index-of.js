'use strict';

/**
 * `fastIndexOf`: positions in and out are UTF-16 units of a string, bytes of an array.
 */

const { LINEAR } = require('../kernels/linear-index-of.js');
const { positionOf, sizeOf } = require('./input.js');
const { UNKNOWN, locate, locateBytes } = require('./locate.js');
const T = require('./thresholds.js');
const { viewOf } = require('../text/typed-array.js');
const { isHighSurrogate, isLowSurrogate } = require('../text/utf8.js');

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

/**
 * The unit at which the character begins that contains a byte of the text's UTF-8.
 *
 * @param {string} text
 * @param {number} offset in bytes, below the text's length
 */
function unitAt(text, offset) {
  let index = 0;
  for (let bytes = 0; ;) {
    const unit = text.charCodeAt(index);
    const isPair = isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1));
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : 3;
    if (bytes > offset) return index;
    index += isPair ? 2 : 1;
  }
}

module.exports.indexing = indexing;
