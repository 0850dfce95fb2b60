'use strict';

/**
 * `fastIndexOf`, and the options of `fastSearchAll` and `fastCount`.
 */

const { LINEAR } = require('../kernels/linear-index-of.js');
const { invalidArgType } = require('../errors/errors.js');
const { sizeOf } = require('./input.js');
const { UNKNOWN, locate, locateBytes } = require('./locate.js');
const T = require('./thresholds.js');
const { readNamed } = require('./named-options.js');
const { viewOf } = require('../text/typed-array.js');
const { isHighSurrogate, isLowSurrogate } = require('../text/utf8.js');

const { floor, min } = Math;

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */

/**
 * @param {number | undefined} position
 * @returns {number} an integer from 0, or infinity
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what is not a number
 */
function positionOf(position) {
  if (position === undefined) return 0;
  if (typeof position !== 'number') throw invalidArgType('position', position, 'a number');
  return position > 0 ? floor(position) : 0; // NaN too
}

/**
 * @param {unknown} options `SearchAllOptions`, or undefined
 * @returns {boolean}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for an unknown name
 */
function overlappingOf(options) {
  if (options === undefined) return false;
  const { overlapping = false } = readNamed(options, ['overlapping']);
  if (typeof overlapping !== 'boolean') throw invalidArgType('options.overlapping', overlapping, 'a boolean');
  return overlapping;
}

/**
 * `fastSearchAll` or `fastCount` over the addon's function.
 *
 * @template R
 * @param {(haystack: Input, needle: Input, overlapping: boolean) => R} operation
 * @returns {(haystack: Input, needle: Input, options?: { overlapping?: boolean }) => R}
 */
const findingAll = (operation) => (haystack, needle, options) => {
  // Before the options, whose getters may run anything; the addon checks the inputs again.
  sizeOf('haystack', haystack);
  sizeOf('needle', needle);
  return operation(haystack, needle, overlappingOf(options));
};

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
      limit.check(haystack.length + needle.length, haystack, needle);
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
    const rest = restOf(haystack, start, size);
    const offset = fastSearch(rest, needle);
    if (offset === -1) return -1;
    return start + (typeof rest === 'string' ? unitAt(rest, offset) : offset);
  };

/**
 * @param {Input} haystack
 * @param {number} start
 * @param {number} size
 * @returns {Input}
 */
function restOf(haystack, start, size) {
  if (start === 0) return haystack;
  if (typeof haystack === 'string') return haystack.slice(start);
  return viewOf(haystack, start, size);
}

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

module.exports.findingAll = findingAll;
module.exports.indexing = indexing;
module.exports.positionOf = positionOf;
module.exports.overlappingOf = overlappingOf;
