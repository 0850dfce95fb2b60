'use strict';

/**
 * The order of inputs by their UTF-8 bytes, which is the order of their code points. It is not the order
 * of `<` on strings, which puts U+10000 and above (surrogates, from 0xd800) before U+E000 … U+FFFF.
 */

const { charCodeAt, slice } = require('../text/string-methods.js');
const { codePointAt, isSurrogate, splitsPair } = require('../text/utf8.js');

const { min } = Math;

/** So many units are compared one by one in any case, at 2 ns each, as most texts that differ do so soon. */
const FIRST = 20;

/** Up to here by slices that are so short that V8 copies them: two of them and `===` cost 14 ns. */
const FEW = 64;

/** Their units, below `SlicedString::kMinLength`. */
const COPIED = 12;

/** How many times as long each slice is as the previous one, while they are equal. */
const GROWTH = 4;

/**
 * @param {number} a
 * @param {number} b
 * @returns {-1 | 0 | 1}
 */
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param {string} a
 * @param {string} b
 * @param {number} [start] they agree in the units before it
 * @returns {-1 | 0 | 1}
 */
function compareStrings(a, b, start = 0) {
  const end = min(a.length, b.length);
  let i = agreeing(a, b, start, min(end, FIRST));
  if (i === FIRST) i = commonUnits(a, b, i, end);
  if (i < end) {
    const x = charCodeAt(a, i);
    const y = charCodeAt(b, i);
    if (!isSurrogate(x) && !isSurrogate(y)) return x < y ? -1 : 1;
  }
  // 'x\ud83d' and 'x\ud83d\ude00' agree in their units up to the middle of a character.
  if (splitsPair(a, i) || splitsPair(b, i)) i--;
  // Where units differ the texts may still be equal: every lone surrogate counts as U+FFFD. As long as the code points
  // are equal they take equally many units on both sides.
  while (i < end) {
    const x = codePointAt(a, i);
    const y = codePointAt(b, i);
    if (x !== y) return x < y ? -1 : 1;
    i += x > 0xffff ? 2 : 1;
  }
  return order(a.length, b.length);
}

/**
 * How many units two strings have in common: `===` on slices compares memory and copies nothing.
 *
 * @param {string} a
 * @param {string} b
 * @param {number} start they agree in the units before it
 * @param {number} end of the shorter one
 */
function commonUnits(a, b, start, end) {
  let i = agreeingInCopies(a, b, start, min(end, FEW));
  if (i < FEW) return i;
  let size = FEW;
  let stop = min(i + size, end);
  while (stop < end && slice(a, i, stop) === slice(b, i, stop)) {
    i = stop;
    size *= GROWTH;
    stop = min(i + size, end);
  }
  // They differ before `stop` or, if that is the end, perhaps not at all: halve the rest.
  while (stop - i > FEW) {
    const middle = (i + stop) >> 1;
    if (slice(a, i, middle) === slice(b, i, middle)) i = middle;
    else stop = middle;
  }
  return agreeingInCopies(a, b, i, stop);
}

/**
 * @param {string} a
 * @param {string} b
 * @param {number} start
 * @param {number} end
 */
function agreeingInCopies(a, b, start, end) {
  let i = start;
  while (i + COPIED <= end && slice(a, i, i + COPIED) === slice(b, i, i + COPIED)) i += COPIED;
  return agreeing(a, b, i, end);
}

/**
 * The first unit from `start` on in which two strings differ, or `end`.
 *
 * @param {string} a
 * @param {string} b
 * @param {number} start
 * @param {number} end
 */
function agreeing(a, b, start, end) {
  let i = start;
  while (i < end && charCodeAt(a, i) === charCodeAt(b, i)) i++;
  return i;
}

/**
 * @param {Uint8Array} a
 * @param {number} aLength of the array, in bytes
 * @param {Uint8Array} b
 * @param {number} bLength of the array, in bytes
 * @returns {-1 | 0 | 1}
 */
function compareBytes(a, aLength, b, bLength) {
  const end = min(aLength, bLength);
  for (let i = 0; i < end; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return order(aLength, bLength);
}

/**
 * Compares without encoding the string first, as it may be long and the first byte may decide.
 *
 * @param {string} text
 * @param {Uint8Array} bytes
 * @param {number} length of the array, in bytes
 * @returns {-1 | 0 | 1}
 */
function compareStringToBytes(text, bytes, length) {
  let at = 0;
  for (let i = 0; i < text.length;) {
    const point = codePointAt(text, i);
    const continuations = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    for (let k = continuations; k >= 0; k--) {
      if (at === length) return 1;
      const byte = k === continuations ? LEADS[k] | (point >> (6 * k)) : 0x80 | ((point >> (6 * k)) & 0x3f);
      if (byte !== bytes[at]) return byte < bytes[at] ? -1 : 1;
      at++;
    }
    i += point > 0xffff ? 2 : 1;
  }
  return at === length ? 0 : -1;
}

/** The marker bits of a first byte, by the number of bytes that follow it. */
const LEADS = [0x00, 0xc0, 0xe0, 0xf0];

module.exports = { agreeing, order, compareStrings, compareBytes, compareStringToBytes };
