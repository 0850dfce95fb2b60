'use strict';

/**
 * What is settled before a call leaves JavaScript, because leaving costs more than the work: short
 * inputs, and long ones whose beginning tells. The functions are those of the `javascript` backend, so
 * results are the same.
 */

const { hashBytes, hashString } = require('../kernels/fnv1a.js');
const { hintOf, hintsOf } = require('../operations/hints.js');
const { OFFSET_BASIS } = require('../operations/input.js');
const { compareStrings, order } = require('../kernels/compare.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');
const { byteLength } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/table.js').Kernel} Kernel */

/** Up to this many units or bytes are hashed here: measured, the fastest backend draws level there. */
const HASHED_HERE = 160;

/** Bytes in which two arrays are compared here before they cross. */
const COMPARED_HERE = 32;

/** Units of a haystack that are searched here before it crosses. */
const SEARCHED_HERE = 64;

/** Needles longer than this cross at once. */
const LONGEST_NEEDLE_HERE = 32;

/**
 * @param {Kernel['fastHash']} fastHash
 * @param {import('../operations/memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastHash']}
 */
const hashing = (fastHash, limit) => (input, seed) => {
  if (typeof input === 'string') {
    if (input.length <= HASHED_HERE && input.length <= limit.surelyFits && isState(seed)) {
      return hashString(input, seed ?? OFFSET_BASIS);
    }
    return fastHash(input, seed, hintOf(input));
  }
  if (isUint8Array(input)) {
    const length = lengthOf(input);
    // An empty one may be detached, which the addon finds out.
    if (length <= HASHED_HERE && length > 0 && isState(seed)) {
      return hashBytes(input, length, seed ?? OFFSET_BASIS);
    }
  }
  return fastHash(input, seed);
};

/** @param {unknown} seed */
const isState = (seed) => seed === undefined || (typeof seed === 'number' && seed >>> 0 === seed);

/**
 * Two strings never cross: that would copy both, which takes longer than to compare them where they lie.
 *
 * @param {Kernel['fastCompare']} fastCompare
 * @param {import('../operations/memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastCompare']}
 */
const comparing = (fastCompare, limit) => (a, b) => {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    if (a.length + b.length <= limit.surelyFits) return compareStrings(a, b);
  } else if (isUint8Array(a) && isUint8Array(b)) {
    const early = compareStarts(a, b, limit.surelyFits);
    if (early !== undefined) return early;
  }
  return fastCompare(a, b, hintsOf(a, b));
};

/**
 * The order of two arrays if they are one and the same, or if their first bytes tell; undefined if not.
 *
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @param {number} surelyFits
 */
function compareStarts(a, b, surelyFits) {
  const aLength = lengthOf(a);
  const bLength = lengthOf(b);
  // An empty one may be detached, which the addon finds out.
  if (aLength === 0 || bLength === 0 || aLength + bLength > surelyFits) return undefined;
  if (a === b) return 0;
  const end = Math.min(aLength, bLength);
  for (let i = 0; i < end; i++) {
    if (i === COMPARED_HERE) return undefined;
    const x = a[i];
    const y = b[i];
    if (x !== y) return x < y ? -1 : 1;
  }
  return order(aLength, bLength);
}

/**
 * @param {Kernel['fastSearch']} fastSearch
 * @param {import('../operations/memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastSearch']}
 */
const searching = (fastSearch, limit) => (haystack, needle) => {
  if (
    typeof haystack === 'string' &&
    typeof needle === 'string' &&
    needle.length <= LONGEST_NEEDLE_HERE &&
    haystack.length + needle.length <= limit.surelyFits
  ) {
    const start = haystack.length <= SEARCHED_HERE ? haystack : haystack.slice(0, SEARCHED_HERE);
    const index = start.indexOf(needle);
    if ((index !== -1 || start === haystack) && isPlain(needle)) {
      return index === -1 ? -1 : byteLength(start, 0, index);
    }
  }
  return fastSearch(haystack, needle, hintsOf(haystack, needle));
};

/**
 * Whether a needle is found in the units of a text exactly where it is in the text's UTF-8: it is
 * well-formed, so that no match begins or ends within a pair, and holds nothing that a lone surrogate
 * turns into.
 *
 * @param {string} needle
 */
function isPlain(needle) {
  for (let i = 0; i < needle.length; i++) {
    if (needle.charCodeAt(i) >= 0xd800) return needle.isWellFormed() && !needle.includes('\ufffd');
  }
  return true;
}

module.exports.isPlain = isPlain;
module.exports.hashing = hashing;
module.exports.comparing = comparing;
module.exports.searching = searching;
