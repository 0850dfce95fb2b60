'use strict';

/**
 * Searches that are settled before they leave JavaScript, as `short-inputs.js` does it.
 */

const { isRare } = require('../kernels/rarest-unit.js');
const { overlappingOf, sizeOf } = require('../operations/input.js');
const { UNKNOWN, byteOffset, byteOffsets, isPlain, locate, locateBytes } = require('../operations/locate.js');
const T = require('../operations/thresholds.js');
const { charCodeAt, indexOf } = require('../text/string-methods.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');
const { isOneByte } = require('./short-inputs.js');

const { min } = Math;

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/memory-limit.js').MemoryLimit} MemoryLimit */
/** @typedef {import('../operations/table.js').Kernel} Kernel */

/**
 * @param {Kernel['fastSearch']} fastSearch
 * @param {MemoryLimit} limit
 * @param {import('../operations/locate.js').UnitSearch | undefined} unitSearch
 * @param {number} searchedBytes that are searched by Node's own function
 * @returns {Kernel['fastSearch']}
 */
function searching(fastSearch, limit, unitSearch, searchedBytes) {
  /** @param {string} text @param {string} needle @param {number} index of the first match, far from the beginning */
  const farOffset = (text, needle, index) => {
    if (unitSearch === undefined || !isWide(text, needle)) return byteOffset(text, index);
    // The match is found again, in bytes.
    return fastSearch(text.slice(0, index + needle.length), needle);
  };
  /** @type {Kernel['fastSearch']} */
  const searchAny = (haystack, needle) => {
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
  // Little enough for the engine to inline it with `locate`.
  return (haystack, needle) => {
    if (
      typeof haystack === 'string' &&
      typeof needle === 'string' &&
      haystack.length + needle.length <= limit.surelyFits &&
      isPlain(needle)
    ) {
      const index = locate(haystack, needle, 0, unitSearch);
      return index <= T.MEASURED_HERE ? byteOffset(haystack, index) : farOffset(haystack, needle, index);
    }
    return searchAny(haystack, needle);
  };
}

/**
 * Whether a string is known to have two bytes a unit, so that Node counts its UTF-8 slowly.
 *
 * @param {string} text
 * @param {string} part of it
 */
function isWide(text, part) {
  const isNarrow = isOneByte(text);
  if (isNarrow !== null) return !isNarrow;
  for (let i = 0; i < part.length; i++) if (charCodeAt(part, i) > 0xff) return true;
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
function findingAll(find, findAll, limit, short) {
  /** @param {string} text @param {string} needle @param {boolean} overlapping */
  const findHere = (text, needle, overlapping) => {
    if (
      needle.length === 0 ||
      needle.length > T.LONGEST_NEEDLE ||
      // The offsets count against the limit too.
      3 * (text.length + needle.length) > limit.surelyFits ||
      !isPlain(needle)
    ) {
      return undefined;
    }
    // To compare a long needle again at each unit takes as many times as long as it has units.
    const isShort =
      text.length <= (overlapping && needle.length > T.OVERLAPPED_HERE ? min(short, T.COUNTED_HERE) : short);
    if (!isShort && !isRare(needle.charCodeAt(0))) return undefined;
    return find(text, needle, overlapping ? 1 : needle.length, isShort ? text.length : T.FEW_MATCHES);
  };
  /** @param {Input} haystack @param {Input} needle @param {{ overlapping?: boolean } | undefined} options */
  const findAny = (haystack, needle, options) => {
    // Before the options, whose getters may run anything.
    sizeOf('haystack', haystack);
    sizeOf('needle', needle);
    const overlapping = options !== undefined && overlappingOf(options);
    const areStrings = typeof haystack === 'string' && typeof needle === 'string';
    return (areStrings ? findHere(haystack, needle, overlapping) : undefined) ?? findAll(haystack, needle, overlapping);
  };
  return (haystack, needle, options) =>
    options === undefined && typeof haystack === 'string' && typeof needle === 'string'
      ? (findHere(haystack, needle, false) ?? findAll(haystack, needle, false))
      : findAny(haystack, needle, options);
}

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} step
 * @param {number} free
 */
function count(text, needle, step, free) {
  let found = 0;
  for (let index = indexOf(text, needle); index !== -1; index = indexOf(text, needle, index + step)) {
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
  for (let index = indexOf(text, needle); index !== -1; index = indexOf(text, needle, index + step)) {
    if (found.push(index) > free && found.length * T.SPARSE > index) return undefined;
  }
  return byteOffsets(text, found);
}

module.exports = { count, findingAll, searchAll, searching };
