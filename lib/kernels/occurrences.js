'use strict';

/**
 * All occurrences of a needle, in time linear in both lengths whatever they hold.
 *
 * To search again one byte after each occurrence would be quadratic: `aaa…` in `aaaaaa…`. Where the next one can be
 * follows from the needle's period: exactly if it is short; otherwise there is a bound above half of the needle.
 */

const { indexOf } = require('../text/string-methods.js');
const { lengthOf } = require('../text/typed-array.js');
const { prepare, twoWaySearch } = require('./two-way.js');
const { byteLength, comparable, encode } = require('../text/utf8.js');

const { max } = Math;

/** @typedef {import('../operations/input.js').Input} Input */

/**
 * A haystack and a needle that is not empty; all in bytes.
 *
 * @typedef {object} Text
 * @property {number} length of the haystack
 * @property {number} needleLength
 * @property {(from: number) => number} find offset of the first occurrence at or after `from`, or -1
 * @property {(at: number, period: number) => boolean} repeats whether the last `period` bytes of the needle
 *   follow its occurrence at `at`; they lie in the haystack
 */

/**
 * Where to search after an occurrence: `apart` bytes on or, if the needle has a period, `period` bytes on if the text
 * goes on repeating.
 *
 * @typedef {object} Stride
 * @property {number} apart
 * @property {number} period 0 if it does not matter
 */

/** Needles up to this many units are searched for by `indexOf`, whose worst case they bound. */
const SHORT_NEEDLE = 32;

/**
 * @param {Uint8Array} needle
 * @param {number} length of it, in bytes; not 0
 * @param {boolean} overlapping
 * @returns {Stride}
 */
function strideOf(needle, length, overlapping) {
  if (!overlapping || length === 1) return { apart: length, period: 0 };
  const { periodic, shift } = prepare(needle, length);
  return periodic ? { apart: 0, period: shift } : { apart: shift, period: 0 };
}

/**
 * @param {Text} text
 * @param {Stride} stride
 * @param {(offset: number) => void} found
 */
function eachIn(text, { apart, period }, found) {
  const { length, needleLength } = text;
  for (let from = 0; from + needleLength <= length;) {
    let at = text.find(from);
    if (at === -1) return;
    found(at);
    from = at + apart;
    while (period !== 0) {
      from = at + period;
      if (from + needleLength > length) return;
      if (!text.repeats(at, period)) {
        // Any nearer one would be a multiple of the period away, and so imply this one.
        from = at + max(period, needleLength - period) + 1;
        break;
      }
      at = from;
      found(at);
    }
  }
}

/**
 * Calls `found` where an empty needle is found: at 0, at the end, and at every byte in between that does not continue a
 * character.
 *
 * @param {Uint8Array} bytes
 * @param {number} length
 * @param {(offset: number) => void} found
 */
function eachBoundary(bytes, length, found) {
  for (let i = 0; i < length; i++) if (i === 0 || (bytes[i] & 0xc0) !== 0x80) found(i);
  found(length);
}

/**
 * Calls `found` with the offset of each occurrence, in bytes of the haystack's UTF-8, in order.
 *
 * @param {Input} haystack
 * @param {Input} needle
 * @param {boolean} overlapping whether occurrences count that overlap the previous one
 * @param {(offset: number) => void} found
 */
function eachOccurrence(haystack, needle, overlapping, found) {
  if (
    typeof haystack === 'string' &&
    typeof needle === 'string' &&
    needle.length !== 0 &&
    needle.length <= SHORT_NEEDLE
  ) {
    eachInString(haystack, needle, overlapping, found);
    return;
  }
  const bytes = typeof haystack === 'string' ? encode(haystack) : haystack;
  const pattern = typeof needle === 'string' ? encode(needle) : needle;
  const length = lengthOf(bytes);
  const needleLength = lengthOf(pattern);
  if (needleLength === 0) {
    eachBoundary(bytes, length, found);
  } else if (needleLength <= length) {
    const prepared = prepare(pattern, needleLength);
    const text = {
      length,
      needleLength,
      find: (/** @type {number} */ from) => twoWaySearch(bytes, length, pattern, needleLength, from, prepared),
      repeats: repeatsIn(bytes, pattern, needleLength),
    };
    eachIn(text, strideOf(pattern, needleLength, overlapping), found);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} needle
 * @param {number} needleLength
 * @param {number} [start] where the haystack begins in `bytes`
 * @returns {Text['repeats']}
 */
const repeatsIn =
  (bytes, needle, needleLength, start = 0) =>
  (at, period) => {
    const end = start + at + needleLength;
    for (let i = 0; i < period; i++) {
      if (bytes[end + i] !== needle[needleLength - period + i]) return false;
    }
    return true;
  };

/**
 * @param {string} haystack
 * @param {string} needle
 * @param {boolean} overlapping
 * @param {(offset: number) => void} found
 */
function eachInString(haystack, needle, overlapping, found) {
  const [text, pattern] = comparable(haystack, needle);
  // No well-formed needle begins with the second half of a pair, so searching on from within a pair finds nothing
  // there.
  const step = overlapping ? 1 : pattern.length;
  let bytes = 0;
  let counted = 0;
  for (let index = indexOf(text, pattern); index !== -1; index = indexOf(text, pattern, index + step)) {
    bytes += byteLength(text, counted, index);
    counted = index;
    found(bytes);
  }
}

module.exports = { eachOccurrence, eachIn, eachBoundary, strideOf, repeatsIn };
