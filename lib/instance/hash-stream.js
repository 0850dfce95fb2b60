'use strict';

/**
 * The hash of a stream: a Writable that swallows what it hashes, or a Transform that passes it on.
 *
 * Both hash the bytes that the chunks stand for. Strings in an encoding other than UTF-8 are bytes in another notation;
 * strings in UTF-8 are one text in parts, so a character torn between two of them is put together again, both in the
 * hash and in what is passed on.
 */

const { ChunkHash } = require('./chunk-hash.js');
const { invalidArgType } = require('../errors/errors.js');
const { builtin } = require('../node/builtins.js');
const { isUint8Array } = require('../text/typed-array.js');

/** @typedef {import('node:stream').Writable} Writable */
/** @typedef {(error?: Error | null) => void} Callback */

/**
 * @param {import('./hash-object.js').Widths} widths
 * @returns {(options?: { seed?: number | bigint, bits?: 32 | 64, passThrough?: boolean }) => Writable & Pick<ChunkHash, 'digest'>}
 */
const hashStreamCreator = (widths) => (options) => {
  const chunks = new ChunkHash(widths, options, (text) => Buffer.from(text));
  /** @type {typeof import('node:stream')} */
  const { Transform, Writable } = builtin('node:stream');

  /** @param {() => Uint8Array[]} hash what it throws is the stream's error @param {Callback} callback */
  const step = (hash, callback) => {
    try {
      const hashed = hash();
      if (chunks.passThrough) for (const bytes of hashed) /** @type {any} */ (stream).push(bytes);
    } catch (error) {
      return callback(/** @type {Error} */ (error));
    }
    return callback();
  };
  /** @param {any} chunk @param {BufferEncoding} encoding @param {Callback} callback */
  const write = (chunk, encoding, callback) =>
    step(
      () => chunks.add(typeof chunk === 'string' && !isUtf8(encoding) ? Buffer.from(chunk, encoding) : chunk),
      callback,
    );
  /** @param {Callback} callback */
  const end = (callback) => step(() => chunks.end(), callback);

  const stream = chunks.passThrough
    ? new Transform({ decodeStrings: false, transform: write, flush: end })
    : new Writable({ decodeStrings: false, write, final: end });
  stream.once('finish', () => stream.emit('hash', chunks.digest()));
  refuseOthers(stream);
  return Object.assign(stream, { digest: (/** @type {'hex'} */ encoding) => chunks.digest(encoding) });
};

/** @param {string} encoding */
const isUtf8 = (encoding) => /^utf-?8$/i.test(encoding);

/**
 * Refuses chunks that are neither text nor bytes, some of which Node takes for the bytes beneath them. To whoever
 * writes one that is an exception; thrown into a source that is piped to here, it would end the process, so there it is
 * the stream's error.
 *
 * @param {any} stream
 */
function refuseOthers(stream) {
  let sources = 0;
  stream.on('pipe', () => sources++).on('unpipe', () => sources--);
  for (const method of ['write', 'end']) {
    const inherited = stream[method];
    stream[method] = function (/** @type {any} */ chunk, /** @type {any[]} */ ...rest) {
      const isNone = chunk === null || (method === 'end' && (chunk === undefined || typeof chunk === 'function'));
      if (isNone || typeof chunk === 'string' || isUint8Array(chunk)) return inherited.call(this, chunk, ...rest);
      const error = invalidArgType('chunk', chunk);
      if (sources === 0) throw error;
      this.destroy(error);
      return false;
    };
  }
}

module.exports.hashStreamCreator = hashStreamCreator;
