'use strict';

/**
 * What is settled before a call leaves JavaScript, because leaving costs more than the work. The kernels are those of
 * the `javascript` backend, so results are the same.
 */

const { agreeing, compareStrings, order } = require('../kernels/compare.js');
const { hashBytes, hashString } = require('../kernels/fnv1a.js');
const { nodeBuffer, oneByteTest } = require('../node/builtins.js');
const { OFFSET_BASIS } = require('../operations/input.js');
const T = require('../operations/thresholds.js');
const { charCodeAt } = require('../text/string-methods.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');

const { min } = Math;

/** @typedef {import('../operations/memory-limit.js').MemoryLimit} MemoryLimit */
/** @typedef {import('../operations/table.js').Kernel} Kernel */

/** Bytes of long arrays that are compared by a loop before the faster way begins. */
const COMPARED_BYTES_FIRST = nodeBuffer === null ? T.COMPARED_BYTES_WITHOUT_BUFFER : T.COMPARED_BYTES_FIRST;

/**
 * @param {Kernel['fastHash']} fastHash
 * @param {MemoryLimit} limit
 * @returns {Kernel['fastHash']}
 */
const hashing = (fastHash, limit) => (input, seed) => {
  if (typeof input === 'string') {
    const most = charCodeAt(input, 0) > 0x7f ? T.HASHED_WIDE_BY_LOOP : T.HASHED_BY_LOOP;
    if (input.length <= most && input.length <= limit.surelyFits) {
      if (seed === undefined) return hashString(input, OFFSET_BASIS);
      if (isState(seed)) return hashString(input, seed);
    }
  } else if (isUint8Array(input)) {
    const length = lengthOf(input);
    // An empty one may be detached, which the backend finds out.
    if (length <= T.HASHED_BY_LOOP && length <= limit.surelyFits && length > 0) {
      if (seed === undefined) return hashBytes(input, length, OFFSET_BASIS);
      if (isState(seed)) return hashBytes(input, length, seed);
    }
  }
  return fastHash(input, seed);
};

/**
 * @param {unknown} seed
 * @returns {seed is number}
 */
const isState = (seed) => typeof seed === 'number' && seed >>> 0 === seed;

/**
 * Two strings or two arrays never cross: that would copy both, which takes longer than comparing them where they lie.
 *
 * @param {Kernel['fastCompare']} fastCompare
 * @param {MemoryLimit} limit
 * @returns {Kernel['fastCompare']}
 */
function comparing(fastCompare, limit) {
  /** @type {Kernel['fastCompare']} */
  const compareAny = (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') {
      if (a === b) return 0;
    } else if (isUint8Array(a) && isUint8Array(b)) {
      const known = compareArrays(a, b, limit.surelyFits);
      if (known !== undefined) return known;
    }
    return fastCompare(a, b);
  };
  // Little enough for the engine to inline it.
  return (a, b) =>
    typeof a === 'string' && typeof b === 'string' && a.length + b.length <= limit.surelyFits
      ? compareTexts(a, b)
      : compareAny(a, b);
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareTexts(a, b) {
  const end = min(a.length, b.length);
  const first = end === 0 ? 0 : charCodeAt(a, 0);
  if (end === 0 || first !== charCodeAt(b, 0)) return compareStrings(a, b, 0);
  const last = charCodeAt(a, a.length - 1);
  // `===` compares memory from the beginning: in vain where the last units differ.
  if (a.length === b.length && last === charCodeAt(b, end - 1) && a === b) return 0;
  // No need to ask where one of these tells that a text is not Latin.
  return first <= 0xff && last <= 0xff && isWorthAsking(end) ? compareLonger(a, b, end) : compareStrings(a, b, 1);
}

/**
 * Whether to find out of strings what their units are.
 *
 * @param {number} end of the shorter one
 */
function isWorthAsking(end) {
  if (hasOneByteUnits !== null) return end > T.COMPARED_BY_LOOP;
  if (end <= T.MEASURED_FROM) return false;
  if (unasked === 0) return true;
  unasked--;
  return false;
}

/**
 * @param {string} a
 * @param {string} b that begins with the same unit
 * @param {number} end of the shorter one
 */
function compareLonger(a, b, end) {
  let start = 1;
  if (end > T.MEASURED_AT_ONCE && hasOneByteUnits === null) {
    start = agreeing(a, b, start, T.MEASURED_FROM);
    if (start < T.MEASURED_FROM) return compareStrings(a, b, start);
  }
  // `<` compares units, which differs from the order of code points only where neither of the differing units is Latin.
  if (isLatin(a.length === end ? a : b)) return a < b ? -1 : 1;
  return compareStrings(a, b, start);
}

/** @type {((text: string) => boolean) | null | undefined} */
let hasOneByteUnits;

/**
 * @param {string} text
 * @returns {boolean | null} whether it has a byte a unit; null where the engine does not tell
 */
function isOneByte(text) {
  if (hasOneByteUnits === undefined) hasOneByteUnits = oneByteTest();
  return hasOneByteUnits === null ? null : hasOneByteUnits(text);
}

/** For how many more calls a string is not checked for ASCII, as the last one checked was not. */
let unasked = 0;

/**
 * Whether a string is known to be all ASCII, or all Latin.
 *
 * @param {string} text
 */
const isLatin = (text) => isOneByte(text) ?? isAscii(text);

/** @param {string} text */
function isAscii(text) {
  const { length } = text;
  if (nodeBuffer === null || length < T.MEASURED_FROM || length > T.MEASURED_TO_COMPARE) return false;
  if (nodeBuffer.byteLength(text) === length) return true;
  unasked = T.UNMEASURED;
  return false;
}

/**
 * The order of two arrays; undefined if it is not determined here.
 *
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @param {number} surelyFits
 */
function compareArrays(a, b, surelyFits) {
  const aLength = lengthOf(a);
  const bLength = lengthOf(b);
  // An empty one may be detached, which the backend finds out.
  if (aLength === 0 || bLength === 0 || aLength + bLength > surelyFits) return undefined;
  if (a === b) return 0;
  const end = min(aLength, bLength);
  const first = end <= T.COMPARED_BYTES ? end : min(end, COMPARED_BYTES_FIRST);
  for (let i = 0; i < first; i++) {
    const x = a[i];
    const y = b[i];
    if (x !== y) return x < y ? -1 : 1;
  }
  if (first >= end) return order(aLength, bLength);
  return nodeBuffer === null ? undefined : nodeBuffer.compare(a, b);
}

module.exports = { comparing, hashing, isOneByte };
