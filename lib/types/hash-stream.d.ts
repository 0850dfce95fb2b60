/**
 * Hashes of Node's streams.
 */

import type { Transform, Writable } from 'node:stream';
import type { Digest, HashOptions, PartOperations } from './streams.js';

/** Options of {@link HashStreamOperations.hashStream}. An unknown name is a `TypeError`. */
export interface HashStreamOptions extends HashOptions {
  /**
   * Whether the stream hands on what it hashes, for the middle of a pipeline.
   *
   * @defaultValue false
   */
  passThrough?: boolean | undefined;
}

/**
 * A hash at the end of a pipeline, or in its middle. When all has been written it emits `'hash'` with the hash as
 * a number; from then on `digest` tells it. Before, `digest` throws an `Error` with `code`
 * `'ERR_STRINGOPS_HASH_STATE'`.
 */
export type HashStream<Stream extends Writable = Writable> = Stream & Digest;

/** Hashing of Node's streams. */
export interface HashStreamOperations {
  /**
   * Makes a stream that hashes what is written to it, in constant memory: a `Writable` that ends a pipeline, or,
   * with `passThrough`, a `Transform` that hands the bytes on. A chunk of bytes is handed on as it is; a string is
   * hashed and handed on as the bytes it stands for in its encoding. Strings of UTF-8 that follow each other are
   * one text, as for {@link Hash.update}. It needs Node's streams.
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
   * passing.digest('hex'); // of what was packed
   * ```
   */
  hashStream(options: HashStreamOptions & { passThrough: true }): HashStream<Transform>;
  hashStream(options?: HashStreamOptions): HashStream;
}

/** The operations on what comes in parts. */
export interface StreamOperations extends PartOperations, HashStreamOperations {}
