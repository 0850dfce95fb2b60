/// <reference path="./lib/types/globals.d.ts" />

/**
 * FNV-1a hashing, byte-order comparison and substring search over UTF-8, by a hand-written WebAssembly SIMD module in
 * an embedded wasmtime, with native Rust, the engine's own WebAssembly and plain JavaScript behind it. Every backend
 * gives the same results for every input. The codes of errors are in {@link StringOpsErrorCode}. {@link loadWasm} loads
 * WebAssembly modules of your own.
 *
 * ```js
 * const { loadStringOps } = require('stringops-booster');
 * const ops = await loadStringOps();
 * ops.fastHash('hello world'); // 3582672807
 * ```
 *
 * @packageDocumentation
 */

import type { Transform, Writable } from 'node:stream';
import { Coordinator, type CoordinatorOptions, type OperationOf } from './lib/types/coordinator.js';
import type { InstanceOperations, LoadOptions } from './lib/types/instance.js';
import type { Digest, HashOptions, HashOptions64, PartOperations } from './lib/types/streams.js';

export type {
  Capabilities,
  CoordinatorOptions,
  ErrorEvent,
  ExecuteResult,
  FallbackEvent,
  HealthReport,
  Latency,
  LoadEvent,
  Method,
  ModuleOptions,
  ModuleReport,
  OperationReport,
  PerformanceMonitor,
  PerformanceReport,
} from './lib/types/coordinator.js';
export type { AsyncOperations } from './lib/types/operations.js';
export { WASMRuntime } from './lib/types/booster.js';
export type {
  BatchResult,
  BenchmarkReport,
  OptimizedCode,
  Outline,
  OutlineNode,
  PatternMatches,
  ProcessedFile,
  RuntimeMetrics,
  ScanMetrics,
  ScanResult,
  SourceFile,
} from './lib/types/booster.js';
export { StringOpsFallback, StringOpsWrapper } from './lib/types/classes.js';
export type { StringOpsErrorCode } from './lib/types/errors.js';
export type { HeldText, HoldOperations } from './lib/types/held-text.js';
export type { BackendName, FallbackReason, InstanceOperations, LoadOptions } from './lib/types/instance.js';
export type { MemoryUsage, MemoryView } from './lib/types/instance.js';
export type { NeedleMatch, NeedleOperations, NeedleOptions, NeedleSet } from './lib/types/needles.js';
export type { BigNumbers, Input, Numbers, SearchAllOptions, StringOperations } from './lib/types/operations.js';
export type {
  Digest,
  Hash,
  HashOptions,
  HashOptions64,
  PartOperations,
  SearchSource,
  SearchStreamOptions,
} from './lib/types/streams.js';
export { loadWasm, loadWasmSync } from './lib/types/wasm.js';
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
} from './lib/types/wasm.js';

/** Options of {@link HashStreamOperations.hashStream}. An unknown name is a `TypeError`. */
export interface HashStreamOptions extends HashOptions {
  /**
   * Whether the stream passes on what it hashes, for the middle of a pipeline.
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
 * A hash at the end of a pipeline, or in its middle. When everything has been written it emits `'hash'` with the hash
 * as a number or BigInt, and from then on `digest` returns it. Before that, `digest` throws an `Error` with `code`
 * `'ERR_STRINGOPS_HASH_STATE'`.
 */
export type HashStream<Stream extends Writable = Writable, Value = number> = Stream & Digest<Value>;

/** Hashing of Node streams. */
export interface HashStreamOperations {
  /**
   * Makes a stream that hashes what is written to it, in constant memory: a `Writable` that ends a pipeline, or, with
   * `passThrough`, a `Transform` that passes the bytes on. A chunk of bytes is passed on unchanged; a string is hashed
   * and passed on as the bytes it stands for in its encoding. Consecutive strings in UTF-8 are one text, as for
   * {@link Hash.update}.
   *
   * @throws as {@link PartOperations.createHash} does
   * @example
   * ```js
   * const hash = ops.hashStream();
   * await pipeline(fs.createReadStream('file'), hash);
   * hash.digest('hex');
   *
   * const passing = ops.hashStream({ passThrough: true });
   * await pipeline(fs.createReadStream('file'), passing, zlib.createGzip(), fs.createWriteStream('file.gz'));
   * passing.digest('hex'); // of what was compressed
   * ```
   */
  hashStream(options: HashStreamOptions & { passThrough: true }): HashStream<Transform>;
  hashStream(options?: HashStreamOptions): HashStream;
  hashStream(options: HashStreamOptions64 & { passThrough: true }): HashStream<Transform, bigint>;
  hashStream(options: HashStreamOptions64): HashStream<Writable, bigint>;
}

/** The operations on inputs that come in parts. */
export interface StreamOperations extends PartOperations, HashStreamOperations {}

/** What {@link loadStringOps} returns. */
export interface StringOps extends InstanceOperations, HashStreamOperations {}

/** The names of `stringOps`'s operations. */
export type StringOpsOperation = OperationOf<StringOps>;

/** {@inheritDoc Coordinator} */
export class WASMRuntimeCoordinator extends Coordinator<StringOps, CoordinatorOptions> {}

/**
 * Makes an instance on the first backend that is available. Nothing is printed. If an earlier backend was not
 * available, one process warning says so (`code` `'STRINGOPS_FALLBACK'`), unless it was passed over on request.
 *
 * Environment variables: `STRINGOPS_BACKEND` forces a backend, `DISABLE_WASM` as `true` or `1` passes over
 * `wasmtime` and `webassembly`.
 *
 * @param options - without any: the one instance that all such calls share. {@link LoadOptions}: a new instance. A
 *   `WebAssembly.Memory`: a new instance that starts with as many pages as it has, but at least 256; the memory itself
 *   is not used
 * @returns a promise; every error is a rejection. `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or
 *   `'ERR_INVALID_ARG_VALUE'` and `RangeError` with `code` `'ERR_OUT_OF_RANGE'` for bad options, `Error` with
 *   `code` `'ERR_STRINGOPS_BACKEND'` if a forced backend is not available
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
 * @returns the instance loaded last in this thread, or null if none has been
 * @example
 * ```js
 * await loadStringOps();
 * getStringOps().fastHash('hello');
 * ```
 */
export function getStringOps(): StringOps | null;
