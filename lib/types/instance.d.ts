/**
 * Instances: the options of loading, and what an instance has on every platform.
 */

import type { HoldOperations } from './held-text.js';
import type { NeedleOperations } from './needles.js';
import type { AsyncOperations, StringOperations } from './operations.js';
import type { PartOperations } from './streams.js';

/**
 * What runs the operations, in the order in which they are tried.
 *
 * | name | what runs | used when |
 * |---|---|---|
 * | `wasmtime` | `stringOps.wat`, compiled ahead of time, in an embedded wasmtime | by default |
 * | `native` | Rust | wasmtime cannot start, for example because no memory may be executable |
 * | `webassembly` | the same module in the JavaScript engine's own WebAssembly | the addon cannot be loaded |
 * | `javascript` | {@link StringOpsFallback} | there is no WebAssembly either |
 *
 * Whatever the backend, a call is executed in JavaScript where that is the fastest exact way: for short inputs, and
 * wherever a function of the engine or of Node is faster.
 */
export type BackendName = 'wasmtime' | 'native' | 'webassembly' | 'javascript';

/** Options of {@link loadStringOps}. Each is read once. An unknown name is a `TypeError`. */
export interface LoadOptions {
  /**
   * Forces a backend, whatever the environment variable `STRINGOPS_BACKEND` says. If it is not available, the load
   * fails rather than fall back.
   */
  backend?: BackendName | undefined;
  /**
   * Memory an instance on `wasmtime` or `webassembly` starts with, in pages of 64 KiB: an integer from 256 to 65536. It
   * is checked on every backend, but `native` always starts with 1 MiB, and `javascript` has no memory of its own.
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
   * Receives what the module logs through `env.log`: signed 32-bit integers. By itself the module logs nothing; see
   * {@link StringOps.debugLog}.
   *
   * @defaultValue `(value) => console.log('WASM Log:', value)`
   */
  log?: ((value: number) => void) | undefined;
}

/** Why backends were passed over. */
export interface FallbackReason extends Error {
  readonly code: 'ERR_STRINGOPS_BACKEND';
  /** One for each backend, in the order in which they were tried. */
  readonly errors: readonly (Error & { readonly code: 'ERR_STRINGOPS_BACKEND'; readonly backend: BackendName })[];
}

/** What an instance has on every platform. */
export interface InstanceOperations
  extends StringOperations, PartOperations, HoldOperations, NeedleOperations, AsyncOperations {
  /** The backend of this instance. */
  readonly backend: BackendName;

  /**
   * Why the backends before {@link StringOps.backend} were passed over; null if none was, or if this one was forced.
   * `errors` has one for each such backend, in the order in which they were tried, with the backend's name in `backend`
   * and what ruled it out as `cause`; `cause` is the first of them. The errors are made when this is first read.
   *
   * @example
   * ```js
   * if (ops.fallbackReason) console.error(ops.fallbackReason);
   * ```
   */
  readonly fallbackReason: FallbackReason | null;

  /**
   * The memory of this instance: a new object each time it is read. Memory that a call has made grow past 64 MiB (or
   * past {@link LoadOptions.initialPages}, if that is more) is released when the call ends. The `javascript` backend
   * has no memory of its own: `bytes` is 0.
   *
   * @example
   * ```js
   * ops.memory.pages;                                  // 256
   * ```
   */
  readonly memory: MemoryUsage;

  /**
   * Shows bytes of the memory that inputs are copied to; held texts are not there. Inputs of the latest call lie from
   * 61440 up, as far as they had to be copied.
   *
   * @param offset - in bytes
   * @param length - in bytes, at most 1048576
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` for what is not a number, `RangeError` with `code`
   *   `'ERR_OUT_OF_RANGE'` for a range that is not within the memory
   * @example
   * ```js
   * ops.fastHash('wörld'.repeat(100));
   * ops.inspectMemory(61440, 4); // { offset: 61440, length: 4, hex: '77 c3 b6 72', text: 'wör' }
   * ```
   */
  inspectMemory(offset: number, length: number): MemoryView;

  /**
   * Releases memory that is not in use. Calling it is necessary only to go below the 64 MiB that are kept; held texts
   * stay.
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

/** The memory of an instance; see {@link StringOps.memory}. */
export interface MemoryUsage {
  /** Bytes it has now. */
  readonly bytes: number;
  /** The same in pages of 64 KiB, rounded up. */
  readonly pages: number;
  /** Bytes it may have at most. */
  readonly maximumBytes: number;
  /** The same in pages: {@link LoadOptions.maximumPages}. */
  readonly maximumPages: number;
  /** The bytes of the held texts. */
  readonly heldBytes: number;
  /** The most bytes it has had. */
  readonly peakBytes: number;
  /** Calls for which it had to grow. */
  readonly timesGrown: number;
}

/** Bytes of memory, shown; see {@link StringOps.inspectMemory}. */
export interface MemoryView {
  /** The first byte that is shown. */
  readonly offset: number;
  /** How many are shown. */
  readonly length: number;
  /** Two hexadecimal digits a byte, with spaces between. */
  readonly hex: string;
  /** The bytes decoded as UTF-8; invalid bytes become U+FFFD. */
  readonly text: string;
}
