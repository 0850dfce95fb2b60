'use strict';

/**
 * In place of ../hash-stream.js: the hash of a stream as the web's streams, a WritableStream that swallows
 * what it hashes, or a pair of streams for `pipeThrough` that hands it on.
 *
 * Both hash the bytes that the chunks stand for. Strings that follow each other are one text in UTF-8, so
 * a character torn between two of them is put together again, in the hash and in what is handed on alike.
 */

const { ChunkHash } = require('../instance/chunk-hash.js');
const { invalidArgType } = require('../errors/errors.js');
const { Hash } = require('../instance/hash-object.js');
const { stateOf } = require('../operations/input.js');
const { readNamed } = require('../operations/named-options.js');
const { isUint8Array } = require('../text/typed-array.js');

/** @typedef {import('../operations/table.js').Kernel['fastHash']} FastHash */
/** @typedef {{ digest(encoding?: 'hex'): number | string }} Digest */

const encoder = new TextEncoder();

/** @param {string} text */
const encode = (text) => encoder.encode(text);

/**
 * @param {unknown} chunk
 * @returns {string | Uint8Array}
 */
function checkChunk(chunk) {
  if (typeof chunk !== 'string' && !isUint8Array(chunk)) throw invalidArgType('chunk', chunk);
  return chunk;
}

/**
 * @param {ChunkHash} chunks
 * @returns {WritableStream<string | Uint8Array> & Digest}
 */
function hashWritable(chunks) {
  const stream = new WritableStream({
    write(chunk) {
      chunks.add(checkChunk(chunk));
    },
    close() {
      chunks.end();
    },
  });
  return Object.assign(stream, digestOf(chunks));
}

/**
 * @param {ChunkHash} chunks
 * @returns {TransformStream<string | Uint8Array, Uint8Array> & Digest}
 */
function hashTransform(chunks) {
  const stream = new TransformStream({
    transform(chunk, controller) {
      for (const bytes of chunks.add(checkChunk(chunk))) controller.enqueue(bytes);
    },
    flush(controller) {
      for (const bytes of chunks.end()) controller.enqueue(bytes);
    },
  });
  return Object.assign(stream, digestOf(chunks));
}

/**
 * @param {ChunkHash} chunks
 * @returns {Digest}
 */
const digestOf = (chunks) => ({ digest: (encoding) => chunks.digest(encoding) });

/**
 * @param {FastHash} fastHash
 * @returns {(options?: { seed?: number, passThrough?: boolean }) =>
 *   (WritableStream<string | Uint8Array> | TransformStream<string | Uint8Array, Uint8Array>) & Digest}
 */
const hashStreamCreator = (fastHash) => (options) => {
  const { seed, passThrough = false } = readNamed(options, ['seed', 'passThrough']);
  const hash = new Hash(fastHash, stateOf(/** @type {number | undefined} */ (seed), 'options.seed'));
  if (typeof passThrough !== 'boolean') throw invalidArgType('options.passThrough', passThrough, 'a boolean');
  const chunks = new ChunkHash(hash, encode);
  return passThrough ? hashTransform(chunks) : hashWritable(chunks);
};

module.exports.hashStreamCreator = hashStreamCreator;
