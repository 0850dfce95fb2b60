'use strict';

/**
 * Search for any mix of strings and bytes. Results are byte offsets in the haystack's UTF-8.
 */

const { indexOf } = require('./linear-index-of.js');
const { lengthOf } = require('../text/typed-array.js');
const { twoWaySearch } = require('./two-way.js');
const { byteLength, comparable, encode, splitsPair } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */

const indexOfByte = Uint8Array.prototype.indexOf;

/** A plain search of up to this many byte comparisons is done before Two-Way could have read the needle. */
const PLAIN_LIMIT = 2048;

/** Units of a string haystack that are encoded for a first attempt. */
const FIRST_TRY = 1024;

/**
 * @param {Input} haystack
 * @param {Input} needle
 * @returns {number} byte offset of the first occurrence, or -1
 */
function search(haystack, needle) {
  if (typeof haystack === 'string') {
    return typeof needle === 'string' ? searchStrings(haystack, needle) : searchStringForBytes(haystack, needle);
  }
  return searchBytes(haystack, typeof needle === 'string' ? encode(needle) : needle);
}

/**
 * @param {string} haystack
 * @param {string} needle
 */
function searchStrings(haystack, needle) {
  const [text, pattern] = comparable(haystack, needle);
  const index = indexOf(text, pattern);
  return index <= 0 ? index : byteLength(text, 0, index);
}

/**
 * The needle may be any bytes, such as half a character, so only bytes can be compared.
 *
 * @param {string} haystack
 * @param {Uint8Array} needle
 */
function searchStringForBytes(haystack, needle) {
  if (haystack.length > 2 * FIRST_TRY) {
    const end = splitsPair(haystack, FIRST_TRY) ? FIRST_TRY - 1 : FIRST_TRY;
    const early = searchBytes(encode(haystack.slice(0, end)), needle);
    if (early !== -1) return early;
  }
  return searchBytes(encode(haystack), needle);
}

/**
 * @param {Uint8Array} haystack
 * @param {Uint8Array} needle
 */
function searchBytes(haystack, needle) {
  const haystackLength = lengthOf(haystack);
  const length = lengthOf(needle);
  if (length === 0) return 0;
  if (length > haystackLength) return -1;
  if (length === 1) return indexOfByte.call(haystack, needle[0]);
  if ((haystackLength - length + 1) * length <= PLAIN_LIMIT) {
    return plainSearch(haystack, haystackLength - length, needle, length);
  }
  return twoWaySearch(haystack, haystackLength, needle, length);
}

/**
 * @param {Uint8Array} haystack
 * @param {number} lastWindow offset of the last place where the needle fits
 * @param {Uint8Array} needle
 * @param {number} length of the needle, in bytes
 */
function plainSearch(haystack, lastWindow, needle, length) {
  for (let window = 0; window <= lastWindow; window++) {
    let i = 0;
    while (i < length && haystack[window + i] === needle[i]) i++;
    if (i === length) return window;
  }
  return -1;
}

module.exports.search = search;
