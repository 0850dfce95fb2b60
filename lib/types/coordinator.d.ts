/**
 * The coordinator: modules by name, called, counted and given up together.
 */

import type { BackendName, LoadOptions, StringOps } from '../../index.js';
import type { MemoryUsage } from './memory.js';

/** What a module's operations run on: the backends `wasmtime` and `webassembly` are both `'wasm'`. */
export type Method = 'wasm' | 'native' | 'javascript';

/** Options of {@link WASMRuntimeCoordinator}. An unknown name is a `TypeError`. */
export interface CoordinatorOptions extends LoadOptions {
  /**
   * Whether calls are timed. Calls and errors are always counted.
   *
   * @defaultValue false
   */
  metrics?: boolean | undefined;
}

/** Options of {@link WASMRuntimeCoordinator.registerModule}. An unknown name is a `TypeError`. */
export interface ModuleOptions<M = any> {
  /**
   * What the module runs on, or a function that says so of the module that was loaded.
   *
   * @defaultValue 'javascript'
   */
  method?: Method | ((module: M) => Method) | undefined;
  /**
   * Called with the module when it is unloaded, and awaited. It cannot call the module by the coordinator any more:
   * that is an `Error` with `code` `'ERR_STRINGOPS_CYCLE'`. By default, of what a loader gave,
   * `module[Symbol.asyncDispose]()` or `module[Symbol.dispose]()`, if there is one; of an object, nothing: it is its
   * owner's.
   */
  dispose?: ((module: M) => unknown) | undefined;
}

/** What {@link WASMRuntimeCoordinator.execute} gives. */
export interface ExecuteResult<T = unknown> {
  /** What the operation returned; if that was a promise, what it gave. */
  result: T;
  /** Whether `method` is another than `'javascript'`. */
  accelerated: boolean;
  /**
   * What the module runs on. Of `stringOps` it is the instance's, also where a short input never leaves JavaScript.
   */
  method: Method;
}

type AnyFunction = (...args: any[]) => any;

/** Names of the operations of `stringOps`. */
export type StringOpsOperation = {
  [K in keyof StringOps]-?: StringOps[K] extends AnyFunction ? K : never;
}[keyof StringOps];

/** What {@link WASMRuntimeCoordinator.detectCapabilities} finds. */
export interface Capabilities {
  /** Whether the JavaScript engine compiles and runs WebAssembly. */
  wasm: boolean;
  /** Whether it does, and takes a module with a SIMD instruction. */
  simd: boolean;
  /** Whether it does, and takes a module with shared memory and an atomic instruction. */
  threads: boolean;
  /** Whether it does, and takes a module with `memory.fill`. */
  bulkMemory: boolean;
  /** The embedded engine: an instance of the module was made in it. `reasons`: why not, outermost first. */
  wasmtime: { available: boolean; version: string | null; reasons: string[] | null };
  /** The Rust backend. */
  native: { available: boolean; reasons: string[] | null };
  /** The level of SIMD the `native` hash runs at, as in `'avx2'`; null without the addon. */
  cpuLevel: string | null;
  /** The `.node` file. */
  addon: { loaded: boolean; version: string | null; target: string | null; reason: string | null };
}

/** Times of an operation in nanoseconds, from its beginning until its result, or its promise's, within 1 %. */
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

/** Of one operation; see {@link ModuleReport.operations}. */
export interface OperationReport {
  /** All that reached it, those that failed among them. */
  calls: number;
  byMethod: Record<Method, number>;
  errors: number;
  /** By `error.code`, or by `error.name` where there is none. Beyond 32 of them the rest are `other`. */
  errorCodes: Record<string, number>;
  /** null without {@link CoordinatorOptions.metrics}, and where the runtime has no histograms. */
  latency: Latency | null;
}

/** Of one module; see {@link PerformanceReport.modules}. */
export interface ModuleReport {
  state: 'registered' | 'loading' | 'loaded';
  /** null while nothing is loaded. */
  method: Method | null;
  accelerated: boolean | null;
  loads: number;
  /** Loads that failed, each once, however many calls waited for it; those are counted nowhere else. */
  loadErrors: number;
  /** Calls of operations it does not have. */
  refused: number;
  /** Those that were called. */
  operations: Record<string, OperationReport>;
  /** Of `stringOps`, while it is loaded. */
  memory: MemoryUsage | null;
}

/** What {@link PerformanceMonitor.getReport} gives: a plain object that JSON can hold. */
export interface PerformanceReport {
  /** ISO 8601. */
  since: string;
  uptimeMs: number;
  /** Whether calls are timed. */
  metrics: boolean;
  calls: number;
  errors: number;
  /** Calls of modules and operations there are not, and calls after `dispose`. */
  refused: number;
  modules: Record<string, ModuleReport>;
  /** Of the process, in bytes; null where there is no such thing. */
  memory: { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers: number } | null;
}

/** What a coordinator has counted and measured. */
export interface PerformanceMonitor {
  getReport(): PerformanceReport;
  /** The report as a table for people, with times in microseconds. */
  formatReport(): string;
  /** Begins anew, from nothing. */
  reset(): void;
}

/** What {@link WASMRuntimeCoordinator.health} gives: a plain object that JSON can hold. */
export interface HealthReport {
  /** `'ok'`; `'degraded'` if answers are right but a backend was passed over; `'failed'`. */
  status: 'ok' | 'degraded' | 'failed';
  healthy: boolean;
  disposed: boolean;
  /** ISO 8601. */
  checkedAt: string;
  backend: BackendName | null;
  method: Method | null;
  accelerated: boolean | null;
  /** What {@link StringOps.fallbackReason} and its causes say, outermost first. */
  fallbackReason: string[] | null;
  selfTest: { total: number; passed: number; wrong: string[] };
  memory: MemoryUsage | null;
  /** Why `stringOps` could not be loaded. */
  error: { code: string | null; reasons: string[] } | null;
  /** `error`: why the latest load failed, if it did. */
  modules: Record<string, { state: ModuleReport['state']; method: Method | null; error: string | null }>;
}

/** Message of the channel `stringops-booster:load`. */
export interface LoadEvent {
  module: string;
  method: Method;
  accelerated: boolean;
  /** Of `stringOps`; null of other modules. */
  backend: BackendName | null;
  fallbackReason: Error | null;
}

/** Message of the channel `stringops-booster:fallback`. */
export interface FallbackEvent {
  module: 'stringOps';
  /** The one that was taken. */
  backend: BackendName;
  passedOver: BackendName[];
  /** Whether all of them were passed over on request, by `DISABLE_WASM`. */
  requested: boolean;
  reason: Error;
}

/** Message of the channel `stringops-booster:error`. */
export interface ErrorEvent {
  module: string;
  /** The one that failed; null if it was a load. */
  operation: string | null;
  error: unknown;
}

/**
 * Modules by name: loaded when they are first needed, called by {@link WASMRuntimeCoordinator.execute}, counted, and
 * given up together. `stringOps` is registered from the start.
 *
 * @example
 * ```js
 * const coordinator = new WASMRuntimeCoordinator();
 * const { result, accelerated, method } = await coordinator.execute('stringOps', 'fastHash', 'hello');
 * ```
 */
export class WASMRuntimeCoordinator {
  /**
   * @param options - those of `loadStringOps` make an instance of this coordinator's own; without any of them it
   *   has the one that all share. A `WebAssembly.Memory` is read for its size, as there
   * @throws as `loadStringOps` rejects for bad options
   */
  constructor(options?: CoordinatorOptions | WebAssembly.Memory);

  /** Counts and times. */
  readonly performanceMonitor: PerformanceMonitor;

  /**
   * Loads `stringOps`. It may be called any number of times, at once too, and again after it has failed. It need not be
   * called: `execute` loads what it needs. After {@link WASMRuntimeCoordinator.dispose} it makes the coordinator usable
   * again.
   */
  initialize(): Promise<void>;

  /**
   * Calls an operation of a module, which is loaded first if it is not. If it is loaded, the operation begins before
   * `execute` returns; calls made before run in the order in which they were made, and read their arguments then.
   *
   * @param module - its name
   * @param operation - a function of the module, its own or of its classes; `this` is the module
   * @param args - handed on as they are
   * @returns a promise; every error is a rejection. What the operation throws or rejects with, and what the loader
   *   does, comes unchanged. `Error` with `code` `'ERR_STRINGOPS_UNKNOWN_MODULE'` or
   *   `'ERR_STRINGOPS_UNKNOWN_OPERATION'`, with `available` names; `'ERR_STRINGOPS_DISPOSED'`;
   *   `'ERR_STRINGOPS_CYCLE'` for a loader or a hook that would wait for itself. `TypeError` with `code`
   *   `'ERR_INVALID_RETURN_VALUE'` for a loader that gave no module, `'ERR_INVALID_ARG_TYPE'` for names that are no
   *   strings
   */
  execute<O extends StringOpsOperation>(
    module: 'stringOps',
    operation: O,
    ...args: Parameters<StringOps[O]>
  ): Promise<ExecuteResult<Awaited<ReturnType<StringOps[O]>>>>;
  execute<T = any>(module: string, operation: string, ...args: any[]): Promise<ExecuteResult<T>>;

  /**
   * Makes a module known.
   *
   * @param name - not empty, and not taken
   * @param loader - gives the module, or a promise of it, when it is first needed; or the module itself: an object of
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
   * @returns the module, for direct calls without the cost of `execute`; null while it is not loaded
   * @throws `Error` with `code` `'ERR_STRINGOPS_UNKNOWN_MODULE'`
   */
  getModule(name: 'stringOps'): StringOps | null;
  getModule<M = any>(name: string): M | null;

  /** Loads a module if it is not: once, however many ask at once. A load that failed is tried anew by the next call. */
  loadModule(name: 'stringOps'): Promise<StringOps>;
  loadModule<M = any>(name: string): Promise<M>;

  /**
   * Gives a module up when its load has settled and the calls that came before are done; its hook is called then. It
   * stays registered, and the next call loads it anew, after that. Not to be awaited by an operation of the module
   * itself, which it waits for.
   *
   * @returns whether anything was loaded; rejects with what the hook threw
   */
  unloadModule(name: string): Promise<boolean>;

  /**
   * Unloads all modules; from now on calls are refused with `code` `'ERR_STRINGOPS_DISPOSED'`. Registrations stay, and
   * {@link WASMRuntimeCoordinator.initialize} makes the coordinator usable again.
   *
   * @returns rejects, when all are unloaded, with what a hook threw; with an `AggregateError` with `code`
   *   `'ERR_STRINGOPS_UNLOAD'` if several did
   */
  dispose(): Promise<void>;

  /** {@link WASMRuntimeCoordinator.dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;

  /** What there is here, each found by trying it. */
  detectCapabilities(): Capabilities;

  /** Loads `stringOps` if it is not, and asks it what it must know. Never rejects. */
  health(): Promise<HealthReport>;
}
