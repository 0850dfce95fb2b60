/**
 * WebAssembly modules of users' own.
 */

/**
 * The bytes of a module, the compiled module, or where it is: in Node a path or the URL of a file, in a browser a URL. A
 * compiled module has no bytes, so it takes no limits.
 */
export type WasmSource = Uint8Array | ArrayBuffer | CompiledModule | string | URL;

/** A `WebAssembly.Module`. The DOM's declaration of it has no members, so that anything would pass for one. */
type CompiledModule = WebAssembly.Module & object & { readonly length?: never; readonly then?: never };

/**
 * Arrays, by what the module gets: for `bytes` (a `Uint8Array`) a pointer and the length, for the others (`Float64Array`,
 * `Float32Array`, `Int32Array`, `Uint32Array`) the pointer alone.
 */
export type WasmArray = 'bytes' | 'f64s' | 'f32s' | 'i32s' | 'u32s';

/**
 * A parameter: `number` is an `i32`, `f32` or `f64` of the module, `u32` and `boolean` an `i32`, `i64` a `bigint`,
 * `string` a pointer to UTF-8 and its length in bytes, and `{ out }` an array that the module writes, which is copied out
 * after the call; what the module does not write of it is not defined.
 */
export type WasmParameter = 'number' | 'u32' | 'i64' | 'boolean' | 'string' | WasmArray | { readonly out: WasmArray };

/** What is declared of a function. It must be what the module has, or the load fails. */
export interface WasmSignature {
  parameters: readonly WasmParameter[];
  /**
   * `string` and `bytes` are an `i64` of the module, `pointer << 32 | length`, and are copied. The memory they were in
   * stays the module's.
   *
   * @defaultValue what the module has: `void`, `number` or `i64`
   */
  result?: 'number' | 'u32' | 'i64' | 'boolean' | 'string' | 'bytes' | 'void' | undefined;
}

/** Limits. If any of the first three is given, the module is rewritten so that it counts; otherwise it runs untouched. */
export interface WasmLimits {
  /**
   * Milliseconds a call. A call that is still running is stopped, with `code` `'ERR_STRINGOPS_WASM_DEADLINE'`. The time
   * is looked at only while the module itself runs.
   */
  deadline?: number | undefined;
  /**
   * Units a call: one for each turn of a loop and each function that is entered, one more for each KiB of its code, 16
   * for each exception, and one for each 64 bytes that one instruction fills or copies. The same call takes the same
   * everywhere.
   */
  fuel?: number | undefined;
  /**
   * Pages of 64 KiB that the memory may have, from 0 to 65536.
   *
   * @defaultValue what the module itself says
   */
  maximumPages?: number | undefined;
  /**
   * Bytes of the module.
   *
   * @defaultValue 67108864 (64 MiB)
   */
  maximumBytes?: number | undefined;
}

/** Options of {@link loadWasm}. An unknown name is a `TypeError`. */
export interface WasmOptions<E = Record<string, any>> {
  /** As `WebAssembly.instantiate` takes them. A memory that is imported and not given is made. */
  imports?: Record<string, object> | undefined;
  limits?: WasmLimits | undefined;
  /** How exports are called. Those that are not declared take and return what WebAssembly itself does. */
  functions?: { readonly [K in Extract<keyof E, string>]?: WasmSignature } | undefined;
  /**
   * The exports that give memory for inputs and take it back.
   *
   * @defaultValue `alloc`, `malloc` or `_malloc`; `dealloc`, `free` or `_free`. Without any, inputs lie behind what the
   *   module calls `__heap_base`, or behind its memory, until the call ends
   */
  allocator?: { alloc: string; free?: string | undefined } | undefined;
  /** Pages of 64 KiB that the memory has at least, from the start. */
  initialPages?: number | undefined;
}

/** The memory of a module, as it is now: it may grow in every call. Offsets and lengths are in bytes. */
export interface WasmMemory {
  readonly size: number;
  /** A copy. */
  read(pointer: number, length: number): Uint8Array;
  write(pointer: number, bytes: Uint8Array): void;
  readString(pointer: number, length: number): string;
  /** @returns the bytes of UTF-8 that were written */
  writeString(pointer: number, text: string): number;
}

/** Calls, fuel used by all of them (0 without limits), and bytes of memory. */
export interface WasmUsage {
  calls: number;
  fuel: number;
  bytes: number;
}

/** What {@link loadWasm} returns. */
export interface WasmModule<E = Record<string, any>> {
  /** Functions within their limits; memories, tables and globals as they are. */
  readonly exports: Readonly<E>;
  /** null if the module has none. */
  readonly memory: WasmMemory | null;
  usage(): WasmUsage;
  /** Ends its use: calls throw an `Error` with `code` `'ERR_STRINGOPS_DISPOSED'`. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Loads a WebAssembly module: strings and arrays in and out, a deadline, and limits of fuel and memory.
 *
 * The limits are for mistakes and for code that runs away, not for hostile code: see `docs/WASM.md`. With limits, the
 * module is usable after a call that was stopped or that trapped: its mutable globals are put back as they were when the
 * call began. Its memory is not.
 *
 * @returns a promise; every error is a rejection. `TypeError` and `RangeError` for bad options, with the `code`s of
 *   Node; `Error` with `code` `'ERR_STRINGOPS_WASM_INVALID'`, `'ERR_STRINGOPS_WASM_UNSUPPORTED'` if it cannot be
 *   limited, `'ERR_STRINGOPS_WASM_IMPORT'`, and those of calls if its start function is stopped or traps
 * @example
 * ```js
 * const parser = await loadWasm('./astParser.wasm', {
 *   functions: { parse: { parameters: ['string'], result: 'string' } },
 *   limits: { deadline: 50, maximumPages: 256 },
 * });
 * parser.exports.parse('function one() {}');
 * ```
 */
export function loadWasm<E extends object = Record<string, any>>(
  source: WasmSource,
  options?: WasmOptions<E>,
): Promise<WasmModule<E>>;

/**
 * {@link loadWasm} without the promise: it returns the same and throws the same. In a browser it takes bytes and compiled
 * modules only.
 *
 * @example
 * ```js
 * const sum = loadWasmSync(bytes, { limits: { fuel: 1_000_000 } });
 * ```
 */
export function loadWasmSync<E extends object = Record<string, any>>(
  source: WasmSource,
  options?: WasmOptions<E>,
): WasmModule<E>;
