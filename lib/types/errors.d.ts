/**
 * The codes of this package's errors.
 */

/**
 * The `code` of every error that this package makes. The message names the argument and says what came; an instance
 * stays usable after any error.
 *
 * | code | class | when |
 * |---|---|---|
 * | `ERR_INVALID_ARG_TYPE` | `TypeError` | an argument is of the wrong type |
 * | `ERR_INVALID_ARG_VALUE` | `TypeError` | an option is unknown, or an option, a name, a list of needles or an environment variable has a value it cannot have |
 * | `ERR_OUT_OF_RANGE` | `RangeError` | a seed, a number of pages or a logged value is out of range |
 * | `ERR_INVALID_RETURN_VALUE` | `TypeError` | a loader returned no module, or a `method` function no method |
 * | `ERR_STRINGOPS_MEMORY` | `RangeError` | the inputs do not fit the memory limit, or the system refuses memory; `needed` and `limit` are in bytes |
 * | `ERR_STRINGOPS_FREED` | `Error` | a held text or a set of needles is used after it was freed |
 * | `ERR_STRINGOPS_HASH_STATE` | `Error` | a hash is updated after its digest, or a stream's digest is read before the stream has ended |
 * | `ERR_STRINGOPS_BACKEND` | `Error` | a backend is not available; `backend` names it, `cause` says why. As `fallbackReason` it has `errors`, one for each backend |
 * | `ERR_STRINGOPS_UNKNOWN_MODULE` | `Error` | the coordinator has no module of that name; `available` lists those it has |
 * | `ERR_STRINGOPS_UNKNOWN_OPERATION` | `Error` | the module has no such operation; `available` lists those it has |
 * | `ERR_STRINGOPS_MODULE_EXISTS` | `Error` | a module of that name is already registered |
 * | `ERR_STRINGOPS_CYCLE` | `Error` | a loader or a dispose hook asks for its own module before its first `await` |
 * | `ERR_STRINGOPS_DISPOSED` | `Error` | the coordinator is used after `dispose()` and before the next `initialize()`; a module of `loadWasm` after its `dispose()` |
 * | `ERR_STRINGOPS_UNLOAD` | `AggregateError` | the hooks of several modules failed; `errors` has what they threw |
 * | `ERR_STRINGOPS_MODULE` | `Error` | a WebAssembly module traps or returns an impossible result: one given to `StringOpsWrapper`, or a changed `stringOps.wasm` |
 * | `ERR_STRINGOPS_WASM_INVALID` | `Error` | the bytes given to `loadWasm` are no valid module; `cause` says why |
 * | `ERR_STRINGOPS_WASM_UNSUPPORTED` | `Error` | the module has something that cannot be counted, or there is no WebAssembly |
 * | `ERR_STRINGOPS_WASM_IMPORT` | `Error` | an import is missing, or is not what the module asks for |
 * | `ERR_STRINGOPS_WASM_TRAP` | `Error` | a module of `loadWasm` trapped; `cause` is the engine's error, with the module's functions in its stack |
 * | `ERR_STRINGOPS_WASM_DEADLINE` | `Error` | a call was stopped, as its time was over; `limit` is in milliseconds |
 * | `ERR_STRINGOPS_WASM_FUEL` | `Error` | a call was stopped, as its fuel was spent; `limit` is in units |
 * | `ERR_STRINGOPS_WASM_RESULT` | `Error` | a module returned a range outside of its memory or, where its types are not known, something else than is declared |
 * | `ERR_STRINGOPS_REENTRANT` | `Error` | `log` calls the instance back while its module is at work, or a module of `loadWasm` is disposed of in one of its calls |
 * | `ERR_STRINGOPS_INTERNAL` | `Error` | a defect of this package, which did not end the process: please report it |
 */
export type StringOpsErrorCode =
  | 'ERR_INVALID_ARG_TYPE'
  | 'ERR_INVALID_ARG_VALUE'
  | 'ERR_INVALID_RETURN_VALUE'
  | 'ERR_OUT_OF_RANGE'
  | 'ERR_STRINGOPS_BACKEND'
  | 'ERR_STRINGOPS_CYCLE'
  | 'ERR_STRINGOPS_DISPOSED'
  | 'ERR_STRINGOPS_FREED'
  | 'ERR_STRINGOPS_HASH_STATE'
  | 'ERR_STRINGOPS_INTERNAL'
  | 'ERR_STRINGOPS_MEMORY'
  | 'ERR_STRINGOPS_MODULE'
  | 'ERR_STRINGOPS_MODULE_EXISTS'
  | 'ERR_STRINGOPS_REENTRANT'
  | 'ERR_STRINGOPS_UNKNOWN_MODULE'
  | 'ERR_STRINGOPS_UNKNOWN_OPERATION'
  | 'ERR_STRINGOPS_UNLOAD'
  | 'ERR_STRINGOPS_WASM_DEADLINE'
  | 'ERR_STRINGOPS_WASM_FUEL'
  | 'ERR_STRINGOPS_WASM_IMPORT'
  | 'ERR_STRINGOPS_WASM_INVALID'
  | 'ERR_STRINGOPS_WASM_RESULT'
  | 'ERR_STRINGOPS_WASM_TRAP'
  | 'ERR_STRINGOPS_WASM_UNSUPPORTED';
