
/**
 * Which binding artifact the generated loader actually loaded: `'native'` for
 * a native addon, otherwise the `platformArchABI` of the WASI flavor. Every
 * flavor napi-rs can build is listed, because `NAPI_RS_NATIVE_LIBRARY_PATH`
 * can point the loader at a WASI artifact this package does not build itself.
 */
export declare const __napiBindingTarget: 'native' | 'wasm32-wasi' | 'wasm32-wasip1'

/** Says what this binary is and what CPU level it runs at. */
export declare function buildInfo(): BuildInfo

/** What this binary is. */
export interface BuildInfo {
  /** Version of the addon, equal to the package's. */
  version: string
  /** The target triple it was built for. */
  target: string
  /** The backends it has, first choice first. */
  backends: Array<string>
  /** The level of CPU support the native hash runs at, as in `'avx2'`. */
  cpuLevel: string
  /** Version of the embedded wasmtime, as in `'48.0.8'`. */
  wasmtime: string
}

/**
 * Makes an instance of a backend: an object of functions, or `{ reasons }` (outermost first) if the
 * backend cannot be had here.
 *
 * `hooks` are the JavaScript functions the instance calls: `log(value)`, and makers of errors
 * `invalidInput(name, value)`, `invalidSeed(value)`, `invalidLogValue(value)`,
 * `memoryLimit(needed, limit, refused)` (whether the system refused, or why), `moduleError(message)`,
 * `reentrant()`, `freed()`; and `newOffsets(count)`, which makes a `Uint32Array`.
 */
export declare function createInstance(options: InstanceOptions, hooks: object): { reasons: string[] } | Record<string, (...args: unknown[]) => unknown>

/** What to make an instance of. */
export interface InstanceOptions {
  /** `'wasmtime'` or `'native'`. */
  backend: string
  /** Memory at the start, in pages of 64 KiB: 256 … 65536. */
  initialPages: number
  /** Memory at most, in pages of 64 KiB: `initialPages` … 65536. */
  maximumPages: number
}
