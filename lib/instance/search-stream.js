'use strict';

/**
 * Search in a stream: chunks of bytes come in, offsets go out, and only the needle is kept.
 */

const { invalidArgType, isRevoked, memoryLimit, ownDescriptor } = require('../errors/errors.js');
const { byteLengthOf, flagOf, readNamed, sizeOf } = require('../operations/input.js');
const { onAbort, signalOf } = require('../operations/abort-signal.js');
const { MOST_PAGES, PAGE } = require('../operations/memory-limit.js');
const { SEARCHED_PIECE } = require('../operations/thresholds.js');
const { streamMatcher } = require('./stream-matcher.js');
const { TextSeam } = require('../text/text-seam.js');
const { copyOf, lengthOf, viewOf } = require('../text/typed-array.js');
const { encode } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/table.js').Kernel['fastSearch']} FastSearch */
/** @typedef {AsyncIterable<Input> | Iterable<Input> | ReadableStream<Input>} Source */

/**
 * @typedef {object} Reader
 * @property {() => any} next an iterator's result, or a promise of it
 * @property {() => any} close
 * @property {() => void} release in the end, closed or not
 */

/** What a stream to search can be. */
const STREAM = 'a Readable, a ReadableStream or an async iterable';

/** The needle itself, and the borders of its prefixes. */
const BYTES_PER_NEEDLE_BYTE = 5;

/**
 * Chunks from anywhere. The source is closed when they are no longer wanted, or when a signal is aborted.
 *
 * @param {any} source
 * @param {AbortSignal | undefined} signal
 * @returns {{ chunks: AsyncGenerator<unknown, void, undefined>, close: () => Promise<void> }} `close` closes a source
 *   of which nothing has been read
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
 */
function chunksOf(source, signal) {
  if (!isStream(source)) throw invalidArgType('readable', source, STREAM);
  let isOpen = false;
  const close = async () => {
    if (isOpen) return;
    isOpen = true;
    const reader = readerOf(source);
    await reader.close();
    reader.release();
  };
  async function* chunks() {
    if (signal?.aborted) {
      await close();
      throw signal.reason;
    }
    if (isOpen) return;
    isOpen = true;
    const reader = readerOf(source);
    let interrupt = () => {};
    const unwatch = signal && onAbort(signal, () => interrupt());
    /** @returns {Promise<IteratorResult<unknown>>} rejected when the signal is aborted, whatever the source does */
    const read = () =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw signal.reason;
        interrupt = () => {
          reject(signal?.reason);
          // A source may be closed only when its pending read has ended. Nobody asks any more how that went.
          (async () => reader.close())().catch(() => {});
        };
        Promise.resolve(reader.next()).then(resolve, reject);
      });
    let isWanted = true;
    try {
      for (;;) {
        isWanted = false; // if this throws
        const { done, value } = await (signal === undefined ? reader.next() : read());
        if (done) return;
        isWanted = true;
        yield value;
      }
    } finally {
      unwatch?.();
      if (isWanted) await reader.close();
      reader.release();
    }
  }
  return { chunks: chunks(), close };
}

/**
 * Strings and arrays of bytes are iterable too, but are not streams of chunks.
 *
 * @param {any} source
 */
const isStream = (source) =>
  typeof source === 'object' &&
  source !== null &&
  !ArrayBuffer.isView(source) &&
  !isRevoked(source) &&
  [source[Symbol.asyncIterator], source[Symbol.iterator], source.getReader].some(
    (method) => typeof method === 'function',
  );

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

/**
 * The bytes of the chunks, in pieces. A piece is used up before the next is asked for.
 *
 * @param {AsyncIterable<unknown>} chunks
 * @returns {AsyncGenerator<Uint8Array>}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` also if the rest of a chunk is gone
 */
async function* piecesOf(chunks) {
  const seam = new TextSeam();
  for await (const given of chunks) {
    const chunk = /** @type {Input} */ (given);
    sizeOf('chunk', chunk); // before a waiting surrogate counts as ended
    if (typeof chunk !== 'string') yield encode(seam.end());
    let size = sizeOf('chunk', chunk);
    for (let at = 0; at < size; at += SEARCHED_PIECE) {
      const end = Math.min(at + SEARCHED_PIECE, size);
      yield typeof chunk === 'string' ? encode(seam.join(chunk.slice(at, end))) : viewOf(chunk, at, end);
      // The consumer may have shrunk or detached it meanwhile.
      if (end < size) size = sizeOf('chunk', chunk);
    }
  }
  yield encode(seam.end());
}

/**
 * What is found in a stream, what is found in a piece at a time.
 *
 * @template T
 * @typedef {{ batches: AsyncGenerator<T[]>, close: () => Promise<void> }} Batches `close` closes a stream of which nothing
 *   has been read
 */

/**
 * @template T
 * @param {unknown} readable
 * @param {unknown} options
 * @param {() => void} check throws what is wrong with other arguments
 * @param {(pieces: AsyncIterable<Uint8Array>, overlapping: boolean) => AsyncGenerator<T[]>} search
 * @returns {Batches<T>}
 */
function batchesIn(readable, options, check, search) {
  const { overlapping, signal } = readNamed(options, ['overlapping', 'signal']);
  const { chunks, close } = chunksOf(readable, signalOf(signal));
  check();
  return { batches: search(piecesOf(chunks), flagOf({ overlapping }, 'overlapping')), close };
}

/**
 * @param {FastSearch} fastSearch
 * @param {unknown} readable
 * @param {Input} needle
 * @param {unknown} [options]
 * @returns {Batches<number>} offsets
 */
const searchBatches = (fastSearch, readable, needle, options) =>
  batchesIn(
    readable,
    options,
    () => fastSearch('', needle), // checks the needle's type and size
    (pieces, overlapping) =>
      // Again: the options' getters may have run anything.
      sizeOf('needle', needle) === 0
        ? boundariesIn(pieces)
        : matchesIn(pieces, matcherOf(fastSearch, needle, overlapping)),
  );

/**
 * @param {FastSearch} fastSearch
 * @param {Input} needle not empty
 * @param {boolean} overlapping
 */
function matcherOf(fastSearch, needle, overlapping) {
  try {
    const bytes = typeof needle === 'string' ? encode(needle) : copyOf(needle);
    return streamMatcher(fastSearch, bytes, overlapping);
  } catch (refusal) {
    // The engine has no room for such a long needle and its table.
    // not covered: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
    throw memoryLimit(BYTES_PER_NEEDLE_BYTE * byteLengthOf(needle), MOST_PAGES * PAGE, refusal);
  }
}

/**
 * @template T
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {(piece: Uint8Array) => T[]} matcher
 */
async function* matchesIn(pieces, matcher) {
  for await (const piece of pieces) {
    const found = matcher(piece);
    if (found.length !== 0) yield found;
  }
}

/**
 * An empty needle is found at 0, at the end, and before every character in between; as in occurrences.js.
 *
 * @param {AsyncIterable<Uint8Array>} pieces
 */
async function* boundariesIn(pieces) {
  let seen = 0;
  yield* matchesIn(pieces, (piece) => {
    const length = lengthOf(piece);
    const found = [];
    for (let i = 0; i < length; i++) if (seen + i === 0 || (piece[i] & 0xc0) !== 0x80) found.push(seen + i);
    seen += length;
    return found;
  });
  yield [seen];
}

/**
 * @template T
 * @param {AsyncIterable<T[]>} batches
 * @returns {AsyncGenerator<T, void, undefined>}
 */
async function* flatten(batches) {
  for await (const batch of batches) {
    // Not `yield*`, which would pass each of them through an iterator of its own.
    for (const found of batch) yield found;
  }
}

/**
 * @template T
 * @param {Batches<T>} batches
 */
function streamOf({ batches, close }) {
  const found = flatten(batches);
  // A generator that has not begun ends without a look at its source.
  const closing =
    (/** @type {(value: any) => Promise<IteratorResult<T, any>>} */ end) => async (/** @type {any} */ value) => {
      await close();
      return end.call(found, value);
    };
  // Defined, as frozen prototypes let nothing of the same name be assigned.
  const own = (/** @type {unknown} */ value) => ownDescriptor({ value, writable: true, configurable: true });
  return Object.defineProperties(found, { return: own(closing(found.return)), throw: own(closing(found.throw)) });
}

/**
 * @param {FastSearch} fastSearch
 * @returns {(readable: unknown, needle: Input, options?: { overlapping?: boolean, signal?: AbortSignal }) =>
 *   AsyncGenerator<number, void, undefined>}
 */
const streamSearcher = (fastSearch) => (readable, needle, options) =>
  streamOf(searchBatches(fastSearch, readable, needle, options));

module.exports = { batchesIn, searchBatches, streamOf, streamSearcher };
