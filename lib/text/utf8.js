'use strict';

/**
 * JavaScript strings in UTF-8, by the rules of `TextEncoder`: a lone surrogate counts as U+FFFD, which takes 3 bytes.
 */

const { charCodeAt } = require('./string-methods.js');

/** The most bytes one UTF-16 unit can take; a pair takes 4, which is 2 for each unit. */
const MOST_BYTES_PER_UNIT = 3;

/** Shorter strings are encoded by the engine, into memory of its own. */
const LARGE = 1 << 20;

/** The most room the encoder is given at once, in bytes: V8 counts it in 31 bits. */
const LARGEST_ROOM = 2 ** 30;

/** What replaces a lone surrogate. */
const REPLACEMENT = 0xfffd;

/** The same in UTF-8. */
const REPLACEMENT_BYTES = [0xef, 0xbf, 0xbd];

/** @param {number} unit */
const isSurrogate = (unit) => (unit & 0xf800) === 0xd800;

/** @param {number} unit */
const isHighSurrogate = (unit) => (unit & 0xfc00) === 0xd800;

/** @param {number} unit */
const isLowSurrogate = (unit) => (unit & 0xfc00) === 0xdc00;

/**
 * The bytes that the UTF-16 units `start … end` of `text` take in UTF-8, as a text of their own.
 *
 * @param {string} text
 * @param {number} [start] in UTF-16 units
 * @param {number} [end] in UTF-16 units, at most `text.length`
 */
function byteLength(text, start = 0, end = text.length) {
  let bytes = end - start;
  for (let i = start; i < end; i++) {
    const unit = charCodeAt(text, i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else {
      bytes += 2;
      // A pair takes 4 bytes for its 2 units: the low half is skipped, and its byte is counted above.
      if (isHighSurrogate(unit) && i + 1 < end && isLowSurrogate(charCodeAt(text, i + 1))) i++;
    }
  }
  return bytes;
}

/**
 * The code point at a unit that is not the second half of a pair, with lone surrogates replaced.
 *
 * @param {string} text
 * @param {number} index in UTF-16 units, below `text.length`
 */
function codePointAt(text, index) {
  // Composed by hand: in Node 24's V8, optimised `codePointAt` pairs a high surrogate at the end of a slice with the
  // unit after the slice.
  const unit = charCodeAt(text, index);
  if (!isSurrogate(unit)) return unit;
  if (isHighSurrogate(unit) && index + 1 < text.length) {
    const low = charCodeAt(text, index + 1);
    if (isLowSurrogate(low)) return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
  }
  return REPLACEMENT;
}

/**
 * Whether the unit at `index` is the second half of a pair.
 *
 * @param {string} text
 * @param {number} index in UTF-16 units; may equal `text.length`
 */
function splitsPair(text, index) {
  return (
    index > 0 &&
    index < text.length &&
    isLowSurrogate(charCodeAt(text, index)) &&
    isHighSurrogate(charCodeAt(text, index - 1))
  );
}

/**
 * A haystack and a needle as strings whose units agree wherever their UTF-8 agrees.
 *
 * A well-formed needle is found by units exactly where its UTF-8 is found by bytes: neither encoding lets a match start
 * or end within a character. Lone surrogates in the haystack matter only to a needle that may match what they turn into,
 * so otherwise the haystack is not checked for them.
 *
 * @param {string} haystack
 * @param {string} needle
 */
const comparable = (haystack, needle) =>
  needle.isWellFormed() && !needle.includes('\ufffd')
    ? [haystack, needle]
    : [haystack.toWellFormed(), needle.toWellFormed()];

/** @typedef {Pick<TextEncoder, 'encode' | 'encodeInto'>} Encoder */

/** @type {Encoder} what `TextEncoder` does, slower */
const ownEncoder = {
  encode(text = '') {
    const bytes = new Uint8Array(3 * text.length);
    return bytes.slice(0, ownEncoder.encodeInto(text, bytes).written);
  },
  encodeInto(text, room) {
    let [read, written] = [0, 0];
    while (read < text.length) {
      const point = /** @type {number} */ (text.codePointAt(read));
      // A lone surrogate becomes U+FFFD.
      const code = point >>> 11 === 0x1b ? 0xfffd : point;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (written + size > room.length) break;
      if (size === 1) {
        room[written] = code;
      } else {
        room[written] = ((0xf00 >> size) & 0xff) | (code >> (6 * (size - 1)));
        for (let i = 1; i < size; i++) room[written + i] = 0x80 | ((code >> (6 * (size - 1 - i))) & 0x3f);
      }
      written += size;
      read += point > 0xffff ? 2 : 1;
    }
    return { read, written };
  },
};

/** @type {Encoder} the engine's or, in realms that have none (jest's jsdom, a bare `vm` context), our own */
const encoder = typeof TextEncoder === 'function' ? new TextEncoder() : ownEncoder;

/**
 * The UTF-8 of a text. If there is no memory for it, Node 20's `TextEncoder.encode` ends the process, whereas
 * allocating it first throws.
 *
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {RangeError} the engine's own
 */
function encode(text) {
  if (text.length < LARGE) return encoder.encode(text);
  const bytes = new Uint8Array(byteLength(text));
  for (let done = 0, end = 0; done < text.length;) {
    const room = bytes.subarray(end, end + LARGEST_ROOM);
    const { read, written } = encoder.encodeInto(done === 0 ? text : text.slice(done), room);
    done += read;
    end += written;
  }
  return bytes;
}

module.exports = {
  LARGEST_ROOM,
  MOST_BYTES_PER_UNIT,
  REPLACEMENT_BYTES,
  byteLength,
  codePointAt,
  comparable,
  encode,
  encoder,
  isHighSurrogate,
  isLowSurrogate,
  isSurrogate,
  ownEncoder,
  splitsPair,
};
