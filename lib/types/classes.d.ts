/// <reference path="./globals.d.ts" />

/**
 * The operations as classes, without a choice of backend.
 */

import type { BigNumbers, Input, Numbers, SearchAllOptions, StringOperations } from './operations.js';

/**
 * The operations on a WebAssembly instance of your own, in the JavaScript engine: of this package's `stringOps.wasm`,
 * or of any module with the same exports, such as the WASM Implementation Guide's.
 *
 * The module must export `fastHash(ptr, len)`, `fastCompare(ptr1, len1, ptr2, len2)` and `fastSearch(hPtr, hLen, nPtr,
 * nLen)`; pointers and lengths are in bytes; inputs lie in its memory from offset 0 up and may be overwritten by the
 * next call. If it exports `fastHashFrom(ptr, len, state)`, hashing with a seed is quick as well, and
 * with `fastHash64From(ptr, len, state)`, whose state and result are i64, hashing to 64 bits. A module that exports
 * `setScratch(ptr, len)` and the global `scratchSize` is lent that many bytes from 0 up; inputs then lie from 61440 up.
 *
 * @example
 * ```js
 * const memory = new WebAssembly.Memory({ initial: 256 });
 * const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, log() {} } });
 * const ops = new StringOpsWrapper(instance, memory);
 * ops.fastHash('hello');
 * ```
 */
export class StringOpsWrapper implements StringOperations {
  /**
   * @param wasmInstance - the instance
   * @param memory - the memory it uses, which grows as inputs need it; by default `exports.memory`
   * @param options - `maximumPages`: see {@link LoadOptions.maximumPages}, here from 1 up
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or, when exports are missing,
   *   `'ERR_INVALID_ARG_VALUE'`
   */
  constructor(
    wasmInstance: WebAssembly.Instance,
    memory?: WebAssembly.Memory,
    options?: { maximumPages?: number | undefined },
  );
  /** The instance. */
  readonly instance: WebAssembly.Instance;
  /** The memory it uses. */
  readonly memory: WebAssembly.Memory;
  /**
   * See {@link StringOperations.fastHash}. In addition to the errors listed there, the operations of this class throw
   * an `Error` with `code` `'ERR_STRINGOPS_MODULE'` if the module traps (`cause` is the trap) or returns an impossible
   * result, and one with `'ERR_STRINGOPS_REENTRANT'` if one of the module's imports calls them while the module is at
   * work. What its imports throw is passed on unchanged. If the memory refuses to grow, `limit` of the
   * `'ERR_STRINGOPS_MEMORY'` error is its size at that time.
   */
  fastHash(input: Input, seed?: number): number;
  /** See {@link StringOperations.fastHash64}. */
  fastHash64(input: Input, seed?: bigint): bigint;
  /** See {@link StringOperations.fastHash64Hex}. */
  fastHash64Hex(input: Input, seed?: bigint): string;
  /** See {@link StringOperations.fastCompare}. */
  fastCompare(a: Input, b: Input): -1 | 0 | 1;
  /** See {@link StringOperations.fastSearch}. */
  fastSearch(haystack: Input, needle: Input): number;
  /** See {@link StringOperations.fastIndexOf}. */
  fastIndexOf(haystack: Input, needle: Input, position?: number): number;
  /** See {@link StringOperations.fastSearchAll}. */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Numbers;
  /** See {@link StringOperations.fastCount}. */
  fastCount(haystack: Input, needle: Input, options?: SearchAllOptions): number;
  /** See {@link StringOperations.fastHashMany}. */
  fastHashMany(inputs: Iterable<Input>): Numbers;
  /** See {@link StringOperations.fastHashMany64}. */
  fastHashMany64(inputs: Iterable<Input>): BigNumbers;
}

/**
 * The operations in plain JavaScript, with the same results as every other backend.
 *
 * @example
 * ```js
 * new StringOpsFallback().fastHash('hello');
 * ```
 */
export class StringOpsFallback implements StringOperations {
  /**
   * @param options - `maximumPages`: see {@link LoadOptions.maximumPages}, here from 1 up
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'`, `'ERR_INVALID_ARG_VALUE'` for an unknown option;
   *   `RangeError` with `code` `'ERR_OUT_OF_RANGE'`
   */
  constructor(options?: { maximumPages?: number | undefined });
  /** See {@link StringOperations.fastHash}. */
  fastHash(input: Input, seed?: number): number;
  /** See {@link StringOperations.fastHash64}. */
  fastHash64(input: Input, seed?: bigint): bigint;
  /** See {@link StringOperations.fastHash64Hex}. */
  fastHash64Hex(input: Input, seed?: bigint): string;
  /** See {@link StringOperations.fastCompare}. */
  fastCompare(a: Input, b: Input): -1 | 0 | 1;
  /** See {@link StringOperations.fastSearch}. */
  fastSearch(haystack: Input, needle: Input): number;
  /** See {@link StringOperations.fastIndexOf}. */
  fastIndexOf(haystack: Input, needle: Input, position?: number): number;
  /** See {@link StringOperations.fastSearchAll}. */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Numbers;
  /** See {@link StringOperations.fastCount}. */
  fastCount(haystack: Input, needle: Input, options?: SearchAllOptions): number;
  /** See {@link StringOperations.fastHashMany}. */
  fastHashMany(inputs: Iterable<Input>): Numbers;
  /** See {@link StringOperations.fastHashMany64}. */
  fastHashMany64(inputs: Iterable<Input>): BigNumbers;
}
