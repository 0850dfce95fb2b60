'use strict';

/**
 * What is settled before a call leaves JavaScript, because leaving costs more than the work: short
 * strings, and long ones whose first characters tell. The functions are those of the `javascript`
 * backend, so results are the same; bytes always go to the backend.
 *
 * A string that does cross comes with a hint how it is best read. Any hint is right for any string:
 * it decides the speed, not the result.
 */

const { hashString } = require('./fnv1a.js');
const { OFFSET_BASIS } = require('./input.js');
const { compareStrings } = require('./order.js');
const { byteLength } = require('./utf8.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./operations.js').Kernel} Kernel */

/** Strings up to this many units are hashed here: measured, a backend wins from about twice as many. */
const HASHED_HERE = 96;

/** Units of a haystack that are searched here before it crosses. */
const SEARCHED_HERE = 64;

/** Needles longer than this cross at once. */
const LONGEST_NEEDLE_HERE = 32;

/** Strings of at least this many units are too long for the addon to read in one short step. */
const LONG = 127;

/** Strings of at least this many units are so long that a first part is worth reading alone. */
const HUGE = 1 << 17;

/** Bits of a hint. */
const IS_LONG = 1;
const IS_ASCII = 2;
const IS_HUGE = 4;

/** Bits one argument's hint takes. */
const HINT_BITS = 3;

/**
 * How the addon best reads an input; three of its characters tell.
 *
 * @param {Input} input
 */
function hintOf(input) {
  if (typeof input !== 'string' || input.length < LONG) return 0;
  const { length } = input;
  const sample = input.charCodeAt(0) | input.charCodeAt(length >> 1) | input.charCodeAt(length - 1);
  return IS_LONG | (sample < 0x80 ? IS_ASCII : 0) | (length >= HUGE ? IS_HUGE : 0);
}

/**
 * @param {Input} first
 * @param {Input} second
 */
const hintsOf = (first, second) => hintOf(first) | (hintOf(second) << HINT_BITS);

/**
 * @param {Kernel['fastHash']} fastHash
 * @param {import('./memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastHash']}
 */
const hashing = (fastHash, limit) => (input, seed) => {
  if (typeof input === 'string') {
    if (input.length <= HASHED_HERE && input.length <= limit.surelyFits && isState(seed)) {
      return hashString(input, seed ?? OFFSET_BASIS);
    }
    return fastHash(input, seed, hintOf(input));
  }
  return fastHash(input, seed);
};

/** @param {unknown} seed */
const isState = (seed) => seed === undefined || (typeof seed === 'number' && seed >>> 0 === seed);

/**
 * Two strings never cross: that would copy both, which takes longer than to compare them where they lie.
 *
 * @param {Kernel['fastCompare']} fastCompare
 * @param {import('./memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastCompare']}
 */
const comparing = (fastCompare, limit) => (a, b) => {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    if (a.length + b.length <= limit.surelyFits) return compareStrings(a, b);
  }
  return fastCompare(a, b, hintsOf(a, b));
};

/** @param {number} unit */
const isSurrogate = (unit) => (unit & 0xf800) === 0xd800;

/**
 * @param {Kernel['fastSearch']} fastSearch
 * @param {import('./memory-limit.js').MemoryLimit} limit
 * @returns {Kernel['fastSearch']}
 */
const searching = (fastSearch, limit) => (haystack, needle) => {
  if (
    typeof haystack === 'string' && typeof needle === 'string' &&
    needle.length <= LONGEST_NEEDLE_HERE && haystack.length + needle.length <= limit.surelyFits
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
 * Whether a needle is found in the units of a text exactly where it is in the text's UTF-8: it holds no
 * surrogate and nothing that a lone one turns into.
 *
 * @param {string} needle
 */
function isPlain(needle) {
  for (let i = 0; i < needle.length; i++) {
    const unit = needle.charCodeAt(i);
    if (unit >= 0xd800 && (isSurrogate(unit) || unit === 0xfffd)) return false;
  }
  return true;
}

module.exports.hintOf = hintOf;
module.exports.hintsOf = hintsOf;
module.exports.isPlain = isPlain;
module.exports.hashing = hashing;
module.exports.comparing = comparing;
module.exports.searching = searching;
