/**
 * The operations, and their inputs.
 */

/**
 * What the operations take.
 *
 * - A `string` counts as its UTF-8, encoded as `TextEncoder` does: a lone surrogate becomes U+FFFD.
 * - A `Uint8Array` (which includes `Buffer`) counts as the bytes it holds, valid UTF-8 or not. Its buffer may be shared
 *   or resizable. It must be a real one: a `Proxy` of one, an object that merely inherits from `Uint8Array.prototype`,
 *   other typed arrays, `ArrayBuffer` and `DataView` are refused, and so is an array whose buffer was detached or
 *   shrank from under it.
 *
 * Nothing is coerced: anything else is a `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'`.
 *
 * Options follow one rule everywhere: they are an object (not an array, a function or a revoked proxy; otherwise
 * `'ERR_INVALID_ARG_TYPE'`) whose own enumerable names are all known (otherwise a `TypeError` with `code`
 * `'ERR_INVALID_ARG_VALUE'`); an option that is `undefined` counts as left out. Whatever a getter, a proxy's trap or an
 * iterator of the caller's throws is passed on unchanged. What they do to the inputs in the meantime counts: an array
 * they detach or shrink is refused.
 */
export type Input = string | Uint8Array;

/**
 * A `Uint32Array` over an `ArrayBuffer` of its own, which `Blob` and transfer lists take: `Uint32Array<ArrayBuffer>` since
 * TypeScript 5.7, and `Uint32Array` before.
 */
export type Numbers = ReturnType<typeof Uint32Array.from>;

/** A `BigUint64Array` over an `ArrayBuffer` of its own, likewise. */
export type BigNumbers = ReturnType<typeof BigUint64Array.from>;

/** The operations. The functions need no `this`: `const { fastHash } = ops` works. */
export interface StringOperations {
  /**
   * FNV-1a, 32 bit, over the input's UTF-8 bytes (Fowler, Noll and Vo;
   * {@link http://www.isthe.com/chongo/tech/comp/fnv/}). It is quick and spreads well; it gives no protection against
   * anyone who chooses the inputs.
   *
   * @param input - string or bytes
   * @param seed - the state to start from, an integer from 0 to 2^32-1; the FNV offset basis by default. A hash is such
   *   a state: `fastHash(b, fastHash(a)) === fastHash(a + b)` for well-formed strings
   * @returns an unsigned integer from 0 to 2^32-1; the seed for an empty input
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array,
   *   and for a seed that is not a number
   * @throws `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for a number that is not such an integer
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastHash('');                                  // 2166136261
   * ops.fastHash('foobar');                            // 3214735720
   * ops.fastHash(Buffer.from('foobar'));               // 3214735720
   * ops.fastHash('bar', ops.fastHash('foo'));          // 3214735720
   * ```
   */
  fastHash(input: Input, seed?: number): number;

  /**
   * FNV-1a, 64 bit: for so many inputs that two of them might have one hash of 32 bits, which among 77,000 is as likely
   * as not. Among as many, hashes of 64 bits coincide with a probability of 1 in 6 billion.
   *
   * @param input - string or bytes
   * @param seed - the state to start from, a BigInt from 0n to 2n ** 64n - 1n; the FNV offset basis by default. A hash is
   *   such a state
   * @returns a BigInt from 0n to 2n ** 64n - 1n; the seed for an empty input
   * @throws as {@link StringOperations.fastHash}; `'ERR_INVALID_ARG_TYPE'` also for a seed that is a number
   * @example
   * ```js
   * ops.fastHash64('');                                // 14695981039346656037n
   * ops.fastHash64('foobar');                          // 9625390261332436968n
   * ops.fastHash64('bar', ops.fastHash64('foo'));      // 9625390261332436968n
   * ```
   */
  fastHash64(input: Input, seed?: bigint): bigint;

  /**
   * {@link StringOperations.fastHash64} as 16 lowercase hexadecimal digits. It takes less time than writing the BigInt.
   *
   * @param input - string or bytes
   * @param seed - as `fastHash64` takes it
   * @throws as {@link StringOperations.fastHash64}
   * @example
   * ```js
   * ops.fastHash64Hex('foobar');                       // '85944171f73967e8'
   * ```
   */
  fastHash64Hex(input: Input, seed?: bigint): string;

  /**
   * The order of two inputs by their UTF-8 bytes, which is the order of their code points. It is neither a locale's
   * order (`localeCompare`) nor that of `<`, which compares UTF-16 units.
   *
   * @param a - string or bytes
   * @param b - string or bytes
   * @returns -1 if `a` comes first, 1 if `b` does, 0 if their bytes are equal. Comparing two equal strings takes no
   *   memory, so for them it is 0 even past the memory limit
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastCompare('apple', 'banana');                // -1
   * ops.fastCompare('Z', 'a');                         // -1: 'Z' is 0x5a, 'a' is 0x61
   * ops.fastCompare('\uffee', '\u{1f680}');            // -1, where `<` says the opposite
   * ['b', 'ä', 'a'].sort(ops.fastCompare);             // ['a', 'b', 'ä']
   * ```
   */
  fastCompare(a: Input, b: Input): -1 | 0 | 1;

  /**
   * Finds the first occurrence of the needle's UTF-8 bytes in the haystack's.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for; an empty one is found at 0
   * @returns the offset in UTF-8 bytes, or -1. For ASCII haystacks that is what `indexOf` returns; for others it is not
   *   an index into the string
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastSearch('hello world', 'world');            // 6
   * ops.fastSearch('héllo world', 'world');            // 7: 'é' takes two bytes
   * ops.fastSearch('hello', 'xyz');                    // -1
   * ops.fastSearch(fileContents, Buffer.of(0xff));     // bytes may be anything
   * ```
   */
  fastSearch(haystack: Input, needle: Input): number;

  /**
   * `String.prototype.indexOf` for strings and bytes: the index of the needle's first occurrence at or after
   * `position`.
   *
   * For two strings it is exactly what `indexOf` returns, for every pair and every position. So, unlike in
   * {@link StringOperations.fastSearch}, a lone surrogate equals only itself, and half of a pair is found in the pair.
   * In a `Uint8Array`, indexes and positions are in bytes, and a needle that is a string stands for its UTF-8. Bytes
   * are searched for in the UTF-8 of `haystack.slice(position)` if the haystack is a string; the index is that of the
   * character in which they begin, in UTF-16 units.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for; an empty one is found at `position`, or at the end if `position`
   *   lies beyond it
   * @param position - where to begin, in UTF-16 units of a string or bytes of a `Uint8Array`; 0 by default. A fraction
   *   is cut off; negative numbers and NaN count as 0
   * @returns the index in UTF-16 units of a string or bytes of a `Uint8Array`, or -1
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array,
   *   and for a position that is not a number
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastIndexOf('héllo world', 'world');           // 6, where fastSearch says 7
   * ops.fastIndexOf('hello hello', 'hello', 1);        // 6
   * ops.fastIndexOf(Buffer.from('héllo'), 'llo');      // 3: bytes
   * ```
   */
  fastIndexOf(haystack: Input, needle: Input, position?: number): number;

  /**
   * Finds all occurrences of the needle's UTF-8 bytes in the haystack's, in time linear in both.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for. An empty one is found at 0, at the end, and at the start of every
   *   character in between (in bytes: at every byte that is not of the form `10xxxxxx`)
   * @param options - see {@link SearchAllOptions}
   * @returns the offsets in UTF-8 bytes, in ascending order
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither a string nor a Uint8Array,
   *   for options that are not an object, and for an `overlapping` that is not a boolean; with
   *   `'ERR_INVALID_ARG_VALUE'` for an unknown option
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}. The offsets, 4
   *   bytes each, count as well as the inputs
   * @example
   * ```js
   * ops.fastSearchAll('banana', 'an');                 // Uint32Array [1, 3]
   * ops.fastSearchAll('banana', 'ana');                // Uint32Array [1]
   * ops.fastSearchAll('banana', 'ana', { overlapping: true }); // Uint32Array [1, 3]
   * ops.fastSearchAll('éa', '');                       // Uint32Array [0, 2, 3]
   * ```
   */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Numbers;

  /**
   * How many offsets {@link StringOperations.fastSearchAll} would return, without making a list of them.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for
   * @param options - see {@link SearchAllOptions}
   * @returns an integer from 0 up
   * @throws as {@link StringOperations.fastSearchAll}, but the offsets take no memory
   * @example
   * ```js
   * ops.fastCount('banana', 'a');                      // 3
   * ```
   */
  fastCount(haystack: Input, needle: Input, options?: SearchAllOptions): number;

  /**
   * {@link StringOperations.fastHash} of many inputs, without a seed. Short strings are hashed side by side. Each
   * stands for itself, so no surrogate pair forms between two.
   *
   * @param inputs - an array, or any other iterable, of strings and `Uint8Array`s. Each element is read once, in order,
   *   and of an array as many as it has when the call begins. Bytes are hashed as they are when all elements have been
   *   read
   * @returns the hashes, in the order of the inputs
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for anything that is not such a list (a string and a
   *   `Uint8Array` are not), and for an element that is neither a string nor a Uint8Array, or is missing; the message
   *   names it, as in `"inputs[3]"`
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the inputs together do not fit; see
   *   {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastHashMany(['foobar', Buffer.from('foobar')]); // Uint32Array [3214735720, 3214735720]
   * ops.fastHashMany(new Set(words));
   * ```
   */
  fastHashMany(inputs: Iterable<Input>): Numbers;

  /**
   * {@link StringOperations.fastHash64} of many inputs, without a seed, and otherwise as
   * {@link StringOperations.fastHashMany}.
   *
   * @param inputs - an array, or any other iterable, of strings and `Uint8Array`s
   * @returns the hashes, in the order of the inputs
   * @throws as {@link StringOperations.fastHashMany}
   * @example
   * ```js
   * ops.fastHashMany64(['foobar']);                    // BigUint64Array [9625390261332436968n]
   * ```
   */
  fastHashMany64(inputs: Iterable<Input>): BigNumbers;
}

/**
 * Options of {@link StringOperations.fastSearchAll} and {@link StringOperations.fastCount}. An unknown name is a
 * `TypeError`.
 */
export interface SearchAllOptions {
  /**
   * Whether an occurrence counts that begins within the previous one.
   *
   * @defaultValue false
   */
  overlapping?: boolean | undefined;
}

/**
 * The operations for inputs so large that they would block the event loop. On `wasmtime` and `native` the work is done
 * by Rust kernels on libuv's thread pool; on the other backends, in slices of about a millisecond, with the event loop
 * running between them.
 *
 * The inputs are copied (strings are encoded) on the calling thread before the call returns, so it does not matter if
 * they are written to, detached or resized afterwards. Of bytes that another thread writes during the call, the copy
 * has old or new values. Every error is a rejection; the call itself throws nothing.
 */
export interface AsyncOperations {
  /**
   * {@link StringOperations.fastHash} without blocking the event loop.
   *
   * @param input - string or bytes
   * @param options - `seed`: as `fastHash` takes it. `bits`: 64 for {@link StringOperations.fastHash64}, whose `seed` is a
   *   BigInt. `signal`: if it is aborted before the work has begun, the work is
   *   skipped and the promise is rejected with its `reason`; work that has begun is finished, and its result stands
   * @returns the hash; rejects with the errors that `fastHash` throws, and with a `TypeError` with `code`
   *   `'ERR_INVALID_ARG_TYPE'` for bad options, `'ERR_INVALID_ARG_VALUE'` for an unknown one
   * @example
   * ```js
   * const signal = AbortSignal.timeout(1000);
   * await ops.fastHashAsync(await readFile('disk.img'), { signal });
   * ```
   */
  fastHashAsync(
    input: Input,
    options?: { bits?: 32 | undefined; seed?: number | undefined; signal?: AbortSignal | undefined },
  ): Promise<number>;
  fastHashAsync(
    input: Input,
    options: { bits: 64; seed?: bigint | undefined; signal?: AbortSignal | undefined },
  ): Promise<bigint>;

  /**
   * {@link StringOperations.fastSearch} without blocking the event loop.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for
   * @param options - `signal`: as for {@link AsyncOperations.fastHashAsync}
   * @returns the offset in UTF-8 bytes, or -1; rejects with the errors that `fastSearch` throws, and with a `TypeError`
   *   with `code` `'ERR_INVALID_ARG_TYPE'` for bad options, `'ERR_INVALID_ARG_VALUE'` for an unknown one
   * @example
   * ```js
   * await ops.fastSearchAsync(await readFile('disk.img'), Buffer.of(0x55, 0xaa));
   * ```
   */
  fastSearchAsync(haystack: Input, needle: Input, options?: { signal?: AbortSignal | undefined }): Promise<number>;
}
