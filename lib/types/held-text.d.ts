/**
 * Texts that are encoded once and searched many times.
 */

import type { Input, SearchAllOptions } from './operations.js';

/** Texts that are held: encoded once, for many calls. */
export interface HoldOperations {
  /**
   * Encodes an input once and keeps it in memory of this instance, for many calls that read it. An array is
   * copied: what becomes of it later changes nothing.
   *
   * A held text counts against {@link LoadOptions.maximumPages} with its UTF-8 bytes, in every call of the
   * instance, until it is freed. A text that was forgotten is freed some time after it was collected; until then
   * it counts. It does not mind what other calls do: one that is refused, or one that makes the instance's memory
   * grow and be given back.
   *
   * @param input - string or bytes
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is neither string nor Uint8Array
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if it does not fit the limit beside the texts that are
   *   held: `needed` and `limit` are in bytes
   * @example
   * ```js
   * using text = ops.hold(fs.readFileSync('access.log'));
   * const known = addresses.filter((address) => text.fastSearch(address) !== -1);
   * ```
   */
  hold(input: Input): HeldText;
}

/**
 * A text that {@link HoldOperations.hold | hold} gave. Its operations mean what those of the instance mean, and throw
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
   * See {@link StringOperations.fastCompare}: -1 if this text comes first.
   *
   * @param other - string, bytes, or a held text. One that another instance holds is copied for the call
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
   * On `wasmtime` and `native`, from the ninth search on that finds nothing, most needles that are not in the text
   * are told without reading it again; what is kept for that takes an eighth of the text's length in memory, 1 MiB at
   * most, and does not count against the limit.
   *
   * @example
   * ```js
   * ops.hold('héllo').fastSearch('llo');               // 3
   * ```
   */
  fastSearch(needle: Input): number;

  /**
   * The index of the first occurrence at `position` or after it: in UTF-16 units, as `indexOf` says it, if the text
   * was held as a string; in bytes if it was held as a `Uint8Array`.
   *
   * @param needle - string or bytes; an empty one is found at the position
   * @param position - where to begin, in the same units; clamped to the text as `indexOf` does. 0 by default
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a position that is no number
   * @example
   * ```js
   * ops.hold('héllo').fastIndexOf('llo');              // 2
   * ops.hold('a,b,c').fastIndexOf(',', 2);             // 3
   * ```
   */
  fastIndexOf(needle: Input, position?: number): number;

  /**
   * All occurrences, as byte offsets in order; of two that overlap only the first, unless `overlapping` is true.
   *
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'`, for options too; `'ERR_INVALID_ARG_VALUE'` for an unknown one
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the list, at 4 bytes an offset, does not fit the limit
   * @example
   * ```js
   * ops.hold('aaa').fastSearchAll('aa', { overlapping: true }); // Uint32Array [0, 1]
   * ```
   */
  fastSearchAll(needle: Input, options?: { overlapping?: boolean | undefined }): Uint32Array;

  /**
   * How many offsets {@link HeldText.fastSearchAll} would give.
   *
   * @example
   * ```js
   * ops.hold('banana').fastCount('an');                // 2
   * ```
   */
  fastCount(needle: Input, options?: { overlapping?: boolean | undefined }): number;

  /**
   * Gives the text's memory back. Twice is harmless.
   *
   * @example
   * ```js
   * text.free();
   * text.fastHash();                                   // Error, code 'ERR_STRINGOPS_FREED'
   * ```
   */
  free(): void;

  /**
   * {@link HeldText.free}, for `using`. Where the engine has no `Symbol.dispose` it is
   * `Symbol.for('Symbol.dispose')`, which compilers of `using` fall back on.
   *
   * @example
   * ```js
   * using text = ops.hold(input);                      // freed where its block ends
   * ```
   */
  [Symbol.dispose](): void;
}
