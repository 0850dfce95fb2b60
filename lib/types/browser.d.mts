/**
 * FNV-1a hashing, byte-order comparison and substring search over UTF-8 in a browser: the package's WebAssembly
 * module, or plain JavaScript where the page may not compile one. The results are those of Node's backends.
 *
 * ```js
 * import { loadStringOps } from 'stringops-booster';
 * const ops = await loadStringOps();
 * ops.fastHash('hello world'); // 3582672807
 * ```
 *
 * @packageDocumentation
 */

import type { BrowserHashStreamOperations } from './browser-hash-stream.js';
import type { InstanceOperations, LoadOptions } from './instance.js';

export { WASMRuntimeCoordinator } from '../../dist/browser/coordinator.mjs';
export type {
  Capabilities,
  CoordinatorOptions,
  ExecuteResult,
  HealthReport,
  Latency,
  Method,
  ModuleOptions,
  ModuleReport,
  OperationReport,
  PerformanceMonitor,
  PerformanceReport,
  StringOpsOperation,
} from '../../dist/browser/coordinator.mjs';
export type { AsyncOperations } from './async.js';
export type {
  BrowserHashStreamOperations,
  HashStream,
  HashStreamOptions,
  HashTransformStream,
} from './browser-hash-stream.js';
export { StringOpsFallback, StringOpsWrapper } from './classes.js';
export type { StringOpsErrorCode } from './errors.js';
export type { HeldText, HoldOperations } from './held-text.js';
export type { BackendName, InstanceOperations, LoadOptions } from './instance.js';
export type { MemoryUsage, MemoryView } from './memory.js';
export type { Input, SearchAllOptions, StringOperations } from './operations.js';
export type { Digest, Hash, HashOptions, PartOperations, SearchSource, SearchStreamOptions } from './streams.js';

/** Where `stringOps.wasm` of this package is, if not where the package looks for it. */
export type ModuleSource = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

/**
 * Options of {@link loadStringOps} in a browser. There, `backend` is `'webassembly'` or `'javascript'`: the other two
 * need the addon, and the load fails.
 */
export interface BrowserLoadOptions extends LoadOptions {
  /**
   * `stringOps.wasm` of this package: its URL (a relative one is relative to the page), a `Response` or a promise of
   * one, its bytes, or the compiled module. If it cannot be had or does not compile, no other place is tried. What was
   * compiled first serves all later loads of the page that do not say `wasm`.
   *
   * @defaultValue the file in the package, by its URL relative to the script; if that gives no module, the copy in
   *   `dist/browser/module-bytes.mjs`
   */
  wasm?: ModuleSource | undefined;
}

/** What {@link loadStringOps} gives in a browser. */
export interface StringOps extends InstanceOperations, BrowserHashStreamOperations {}

/**
 * Fetches and compiles the module, once for the page, and makes an instance; on the `javascript` backend where the
 * module cannot be had or the page may not compile it. {@link InstanceOperations.fallbackReason} then says why. Nothing
 * is printed and no variables of an environment are read.
 *
 * @param options - none: the one instance that all such calls share, also those made at once.
 *   {@link BrowserLoadOptions}: a new instance. A `WebAssembly.Memory`: a new instance that starts with as many pages
 *   as it has, 256 at least; the memory itself is not used
 * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or
 *   `'ERR_INVALID_ARG_VALUE'` and `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for bad options, `Error` with
 *   `code` `'ERR_STRINGOPS_BACKEND'` when a forced backend cannot be had
 * @example
 * ```js
 * const ops = await loadStringOps();
 * const placed = await loadStringOps({ wasm: '/assets/stringOps.wasm' });
 * ```
 */
export function loadStringOps(options?: BrowserLoadOptions | WebAssembly.Memory): Promise<StringOps>;

/**
 * {@link loadStringOps} without waiting. It has the `webassembly` backend if a load of it has succeeded in the page, or
 * if `wasm` is the compiled module or its bytes; and the `javascript` backend if that is asked for. It does not fall
 * back: which backend one gets would depend on how fast the network is.
 *
 * @param options - as {@link loadStringOps} takes them
 * @throws `Error` with `code` `'ERR_STRINGOPS_BACKEND'` when the module is not there yet or cannot be compiled, and the
 *   errors of {@link loadStringOps} for bad options
 * @example
 * ```js
 * await loadStringOps();
 * const ops = loadStringOpsSync({ maximumPages: 1024 });
 * ```
 */
export function loadStringOpsSync(options?: BrowserLoadOptions | WebAssembly.Memory): StringOps;

/**
 * @returns the instance that was loaded last in this page or worker, or null before the first
 * @example
 * ```js
 * await loadStringOps();
 * getStringOps().fastHash('hello');
 * ```
 */
export function getStringOps(): StringOps | null;
