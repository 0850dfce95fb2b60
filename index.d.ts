/**
 * FNV-1a hashing, byte-order comparison and substring search over UTF-8, by a hand-written WebAssembly
 * SIMD module in an embedded wasmtime, with native Rust, the engine's own WebAssembly and plain JavaScript
 * behind it. Every backend gives the same results for every input.
 *
 * ```js
 * const { loadStringOps } = require('stringops-booster');
 * const ops = await loadStringOps();
 * ops.fastHash('hello world'); // 3582672807
 * ```
 *
 * @packageDocumentation
 */

import type { AsyncOperations } from './types/async.js';
import type { HoldOperations } from './types/held-text.js';
import type { MemoryUsage, MemoryView } from './types/memory.js';
import type { StreamOperations } from './types/streams.js';

export type {
  Digest,
  Hash,
  HashOptions,
  HashStream,
  HashStreamOptions,
  SearchSource,
  SearchStreamOptions,
  StreamOperations,
} from './types/streams.js';
export type { AsyncOperations } from './types/async.js';
export type { HeldText, HoldOperations } from './types/held-text.js';
export type { MemoryUsage, MemoryView } from './types/memory.js';

/**
 * What the operations take.
 *
 * - A `string` counts as its UTF-8, encoded as `TextEncoder` does: a lone surrogate becomes U+FFFD.
 * - A `Uint8Array` (so a `Buffer`) counts as the bytes it holds, valid UTF-8 or not. It may lie over a shared
 *   or a resizable buffer. It must be a true one: a `Proxy` of one, an object that merely inherits from
 *   `Uint8Array.prototype`, other typed arrays, `ArrayBuffer` and `DataView` are refused, and so is an array
 *   whose buffer was detached or shrank from under it.
 *
 * Nothing is coerced: anything else is a `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'`.
 */
export type Input = string | Uint8Array;

/**
 * What runs the operations, in the order in which they are tried.
 *
 * | name | what runs | taken when |
 * |---|---|---|
 * | `wasmtime` | `stringOps.wat`, compiled ahead of time, in an embedded wasmtime | default |
 * | `native` | Rust | wasmtime cannot instantiate, for want of executable memory for one |
 * | `webassembly` | the same module in the JavaScript engine's own WebAssembly | the addon cannot be loaded |
 * | `javascript` | {@link StringOpsFallback} | there is no WebAssembly either |
 *
 * Short inputs, and long ones whose beginning settles the matter, never get there: on every backend they are
 * hashed, compared and searched in JavaScript, because leaving it would cost more than the work. Nor do two
 * strings cross that are compared with each other.
 */
export type BackendName = 'wasmtime' | 'native' | 'webassembly' | 'javascript';

/** Options of {@link loadStringOps}. Each is read once. An unknown name is a `TypeError`. */
export interface LoadOptions {
  /**
   * Forces a backend, whatever the environment variable `STRINGOPS_BACKEND` says. If it cannot be had, the
   * load fails instead of falling back.
   */
  backend?: BackendName | undefined;
  /**
   * Memory an instance starts with, in pages of 64 KiB: an integer from 256 to 65536.
   *
   * @defaultValue 256 (16 MiB)
   */
  initialPages?: number | undefined;
  /**
   * Memory limit of an instance, in pages of 64 KiB: an integer from `initialPages` to 65536. A call whose
   * inputs take more UTF-8 bytes than this, less one page, is refused; the rule is the same on every backend.
   *
   * @defaultValue 65536 (4 GiB)
   */
  maximumPages?: number | undefined;
  /**
   * Receives what the module logs through `env.log`: 32-bit integers, signed. Of itself the module logs
   * nothing; see {@link StringOps.debugLog}.
   *
   * @defaultValue `(value) => console.log('WASM Log:', value)`
   */
  log?: ((value: number) => void) | undefined;
}

/** The operations. The functions need no `this`: `const { fastHash } = ops` works. */
export interface StringOperations {
  /**
   * FNV-1a, 32 bit, over the input's UTF-8 bytes (Fowler, Noll and Vo;
   * {@link http://www.isthe.com/chongo/tech/comp/fnv/}). It is quick and spreads well; it is no protection
   * against anyone who chooses the inputs.
   *
   * @param input - string or bytes
   * @param seed - the state to go on from, an integer from 0 to 2^32-1; the FNV offset basis by default. A hash
   *   is such a state: `fastHash(b, fastHash(a)) === fastHash(a + b)` for well-formed strings
   * @returns an unsigned integer from 0 to 2^32-1; the seed for an empty input
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither string nor Uint8Array,
   *   and for a seed that is no number
   * @throws `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for a number that is no such seed
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
   * The order of two inputs by their UTF-8 bytes, which is the order of their code points. It is neither a
   * locale's order (`localeCompare`) nor that of `<` on strings, which compares UTF-16 units.
   *
   * @param a - string or bytes
   * @param b - string or bytes
   * @returns -1 if `a` comes first, 1 if `b` does, 0 if their bytes are equal
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is neither string nor Uint8Array
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
   * @returns the offset in UTF-8 bytes, or -1. For ASCII haystacks that is what `indexOf` says; for others
   *   it is not an index into the string
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is neither string nor Uint8Array
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
   * `String.prototype.indexOf` for strings and bytes: the index of the needle's first occurrence at `position`
   * or after it.
   *
   * Of two strings it is what `indexOf` says, to the unit, for every pair of strings and every position; so, other
   * than in {@link StringOperations.fastSearch}, a lone surrogate is equal to itself only, and half of a pair is
   * found in it. In a `Uint8Array` indexes and positions are in bytes, and a needle that is a string stands
   * for its UTF-8. Bytes in a string are looked for in the UTF-8 of `haystack.slice(position)`, and the
   * index is that of the character in which they begin, in UTF-16 units.
   *
   * @param haystack - string or bytes to search in
   * @param needle - string or bytes to search for; an empty one is found at `position`, or at the end if that is
   *   nearer
   * @param position - where to begin, in UTF-16 units of a string or bytes of a `Uint8Array`; 0 by default. A
   *   fraction is cut off, what is negative or NaN counts as 0
   * @returns the index in UTF-16 units of a string or bytes of a `Uint8Array`, or -1
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither string nor Uint8Array,
   *   and for a position that is no number
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
   * @param needle - string or bytes to search for. An empty one is at 0, at the end, and at the start of every
   *   character between (of bytes: at every byte that is not of the form `10xxxxxx`)
   * @param options - see {@link SearchAllOptions}
   * @returns the offsets in UTF-8 bytes, in ascending order
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for an input that is neither string nor Uint8Array,
   *   for options that are no object, and for an `overlapping` that is no boolean
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'`; see {@link LoadOptions.maximumPages}. The offsets,
   *   4 bytes each, count beside the inputs
   * @example
   * ```js
   * ops.fastSearchAll('banana', 'an');                 // Uint32Array [1, 3]
   * ops.fastSearchAll('banana', 'ana');                // Uint32Array [1]
   * ops.fastSearchAll('banana', 'ana', { overlapping: true }); // Uint32Array [1, 3]
   * ops.fastSearchAll('éa', '');                       // Uint32Array [0, 2, 3]
   * ```
   */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Uint32Array;

  /**
   * How many offsets {@link StringOperations.fastSearchAll} would give, without a list of them.
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
   * {@link StringOperations.fastHash} of many inputs, without a seed. Strings are hashed side by side, several times
   * faster than one by one; each stands for itself, so no surrogate pair forms between two.
   *
   * @param inputs - an array, or any other iterable, of strings and `Uint8Array`s. Each element is read once, in
   *   order; of an array as many as it has when the call begins. Bytes are hashed as they are when all elements
   *   have been read
   * @returns the hashes, in the order of the inputs
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is no such list (a string and a `Uint8Array`
   *   are not), and for an element that is neither string nor Uint8Array, a hole among them; the message names
   *   it, as in `"inputs[3]"`
   * @throws `RangeError` with `code` `'ERR_STRINGOPS_MEMORY'` if the inputs together do not fit; see
   *   {@link LoadOptions.maximumPages}
   * @example
   * ```js
   * ops.fastHashMany(['foobar', Buffer.from('foobar')]); // Uint32Array [3214735720, 3214735720]
   * ops.fastHashMany(new Set(words));
   * ```
   */
  fastHashMany(inputs: Iterable<Input>): Uint32Array;
}

/** Options of {@link StringOperations.fastSearchAll} and {@link StringOperations.fastCount}. */
export interface SearchAllOptions {
  /**
   * Whether an occurrence counts that begins within the one before.
   *
   * @defaultValue false
   */
  overlapping?: boolean | undefined;
}

/** What {@link loadStringOps} gives. */
export interface StringOps extends StringOperations, StreamOperations, HoldOperations, AsyncOperations {
  /** What runs the operations of this instance. */
  readonly backend: BackendName;

  /**
   * Why the backends before {@link StringOps.backend} were passed over; null when none was, or when this one
   * was forced. The `cause` chain has a link for each such backend, in the order in which they were tried, with
   * the backend's name in `backend` and the error that ruled it out as `cause`.
   *
   * @example
   * ```js
   * if (ops.fallbackReason) console.error(ops.fallbackReason);
   * ```
   */
  readonly fallbackReason:
    (Error & { readonly code: 'ERR_STRINGOPS_BACKEND'; readonly backend: BackendName }) | null;

  /**
   * What this instance has of memory: a new object each time it is read. Memory that a call made grow past
   * 64 MiB (or past {@link LoadOptions.initialPages}, if that is more) is given back when the call ends. The
   * `javascript` backend has no memory of its own: `bytes` is 0.
   *
   * @example
   * ```js
   * ops.memory.pages;                                  // 256
   * ```
   */
  readonly memory: MemoryUsage;

  /**
   * Shows bytes of the memory inputs are laid in, held texts left out. Inputs of the latest call lie from 61440
   * up, as far as they had to be copied.
   *
   * @param offset - in bytes
   * @param length - in bytes, at most 1048576
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is no number, `RangeError` with `code`
   *   `'ERR_OUT_OF_RANGE'` for a range that is not within the memory
   * @example
   * ```js
   * ops.fastHash('wörld'.repeat(100));
   * ops.inspectMemory(61440, 4); // { offset: 61440, length: 4, hex: '77 c3 b6 72', text: 'wör' }
   * ```
   */
  inspectMemory(offset: number, length: number): MemoryView;

  /**
   * Gives back now what memory is not in use. It needs calling only to go below the 64 MiB that are kept; held
   * texts stay.
   *
   * @example
   * ```js
   * ops.trim();
   * ```
   */
  trim(): void;

  /**
   * Sends a number through the module's `env.log`, to show that {@link LoadOptions.log} is reached.
   *
   * @param value - an integer from -2^31 to 2^31-1
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'`, `RangeError` with `code` `'ERR_OUT_OF_RANGE'`
   * @example
   * ```js
   * const ops = await loadStringOps({ log: (value) => console.error('module says', value) });
   * ops.debugLog(42);                                  // module says 42
   * ```
   */
  debugLog(value: number): void;
}

/**
 * Makes an instance on the first backend that can be had. Nothing is printed; when the first choice could not
 * be had, one process warning says so (`code` `'STRINGOPS_FALLBACK'`), unless it was passed over on request.
 *
 * Environment variables: `STRINGOPS_BACKEND` forces a backend, `DISABLE_WASM` as `true` or `1` passes over
 * `wasmtime` and `webassembly`.
 *
 * @param options - none: the one instance that all such calls share. {@link LoadOptions}: a new instance. A
 *   `WebAssembly.Memory`: a new instance that starts with as many pages as it has, 256 at least; the memory
 *   itself is not used
 * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or
 *   `'ERR_INVALID_ARG_VALUE'` and `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for bad options, `Error` with
 *   `code` `'ERR_STRINGOPS_BACKEND'` when a forced backend cannot be had
 * @example
 * ```js
 * const ops = await loadStringOps();
 * const small = await loadStringOps({ backend: 'native', maximumPages: 1024 });
 * ```
 */
export function loadStringOps(options?: LoadOptions | WebAssembly.Memory): Promise<StringOps>;

/**
 * {@link loadStringOps} without the promise: it returns the same instances and throws the same errors.
 *
 * @param options - as {@link loadStringOps} takes them
 * @example
 * ```js
 * const ops = loadStringOpsSync();
 * ```
 */
export function loadStringOpsSync(options?: LoadOptions | WebAssembly.Memory): StringOps;

/**
 * @returns the instance that was loaded last in this thread, or null before the first
 * @example
 * ```js
 * await loadStringOps();
 * getStringOps().fastHash('hello');
 * ```
 */
export function getStringOps(): StringOps | null;

/**
 * The operations on a WebAssembly instance of your own, in the JavaScript engine: `stringOps.wasm` of this
 * package, or any module with the same exports, such as the WASM Implementation Guide's.
 *
 * The module must export `fastHash(ptr, len)`, `fastCompare(ptr1, len1, ptr2, len2)` and `fastSearch(hPtr, hLen,
 * nPtr, nLen)`; pointers and lengths are in bytes, inputs lie in its memory from offset 0 up and may be
 * overwritten by the next call. `fastHashFrom(ptr, len, state)` makes seeds quick. A module that exports
 * `setScratch(ptr, len)` and the global `scratchSize` is lent that many bytes from 0 up; inputs then lie from
 * 61440 up.
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
   * @param memory - the memory it works on, which grows as inputs need it; by default `exports.memory`
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
  /** The memory it works on. */
  readonly memory: WebAssembly.Memory;
  /**
   * See {@link StringOperations.fastHash}. Beside the errors listed there, the operations of this class throw an
   * `Error` with `code` `'ERR_STRINGOPS_MODULE'` when the module returns what cannot be, and one with
   * `'ERR_STRINGOPS_REENTRANT'` when the module's import calls them while the module is at work. When the memory
   * refuses to grow, `limit` of the `'ERR_STRINGOPS_MEMORY'` error is its size at that time.
   */
  fastHash(input: Input, seed?: number): number;
  /** See {@link StringOperations.fastCompare}. */
  fastCompare(a: Input, b: Input): -1 | 0 | 1;
  /** See {@link StringOperations.fastSearch}. */
  fastSearch(haystack: Input, needle: Input): number;
  /** See {@link StringOperations.fastIndexOf}. */
  fastIndexOf(haystack: Input, needle: Input, position?: number): number;
  /** See {@link StringOperations.fastSearchAll}. */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Uint32Array;
  /** See {@link StringOperations.fastCount}. */
  fastCount(haystack: Input, needle: Input, options?: SearchAllOptions): number;
  /** See {@link StringOperations.fastHashMany}. */
  fastHashMany(inputs: Iterable<Input>): Uint32Array;
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
  /** @param options - `maximumPages`: see {@link LoadOptions.maximumPages}, here from 1 up */
  constructor(options?: { maximumPages?: number | undefined });
  /** See {@link StringOperations.fastHash}. */
  fastHash(input: Input, seed?: number): number;
  /** See {@link StringOperations.fastCompare}. */
  fastCompare(a: Input, b: Input): -1 | 0 | 1;
  /** See {@link StringOperations.fastSearch}. */
  fastSearch(haystack: Input, needle: Input): number;
  /** See {@link StringOperations.fastIndexOf}. */
  fastIndexOf(haystack: Input, needle: Input, position?: number): number;
  /** See {@link StringOperations.fastSearchAll}. */
  fastSearchAll(haystack: Input, needle: Input, options?: SearchAllOptions): Uint32Array;
  /** See {@link StringOperations.fastCount}. */
  fastCount(haystack: Input, needle: Input, options?: SearchAllOptions): number;
  /** See {@link StringOperations.fastHashMany}. */
  fastHashMany(inputs: Iterable<Input>): Uint32Array;
}
