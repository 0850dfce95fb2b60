'use strict';

/**
 * `fastIndexOf`, and the options of `fastSearchAll` and `fastCount`.
 */

const { isPlain } = require('../instance/short-inputs.js');
const { hintsOf } = require('./hints.js');
const { LINEAR, indexOf } = require('../kernels/linear-index-of.js');
const { invalidArgType } = require('../errors/errors.js');
const { sizeOf } = require('./input.js');
const { readNamed } = require('./named-options.js');
const { viewOf } = require('../text/typed-array.js');
const { isHighSurrogate, isLowSurrogate } = require('../text/utf8.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */
/** @typedef {(haystack: string, needle: string, hints: number) => number} UnitSearch */

/** Units of a haystack that are searched by `indexOf` before it crosses: early matches are found there. */
const SEARCHED_HERE = 1 << 13;

/** Shorter rests than this do not cross. */
const CROSSES_FROM = 1 << 15;

/** The needle's first unit stands so often that `indexOf` is slow: within so many units, */
const SAMPLE = 1 << 12;

/** at least so many times. */
const FREQUENT = SAMPLE >> 6;

/** Longest needle that crosses, in UTF-16 units. */
const LONGEST_NEEDLE = 1 << 12;

/** Bit of the hints: occurrences may overlap. */
const OVERLAPPING = 1 << 6;

/**
 * @param {number | undefined} position
 * @returns {number} an integer from 0, or infinity
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what is no number
 */
function positionOf(position) {
  if (position === undefined) return 0;
  if (typeof position !== 'number') throw invalidArgType('position', position, 'a number');
  return position > 0 ? Math.floor(position) : 0; // NaN too
}

/**
 * @param {unknown} options `SearchAllOptions`, or undefined
 * @returns {boolean}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for an unknown name
 */
function overlappingOf(options) {
  const { overlapping = false } = readNamed(options, ['overlapping']);
  if (typeof overlapping !== 'boolean') throw invalidArgType('options.overlapping', overlapping, 'a boolean');
  return overlapping;
}

/**
 * `fastSearchAll` or `fastCount` of the addon's function.
 *
 * @template R
 * @param {(haystack: Input, needle: Input, hints: number) => R} operation
 * @returns {(haystack: Input, needle: Input, options?: { overlapping?: boolean }) => R}
 */
const findingAll = (operation) => (haystack, needle, options) => {
  // Before the options, whose getters may run anything; the addon looks at the inputs again.
  sizeOf('haystack', haystack);
  sizeOf('needle', needle);
  const overlapping = overlappingOf(options) ? OVERLAPPING : 0;
  return operation(haystack, needle, hintsOf(haystack, needle) | overlapping);
};

/**
 * `fastIndexOf` over a backend's `fastSearch`.
 *
 * @param {(haystack: Input, needle: Input, hints?: number) => number} fastSearch
 * @param {MemoryLimit} limit
 * @param {UnitSearch} [unitSearch] of two strings, gives UTF-16 units
 * @returns {(haystack: Input, needle: Input, position?: number) => number}
 */
const indexing = (fastSearch, limit, unitSearch) => (haystack, needle, position) => {
  const size = sizeOf('haystack', haystack);
  const needleSize = sizeOf('needle', needle);
  const start = Math.min(positionOf(position), size);
  limit.check(size + needleSize, haystack, needle);
  if (typeof haystack === 'string' && typeof needle === 'string') {
    // Nothing else takes memory.
    if (needleSize > LINEAR)
      return limit.within(() => indexOfStrings(haystack, needle, start, unitSearch), haystack, needle);
    return indexOfStrings(haystack, needle, start, unitSearch);
  }
  if (needleSize === 0) return start;
  const rest = restOf(haystack, start, size);
  const offset = fastSearch(rest, needle, hintsOf(rest, needle));
  if (offset === -1) return -1;
  return start + (typeof rest === 'string' ? unitAt(rest, offset) : offset);
};

/**
 * @param {string} haystack
 * @param {string} needle
 * @param {number} start
 * @param {UnitSearch | undefined} unitSearch
 */
function indexOfStrings(haystack, needle, start, unitSearch) {
  if (unitSearch === undefined || haystack.length - start < CROSSES_FROM || needle.length > LONGEST_NEEDLE) {
    return indexOf(haystack, needle, start);
  }
  const stop = start + SEARCHED_HERE;
  const early = indexOf(haystack.slice(start, stop + needle.length - 1), needle);
  if (early !== -1) return start + early;
  // To cross, a text that is not ASCII is converted, which takes longer than to search it.
  if (!looksAscii(haystack, stop) || !isCommon(haystack, needle[0], start) || !isPlain(needle)) {
    return indexOf(haystack, needle, stop);
  }
  const rest = haystack.slice(stop);
  const found = unitSearch(rest, needle, hintsOf(rest, needle));
  return found === -1 ? -1 : stop + found;
}

/**
 * @param {string} text
 * @param {number} start
 */
function looksAscii(text, start) {
  const { length } = text;
  return (text.charCodeAt(start) | text.charCodeAt((start + length) >> 1) | text.charCodeAt(length - 1)) < 0x80;
}

/**
 * Whether `indexOf` would stop at every few units: otherwise nothing is faster than it.
 *
 * @param {string} haystack
 * @param {string} unit
 * @param {number} start
 */
function isCommon(haystack, unit, start) {
  const sample = haystack.slice(start, start + SAMPLE);
  let index = -1;
  for (let i = 0; i < FREQUENT; i++) {
    index = sample.indexOf(unit, index + 1);
    if (index === -1) return false;
  }
  return true;
}

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
 * The unit with which the character begins that holds a byte of the text's UTF-8.
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
module.exports.overlappingOf = overlappingOf;
