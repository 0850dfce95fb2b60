'use strict';

/**
 * FNV-1a, 32 bit, over UTF-8 bytes: http://www.isthe.com/chongo/tech/comp/fnv/
 */

const { REPLACEMENT_BYTES, isHighSurrogate, isLowSurrogate } = require('../text/utf8.js');

/** FNV prime for 32 bits. */
const PRIME = 16777619;

/**
 * @param {string} text
 * @param {number} state to go on from
 * @returns {number} 0 … 2^32-1
 */
function hashString(text, state) {
  const length = text.length;
  let hash = state | 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      hash = Math.imul(hash ^ unit, PRIME);
    } else if (unit < 0x800) {
      hash = Math.imul(hash ^ (0xc0 | (unit >> 6)), PRIME);
      hash = Math.imul(hash ^ (0x80 | (unit & 0x3f)), PRIME);
    } else if ((unit & 0xf800) !== 0xd800) {
      hash = Math.imul(hash ^ (0xe0 | (unit >> 12)), PRIME);
      hash = Math.imul(hash ^ (0x80 | ((unit >> 6) & 0x3f)), PRIME);
      hash = Math.imul(hash ^ (0x80 | (unit & 0x3f)), PRIME);
    } else {
      const low = i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if (isHighSurrogate(unit) && isLowSurrogate(low)) {
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
        hash = Math.imul(hash ^ (0xf0 | (point >> 18)), PRIME);
        hash = Math.imul(hash ^ (0x80 | ((point >> 12) & 0x3f)), PRIME);
        hash = Math.imul(hash ^ (0x80 | ((point >> 6) & 0x3f)), PRIME);
        hash = Math.imul(hash ^ (0x80 | (point & 0x3f)), PRIME);
        i++;
      } else {
        for (const byte of REPLACEMENT_BYTES) hash = Math.imul(hash ^ byte, PRIME);
      }
    }
  }
  return hash >>> 0;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length of the array, in bytes
 * @param {number} state to go on from
 * @returns {number} 0 … 2^32-1
 */
function hashBytes(bytes, length, state) {
  let hash = state | 0;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], PRIME);
  return hash >>> 0;
}

module.exports.hashString = hashString;
module.exports.hashBytes = hashBytes;
