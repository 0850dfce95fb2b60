'use strict';

const { newHash } = require('./hash-object.js');
const { hashState } = require('../errors/errors.js');
const { flagOf, readNamed, sizeOf } = require('../operations/input.js');
const { HASHED_PIECE } = require('../operations/thresholds.js');
const { TextSeam, joinable } = require('../text/text-seam.js');
const { viewOf } = require('../text/typed-array.js');

/** What all hashing streams share: options, chunks in, bytes out, the hash at the end. */
class ChunkHash {
  #hash;
  #encode;
  #seam = new TextSeam();
  #ended = false;

  /**
   * @param {import('./hash-object.js').Widths} widths
   * @param {unknown} options
   * @param {(text: string) => Uint8Array} encode to UTF-8, in the kind of array to be passed on
   */
  constructor(widths, options, encode) {
    this.#encode = encode;
    const { seed, bits, passThrough } = readNamed(options, ['seed', 'bits', 'passThrough']);
    this.#hash = newHash(widths, bits, seed);
    this.passThrough = flagOf({ passThrough }, 'passThrough');
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
   * @returns {number | bigint | string}
   */
  digest(encoding) {
    if (!this.#ended) throw hashState('digest() was called before the stream had ended');
    return this.#hash.digest(encoding);
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    const size = sizeOf('chunk', bytes);
    if (size === 0) return [];
    // In pieces, so that no chunk is too large for the memory limit, or makes the memory grow.
    for (let at = 0; at < size; at += HASHED_PIECE)
      this.#hash.update(viewOf(bytes, at, Math.min(at + HASHED_PIECE, size)));
    return [bytes];
  }
}

module.exports.ChunkHash = ChunkHash;
