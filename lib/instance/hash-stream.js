'use strict';

/**
 * The hash of a stream: a Writable that swallows what it hashes, or a Transform that hands it on.
 *
 * Both hash the bytes that the chunks stand for. Strings of an encoding other than UTF-8 are bytes in
 * another notation; strings of UTF-8 are one text in parts, so a character torn between two of them is
 * put together again, in the hash and in what is handed on alike.
 */

const { ChunkHash } = require('./chunk-hash.js');
const { invalidArgType } = require('../errors/errors.js');
const { Hash } = require('./hash-object.js');
const { stateOf } = require('../operations/input.js');
const { readNamed } = require('../operations/named-options.js');

/** @typedef {import('../operations/table.js').Kernel['fastHash']} FastHash */

/** @param {BufferEncoding} encoding */
const isUtf8 = (encoding) => /^utf-?8$/i.test(encoding);

/**
 * A string of an encoding other than UTF-8 is bytes in another notation.
 *
 * @param {any} chunk
 * @param {BufferEncoding} encoding
 */
const plainChunk = (chunk, encoding) =>
  typeof chunk === 'string' && !isUtf8(encoding) ? Buffer.from(chunk, encoding) : chunk;

/** @param {string} text */
const encode = (text) => Buffer.from(text);

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
 * The classes, made at the first use: most users need none.
 */
function defineStreams() {
  const { Transform, Writable } = require('node:stream');

  class HashWritable extends Writable {
    #chunks;

    /** @param {Hash} hash */
    constructor(hash) {
      super({ decodeStrings: false });
      this.#chunks = new ChunkHash(hash, encode);
      this.once('finish', () => this.emit('hash', this.digest()));
    }

    /**
     * @param {any} chunk
     * @param {BufferEncoding} encoding
     * @param {(error?: Error | null) => void} callback
     */
    _write(chunk, encoding, callback) {
      settle(callback, () => this.#chunks.add(plainChunk(chunk, encoding)));
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
      this.#chunks = new ChunkHash(hash, encode);
      this.once('finish', () => this.emit('hash', this.digest()));
    }

    /**
     * @param {any} chunk
     * @param {BufferEncoding} encoding
     * @param {(error?: Error | null) => void} callback
     */
    _transform(chunk, encoding, callback) {
      settle(callback, () => {
        for (const bytes of this.#chunks.add(plainChunk(chunk, encoding))) this.push(bytes);
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
  const hash = new Hash(fastHash, stateOf(/** @type {number | undefined} */ (seed), 'options.seed'));
  if (typeof passThrough !== 'boolean') throw invalidArgType('options.passThrough', passThrough, 'a boolean');
  streams ??= defineStreams();
  return passThrough ? new streams.HashTransform(hash) : new streams.HashWritable(hash);
};

module.exports.hashStreamCreator = hashStreamCreator;
