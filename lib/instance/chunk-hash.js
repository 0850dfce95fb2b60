'use strict';

const { encodeHash } = require('./hash-object.js');
const { hashState, invalidArgType } = require('../errors/errors.js');
const { sizeOf, stateOf } = require('../operations/input.js');
const { readNamed } = require('../operations/named-options.js');
const { TextSeam, joinable } = require('../text/text-seam.js');
const { viewOf } = require('../text/typed-array.js');

/** @typedef {import('../operations/table.js').Kernel['fastHash']} FastHash */

/** The most bytes hashed in one call, so that no chunk is too large for the memory limit, or makes the memory grow. */
const PIECE = 1 << 20;

/** What all hashing streams share: options, chunks in, bytes out, the hash at the end. */
class ChunkHash {
  #fastHash;
  #encode;
  #state;
  #seam = new TextSeam();
  #ended = false;

  /**
   * @param {FastHash} fastHash
   * @param {unknown} options
   * @param {(text: string) => Uint8Array} encode to UTF-8, in the kind of array to be passed on
   */
  constructor(fastHash, options, encode) {
    this.#encode = encode;
    const { seed, passThrough = false } = readNamed(options, ['seed', 'passThrough']);
    this.#fastHash = fastHash;
    this.#state = stateOf(/** @type {number | undefined} */ (seed), 'options.seed');
    if (typeof passThrough !== 'boolean') throw invalidArgType('options.passThrough', passThrough, 'a boolean');
    this.passThrough = passThrough;
  }

  /**
   * @param {string | Uint8Array} chunk
   * @returns {Uint8Array[]} the bytes that were hashed; for a chunk of bytes, the chunk itself
   */
  add(chunk) {
    if (typeof chunk === 'string') {
      return joinable(chunk).flatMap((part) => this.#take(this.#encode(this.#seam.join(part))));
    }
    sizeOf('chunk', chunk); // before a waiting surrogate counts as ended
    return [...this.#take(this.#encode(this.#seam.end())), ...this.#take(chunk)];
  }

  /** @returns {Uint8Array[]} the bytes that were hashed last */
  end() {
    const last = this.#take(this.#encode(this.#seam.end()));
    this.#ended = true;
    return last;
  }

  /**
   * @param {'hex'} [encoding]
   * @returns {number | string}
   */
  digest(encoding) {
    if (!this.#ended) throw hashState('digest() was called before the stream had ended');
    return encodeHash(this.#state, encoding);
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    const size = sizeOf('chunk', bytes);
    if (size === 0) return [];
    for (let at = 0; at < size; at += PIECE) {
      this.#state = this.#fastHash(viewOf(bytes, at, Math.min(at + PIECE, size)), this.#state);
    }
    return [bytes];
  }
}

module.exports.ChunkHash = ChunkHash;
