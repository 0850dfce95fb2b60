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

/** Units in which two strings are compared here before they cross: most texts differ in one of them. */
const COMPARED_HERE = 16;

/** Units of a haystack that are searched here before it crosses. */
const SEARCHED_HERE = 64;

/** Needles longer than this cross at once. */
const LONGEST_NEEDLE_HERE = 32;

/** Strings of at least this many units are too long for the addon to read in one short step. */
const LONG = 127;

const NO_HINT = 0;
const LONG_ASCII = 1;
const LONG_TEXT = 2;

/** Position of the second argument's hint. */
const SECOND = 2;

/**
 * How the addon best reads an input, by three of its characters.
 *
 * @param {Input} input
 */
function hintOf(input) {
  if (typeof input !== 'string' || input.length < LONG) return NO_HINT;
  const { length } = input;
  const sample = input.charCodeAt(0) | input.charCodeAt(length >> 1) | input.charCodeAt(length - 1);
  return sample < 0x80 ? LONG_ASCII : LONG_TEXT;
}

/**
 * @param {Kernel['fastHash']} fastHash
 * @returns {Kernel['fastHash']}
 */
const hashing = (fastHash) => (input, seed) => {
  if (typeof input === 'string') {
    if (input.length <= HASHED_HERE && isState(seed)) return hashString(input, seed ?? OFFSET_BASIS);
    return fastHash(input, seed, hintOf(input));
  }
  return fastHash(input, seed);
};

/** @param {unknown} seed */
const isState = (seed) => seed === undefined || (typeof seed === 'number' && seed >>> 0 === seed);

/**
 * @param {Kernel['fastCompare']} fastCompare
 * @param {number} surelyFits units that fit the memory limit, whatever they are
 * @returns {Kernel['fastCompare']}
 */
const comparing = (fastCompare, surelyFits) => (a, b) => {
  if (typeof a !== 'string' || typeof b !== 'string') return fastCompare(a, b, hintOf(a) | (hintOf(b) << SECOND));
  // The engine compares strings where they lie, faster than they can be copied.
  if (a === b) return 0;
  const end = Math.min(a.length, b.length, COMPARED_HERE);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates are out of order, and one without its partner is another character.
    if (isSurrogate(x) || isSurrogate(y) || a.length + b.length > surelyFits) break;
    return x < y ? -1 : 1;
  }
  if (a.length <= COMPARED_HERE || b.length <= COMPARED_HERE) {
    if (a.length + b.length <= surelyFits) return compareStrings(a, b);
  }
  return fastCompare(a, b, hintOf(a) | (hintOf(b) << SECOND));
};

/** @param {number} unit */
const isSurrogate = (unit) => (unit & 0xf800) === 0xd800;

/**
 * @param {Kernel['fastSearch']} fastSearch
 * @param {number} surelyFits units that fit the memory limit, whatever they are
 * @returns {Kernel['fastSearch']}
 */
const searching = (fastSearch, surelyFits) => (haystack, needle) => {
  if (typeof haystack === 'string' && typeof needle === 'string' && haystack.length + needle.length <= surelyFits && isPlain(needle)) {
    const start = haystack.length <= SEARCHED_HERE ? haystack : haystack.slice(0, SEARCHED_HERE);
    const index = start.indexOf(needle);
    if (index !== -1) return byteLength(start, 0, index);
    if (start === haystack) return -1;
  }
  return fastSearch(haystack, needle, hintOf(haystack) | (hintOf(needle) << SECOND));
};

/**
 * Whether a needle is short, and found in the units of a text exactly where it is in the text's UTF-8:
 * it holds no surrogate and nothing that a lone one turns into.
 *
 * @param {string} needle
 */
function isPlain(needle) {
  if (needle.length > LONGEST_NEEDLE_HERE) return false;
  for (let i = 0; i < needle.length; i++) {
    const unit = needle.charCodeAt(i);
    if (unit >= 0xd800 && (isSurrogate(unit) || unit === 0xfffd)) return false;
  }
  return true;
}

module.exports.hashing = hashing;
module.exports.comparing = comparing;
module.exports.searching = searching;
