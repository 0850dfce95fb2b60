'use strict';

/**
 * What is settled before a call leaves JavaScript, because leaving costs more than the work. The kernels are those of
 * the `javascript` backend, so results are the same.
 */

const { compareStrings, order } = require('../kernels/compare.js');
const { hashBytes, hashString } = require('../kernels/fnv1a.js');
const { hexOf, leaveBytes, leaveString, taken, takenHex } = require('../kernels/fnv1a64.js');
const { nodeBuffer, oneByteTest } = require('../node/builtins.js');
const { isRare } = require('../kernels/rarest-unit.js');
const { OFFSET_BASIS, OFFSET_BASIS_64, overlappingOf, sizeOf } = require('../operations/input.js');
const { UNKNOWN, byteOffset, byteOffsets, isPlain, locate, locateBytes } = require('../operations/locate.js');
const T = require('../operations/thresholds.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');

const { min } = Math;

/** @typedef {import('../operations/input.js').Input} Input */
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
    const most = input.charCodeAt(0) > 0x7f ? T.HASHED_WIDE_BY_LOOP : T.HASHED_BY_LOOP;
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
 * The same in 64 bits: as a BigInt, and in digits.
 *
 * @param {Kernel['fastHash64']} fastHash64
 * @param {MemoryLimit} limit
 * @returns {{ fastHash64: Kernel['fastHash64'], fastHash64Hex: (input: Input, seed?: bigint) => string }}
 */
function hashing64(fastHash64, limit) {
  /**
   * Whether an input was hashed here, so that its hash can be taken.
   *
   * @param {Input} input
   * @param {bigint} [seed]
   */
  const isLeft = (input, seed = OFFSET_BASIS_64) => {
    if (typeof seed !== 'bigint' || BigInt.asUintN(64, seed) !== seed) return false;
    if (typeof input === 'string') {
      const most = input.charCodeAt(0) > 0x7f ? T.HASHED_WIDE_BY_LOOP : T.HASHED_BY_LOOP;
      if (input.length > most || input.length > limit.surelyFits) return false;
      leaveString(input, seed);
      return true;
    }
    if (!isUint8Array(input)) return false;
    const length = lengthOf(input);
    // An empty one may be detached, which the backend finds out.
    if (length > T.HASHED_BY_LOOP || length > limit.surelyFits || length === 0) return false;
    leaveBytes(input, length, seed);
    return true;
  };
  return {
    fastHash64: (input, seed) => (isLeft(input, seed) ? taken() : fastHash64(input, seed)),
    fastHash64Hex: (input, seed) => (isLeft(input, seed) ? takenHex() : hexOf(fastHash64(input, seed))),
  };
}

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
const comparing = (fastCompare, limit) => (a, b) => {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length <= limit.surelyFits) return compareTexts(a, b);
    if (a === b) return 0;
  } else if (isUint8Array(a) && isUint8Array(b)) {
    const known = compareArrays(a, b, limit.surelyFits);
    if (known !== undefined) return known;
  }
  return fastCompare(a, b);
};

/**
 * @param {string} a
 * @param {string} b
 */
function compareTexts(a, b) {
  const end = min(a.length, b.length);
  if (end === 0 || a.charCodeAt(0) !== b.charCodeAt(0)) return compareStrings(a, b, 0);
  // `===` compares memory from the beginning: in vain where the last units differ.
  if (a.length === b.length && a.charCodeAt(end - 1) === b.charCodeAt(end - 1) && a === b) return 0;
  // `<` compares units, which differs from the order of code points only where neither of the differing units is Latin.
  if (end > T.COMPARED_BY_LOOP && isLatin(a.length === end ? a : b)) return a < b ? -1 : 1;
  return compareStrings(a, b, 1);
}

/** @type {((text: string) => boolean) | null | undefined} */
let hasOneByteUnits;

/** For how many more calls a string is not checked for ASCII, as the last one checked was not. */
let unasked = 0;

/**
 * Whether a string is known to be all ASCII, or all Latin.
 *
 * @param {string} text
 */
function isLatin(text) {
  if (hasOneByteUnits === undefined) hasOneByteUnits = oneByteTest();
  return hasOneByteUnits === null ? isAscii(text) : hasOneByteUnits(text);
}

/** @param {string} text */
function isAscii(text) {
  if (unasked > 0) {
    unasked--;
    return false;
  }
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

/**
 * @param {Kernel['fastSearch']} fastSearch
 * @param {MemoryLimit} limit
 * @param {import('../operations/locate.js').UnitSearch | undefined} unitSearch
 * @param {number} searchedBytes that are searched by Node's own function
 * @returns {Kernel['fastSearch']}
 */
const searching = (fastSearch, limit, unitSearch, searchedBytes) => (haystack, needle) => {
  if (
    typeof haystack === 'string' &&
    typeof needle === 'string' &&
    haystack.length + needle.length <= limit.surelyFits &&
    isPlain(needle)
  ) {
    const index = locate(haystack, needle, 0, unitSearch);
    if (index <= T.MEASURED_HERE || unitSearch === undefined || !isWide(haystack, needle)) {
      return byteOffset(haystack, index);
    }
    // The first match is found again, in bytes.
    return fastSearch(haystack.slice(0, index + needle.length), needle);
  }
  if (isUint8Array(haystack) && isUint8Array(needle)) {
    const length = lengthOf(haystack);
    const needleLength = lengthOf(needle);
    if (length > 0 && needleLength > 0 && length + needleLength <= limit.surelyFits) {
      const index = locateBytes(haystack, length, needle, needleLength, 0, searchedBytes);
      if (index !== UNKNOWN) return index;
    }
  }
  return fastSearch(haystack, needle);
};

/**
 * Whether a string is known to have two bytes a unit, so that Node counts its UTF-8 slowly.
 *
 * @param {string} text
 * @param {string} part of it
 */
function isWide(text, part) {
  if (hasOneByteUnits === undefined) hasOneByteUnits = oneByteTest();
  if (hasOneByteUnits !== null) return !hasOneByteUnits(text);
  for (let i = 0; i < part.length; i++) if (part.charCodeAt(i) > 0xff) return true;
  return false;
}

/**
 * `fastCount` or `fastSearchAll`: here, if the text is short, or if the needle begins with a rare unit and does not
 * occur often.
 *
 * @template R
 * @param {(text: string, needle: string, step: number, free: number) => R | undefined} find undefined if there are more
 *   occurrences than `free`, and they are dense
 * @param {(haystack: Input, needle: Input, overlapping: boolean) => R} findAll
 * @param {MemoryLimit} limit
 * @param {number} short units up to which a text is
 * @returns {(haystack: Input, needle: Input, options?: { overlapping?: boolean }) => R}
 */
const findingAll = (find, findAll, limit, short) => (haystack, needle, options) => {
  const areStrings = typeof haystack === 'string' && typeof needle === 'string';
  if (!areStrings) {
    // Before the options, whose getters may run anything.
    sizeOf('haystack', haystack);
    sizeOf('needle', needle);
  }
  const overlapping = options !== undefined && overlappingOf(options);
  if (
    areStrings &&
    needle.length > 0 &&
    needle.length <= T.LONGEST_NEEDLE &&
    // The offsets count against the limit too.
    3 * (haystack.length + needle.length) <= limit.surelyFits &&
    isPlain(needle)
  ) {
    // To compare a long needle again at each unit takes as many times as long as it has units.
    const isShort =
      haystack.length <= (overlapping && needle.length > T.OVERLAPPED_HERE ? min(short, T.COUNTED_HERE) : short);
    if (isShort || isRare(needle.charCodeAt(0))) {
      const found = find(haystack, needle, overlapping ? 1 : needle.length, isShort ? haystack.length : T.FEW_MATCHES);
      if (found !== undefined) return found;
    }
  }
  return findAll(haystack, needle, overlapping);
};

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} step
 * @param {number} free
 */
function count(text, needle, step, free) {
  let found = 0;
  for (let index = text.indexOf(needle); index !== -1; index = text.indexOf(needle, index + step)) {
    if (++found > free && found * T.SPARSE > index) return undefined;
  }
  return found;
}

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} step
 * @param {number} free
 */
function searchAll(text, needle, step, free) {
  const found = [];
  for (let index = text.indexOf(needle); index !== -1; index = text.indexOf(needle, index + step)) {
    if (found.push(index) > free && found.length * T.SPARSE > index) return undefined;
  }
  return byteOffsets(text, found);
}

module.exports = { comparing, count, findingAll, hashing, hashing64, searchAll, searching };
