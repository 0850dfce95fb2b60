/**
 * Instances: how they are asked for, and what they have on every platform.
 */

import type { AsyncOperations } from './async.js';
import type { HoldOperations } from './held-text.js';
import type { MemoryUsage, MemoryView } from './memory.js';
import type { StringOperations } from './operations.js';
import type { PartOperations } from './streams.js';

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
   * Memory an instance starts with on `wasmtime` and `webassembly`, in pages of 64 KiB: an integer from 256 to 65536. On
   * `native` it starts with 1 MiB whatever this says, on `javascript` it has none; what it says is checked all the same.
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

/** What an instance has on every platform. */
export interface InstanceOperations extends StringOperations, PartOperations, HoldOperations, AsyncOperations {
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
  readonly fallbackReason: (Error & { readonly code: 'ERR_STRINGOPS_BACKEND'; readonly backend: BackendName }) | null;

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
