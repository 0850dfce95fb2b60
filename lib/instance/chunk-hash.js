'use strict';

const { hashState } = require('../errors/errors.js');
const { sizeOf } = require('../operations/input.js');
const { TextSeam, joinable } = require('../text/text-seam.js');
const { viewOf } = require('../text/typed-array.js');

/** @typedef {import('./hash-object.js').Hash} Hash */

/** Bytes hashed in one call at most: no chunk is too large for the memory limit, or makes the memory grow. */
const PIECE = 1 << 20;

/** What all hashing streams share: chunks in, bytes out, the hash at the end. */
class ChunkHash {
  #hash;
  #encode;
  #seam = new TextSeam();
  #ended = false;

  /**
   * @param {Hash} hash
   * @param {(text: string) => Uint8Array} encode to UTF-8, in the kind of array that is to come out
   */
  constructor(hash, encode) {
    this.#hash = hash;
    this.#encode = encode;
  }

  /**
   * @param {string | Uint8Array} chunk
   * @returns {Uint8Array[]} the bytes that were hashed; those of a byte chunk are the chunk itself
   */
  add(chunk) {
    if (typeof chunk === 'string') {
      return joinable(chunk).flatMap((part) => this.#take(this.#encode(this.#seam.join(part))));
    }
    sizeOf('chunk', chunk); // before what waits is taken for ended
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
    return this.#hash.digest(encoding);
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    const size = sizeOf('chunk', bytes);
    if (size === 0) return [];
    for (let at = 0; at < size; at += PIECE) this.#hash.update(viewOf(bytes, at, Math.min(at + PIECE, size)));
    return [bytes];
  }
}

module.exports.ChunkHash = ChunkHash;
