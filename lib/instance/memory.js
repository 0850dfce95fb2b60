'use strict';

/**
 * The memory of an instance: how much there is, and what is in it.
 */

const { invalidArgType, outOfRange } = require('../errors/errors.js');
const { PAGE } = require('../operations/memory-limit.js');

/**
 * What a backend reports about its memory; all but `grown` in bytes.
 *
 * @typedef {object} MemoryState
 * @property {number} block the memory that can be inspected
 * @property {number} bytes all of it
 * @property {number} held of the texts that are held
 * @property {number} peak the most there has been
 * @property {number} grown calls that made it grow
 */

/** The most bytes that can be inspected at once. */
const MOST_INSPECTED = 1 << 20;

/**
 * @param {MemoryState} state
 * @param {number} maximumPages
 */
const memoryOf = ({ bytes, held, peak, grown }, maximumPages) => ({
  bytes,
  pages: Math.ceil(bytes / PAGE),
  maximumBytes: maximumPages * PAGE,
  maximumPages,
  heldBytes: held,
  peakBytes: Math.max(peak, bytes),
  timesGrown: grown,
});

/**
 * @param {() => MemoryState} memoryState
 * @param {(offset: number, words: Uint32Array) => void} copyMemory
 */
const inspecting = (memoryState, copyMemory) => (/** @type {number} */ offset, /** @type {number} */ length) => {
  const { block } = memoryState();
  checkRange('offset', offset, block);
  checkRange('length', length, Math.min(block - offset, MOST_INSPECTED));
  const words = new Uint32Array(Math.ceil(length / 4));
  copyMemory(offset, words);
  const bytes = new Uint8Array(words.buffer, 0, length);
  return {
    offset: offset + 0, // turns -0 into 0
    length: length + 0,
    hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
    text: require('../text/decoder.js').newDecoder().decode(bytes),
  };
};

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} most
 */
function checkRange(name, value, most) {
  if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw outOfRange(name, `an integer from 0 to ${most} (bytes)`, value);
  }
}

module.exports = { memoryOf, inspecting };
