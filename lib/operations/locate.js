'use strict';

/**
 * Where a needle is in a text: found by the engine, as long as that is at least as fast as a call that leaves it.
 */

const { indexOf } = require('../kernels/linear-index-of.js');
const { findByUnit, isRare, rarestByte, rarestUnit } = require('../kernels/rarest-unit.js');
const { ownDescriptor } = require('../errors/errors.js');
const { nodeBuffer } = require('../node/builtins.js');
const { charCodeAt } = require('../text/string-methods.js');
const { byteLength, codePointAt, isHighSurrogate, isLowSurrogate, isSurrogate } = require('../text/utf8.js');
const T = require('./thresholds.js');

const { max, min } = Math;

/**
 * Searches that leave the engine.
 *
 * @typedef {object} UnitSearch
 * @property {(text: string, needle: string) => number} byLowestBytes returns the UTF-16 unit from which the lowest bytes
 *   of a text are those of a needle, or -1: nowhere before is a match
 * @property {(text: string, needle: string) => number} byUtf8 returns where a needle is in a text's UTF-8, or -1
 */

/** How many times longer each part that crosses is than the one before. */
const GROWTH = 4;

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
  if (needle.length > SHORT) return needle.isWellFormed() && !needle.includes('\ufffd');
  lastNeedle = needle;
  lastIsPlain = hasPlainUnits(needle);
  return lastIsPlain;
}

/** @param {string} needle */
function hasPlainUnits(needle) {
  const { length } = needle;
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt(needle, i);
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
  const { length } = needle;
  if (length > T.LONGEST_NEEDLE) return locateLong(text, needle, from, cross);
  if (text.length - from <= T.SEARCHED_WHOLE || length < 2 || isRare(needle.charCodeAt(0))) {
    return text.indexOf(needle, from);
  }
  // An early match is found before anything is prepared.
  const first = text.slice(from, from + T.SEARCHED_FIRST + length - 1);
  const early = first.indexOf(needle);
  return early === -1 ? locateRest(text, needle, from + T.SEARCHED_FIRST, first, cross) : from + early;
}

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} from
 * @param {UnitSearch} [cross]
 */
function locateLong(text, needle, from, cross) {
  if (text.length - from <= T.SEARCHED_WHOLE || isRare(needle.charCodeAt(0))) return indexOf(text, needle, from);
  return locateRest(text, needle, from, '', cross);
}

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} from
 * @param {string} before some of the text, from which its units can be told
 * @param {UnitSearch | undefined} cross
 */
function locateRest(text, needle, from, before, cross) {
  const crosses = cross !== undefined && text.length - from > T.CROSSES_FROM && isPlain(needle);
  const rarest = rarestUnit(needle);
  let start = from;
  if (isRare(needle.charCodeAt(rarest))) {
    if (!before.includes(needle.charAt(rarest))) {
      const index = findByUnit(text, needle, rarest, start, T.SPARSE);
      if (index >= -1) return index;
      start = -2 - index;
    } else if (crosses && text.length - start <= T.FIRST_PART_AT_ONCE) {
      return locateInParts(text, needle, start, T.FIRST_PART_AT_ONCE, cross);
    }
  }
  if (!crosses) return indexOf(text, needle, start);
  if (needle.length > T.LONGEST_NEEDLE) return locateInParts(text, needle, start, GROWTH * needle.length, cross);
  const stop = start + T.SEARCHED_BEFORE_CROSSING;
  const next = text.slice(start, stop + needle.length - 1).indexOf(needle);
  return next === -1 ? locateInParts(text, needle, stop, T.FIRST_PART, cross) : start + next;
}

/**
 * Each part is longer than the one before: a match soon after the beginning of one has not cost much more than it would
 * have taken the engine to come there. Where only the lowest bytes agree they begin anew; where that is soon, some of
 * the text is searched by its UTF-8 before, which takes three times as long, but is never in vain.
 *
 * @param {string} text
 * @param {string} needle plain
 * @param {number} from
 * @param {number} first units of the first part
 * @param {UnitSearch} cross
 */
function locateInParts(text, needle, from, first, { byLowestBytes, byUtf8 }) {
  const more = needle.length - 1;
  let size = first;
  let sizeInUtf8 = first;
  for (let at = from; at + more < text.length;) {
    const part = text.slice(at, at + size + more);
    const found = byLowestBytes(part, needle);
    if (found === -1) {
      at += size;
      size = max(size, min(size * GROWTH, T.LARGEST_PART));
      continue;
    }
    if (part.startsWith(needle, found)) return at + found;
    at += found + 1;
    if (2 * found < size) {
      sizeInUtf8 = min(sizeInUtf8 * GROWTH, max(T.LARGEST_PART, GROWTH ** 3 * first));
      const next = text.slice(at, at + sizeInUtf8 + more);
      if (byUtf8(next, needle) !== -1) return at + unitOfMatch(next, needle, byUtf8);
      at += sizeInUtf8;
    }
    size = first;
  }
  return -1;
}

/**
 * Where a text has a needle that it has: halved until it is short, as to count units takes ten times as long as to search.
 *
 * @param {string} text
 * @param {string} needle plain
 * @param {UnitSearch['byUtf8']} byUtf8
 */
function unitOfMatch(text, needle, byUtf8) {
  const { length } = needle;
  let start = 0;
  let end = text.length - length + 1;
  while (end - start > max(T.SEARCHED_WHOLE, length)) {
    const middle = (start + end) >> 1;
    if (byUtf8(text.slice(start, middle + length - 1), needle) === -1) start = middle;
    else end = middle;
  }
  const rest = text.slice(start, end + length - 1);
  return start + unitAt(rest, byUtf8(rest, needle));
}

/**
 * The unit at which the character begins that contains a byte of the text's UTF-8.
 *
 * @param {string} text
 * @param {number} offset in bytes, below the text's length
 */
function unitAt(text, offset) {
  let index = 0;
  for (let bytes = 0; ;) {
    const unit = charCodeAt(text, index);
    const isPair = isHighSurrogate(unit) && isLowSurrogate(charCodeAt(text, index + 1));
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : 3;
    if (bytes > offset) return index;
    index += isPair ? 2 : 1;
  }
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
 * @param {number} from index to begin at
 * @param {number} most bytes that are searched by `Buffer.indexOf`
 * @returns {number} the index of the first occurrence from there on; -1; or `UNKNOWN` if that is better left to the
 *   backend
 */
function locateBytes(bytes, length, needle, needleLength, from, most) {
  if (nodeBuffer === null || needleLength > T.LONGEST_NEEDLE) return UNKNOWN;
  const last = length - needleLength;
  const size = length - from;
  let start = from;
  for (const first = min(last, from + T.SEARCHED_BYTES_FIRST); start <= first; start++) {
    if (bytes[start] === needle[0] && isAt(bytes, needle, needleLength, start)) return start;
  }
  const { indexOf } = nodeBuffer;
  const end = ASKS_FOR_LENGTH ? length : undefined;
  // In a short array, Node is done before another byte than the first would have paid.
  const at = size > T.SEARCHED_BYTES ? rarestByte(needle, needleLength) : 0;
  if (isRare(needle[at])) {
    for (let paid = from; paid <= start; paid += T.SPARSE_BYTES) {
      const index = indexOf.call(bytes, needle[at], start + at, end) - at;
      if (index < start || index > last) return -1;
      if (isAt(bytes, needle, needleLength, index)) return index;
      start = index + 1;
    }
  }
  if (size > most) return UNKNOWN;
  if (size > T.SEARCHED_BYTES_BY_LOOP) return indexOf.call(bytes, needle, start, end);
  for (; start <= last; start++) if (isAt(bytes, needle, needleLength, start)) return start;
  return -1;
}

/**
 * Whether Node asks an array how long it is, which may be overridden, unless it is given an end, as 24 does. 20 takes an
 * end for the name of an encoding: that does not matter, as nothing is to be encoded, but takes 30 ns.
 */
const ASKS_FOR_LENGTH = nodeBuffer !== null && asksForLength(nodeBuffer.indexOf);

/** @param {NonNullable<typeof nodeBuffer>['indexOf']} indexOf */
function asksForLength(indexOf) {
  const array = Object.defineProperty(Uint8Array.of(1), 'length', ownDescriptor({ value: 0 }));
  return indexOf.call(array, Uint8Array.of(1), 0) === -1;
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
module.exports.unitAt = unitAt;
