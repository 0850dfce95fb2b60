'use strict';

/**
 * The errors of modules that `loadWasm` loads. In a file of their own, as they load with it.
 */

const { maker, reasonOf } = require('./errors.js');

/** @typedef {import('./errors.js').Said} Said */

/** @type {(cause: unknown) => Said} */
const invalid = (cause) => [`The module is not valid WebAssembly: ${reasonOf(cause)}`, {}, cause];

/** @type {(what: string, at?: number, cause?: unknown) => Said} what it uses; the byte where it does */
const unsupported = (what, at, cause) => [
  `The module cannot be limited: it has ${what}${at === undefined ? '' : `, at byte ${at}`}`,
  {},
  cause,
];

/** @type {(what: string, cause?: unknown) => Said} a sentence without its full stop */
const sentence = (what, cause) => [cause === undefined ? what : `${what}: ${reasonOf(cause)}`, {}, cause];

/** @type {(cause: unknown) => Said} */
const trapped = (cause) => [`The module trapped: ${reasonOf(cause)}`, {}, cause];

/** @type {(limit: number, cause: unknown) => Said} milliseconds */
const late = (limit, cause) => [`The module was stopped: its ${limit} ms are over`, { limit }, cause];

/** @type {(limit: number, cause: unknown) => Said} */
const exhausted = (limit, cause) => [`The module was stopped: its ${limit} units of fuel are spent`, { limit }, cause];

/** @type {(needed: number, limit: number, cause?: unknown) => Said} in bytes */
const outOfMemory = (needed, limit, cause) => [
  `The module needs ${needed} bytes of memory, and the limit is ${limit} bytes`,
  { needed, limit },
  cause,
];

module.exports.wasmInvalid = maker('ERR_STRINGOPS_WASM_INVALID', Error, invalid);
module.exports.wasmUnsupported = maker('ERR_STRINGOPS_WASM_UNSUPPORTED', Error, unsupported);
module.exports.wasmTooLarge = maker('ERR_STRINGOPS_WASM_UNSUPPORTED', Error, (/** @type {unknown} */ cause) =>
  unsupported('more than the engine takes, once it counts', undefined, cause),
);
module.exports.wasmUnavailable = maker('ERR_STRINGOPS_WASM_UNSUPPORTED', Error, () => 'There is no WebAssembly here');
module.exports.wasmImport = maker('ERR_STRINGOPS_WASM_IMPORT', Error, sentence);
module.exports.wasmTrap = maker('ERR_STRINGOPS_WASM_TRAP', Error, trapped);
module.exports.wasmDeadline = maker('ERR_STRINGOPS_WASM_DEADLINE', Error, late);
module.exports.wasmFuel = maker('ERR_STRINGOPS_WASM_FUEL', Error, exhausted);
module.exports.wasmResult = maker('ERR_STRINGOPS_WASM_RESULT', Error, sentence);
module.exports.wasmMemory = maker('ERR_STRINGOPS_MEMORY', RangeError, outOfMemory);
module.exports.wasmDisposed = maker('ERR_STRINGOPS_DISPOSED', Error, () => 'The module has been disposed of');
module.exports.wasmReentrant = maker('ERR_STRINGOPS_REENTRANT', Error, sentence);
