/// <reference path="./globals.d.ts" />

/**
 * The coordinator: modules by name, called, counted and unloaded together.
 */

import type { BackendName, InstanceOperations, LoadOptions } from './instance.js';
import type { MemoryUsage } from './instance.js';
import type { WasmOptions, WasmSource, WasmUsage } from './wasm.js';

/** What a module's operations run on; the backends `wasmtime` and `webassembly` are both `'wasm'`. */
export type Method = 'wasm' | 'native' | 'javascript';

/** Options of a coordinator. An unknown name is a `TypeError`. */
export interface CoordinatorOptions extends LoadOptions {
  /**
   * False: `stringOps` loads nothing that accelerates it, so that it runs on the `javascript` backend, whatever the
   * environment asks for. Another `backend` beside it is a `TypeError`. What else is registered is not affected.
   *
   * @defaultValue true
   */
  enabled?: boolean | undefined;
  /**
   * Whether calls are timed. Calls and errors are always counted.
   *
   * @defaultValue false
   */
  metrics?: boolean | undefined;
}

/** Options of {@link Coordinator.registerModule}. An unknown name is a `TypeError`. */
export interface ModuleOptions<M = any> {
  /**
   * What the module runs on, or a function that says so for the loaded module.
   *
   * @defaultValue 'javascript'
   */
  method?: Method | ((module: M) => Method) | undefined;
  /**
   * Called with the module when it is unloaded, and awaited. It must not call the module by the coordinator: before its
   * first `await` that is an `Error` with `code` `'ERR_STRINGOPS_CYCLE'`, and afterwards it waits for ever. By default
   * it is `module[Symbol.asyncDispose]()` or `module[Symbol.dispose]()`, if there is one, for a module that a loader
   * returned; nothing for an object that was registered, which belongs to whoever registered it.
   */
  dispose?: ((module: M) => unknown) | undefined;
}

/** What {@link Coordinator.execute} returns a promise of. */
export interface ExecuteResult<T = unknown> {
  /** What the operation returned; if that was a promise, what it resolved to. */
  result: T;
  /** Whether `method` is something other than `'javascript'`. */
  accelerated: boolean;
  /**
   * What the module runs on. For `stringOps` it is the instance's, even where a short input never leaves JavaScript.
   */
  method: Method;
}

type AnyFunction = (...args: any[]) => any;

/** The names of the operations of an instance. */
export type OperationOf<Ops> = {
  [K in keyof Ops]-?: Ops[K] extends AnyFunction ? K : never;
}[keyof Ops];

/** What {@link Coordinator.detectCapabilities} finds. */
export interface Capabilities {
  /** Whether the JavaScript engine compiles and runs WebAssembly. */
  wasm: boolean;
  /** Whether it does, and accepts a module with a SIMD instruction. */
  simd: boolean;
  /** Whether it does, and accepts a module with shared memory and an atomic instruction. */
  threads: boolean;
  /** Whether it does, and accepts a module with `memory.fill`. */
  bulkMemory: boolean;
  /** The embedded engine: an instance of the module was made in it. `reasons`: why not, outermost first. */
  wasmtime: { available: boolean; version: string | null; reasons: string[] | null };
  /** The Rust backend. */
  native: { available: boolean; reasons: string[] | null };
  /** The level of SIMD the `native` hash runs at, such as `'avx2'`; null without the addon. */
  cpuLevel: string | null;
  /** The `.node` file. */
  addon: { loaded: boolean; version: string | null; target: string | null; reason: string | null };
}

/** Times of an operation in nanoseconds, from its start until its result, or its promise's, within 1 %. */
export interface Latency {
  unit: 'ns';
  count: number;
  min: number;
  mean: number;
  stddev: number;
  p50: number;
  p75: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** The report on one operation; see {@link ModuleReport.operations}. */
export interface OperationReport {
  /** All calls that reached it, including those that failed. */
  calls: number;
  byMethod: Record<Method, number>;
  errors: number;
  /** By `error.code`, or by `error.name` where there is none. After 32 different ones the rest are `other`. */
  errorCodes: Record<string, number>;
  /** null without {@link CoordinatorOptions.metrics}, until a call has ended, and where the runtime has no histograms. */
  latency: Latency | null;
}

/** The report on one module; see {@link PerformanceReport.modules}. */
export interface ModuleReport {
  state: 'registered' | 'loading' | 'loaded';
  /** null while nothing is loaded. */
  method: Method | null;
  accelerated: boolean | null;
  loads: number;
  /** Loads that failed, each once, however many calls waited for it; those calls are counted nowhere else. */
  loadErrors: number;
  /** Calls of operations it does not have. */
  refused: number;
  /** The operations that were called. */
  operations: Record<string, OperationReport>;
  /** For `stringOps`, while it is loaded. */
  memory: MemoryUsage | null;
  /** Of a module of {@link Coordinator.registerWasm}, since it was loaded and while it is. */
  usage?: WasmUsage;
}

/** What {@link PerformanceMonitor.getReport} returns: a plain object for JSON. */
export interface PerformanceReport {
  /** ISO 8601. */
  since: string;
  uptimeMs: number;
  /** Whether calls are timed. */
  metrics: boolean;
  /**
   * The calls of all modules by what they ran on. Those of the `native` backend are in `totalCalls` alone;
   * `wasmPercentage` is from 0 to 100, and 0 without calls.
   */
  summary: { totalCalls: number; wasmCalls: number; jsCalls: number; wasmPercentage: number };
  calls: number;
  errors: number;
  /** Calls of modules and operations that do not exist, and calls after `dispose`. */
  refused: number;
  modules: Record<string, ModuleReport>;
  /** The memory of the process, in bytes; null where that is unknown. */
  memory: { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers: number } | null;
}

/** What a coordinator has counted and measured. */
export interface PerformanceMonitor {
  getReport(): PerformanceReport;
  /** The report as a table for people to read, with times in microseconds. */
  formatReport(): string;
  /** Starts again from zero. */
  reset(): void;
}

/** What {@link Coordinator.health} returns a promise of: a plain object for JSON. */
export interface HealthReport {
  /** `'ok'`; `'degraded'` if the answers are correct but a backend was passed over; `'failed'`. */
  status: 'ok' | 'degraded' | 'failed';
  healthy: boolean;
  disposed: boolean;
  /** ISO 8601. */
  checkedAt: string;
  backend: BackendName | null;
  method: Method | null;
  accelerated: boolean | null;
  /** What {@link InstanceOperations.fallbackReason} and its causes say, outermost first. */
  fallbackReason: string[] | null;
  selfTest: { total: number; passed: number; wrong: string[] };
  memory: MemoryUsage | null;
  /** Why `stringOps` could not be loaded. */
  error: { code: string | null; reasons: string[] } | null;
  /** `error`: why the latest load failed, if it did. */
  modules: Record<string, Pick<ModuleReport, 'state' | 'method' | 'usage'> & { error: string | null }>;
}

/** A message on the channel `stringops-booster:load`. */
export interface LoadEvent {
  module: string;
  method: Method;
  accelerated: boolean;
  /** For `stringOps`; null for other modules. */
  backend: BackendName | null;
  fallbackReason: Error | null;
}

/** A message on the channel `stringops-booster:fallback`. */
export interface FallbackEvent {
  module: 'stringOps';
  /** The backend that was chosen. */
  backend: BackendName;
  passedOver: BackendName[];
  /** Whether all of them were passed over on request, by `DISABLE_WASM`. */
  requested: boolean;
  reason: Error;
}

/**
 * A message on the channel `stringops-booster:error`. For modules of {@link Coordinator.registerWasm} also on
 * `stringops-booster:trap`, if the module trapped, and on `stringops-booster:deadline`, if it was stopped, by time or by
 * fuel.
 */
export interface ErrorEvent {
  module: string;
  /** The operation that failed; null if it was a load. */
  operation: string | null;
  error: unknown;
}

/**
 * Modules by name: loaded when first needed, called by {@link Coordinator.execute}, counted, and unloaded
 * together. `stringOps` is registered from the start.
 *
 * @example
 * ```js
 * const coordinator = new WASMRuntimeCoordinator();
 * const { result, accelerated, method } = await coordinator.execute('stringOps', 'fastHash', 'hello');
 * ```
 */
export class Coordinator<Ops extends InstanceOperations, Options extends CoordinatorOptions> {
  /**
   * @param options - those of `loadStringOps` make an instance for this coordinator alone; without any of them it uses
   *   the shared one. A `WebAssembly.Memory` is read for its size, as there
   * @throws as `loadStringOps` rejects for bad options
   */
  constructor(options?: Options | WebAssembly.Memory);

  /** Counts and times. */
  readonly performanceMonitor: PerformanceMonitor;

  /**
   * Loads `stringOps`. It may be called any number of times, several at once, and again after it has failed. It need
   * not be called: `execute` loads what it needs. After {@link Coordinator.dispose} it makes the coordinator
   * usable again.
   *
   * @returns true when it is loaded
   */
  initialize(): Promise<true>;

  /**
   * Calls an operation of a module, which is loaded first if need be. If it is loaded, the operation starts before
   * `execute` returns; calls made before that run in the order in which they were made, and read their arguments only
   * then.
   *
   * @param module - its name
   * @param operation - a function of the module, its own or of its classes; `this` is the module
   * @param args - passed on unchanged
   * @returns a promise; every error is a rejection. What the operation or the loader throws or rejects with is passed
   *   on unchanged. `Error` with `code` `'ERR_STRINGOPS_UNKNOWN_MODULE'` or `'ERR_STRINGOPS_UNKNOWN_OPERATION'`, with
   *   `available` names; `'ERR_STRINGOPS_DISPOSED'`; `'ERR_STRINGOPS_CYCLE'` for a loader or a hook that asks for its
   *   own module before its first `await`. `TypeError` with `code` `'ERR_INVALID_RETURN_VALUE'` for a loader that
   *   returned no module, `'ERR_INVALID_ARG_TYPE'` for names that are not strings
   */
  execute<O extends OperationOf<Ops>>(
    module: 'stringOps',
    operation: O,
    ...args: Ops[O] extends AnyFunction ? Parameters<Ops[O]> : never
  ): Promise<ExecuteResult<Ops[O] extends AnyFunction ? Awaited<ReturnType<Ops[O]>> : never>>;
  execute<T = any>(module: string, operation: string, ...args: any[]): Promise<ExecuteResult<T>>;

  /**
   * Registers a module.
   *
   * @param name - not empty, and not taken
   * @param loader - returns the module, or a promise of it, when it is first needed; or the module itself: an object of
   *   functions
   * @param options - see {@link ModuleOptions}
   * @returns the coordinator
   * @throws `TypeError` with `code` `'ERR_INVALID_ARG_TYPE'` or `'ERR_INVALID_ARG_VALUE'`, `Error` with `code`
   *   `'ERR_STRINGOPS_MODULE_EXISTS'`
   * @example
   * ```js
   * coordinator.registerModule('ast', () => import('./ast-parser.js'), { method: 'wasm' });
   * ```
   */
  registerModule<M extends object>(name: string, loader: (() => M | Promise<M>) | M, options?: ModuleOptions<M>): this;

  /**
   * Registers a WebAssembly module, which `loadWasm` loads when it is first needed. Its operations are the functions it
   * exports, its method is `'wasm'`, and {@link Coordinator.getModule} gives what `loadWasm` does.
   *
   * @param name - not empty, and not taken
   * @param source - as `loadWasm` takes it; bytes are copied at once
   * @param options - likewise; they are checked at once
   * @returns the coordinator
   * @throws what {@link Coordinator.registerModule} throws, and what `loadWasm` rejects with for bad arguments
   * @example
   * ```js
   * coordinator.registerWasm('ast', './astParser.wasm', {
   *   functions: { parse: { parameters: ['string'], result: 'string' } },
   *   limits: { deadline: 50 },
   * });
   * ```
   */
  registerWasm<E extends object = Record<string, any>>(
    name: string,
    source: WasmSource,
    options?: WasmOptions<E>,
  ): this;

  /**
   * @returns the module, for direct calls without the cost of `execute`; null while it is not loaded
   * @throws `Error` with `code` `'ERR_STRINGOPS_UNKNOWN_MODULE'`
   */
  getModule(name: 'stringOps'): Ops | null;
  getModule<M = any>(name: string): M | null;

  /**
   * Loads a module if it is not loaded: once, however many ask at once. After a load that failed, the next call tries
   * again.
   */
  loadModule(name: 'stringOps'): Promise<Ops>;
  loadModule<M = any>(name: string): Promise<M>;

  /**
   * Unloads a module once its load has settled and the calls made before are done; then its hook is called. It stays
   * registered, and the next call loads it again afterwards. An operation of the module must not await this, because
   * this waits for the operation.
   *
   * @returns whether anything was loaded; rejects with what the hook threw
   */
  unloadModule(name: string): Promise<boolean>;

  /**
   * Unloads all modules; from now on calls are refused with `code` `'ERR_STRINGOPS_DISPOSED'`. Modules stay registered,
   * and {@link Coordinator.initialize} makes the coordinator usable again.
   *
   * @returns rejects, when all are unloaded, with what a hook threw; with an `AggregateError` with `code`
   *   `'ERR_STRINGOPS_UNLOAD'` if several did
   */
  dispose(): Promise<void>;

  /** {@link Coordinator.dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;

  /** What is available here; each is found out by trying it. */
  detectCapabilities(): Capabilities;

  /** Loads `stringOps` if need be, and asks it questions with known answers. Never rejects. */
  health(): Promise<HealthReport>;
}
