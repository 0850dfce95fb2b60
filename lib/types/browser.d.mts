/**
 * FNV-1a hashing, byte-order comparison and substring search over UTF-8 in a browser: the package's WebAssembly
 * module, or plain JavaScript where the page may not compile one. The results are the same as on Node's backends.
 *
 * ```js
 * import { loadStringOps } from 'stringops-booster';
 * const ops = await loadStringOps();
 * ops.fastHash('hello world'); // 3582672807
 * ```
 *
 * @packageDocumentation
 */

import { Coordinator, type CoordinatorOptions as SharedOptions, type OperationOf } from './coordinator.js';
import type { InstanceOperations, LoadOptions } from './instance.js';
import type { Input } from './operations.js';
import type { Digest, HashOptions, HashOptions64, PartOperations } from './streams.js';

export type {
  Capabilities,
  ExecuteResult,
  HealthReport,
  Latency,
  Method,
  ModuleOptions,
  ModuleReport,
  OperationReport,
  PerformanceMonitor,
  PerformanceReport,
} from './coordinator.js';
export type { AsyncOperations } from './operations.js';
export { StringOpsFallback, StringOpsWrapper } from './classes.js';
export type { StringOpsErrorCode } from './errors.js';
export type { HeldText, HoldOperations } from './held-text.js';
export type { BackendName, FallbackReason, InstanceOperations, LoadOptions } from './instance.js';
export type { MemoryUsage, MemoryView } from './instance.js';
export type { NeedleMatch, NeedleOperations, NeedleOptions, NeedleSet } from './needles.js';
export type { BigNumbers, Input, Numbers, SearchAllOptions, StringOperations } from './operations.js';
export type {
  Digest,
  Hash,
  HashOptions,
  HashOptions64,
  PartOperations,
  SearchSource,
  SearchStreamOptions,
} from './streams.js';
export { loadWasm, loadWasmSync } from './wasm.js';
export type {
  WasmArray,
  WasmLimits,
  WasmMemory,
  WasmModule,
  WasmOptions,
  WasmParameter,
  WasmSignature,
  WasmSource,
  WasmUsage,
} from './wasm.js';

/** Where this package's `stringOps.wasm` is, if not where the package looks for it. */
export type ModuleSource = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

/**
 * Options of {@link loadStringOps} in a browser, where `backend` is `'webassembly'` or `'javascript'`; the other two
 * need the addon, so the load fails.
 */
export interface BrowserLoadOptions extends LoadOptions {
  /**
   * This package's `stringOps.wasm`: its URL (a relative one is relative to the page), a `Response` or a promise of
   * one, its bytes, or the compiled module. If it is not available or does not compile, no other place is tried. The
   * first module compiled serves all later loads in the page that do not pass `wasm`.
   *
   * @defaultValue the file in the package, by its URL relative to the script; if that yields no module, the copy in
   *   `dist/browser/module-bytes.mjs`
   */
  wasm?: ModuleSource | undefined;
}

/** Options of {@link BrowserHashStreamOperations.hashStream}. An unknown name is a `TypeError`. */
export interface HashStreamOptions extends HashOptions {
  /**
   * Whether the stream passes on what it hashes, for `pipeThrough`.
   *
   * @defaultValue false
   */
  passThrough?: boolean | undefined;
}

/** The same for a hash of 64 bits. */
export interface HashStreamOptions64 extends HashOptions64 {
  /** See {@link HashStreamOptions.passThrough}. */
  passThrough?: boolean | undefined;
}

/**
 * A hash at the end of a pipe. Once it has been closed, `digest` returns the hash; before that, it throws an `Error`
 * with `code` `'ERR_STRINGOPS_HASH_STATE'`.
 */
export interface HashStream<Value = number> extends WritableStream<Input>, Digest<Value> {}

/** A hash in the middle of a pipe; see {@link HashStream}. */
export interface HashTransformStream<Value = number>
  extends TransformStream<Input, ReturnType<typeof Uint8Array.from>>, Digest<Value> {}

/** Hashing of web streams. */
export interface BrowserHashStreamOperations {
  /**
   * Makes a stream that hashes what is written to it, in constant memory: a `WritableStream` for `pipeTo`, or, with
   * `passThrough`, a `TransformStream` for `pipeThrough` that passes the bytes on. A chunk of bytes is passed on
   * unchanged; strings are hashed and passed on as UTF-8. Consecutive strings are one text, as for {@link Hash.update}.
   * Any other chunk makes the stream fail with a `TypeError`.
   *
   * @throws as {@link PartOperations.createHash} does
   * @example
   * ```js
   * const hash = ops.hashStream();
   * await file.stream().pipeTo(hash);
   * hash.digest('hex');
   *
   * const passing = ops.hashStream({ passThrough: true });
   * const saved = await new Response(response.body.pipeThrough(passing)).blob();
   * passing.digest('hex'); // of what was saved
   * ```
   */
  hashStream(options: HashStreamOptions & { passThrough: true }): HashTransformStream;
  hashStream(options?: HashStreamOptions): HashStream;
  hashStream(options: HashStreamOptions64 & { passThrough: true }): HashTransformStream<bigint>;
  hashStream(options: HashStreamOptions64): HashStream<bigint>;
}

/** What {@link loadStringOps} returns in a browser. */
export interface StringOps extends InstanceOperations, BrowserHashStreamOperations {}

/** The names of `stringOps`'s operations. */
export type StringOpsOperation = OperationOf<StringOps>;

/** Options of {@link WASMRuntimeCoordinator}. An unknown name is a `TypeError`. */
export interface CoordinatorOptions extends SharedOptions, BrowserLoadOptions {}

/** {@inheritDoc Coordinator} */
export class WASMRuntimeCoordinator extends Coordinator<StringOps, CoordinatorOptions> {}

/**
 * Fetches and compiles the module, once for the page, and makes an instance; on the `javascript` backend if the module
 * is not available or the page may not compile it. {@link InstanceOperations.fallbackReason} then says why. Nothing is
 * printed, and no environment variables are read.
 *
 * @param options - without any: the one instance that all such calls share, even those made at the same time.
 *   {@link BrowserLoadOptions}: a new instance. A `WebAssembly.Memory`: a new instance that starts with as many pages
 *   as it has, but at least 256; the memory itself is not used
 * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or
 *   `'ERR_INVALID_ARG_VALUE'` and `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for bad options, `Error` with
 *   `code` `'ERR_STRINGOPS_BACKEND'` if a forced backend is not available
 * @example
 * ```js
 * const ops = await loadStringOps();
 * const placed = await loadStringOps({ wasm: '/assets/stringOps.wasm' });
 * ```
 */
export function loadStringOps(options?: BrowserLoadOptions | WebAssembly.Memory): Promise<StringOps>;

/**
 * {@link loadStringOps} without waiting. It uses the `webassembly` backend if a load of it has succeeded in the page,
 * or if `wasm` is the compiled module or its bytes, and the `javascript` backend if that is asked for. It does not fall
 * back, because the backend would then depend on how fast the network is.
 *
 * @param options - as {@link loadStringOps} takes them
 * @throws `Error` with `code` `'ERR_STRINGOPS_BACKEND'` if the module is not there yet or cannot be compiled, and the
 *   errors of {@link loadStringOps} for bad options
 * @example
 * ```js
 * await loadStringOps();
 * const ops = loadStringOpsSync({ maximumPages: 1024 });
 * ```
 */
export function loadStringOpsSync(options?: BrowserLoadOptions | WebAssembly.Memory): StringOps;

/**
 * @returns the instance loaded last in this page or worker, or null if none has been
 * @example
 * ```js
 * await loadStringOps();
 * getStringOps().fastHash('hello');
 * ```
 */
export function getStringOps(): StringOps | null;
