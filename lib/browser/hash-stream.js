'use strict';

/**
 * In place of ../instance/hash-stream.js: the hash of a stream with web streams, as a WritableStream that swallows what
 * it hashes, or a pair of streams for `pipeThrough` that passes it on.
 *
 * Both hash the bytes that the chunks stand for. Consecutive strings are one text in UTF-8, so a character torn between
 * two of them is put together again, both in the hash and in what is passed on.
 */

const { ChunkHash } = require('../instance/chunk-hash.js');
const { encode } = require('../text/utf8.js');

/** @typedef {string | Uint8Array} Chunk */
/** @typedef {{ digest(encoding?: 'hex'): number | bigint | string }} Digest */

/**
 * @param {import('../instance/hash-object.js').Widths} widths
 * @returns {(options?: { seed?: number | bigint, bits?: 32 | 64, passThrough?: boolean }) =>
 *   (WritableStream<Chunk> | TransformStream<Chunk, Uint8Array>) & Digest}
 */
const hashStreamCreator = (widths) => (options) => {
  const chunks = new ChunkHash(widths, options, encode);
  const stream = chunks.passThrough
    ? new TransformStream({
        transform(chunk, controller) {
          for (const bytes of chunks.add(chunk)) controller.enqueue(bytes);
        },
        flush(controller) {
          for (const bytes of chunks.end()) controller.enqueue(bytes);
        },
      })
    : new WritableStream({
        write: (chunk) => void chunks.add(chunk),
        close: () => void chunks.end(),
      });
  return Object.assign(stream, { digest: (/** @type {'hex' | undefined} */ encoding) => chunks.digest(encoding) });
};

module.exports.hashStreamCreator = hashStreamCreator;
