'use strict';

/**
 * Where a needle is in a text: found by the engine, as long as that is at least as fast as a call that leaves it.
 */

const { indexOf } = require('../kernels/linear-index-of.js');
const { findByRarest, isRare, rarestByte } = require('../kernels/rarest-unit.js');
const { nodeBuffer } = require('../node/builtins.js');
const { byteLength, codePointAt, isSurrogate } = require('../text/utf8.js');
const T = require('./thresholds.js');

const { min } = Math;

/** @typedef {(text: string, needle: string) => number} UnitSearch returns the UTF-16 unit, or -1; for plain needles */

/** How many times longer each part that crosses is than the one before. */
const GROWTH = 4;

/** How much of a text may be spent in vain on a needle's rarest unit: an eighth, and no more than this many units. */
const FREE_SHIFT = 3;

/** The last short needle, too short to be a slice that keeps a longer string alive, and whether it is plain. */
let lastNeedle = '';
let lastIsPlain = true;
const SHORT = 12;

/**
 * Whether a needle is found in the units of a text exactly where it is in the text's UTF-8: it is well-formed, so that
 * no match begins or ends within a pair, and does not contain what a lone surrogate turns into.
 *
 * @param {string} needle
 */
function isPlain(needle) {
  if (needle === lastNeedle) return lastIsPlain;
  const isPlain = hasPlainUnits(needle);
  if (needle.length <= SHORT) {
    lastNeedle = needle;
    lastIsPlain = isPlain;
  }
  return isPlain;
}

/** @param {string} needle */
function hasPlainUnits(needle) {
  for (let i = 0; i < needle.length; i++) {
    const unit = needle.charCodeAt(i);
    if (unit < 0xd800) continue;
    if (unit === 0xfffd) return false;
    if (isSurrogate(unit) && codePointAt(needle, i++) === 0xfffd) return false;
  }
  return true;
}

/**
 * `indexOf`, from a position within the text.
 *
 * @param {string} text
 * @param {string} needle
 * @param {number} from
 * @param {UnitSearch} [cross]
 */
function locate(text, needle, from, cross) {
  const units = text.length - from;
  const { length } = needle;
  if (units <= T.SEARCHED_WHOLE || length < 2 || isRare(needle.charCodeAt(0))) return indexOf(text, needle, from);
  let start = from;
  if (length <= T.LONGEST_NEEDLE) {
    // An early match is found before anything is prepared.
    const early = text.slice(start, start + T.SEARCHED_FIRST + length - 1).indexOf(needle);
    if (early !== -1) return start + early;
    start += T.SEARCHED_FIRST;
  }
  const index = findByRarest(text, needle, start, T.SPARSE, min(units >> FREE_SHIFT, T.SEARCHED_BEFORE_CROSSING));
  if (index >= -1) return index;
  start = -2 - index;
  if (cross === undefined || units <= T.CROSSES_FROM || !isPlain(needle)) return indexOf(text, needle, start);
  return locateInParts(text, needle, start, cross);
}

/**
 * Each part is twice as long as the previous one, so that a match soon after the start of one has not cost more than it
 * would have taken the engine to get there. With a long needle, which crosses each time, everything is one part.
 *
 * @param {string} text
 * @param {string} needle
 * @param {number} from
 * @param {UnitSearch} cross
 */
function locateInParts(text, needle, from, cross) {
  const { length } = text;
  const more = needle.length - 1;
  let at = from;
  /** @type {number} */
  let size = T.SEARCHED_BEFORE_CROSSING;
  /** @type {number} */
  let largest = T.LARGEST_PART;
  if (more < T.LONGEST_NEEDLE) {
    const early = text.slice(at, at + size + more).indexOf(needle);
    if (early !== -1) return at + early;
    at += size;
  } else {
    size = largest = length;
  }
  for (; at + more < length; at += size) {
    size = min(size * GROWTH, largest);
    const found = cross(text.slice(at, at + size + more), needle);
    if (found !== -1) return at + found;
  }
  return -1;
}

/**
 * @param {string} text
 * @param {number} index at which a plain needle was found, or -1
 * @returns {number} the same in bytes of the text's UTF-8
 */
function byteOffset(text, index) {
  if (index <= 0) return index;
  if (index <= T.MEASURED_BY_LOOP || nodeBuffer === null) return byteLength(text, 0, index);
  return nodeBuffer.byteLength(text.slice(0, index));
}

/**
 * @param {string} text
 * @param {number[]} indices at which a plain needle was found, in order
 * @returns {Uint32Array} the same in bytes of the text's UTF-8
 */
function byteOffsets(text, indices) {
  const { length } = indices;
  const offsets = new Uint32Array(length);
  for (let i = 0; i < length; i++) offsets[i] = indices[i];
  // As many bytes as units: it is all ASCII.
  if (length === 0 || (nodeBuffer !== null && nodeBuffer.byteLength(text) === text.length)) return offsets;
  let [index, offset] = [0, 0];
  for (let i = 0; i < length; i++) {
    offset += byteOffset(text.slice(index, indices[i]), indices[i] - index);
    index = indices[i];
    offsets[i] = offset;
  }
  return offsets;
}

/**
 * Where a needle is in bytes, by Node's functions.
 *
 * @param {Uint8Array} bytes
 * @param {number} length of it
 * @param {Uint8Array} needle
 * @param {number} needleLength at least 1
 * @returns {number} the the the the index of the first occurrence; -1; or `UNKNOWN` if that is better left to the
 *   backend
 */
function locateBytes(bytes, length, needle, needleLength) {
  if (nodeBuffer === null || needleLength > T.LONGEST_NEEDLE) return UNKNOWN;
  const last = length - needleLength;
  let start = 0;
  for (const first = min(last, T.SEARCHED_BYTES_FIRST); start <= first; start++) {
    if (bytes[start] === needle[0] && isAt(bytes, needle, needleLength, start)) return start;
  }
  const { indexOf } = nodeBuffer;
  const at = rarestByte(needle, needleLength);
  if (isRare(needle[at])) {
    for (let paid = 0; paid <= start; paid += T.SPARSE_BYTES) {
      const index = indexOf.call(bytes, needle[at], start + at) - at;
      if (index < start || index > last) return -1;
      if (isAt(bytes, needle, needleLength, index)) return index;
      start = index + 1;
    }
  }
  if (length > T.SEARCHED_BYTES) return UNKNOWN;
  if (length > T.SEARCHED_BYTES_BY_LOOP) return indexOf.call(bytes, needle, start);
  for (; start <= last; start++) if (isAt(bytes, needle, needleLength, start)) return start;
  return -1;
}

/** An answer of `locateBytes`. */
const UNKNOWN = -2;

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} needle
 * @param {number} length of the needle
 * @param {number} at index in `bytes`
 */
function isAt(bytes, needle, length, at) {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

module.exports.UNKNOWN = UNKNOWN;
module.exports.locateBytes = locateBytes;
module.exports.byteOffset = byteOffset;
module.exports.byteOffsets = byteOffsets;
module.exports.isPlain = isPlain;
module.exports.locate = locate;
