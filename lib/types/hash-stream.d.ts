/**
 * Hashes of Node streams.
 */

import type { Transform, Writable } from 'node:stream';
import type { Digest, HashOptions, PartOperations } from './streams.js';

/** Options of {@link HashStreamOperations.hashStream}. An unknown name is a `TypeError`. */
export interface HashStreamOptions extends HashOptions {
  /**
   * Whether the stream passes on what it hashes, for the middle of a pipeline.
   *
   * @defaultValue false
   */
  passThrough?: boolean | undefined;
}

/**
 * A hash at the end of a pipeline, or in its middle. When everything has been written it emits `'hash'` with the hash
 * as a number, and from then on `digest` returns it. Before that, `digest` throws an `Error` with `code`
 * `'ERR_STRINGOPS_HASH_STATE'`.
 */
export type HashStream<Stream extends Writable = Writable> = Stream & Digest;

/** Hashing of Node streams. */
export interface HashStreamOperations {
  /**
   * Makes a stream that hashes what is written to it, in constant memory: a `Writable` that ends a pipeline, or, with
   * `passThrough`, a `Transform` that passes the bytes on. A chunk of bytes is passed on unchanged; a string is hashed
   * and passed on as the bytes it stands for in its encoding. Consecutive strings in UTF-8 are one text, as for
   * {@link Hash.update}.
   *
   * @throws as {@link PartOperations.createHash} does
   * @example
   * ```js
   * const hash = ops.hashStream();
   * await pipeline(fs.createReadStream('file'), hash);
   * hash.digest('hex');
   *
   * const passing = ops.hashStream({ passThrough: true });
   * await pipeline(fs.createReadStream('file'), passing, zlib.createGzip(), fs.createWriteStream('file.gz'));
   * passing.digest('hex'); // of what was compressed
   * ```
   */
  hashStream(options: HashStreamOptions & { passThrough: true }): HashStream<Transform>;
  hashStream(options?: HashStreamOptions): HashStream;
}

/** The operations on inputs that come in parts. */
export interface StreamOperations extends PartOperations, HashStreamOperations {}
