'use strict';

/**
 * The hash of a stream: a Writable that swallows what it hashes, or a Transform that hands it on.
 *
 * Both hash the bytes that the chunks stand for. Strings of an encoding other than UTF-8 are bytes in
 * another notation; strings of UTF-8 are one text in parts, so a character torn between two of them is
 * put together again, in the hash and in what is handed on alike.
 */

const { hashState, invalidArgType } = require('./errors.js');
const { Hash } = require('./hash-object.js');
const { stateOf } = require('./input.js');
const { readNamed } = require('./named-options.js');
const { TextSeam } = require('./text-seam.js');

/** @typedef {import('./operations.js').Kernel['fastHash']} FastHash */

/** Bytes hashed in one call at most: no chunk is too large for the memory limit, or makes the memory grow. */
const PIECE = 1 << 20;

/** @param {BufferEncoding} encoding */
const isUtf8 = (encoding) => /^utf-?8$/i.test(encoding);

/** What both forms share: chunks in, bytes out, the hash at the end. */
class ChunkHash {
  #hash;
  #seam = new TextSeam();
  #ended = false;

  /** @param {Hash} hash */
  constructor(hash) {
    this.#hash = hash;
  }

  /**
   * @param {string | Uint8Array} chunk
   * @param {BufferEncoding} encoding of a string
   * @returns {Uint8Array[]} the bytes that were hashed; those of a byte chunk are the chunk itself
   */
  add(chunk, encoding) {
    if (typeof chunk === 'string' && isUtf8(encoding)) return this.#take(Buffer.from(this.#seam.join(chunk)));
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    return [...this.#take(Buffer.from(this.#seam.end())), ...this.#take(bytes)];
  }

  /** @returns {Uint8Array[]} the bytes that were hashed last */
  end() {
    const last = this.#take(Buffer.from(this.#seam.end()));
    this.#ended = true;
    return last;
  }

  /** @param {'hex'} [encoding] */
  digest(encoding) {
    if (!this.#ended) throw hashState('digest() was called before the stream had ended');
    return this.#hash.digest(encoding);
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    if (bytes.length === 0) return [];
    for (let at = 0; at < bytes.length; at += PIECE) this.#hash.update(bytes.subarray(at, at + PIECE));
    return [bytes];
  }
}

/**
 * Runs a step of a stream; what it throws is the stream's error.
 *
 * @param {(error?: Error | null) => void} callback
 * @param {() => void} step
 */
function settle(callback, step) {
  try {
    step();
  } catch (error) {
    callback(/** @type {Error} */ (error));
    return;
  }
  callback();
}

/**
 * The classes, made at the first use: where the package runs without Node there are no such streams.
 */
function defineStreams() {
  const { Transform, Writable } = require('node:stream');

  class HashWritable extends Writable {
    #chunks;

    /** @param {Hash} hash */
    constructor(hash) {
      super({ decodeStrings: false });
      this.#chunks = new ChunkHash(hash);
      this.once('finish', () => this.emit('hash', this.digest()));
    }

    /**
     * @param {any} chunk
     * @param {BufferEncoding} encoding
     * @param {(error?: Error | null) => void} callback
     */
    _write(chunk, encoding, callback) {
      settle(callback, () => this.#chunks.add(chunk, encoding));
    }

    /** @param {(error?: Error | null) => void} callback */
    _final(callback) {
      settle(callback, () => this.#chunks.end());
    }

    /** @param {'hex'} [encoding] */
    digest(encoding) {
      return this.#chunks.digest(encoding);
    }
  }

  class HashTransform extends Transform {
    #chunks;

    /** @param {Hash} hash */
    constructor(hash) {
      super({ decodeStrings: false });
      this.#chunks = new ChunkHash(hash);
      this.once('finish', () => this.emit('hash', this.digest()));
    }

    /**
     * @param {any} chunk
     * @param {BufferEncoding} encoding
     * @param {(error?: Error | null) => void} callback
     */
    _transform(chunk, encoding, callback) {
      settle(callback, () => {
        for (const bytes of this.#chunks.add(chunk, encoding)) this.push(bytes);
      });
    }

    /** @param {(error?: Error | null) => void} callback */
    _flush(callback) {
      settle(callback, () => {
        for (const bytes of this.#chunks.end()) this.push(bytes);
      });
    }

    /** @param {'hex'} [encoding] */
    digest(encoding) {
      return this.#chunks.digest(encoding);
    }
  }

  return { HashWritable, HashTransform };
}

/** @type {ReturnType<typeof defineStreams> | undefined} */
let streams;

/**
 * @param {FastHash} fastHash
 * @returns {(options?: { seed?: number, passThrough?: boolean }) => import('node:stream').Writable}
 */
const hashStreamCreator = (fastHash) => (options) => {
  const { seed, passThrough = false } = readNamed(options, ['seed', 'passThrough']);
  const hash = new Hash(fastHash, stateOf(/** @type {number | undefined} */ (seed)));
  if (typeof passThrough !== 'boolean') throw invalidArgType('options.passThrough', passThrough, 'a boolean');
  streams ??= defineStreams();
  return passThrough ? new streams.HashTransform(hash) : new streams.HashWritable(hash);
};

module.exports.hashStreamCreator = hashStreamCreator;
