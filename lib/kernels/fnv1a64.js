'use strict';

/**
 * FNV-1a, 64 bit, over UTF-8 bytes, in two halves of 32 bits. BigInts take half as long again where V8 recognises that
 * 64 bits are wanted, and thirty times as long where not.
 */

const { charCodeAt } = require('../text/string-methods.js');
const { codePointAt, isSurrogate } = require('../text/utf8.js');

const { imul } = Math;
const { fromCharCode } = String;

/** The FNV prime for 64 bits is 2^40 + 0x1b3. */
const FACTOR = 0x1b3;

/** A state, whole and in halves. In use only within a call, during which no code of the caller's runs. */
const whole = new BigUint64Array(1);
const halves = new Int32Array(whole.buffer);
const [LOW, HIGH] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/**
 * What the low half, times the factor, carries into the high half.
 *
 * @param {number} low
 */
const carry = (low) => (imul(low >>> 16, FACTOR) + (imul(low & 0xffff, FACTOR) >>> 16)) >>> 16;

/**
 * @param {string} text
 * @param {bigint} state to start from
 * @returns {number} the units that were hashed: those before the first that is not ASCII
 */
function leaveAscii(text, state) {
  whole[0] = state;
  let low = halves[LOW];
  let high = halves[HIGH];
  const { length } = text;
  let i = 0;
  for (; i < length; i++) {
    const unit = charCodeAt(text, i);
    if (unit > 0x7f) break;
    low ^= unit;
    high = (imul(high, FACTOR) + (low << 8) + carry(low)) | 0;
    low = imul(low, FACTOR);
  }
  halves[LOW] = low;
  halves[HIGH] = high;
  return i;
}

/**
 * Goes on from the state that was left.
 *
 * @param {string} text
 * @param {number} start
 */
function leaveRest(text, start) {
  let low = halves[LOW];
  let high = halves[HIGH];
  const { length } = text;
  for (let i = start; i < length; i++) {
    const unit = charCodeAt(text, i);
    const point = isSurrogate(unit) ? codePointAt(text, i) : unit;
    if (point > 0xffff) i++;
    // The first byte is the lowest. No other one is 0.
    let bytes = point < 0x80 ? point : utf8Of(point);
    do {
      low ^= bytes & 0xff;
      high = (imul(high, FACTOR) + (low << 8) + carry(low)) | 0;
      low = imul(low, FACTOR);
      bytes >>>= 8;
    } while (bytes !== 0);
  }
  halves[LOW] = low;
  halves[HIGH] = high;
}

/** @param {number} point that is not ASCII */
function utf8Of(point) {
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return 0xc0 | (point >> 6) | (last << 8);
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return 0xe0 | (point >> 12) | (middle << 8) | (last << 16);
  return 0xf0 | (point >> 18) | ((0x80 | ((point >> 12) & 0x3f)) << 8) | (middle << 16) | (last << 24);
}

/**
 * Hashes without making anything of it.
 *
 * @param {string} text
 * @param {bigint} state to start from
 */
function leaveString(text, state) {
  const end = leaveAscii(text, state);
  if (end < text.length) leaveRest(text, end);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length of the array, in bytes
 * @param {bigint} state to start from
 */
function leaveBytes(bytes, length, state) {
  whole[0] = state;
  let low = halves[LOW];
  let high = halves[HIGH];
  for (let i = 0; i < length; i++) {
    low ^= bytes[i];
    high = (imul(high, FACTOR) + (low << 8) + carry(low)) | 0;
    low = imul(low, FACTOR);
  }
  halves[LOW] = low;
  halves[HIGH] = high;
}

/** @returns {bigint} what was left */
const taken = () => whole[0];

/** @param {number} digit */
const hex = (digit) => digit + (digit < 10 ? 0x30 : 0x57);

/**
 * What was left, as 16 digits. Neither `toString` is as fast: that of a BigInt takes 40 ns, that of a number 700.
 *
 * @returns {string}
 */
function takenHex() {
  const low = halves[LOW];
  const high = halves[HIGH];
  return fromCharCode(
    hex(high >>> 28),
    hex((high >>> 24) & 15),
    hex((high >>> 20) & 15),
    hex((high >>> 16) & 15),
    hex((high >>> 12) & 15),
    hex((high >>> 8) & 15),
    hex((high >>> 4) & 15),
    hex(high & 15),
    hex(low >>> 28),
    hex((low >>> 24) & 15),
    hex((low >>> 20) & 15),
    hex((low >>> 16) & 15),
    hex((low >>> 12) & 15),
    hex((low >>> 8) & 15),
    hex((low >>> 4) & 15),
    hex(low & 15),
  );
}

/**
 * @param {string} text
 * @param {bigint} state to start from
 * @returns {bigint} -1n if the text is not ASCII
 */
const hashAscii64 = (text, state) => (leaveAscii(text, state) < text.length ? -1n : whole[0]);

/** @param {string} text @param {bigint} state to start from */
function hashString64(text, state) {
  leaveString(text, state);
  return whole[0];
}

/** @param {Uint8Array} bytes @param {number} length @param {bigint} state to start from */
function hashBytes64(bytes, length, state) {
  leaveBytes(bytes, length, state);
  return whole[0];
}

/** @param {bigint} hash */
function hexOf(hash) {
  whole[0] = hash;
  return takenHex();
}

module.exports = {
  hashAscii64,
  hashBytes64,
  hashString64,
  hexOf,
  leaveBytes,
  leaveString,
  taken,
  takenHex,
};
