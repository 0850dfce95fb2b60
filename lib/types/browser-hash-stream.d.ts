/**
 * Hashes of web streams.
 */

import type { Input } from './operations.js';
import type { Digest, HashOptions, PartOperations } from './streams.js';

/** Options of {@link BrowserHashStreamOperations.hashStream}. An unknown name is a `TypeError`. */
export interface HashStreamOptions extends HashOptions {
  /**
   * Whether the stream passes on what it hashes, for `pipeThrough`.
   *
   * @defaultValue false
   */
  passThrough?: boolean | undefined;
}

/**
 * A hash at the end of a pipe. Once it has been closed, `digest` returns the hash; before that, it throws an `Error`
 * with `code` `'ERR_STRINGOPS_HASH_STATE'`.
 */
export interface HashStream extends WritableStream<Input>, Digest {}

/** A hash in the middle of a pipe; see {@link HashStream}. */
export interface HashTransformStream extends TransformStream<Input, ReturnType<typeof Uint8Array.from>>, Digest {}

/** Hashing of web streams. */
export interface BrowserHashStreamOperations {
  /**
   * Makes a stream that hashes what is written to it, in constant memory: a `WritableStream` for `pipeTo`, or, with
   * `passThrough`, a `TransformStream` for `pipeThrough` that passes the bytes on. A chunk of bytes is passed on
   * unchanged; strings are hashed and passed on as UTF-8. Consecutive strings are one text, as for {@link Hash.update}.
   * Any other chunk makes the stream fail with a `TypeError`.
   *
   * @throws as {@link PartOperations.createHash} does
   * @example
   * ```js
   * const hash = ops.hashStream();
   * await file.stream().pipeTo(hash);
   * hash.digest('hex');
   *
   * const passing = ops.hashStream({ passThrough: true });
   * const saved = await new Response(response.body.pipeThrough(passing)).blob();
   * passing.digest('hex'); // of what was saved
   * ```
   */
  hashStream(options: HashStreamOptions & { passThrough: true }): HashTransformStream;
  hashStream(options?: HashStreamOptions): HashStream;
}
