'use strict';

/**
 * `fastHash64` of short inputs, as `short-inputs.js` has `fastHash`.
 */

const { hexOf, leaveBytes, leaveString, taken, takenHex } = require('../kernels/fnv1a64.js');
const { OFFSET_BASIS_64 } = require('../operations/input.js');
const T = require('../operations/thresholds.js');
const { charCodeAt } = require('../text/string-methods.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/memory-limit.js').MemoryLimit} MemoryLimit */
/** @typedef {import('../operations/table.js').Kernel} Kernel */

/**
 * The hash in 64 bits, as a BigInt and in digits.
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
      const most = charCodeAt(input, 0) > 0x7f ? T.HASHED_WIDE_BY_LOOP : T.HASHED_BY_LOOP;
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

module.exports.hashing64 = hashing64;
