'use strict';

/**
 * A hash that is fed in parts.
 */

const { hashState, invalidArgValue, uncloneable } = require('../errors/errors.js');
const { hexOf } = require('../kernels/fnv1a64.js');
const { OFFSET_BASIS, bitsOf, readNamed, stateOf, stateOf64 } = require('../operations/input.js');
const { TextSeam, joinable } = require('../text/text-seam.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {(input: Input, state: any) => number | bigint} FastHash whose results are states too */
/** @typedef {{ 32: FastHash, 64: FastHash }} Widths */

/** Hexadecimal digits of 32 bits. */
const DIGITS = 8;

/**
 * @param {number | bigint} hash
 * @param {unknown} encoding
 * @returns {number | bigint | string}
 */
function encodeHash(hash, encoding) {
  if (encoding === undefined) return hash;
  if (encoding !== 'hex') throw invalidArgValue('encoding', encoding, "must be 'hex' or undefined");
  return typeof hash === 'bigint' ? hexOf(hash) : hash.toString(16).padStart(DIGITS, '0');
}

const UNCLONEABLE = uncloneable('a hash');

class Hash {
  uncloneable = UNCLONEABLE;
  #fastHash;
  #state;
  #seam = new TextSeam();
  #digested = false;

  /**
   * @param {FastHash} fastHash
   * @param {number | bigint} state to start from
   */
  constructor(fastHash, state) {
    this.#fastHash = fastHash;
    this.#state = state;
  }

  /**
   * @param {Input} input
   * @returns {this}
   */
  update(input) {
    if (this.#digested) throw hashState('update() was called after digest()');
    const mark = this.#seam.mark;
    try {
      if (typeof input === 'string') {
        let state = this.#state;
        for (const part of joinable(input)) {
          const text = this.#seam.join(part);
          if (text !== '') state = this.#fastHash(text, state);
        }
        this.#state = state;
      } else {
        // Bytes end a text, even if there are none; what follows is another text.
        const state = this.#fastHash(this.#seam.end(), this.#state);
        this.#state = this.#fastHash(input, state);
      }
    } catch (error) {
      // A refused input leaves no trace, so that the hash can continue with another.
      this.#seam.mark = mark;
      throw error;
    }
    return this;
  }

  /** @returns {Hash} another one that stands where this one does */
  copy() {
    if (this.#digested) throw hashState('copy() was called after digest()');
    const copy = new Hash(this.#fastHash, this.#state);
    copy.#seam.mark = this.#seam.mark;
    return copy;
  }

  /**
   * @param {'hex'} [encoding]
   * @returns {number | bigint | string}
   */
  digest(encoding) {
    if (!this.#digested) {
      encodeHash(0, encoding); // an unknown encoding ends nothing
      this.#state = this.#fastHash(this.#seam.end(), this.#state);
      this.#digested = true;
    }
    return encodeHash(this.#state, encoding);
  }
}

/**
 * @param {Widths} widths
 * @param {unknown} bits an option
 * @param {unknown} seed likewise
 */
function newHash(widths, bits, seed) {
  const width = bitsOf(bits);
  return new Hash(widths[width], (width === 64 ? stateOf64 : stateOf)(seed, 'options.seed'));
}

/**
 * @param {Widths} widths
 * @returns {(options?: { seed?: number | bigint, bits?: 32 | 64 }) => Hash}
 */
const hashCreator = (widths) => (options) => {
  if (options === undefined) return new Hash(widths[32], OFFSET_BASIS);
  const { seed, bits } = readNamed(options, ['seed', 'bits']);
  return newHash(widths, bits, seed);
};

module.exports = { hashCreator, newHash };
