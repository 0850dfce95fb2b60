/// <reference path="./globals.d.ts" />

/**
 * Texts that are encoded once and searched many times.
 */

import type { Input, Numbers, SearchAllOptions } from './operations.js';

/** Texts that are held: encoded once, for many calls. */
export interface HoldOperations {
  /**
   * Encodes an input once and keeps it in this instance's memory, for many calls that read it. An array is copied:
   * later changes to it make no difference.
   *
   * A held text counts against {@link LoadOptions.maximumPages} with its UTF-8 bytes, in every call of the instance,
   * until it is freed. A text that is no longer referenced is freed some time after it has been garbage-collected;
   * until then it counts. Other calls do not affect it, not even one that is refused, or one that makes the instance's
   * memory grow and be released.
   *
   * @param input - string or bytes
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if it does not fit the limit beside the other held texts:
   *   `needed` and `limit` are in bytes
   * @example
   * ```js
   * using text = ops.hold(fs.readFileSync('access.log'));
   * const known = addresses.filter((address) => text.fastSearch(address) !== -1);
   * ```
   */
  hold(input: Input): HeldText;
}

/**
 * A text returned by {@link HoldOperations.hold | hold}. Its operations mean what those of the instance mean, and throw
 * the same errors; those of a freed text throw an `Error` with `code` `'ERR_STRINGOPS_FREED'`.
 */
export interface HeldText extends Disposable {
  /**
   * Length of its UTF-8, in bytes.
   *
   * @example
   * ```js
   * ops.hold('né').byteLength;                         // 3
   * ```
   */
  readonly byteLength: number;

  /**
   * See {@link StringOperations.fastHash}.
   *
   * @example
   * ```js
   * ops.hold('foobar').fastHash();                     // 3214735720
   * ```
   */
  fastHash(seed?: number): number;

  /**
   * See {@link StringOperations.fastHash64}.
   *
   * @example
   * ```js
   * ops.hold('foobar').fastHash64();                   // 9625390261332436968n
   * ```
   */
  fastHash64(seed?: bigint): bigint;

  /**
   * See {@link StringOperations.fastHash64Hex}.
   *
   * @example
   * ```js
   * ops.hold('foobar').fastHash64Hex();                // '85944171f73967e8'
   * ```
   */
  fastHash64Hex(seed?: bigint): string;

  /**
   * See {@link StringOperations.fastCompare}: -1 if this text comes first.
   *
   * @param other - string, bytes, or a held text. A text that another instance holds is copied for the call
   * @throws `Error` with `code` `'ERR_STRINGOPS_FREED'` if either text is freed
   * @example
   * ```js
   * ops.hold('a').fastCompare(ops.hold('b'));          // -1
   * ```
   */
  fastCompare(other: HeldText | Input): -1 | 0 | 1;

  /**
   * See {@link StringOperations.fastSearch}: an offset in UTF-8 bytes, or -1.
   *
   * On `wasmtime` and `native`, after eight searches that found nothing, most needles that the text does not contain
   * are recognised without reading it again. The filter kept for that takes an eighth of the text's length in memory,
   * at most 1 MiB, and does not count against the limit.
   *
   * @example
   * ```js
   * ops.hold('héllo').fastSearch('llo');               // 3
   * ```
   */
  fastSearch(needle: Input): number;

  /**
   * The index of the first occurrence at or after `position`: in UTF-16 units, as `indexOf` returns it, if the text was
   * held as a string; in bytes if it was held as a `Uint8Array`.
   *
   * @param needle - string or bytes; an empty one is found at the position
   * @param position - where to begin, in the same units; clamped to the text as `indexOf` does. 0 by default
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a position that is not a number
   * @example
   * ```js
   * ops.hold('héllo').fastIndexOf('llo');              // 2
   * ops.hold('a,b,c').fastIndexOf(',', 2);             // 3
   * ```
   */
  fastIndexOf(needle: Input, position?: number): number;

  /**
   * All occurrences, as byte offsets in order; of two that overlap, only the first, unless `overlapping` is true.
   *
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a needle or options of the wrong type;
   *   `'ERR_INVALID_ARG_VALUE'` for an unknown option
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the list, at 4 bytes an offset, does not fit the limit
   * @example
   * ```js
   * ops.hold('aaa').fastSearchAll('aa', { overlapping: true }); // Uint32Array [0, 1]
   * ```
   */
  fastSearchAll(needle: Input, options?: { overlapping?: boolean | undefined }): Numbers;

  /**
   * How many offsets {@link HeldText.fastSearchAll} would return.
   *
   * @example
   * ```js
   * ops.hold('banana').fastCount('an');                // 2
   * ```
   */
  fastCount(needle: Input, options?: { overlapping?: boolean | undefined }): number;

  /**
   * Releases the text's memory. Calling it twice is harmless.
   *
   * @example
   * ```js
   * text.free();
   * text.fastHash();                                   // Error, code 'ERR_STRINGOPS_FREED'
   * ```
   */
  free(): void;

  /**
   * {@link HeldText.free}, for `using`. Where the engine has no `Symbol.dispose`, the name is
   * `Symbol.for('Symbol.dispose')`, on which compilers of `using` fall back.
   *
   * @example
   * ```js
   * using text = ops.hold(input);                      // freed where its block ends
   * ```
   */
  [Symbol.dispose](): void;
}
