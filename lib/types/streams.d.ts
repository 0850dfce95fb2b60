/**
 * Hashes that are fed in parts, and searches in streams.
 */

import type { Input } from './operations.js';

/** Options of {@link PartOperations.createHash}. An unknown name is a `TypeError`. */
export interface HashOptions {
  /**
   * The width of the hash: 32, or 64 with {@link HashOptions64}.
   *
   * @defaultValue 32
   */
  bits?: 32 | undefined;
  /**
   * The state to start from, an integer from 0 to 2^32-1, as for `fastHash`.
   *
   * @defaultValue 2166136261, the FNV offset basis
   */
  seed?: number | undefined;
}

/** Options of {@link PartOperations.createHash} for a hash of 64 bits. */
export interface HashOptions64 {
  /** The width of the hash. */
  bits: 64;
  /**
   * The state to start from, a BigInt from 0n to 2n ** 64n - 1n, as for `fastHash64`.
   *
   * @defaultValue 14695981039346656037n, the FNV offset basis
   */
  seed?: bigint | undefined;
}

/** Options of {@link PartOperations.searchStream}. An unknown name is a `TypeError`. */
export interface SearchStreamOptions {
  /**
   * Whether occurrences count that share bytes with an earlier one.
   *
   * @defaultValue false
   */
  overlapping?: boolean | undefined;
  /**
   * If it is aborted, the loop gets its `reason` at once, even while the source is waited for, and the source is closed.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Its hash: as a number from 0 to 2^32-1, or as 8 lowercase hexadecimal digits; of 64 bits, as a BigInt, or as 16 digits.
 */
export interface Digest<Value = number> {
  digest(encoding?: undefined): Value;
  digest(encoding: 'hex'): string;
}

/**
 * A hash that is fed in parts, returned by `createHash`.
 *
 * @example
 * ```js
 * ops.createHash().update('foo').update(Buffer.from('bar')).digest('hex'); // 'bf9cf968'
 * ```
 */
export interface Hash<Value = number> extends Digest<Value> {
  /**
   * Adds an input to what is hashed. Consecutive strings are one text: a surrogate pair split between two of them
   * hashes as if it had not been split. To that end, a high surrogate at the end of a string waits; bytes, even an
   * empty array, and `digest` end the text, and a surrogate that is still waiting then counts as U+FFFD.
   *
   * @param input - string or bytes. It must fit the memory limit; all inputs together need not
   * @returns the hash itself
   * @throws `TypeError` and `RangeError` as `fastHash` does; the hash is then as it was before the call
   * @throws `Error` with `code` `'ERR_STRINGOPS_HASH_STATE'` after `digest`
   * @example
   * ```js
   * const hash = ops.createHash();
   * hash.update('\ud83d').update('\ude80').digest() === ops.fastHash('\u{1f680}'); // true
   * ```
   */
  update(input: Input): this;

  /**
   * Another hash that stands where this one does, as `node:crypto` has it: its digest is that of what has been added so
   * far, and both can go on.
   *
   * @throws `Error` with `code` `'ERR_STRINGOPS_HASH_STATE'` after `digest`
   * @example
   * ```js
   * const hash = ops.createHash().update('foo');
   * hash.copy().digest('hex');                       // 'a9f37ed7'
   * hash.update('bar').digest('hex');                // 'bf9cf968'
   * ```
   */
  copy(): Hash<Value>;

  /**
   * Ends the hash. It may be called again, in either form, and returns the same; `update` may not.
   *
   * @returns the hash, an unsigned integer from 0 to 2^32-1, or a BigInt
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_VALUE'` for any other encoding; that does not end the hash
   * @example
   * ```js
   * ops.createHash().update('foobar').digest();      // 3214735720
   * ops.createHash().update('foobar').digest('hex'); // 'bf9cf968'
   * ```
   */
  digest(encoding?: undefined): Value;
  /** The hash as 8 lowercase hexadecimal digits, or 16. */
  digest(encoding: 'hex'): string;
}

/** What {@link PartOperations.searchStream} searches: chunks of bytes or text. */
export type SearchSource =
  | AsyncIterable<Input>
  | Iterable<Input>
  | { getReader(): { read(): Promise<any>; cancel(reason?: any): Promise<void>; releaseLock(): void } };

/** The operations on inputs that come in parts, on every platform. The functions need no `this`. */
export interface PartOperations {
  /**
   * Makes a hash that is fed in parts.
   *
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or `'ERR_INVALID_ARG_VALUE'`, `RangeError` with `code`
   *   `'ERR_OUT_OF_RANGE'` for bad options
   * @example
   * ```js
   * const hash = ops.createHash();
   * for await (const chunk of request) hash.update(chunk);
   * hash.digest('hex');
   *
   * ops.createHash({ bits: 64 }).update('foobar').digest('hex'); // '85944171f73967e8'
   * ```
   */
  createHash(options?: HashOptions): Hash;
  createHash(options: HashOptions64): Hash<bigint>;

  /**
   * Finds all occurrences of the needle in a stream, including those that straddle chunks. Time is linear in the
   * stream, however small the chunks and however long the needle; memory is the current chunk and five bytes for each
   * byte of the needle. An occurrence is reported when its last byte has arrived. The next chunk is asked for when the
   * offsets before it have been taken; leaving the loop destroys the stream, as `for await` over the stream itself
   * does.
   *
   * @param readable - a Node `Readable`, a web `ReadableStream`, or anything iterable whose chunks are strings or
   *   `Uint8Array`s. Strings count as their UTF-8, consecutive ones as one text
   * @param needle - string or bytes; an empty one is found at 0, at the end, and before every character in between
   * @returns offsets in bytes from the start of the stream, in order; they may exceed 2^32
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or `'ERR_INVALID_ARG_VALUE'` for bad arguments, and
   *   `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` for a needle past the memory limit. Errors of the stream, and a
   *   `TypeError` for a chunk that is neither a string nor bytes, are thrown by the iteration
   * @example
   * ```js
   * for await (const offset of ops.searchStream(fs.createReadStream('app.log'), 'ERROR')) console.log(offset);
   * ```
   */
  searchStream(
    readable: SearchSource,
    needle: Input,
    options?: SearchStreamOptions,
  ): AsyncGenerator<number, void, undefined>;
}
