/// <reference path="./globals.d.ts" />

/**
 * Sets of needles: many literals, searched for in one pass.
 */

import type { HeldText } from './held-text.js';
import type { Input, Numbers, SearchAllOptions } from './operations.js';
import type { SearchSource, SearchStreamOptions } from './streams.js';

/** Options of {@link NeedleOperations.needles}. An unknown name is a `TypeError`. */
export interface NeedleOptions {
  /**
   * Whether the letters A to Z equal a to z, and no other characters each other: `É` is not `é`.
   *
   * @defaultValue false
   */
  ignoreCase?: boolean | undefined;
}

/** Compiled needles. */
export interface NeedleOperations {
  /**
   * Prepares needles for many searches. It is worth it from one needle on: a set of one saves encoding and preparing it
   * in each call.
   *
   * @param list - an array or another iterable of 1 to 100,000 strings and `Uint8Array`s, none of them empty. The same
   *   needle may be there more than once. Arrays are copied: later changes to them make no difference
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a list that is not iterable, and for an element that is
   *   neither a string nor a Uint8Array; `'ERR_INVALID_ARG_VALUE'` for an empty list, an empty needle and the 100,001st.
   *   The message names the element, such as `list[3]`
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the needles do not fit the memory limit
   * @example
   * ```js
   * const set = ops.needles(['eval(', 'password=']);
   * if (set.test(source)) report(set.search(source));
   * ```
   */
  needles(list: Iterable<Input>, options?: NeedleOptions): NeedleSet;
}

/** Where a needle is. */
export interface NeedleMatch {
  /** Its place in the list. */
  readonly needle: number;
  /** Where it begins, in bytes of the haystack's UTF-8. */
  readonly offset: number;
  /** How long it is, in bytes. */
  readonly length: number;
}

/**
 * A set returned by {@link NeedleOperations.needles | needles}. It never changes, and shares nothing with another. A
 * haystack is a string, a `Uint8Array` or a held text; offsets are in bytes of its UTF-8, whatever it is.
 *
 * Of needles that begin at the same place, the longest counts; of equal ones, the first in the list. Time is linear in
 * the haystack, whatever it and the needles hold. Everything but `free` throws an `Error` with `code`
 * `'ERR_STRINGOPS_FREED'` once the set is freed, a `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a haystack of
 * the wrong type, and a `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the haystack and the needles together do
 * not fit the limit.
 */
export interface NeedleSet extends Disposable {
  /**
   * How many needles there are.
   *
   * @example
   * ```js
   * ops.needles(['a', 'b']).size;                      // 2
   * ```
   */
  readonly size: number;

  /**
   * Whether any needle is there. It stops at the first.
   *
   * @example
   * ```js
   * ops.needles(['lo', 'la']).test('hello');           // true
   * ```
   */
  test(haystack: HeldText | Input): boolean;

  /**
   * The first match: the leftmost, and of those that begin there the longest.
   *
   * @param from - where to begin, in bytes: clamped as {@link StringOperations.fastIndexOf} clamps its position
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for a `from` that is not a number
   * @example
   * ```js
   * ops.needles(['lo', 'low']).search('yellow');       // { needle: 1, offset: 3, length: 3 }
   * ```
   */
  search(haystack: HeldText | Input, from?: number): NeedleMatch | null;

  /**
   * All matches, from left to right, as pairs: the needle's place in the list, and its offset. Each begins where the
   * last one ended or later; with `overlapping` there is every occurrence of every needle, by offset, then the longer
   * first, then by place in the list.
   *
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or `'ERR_INVALID_ARG_VALUE'` for bad options
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the list, at 8 bytes a match, does not fit the limit
   * @example
   * ```js
   * ops.needles(['a', 'ab']).searchAll('abab');        // Uint32Array [1, 0, 1, 2]
   * ops.needles(['a', 'ab']).searchAll('ab', { overlapping: true }); // Uint32Array [1, 0, 0, 0]
   * ```
   */
  searchAll(haystack: HeldText | Input, options?: SearchAllOptions): Numbers;

  /**
   * How many matches {@link NeedleSet.searchAll} would list.
   *
   * @example
   * ```js
   * ops.needles(['a', 'ab']).count('abab');            // 2
   * ```
   */
  count(haystack: HeldText | Input, options?: SearchAllOptions): number;

  /**
   * The same for each needle, in the order of the list.
   *
   * @example
   * ```js
   * ops.needles(['a', 'ab']).countEach('abab');        // Uint32Array [0, 2]
   * ```
   */
  countEach(haystack: HeldText | Input, options?: SearchAllOptions): Numbers;

  /**
   * The matches of {@link NeedleSet.searchAll} in a stream, those that straddle chunks among them. One is given once no
   * longer one can begin there any more. Memory is the current chunk and the longest needle. Leaving the loop destroys
   * the stream; the arguments, and errors, are those of {@link PartOperations.searchStream}.
   *
   * @example
   * ```js
   * for await (const { needle, offset } of set.searchStream(fs.createReadStream('app.log'))) console.log(needle, offset);
   * ```
   */
  searchStream(readable: SearchSource, options?: SearchStreamOptions): AsyncGenerator<NeedleMatch, void, undefined>;

  /**
   * Releases the set's memory, which otherwise happens some time after it is no longer referenced. Calling it twice is
   * harmless.
   *
   * @example
   * ```js
   * set.free();
   * set.test('');                                      // Error, code 'ERR_STRINGOPS_FREED'
   * ```
   */
  free(): void;

  /**
   * {@link NeedleSet.free}, for `using`; see {@link HeldText[Symbol.dispose]}.
   *
   * @example
   * ```js
   * using set = ops.needles(list);                     // freed where its block ends
   * ```
   */
  [Symbol.dispose](): void;
}
