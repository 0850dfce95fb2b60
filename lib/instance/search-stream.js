'use strict';

/**
 * Search in a stream: chunks of bytes come in, offsets go out, and only the needle is kept.
 */

const { ChunkSource } = require('./chunk-source.js');
const { memoryLimit } = require('../errors/errors.js');
const { byteLengthOf, flagOf, readNamed, sizeOf } = require('../operations/input.js');
const { signalOf } = require('../operations/abort-signal.js');
const { MOST_PAGES, PAGE } = require('../operations/memory-limit.js');
const { PIECE } = require('../operations/thresholds.js');
const { StreamMatcher } = require('./stream-matcher.js');
const { TextSeam, joinable } = require('../text/text-seam.js');
const { copyOf, lengthOf, viewOf } = require('../text/typed-array.js');
const { encode, splitsPair } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('../operations/table.js').Kernel['fastSearch']} FastSearch */
/** @typedef {AsyncIterable<Input> | Iterable<Input> | ReadableStream<Input>} Source */

/** The needle itself, and the borders of its prefixes. */
const BYTES_PER_NEEDLE_BYTE = 5;

/**
 * The bytes of the chunks, in pieces. A piece is used up before the next is asked for.
 *
 * @param {AsyncIterable<unknown> | Iterable<unknown>} chunks
 * @returns {AsyncGenerator<Uint8Array>}
 */
async function* piecesOf(chunks) {
  const seam = new TextSeam();
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      for (const part of joinable(chunk)) yield* encodedPieces(seam.join(part));
    } else {
      sizeOf('chunk', /** @type {Input} */ (chunk));
      yield* encodedPieces(seam.end());
      yield* bytePieces(/** @type {Uint8Array} */ (chunk));
    }
  }
  yield* encodedPieces(seam.end());
}

/**
 * @param {Uint8Array} chunk the consumer may shrink or detach it between two pieces
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` if its rest is gone
 */
function* bytePieces(chunk) {
  let size = sizeOf('chunk', chunk);
  for (let at = 0; at < size;) {
    const end = Math.min(at + PIECE, size);
    yield viewOf(chunk, at, end);
    at = end;
    if (at < size) size = sizeOf('chunk', chunk);
  }
}

/** @param {string} text */
function* encodedPieces(text) {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + PIECE, text.length);
    if (splitsPair(text, end)) end--;
    yield encode(text.slice(at, end));
    at = end;
  }
}

/**
 * The offsets, those of a piece at a time.
 *
 * @param {FastSearch} fastSearch
 * @param {unknown} readable
 * @param {Input} needle
 * @param {unknown} [options]
 * @returns {AsyncGenerator<number[]>}
 */
function searchBatches(fastSearch, readable, needle, options) {
  return searching(fastSearch, readable, needle, options).batches;
}

/**
 * @param {FastSearch} fastSearch
 * @param {unknown} readable
 * @param {Input} needle
 * @param {unknown} options
 */
function searching(fastSearch, readable, needle, options) {
  const { overlapping, signal } = readNamed(options, ['overlapping', 'signal']);
  const source = new ChunkSource(readable, signalOf(signal));
  fastSearch('', needle); // checks the needle's type and size
  const overlaps = flagOf({ overlapping }, 'overlapping');
  // Again: the options' getters may have run anything.
  const size = sizeOf('needle', needle);
  const pieces = piecesOf(source.chunks());
  const batches = size === 0 ? boundariesIn(pieces) : matchesIn(pieces, matcherOf(fastSearch, needle, overlaps));
  return { source, batches };
}

/**
 * @param {FastSearch} fastSearch
 * @param {Input} needle not empty
 * @param {boolean} overlapping
 */
function matcherOf(fastSearch, needle, overlapping) {
  try {
    const bytes = typeof needle === 'string' ? encode(needle) : copyOf(needle);
    return new StreamMatcher(fastSearch, bytes, overlapping);
  } catch (refusal) {
    // The engine has no room for such a long needle and its table.
    // not covered: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
    throw memoryLimit(BYTES_PER_NEEDLE_BYTE * byteLengthOf(needle), MOST_PAGES * PAGE, refusal);
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {StreamMatcher} matcher
 */
async function* matchesIn(pieces, matcher) {
  for await (const piece of pieces) {
    const found = matcher.feed(piece);
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
  for await (const piece of pieces) {
    const length = lengthOf(piece);
    const found = [];
    for (let i = 0; i < length; i++) if (seen + i === 0 || (piece[i] & 0xc0) !== 0x80) found.push(seen + i);
    seen += length;
    yield found;
  }
  yield [seen];
}

/**
 * @param {AsyncIterable<number[]>} batches
 * @returns {AsyncGenerator<number, void, undefined>}
 */
async function* flatten(batches) {
  for await (const batch of batches) {
    // Not `yield*`, which would pass each of them through an iterator of its own.
    for (const offset of batch) yield offset;
  }
}

/**
 * @param {FastSearch} fastSearch
 * @returns {(readable: unknown, needle: Input, options?: { overlapping?: boolean, signal?: AbortSignal }) =>
 *   AsyncGenerator<number, void, undefined>}
 */
const streamSearcher = (fastSearch) => (readable, needle, options) => {
  const { source, batches } = searching(fastSearch, readable, needle, options);
  const offsets = flatten(batches);
  const { return: end } = offsets;
  // A generator that has not begun ends without a look at its source.
  return Object.assign(offsets, {
    return: async (/** @type {any} */ value) => {
      await source.close();
      return end.call(offsets, value);
    },
  });
};

module.exports = { searchBatches, streamSearcher };
