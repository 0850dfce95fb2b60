'use strict';

/**
 * FNV-1a, 32 bit, over UTF-8 bytes: http://www.isthe.com/chongo/tech/comp/fnv/
 */

const { charCodeAt } = require('../text/string-methods.js');
const { codePointAt, isSurrogate } = require('../text/utf8.js');

const { imul } = Math;

/** FNV prime for 32 bits. */
const PRIME = 16777619;

/**
 * @param {string} text
 * @param {number} state to start from
 * @returns {number} 0 … 2^32-1; -1 if the text is not ASCII
 */
function hashAscii(text, state) {
  const { length } = text;
  let hash = state | 0;
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt(text, i);
    if (unit > 0x7f) return -1;
    hash = imul(hash ^ unit, PRIME);
  }
  return hash >>> 0;
}

/**
 * @param {string} text
 * @param {number} state to start from
 * @returns {number} 0 … 2^32-1
 */
function hashString(text, state) {
  const { length } = text;
  let hash = state | 0;
  for (let i = 0; i < length; i++) {
    const unit = charCodeAt(text, i);
    // The rest is a function of its own, so that the engine inlines this one: calls cost more than a short text.
    if (unit > 0x7f) return hashRest(text, i, hash);
    hash = imul(hash ^ unit, PRIME);
  }
  return hash >>> 0;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} state
 */
function hashRest(text, start, state) {
  const { length } = text;
  let hash = state;
  for (let i = start; i < length; i++) {
    const unit = charCodeAt(text, i);
    if (unit < 0x80) {
      hash = imul(hash ^ unit, PRIME);
      continue;
    }
    const point = isSurrogate(unit) ? codePointAt(text, i) : unit;
    if (point < 0x800) {
      hash = imul(hash ^ (0xc0 | (point >> 6)), PRIME);
    } else {
      if (point < 0x10000) {
        hash = imul(hash ^ (0xe0 | (point >> 12)), PRIME);
      } else {
        hash = imul(hash ^ (0xf0 | (point >> 18)), PRIME);
        hash = imul(hash ^ (0x80 | ((point >> 12) & 0x3f)), PRIME);
        i++;
      }
      hash = imul(hash ^ (0x80 | ((point >> 6) & 0x3f)), PRIME);
    }
    hash = imul(hash ^ (0x80 | (point & 0x3f)), PRIME);
  }
  return hash >>> 0;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length of the array, in bytes
 * @param {number} state to start from
 * @returns {number} 0 … 2^32-1
 */
function hashBytes(bytes, length, state) {
  let hash = state | 0;
  for (let i = 0; i < length; i++) hash = imul(hash ^ bytes[i], PRIME);
  return hash >>> 0;
}

module.exports = { hashAscii, hashString, hashBytes };
