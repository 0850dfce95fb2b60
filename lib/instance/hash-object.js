'use strict';

/**
 * A hash that is fed in parts.
 */

const { hashState, invalidArgValue, uncloneable } = require('../errors/errors.js');
const { readNamed, stateOf } = require('../operations/input.js');
const { TextSeam, joinable } = require('../text/text-seam.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/table.js').Kernel['fastHash']} FastHash */

/** Hexadecimal digits of 32 bits. */
const DIGITS = 8;

/**
 * @param {number} hash
 * @param {unknown} encoding
 * @returns {number | string}
 */
function encodeHash(hash, encoding) {
  if (encoding === undefined) return hash;
  if (encoding === 'hex') return hash.toString(16).padStart(DIGITS, '0');
  throw invalidArgValue('encoding', encoding, "must be 'hex' or undefined");
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
   * @param {number} state to start from
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

  /**
   * @param {'hex'} [encoding]
   * @returns {number | string}
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
 * @param {FastHash} fastHash
 * @param {unknown} seed an option
 */
const newHash = (fastHash, seed) => new Hash(fastHash, stateOf(seed, 'options.seed'));

/**
 * @param {FastHash} fastHash
 * @returns {(options?: { seed?: number }) => Hash}
 */
const hashCreator = (fastHash) => (options) => newHash(fastHash, readNamed(options, ['seed']).seed);

module.exports = { hashCreator, newHash };
