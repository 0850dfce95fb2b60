'use strict';

const { invalidArgType, isRevoked } = require('../errors/errors.js');
const { onAbort } = require('../operations/abort-signal.js');

/**
 * @typedef {object} Reader
 * @property {() => any} next an iterator's result, or a promise of it
 * @property {() => any} close
 * @property {() => void} release in the end, closed or not
 */

const STREAM = 'a Readable, a ReadableStream or an async iterable';

/** Chunks from anywhere. The source is closed when they are no longer wanted, or when a signal is aborted. */
class ChunkSource {
  #source;
  #signal;
  #isOpen = false;

  /**
   * @param {any} source
   * @param {AbortSignal | undefined} signal
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
   */
  constructor(source, signal) {
    // Strings and arrays of bytes are iterable too, but are not streams of chunks.
    if (typeof source !== 'object' || source === null || ArrayBuffer.isView(source) || isRevoked(source)) {
      throw invalidArgType('readable', source, STREAM);
    }
    const isStream = [source[Symbol.asyncIterator], source[Symbol.iterator], source.getReader].some(
      (method) => typeof method === 'function',
    );
    if (!isStream) throw invalidArgType('readable', source, STREAM);
    this.#source = source;
    this.#signal = signal;
  }

  /** Closes a source of which nothing has been read. */
  async close() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { close, release } = readerOf(this.#source);
    await close();
    release();
  }

  /** @returns {AsyncGenerator<unknown, void, undefined>} */
  async *chunks() {
    const signal = this.#signal;
    if (signal?.aborted) {
      await this.close();
      throw signal.reason;
    }
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { next, close, release } = readerOf(this.#source);
    let interrupt = () => {};
    const unwatch = signal && onAbort(signal, () => interrupt());
    /** @returns {Promise<IteratorResult<unknown>>} rejected when the signal is aborted, whatever the source does */
    const read = () =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw signal.reason;
        interrupt = () => {
          reject(signal?.reason);
          // A source may be closed only when its pending read has ended. Nobody asks any more how that went.
          (async () => close())().catch(() => {});
        };
        Promise.resolve(next()).then(resolve, reject);
      });
    let isWanted = true;
    try {
      for (;;) {
        isWanted = false; // if this throws
        const { done, value } = await (signal === undefined ? next() : read());
        if (done) return;
        isWanted = true;
        yield value;
      }
    } finally {
      unwatch?.();
      if (isWanted) await close();
      release();
    }
  }
}

/**
 * @param {any} source
 * @returns {Reader}
 */
function readerOf(source) {
  if (typeof source.getReader === 'function') {
    const reader = source.getReader();
    return { next: () => reader.read(), close: () => reader.cancel(), release: () => reader.releaseLock() };
  }
  const iterator = (source[Symbol.asyncIterator] ?? source[Symbol.iterator]).call(source);
  const isNodeStream = typeof source.pipe === 'function' && typeof source.destroy === 'function';
  const close = () => (isNodeStream ? source.destroy() : iterator.return?.());
  return { next: () => iterator.next(), close, release: () => {} };
}

module.exports.ChunkSource = ChunkSource;
