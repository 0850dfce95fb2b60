'use strict';

/**
 * What a WebAssembly module exports and returns. It is not trusted: its exports are read once, and an impossible result
 * goes no further.
 */

const { describe } = require('../../errors/describe.js');
const { brokenModule, invalidArgType, invalidArgValue, isRevoked, list } = require('../../errors/errors.js');
const { MODULE_OPERATIONS } = require('../../operations/table.js');

/**
 * What a module may export; it must export the first three. Pointers and lengths are in bytes.
 *
 * @typedef {object} ModuleExports
 * @property {(ptr: number, len: number) => unknown} fastHash
 * @property {(ptr1: number, len1: number, ptr2: number, len2: number) => unknown} fastCompare
 * @property {(hPtr: number, hLen: number, nPtr: number, nLen: number) => unknown} fastSearch
 * @property {(ptr: number, len: number, state: number) => unknown} [fastHashFrom]
 * @property {(ptr: number, len: number, state: bigint) => unknown} [fastHash64From]
 * @property {(ptr: number, len: number) => void} [setScratch] lends the module `len` bytes at `ptr`
 * @property {WebAssembly.Global} [scratchSize] how many it wants
 * @property {WebAssembly.Memory} [memory]
 * @property {(value: number) => void} [debugLog]
 */

/** The types of those beyond the first three, if they are there. */
const MORE_FUNCTIONS = /** @type {const} */ (['fastHashFrom', 'fastHash64From', 'setScratch', 'debugLog']);

/** Everything that stringOps.wasm exports besides the operations. */
const OURS = Object.freeze([...MORE_FUNCTIONS, 'scratchSize']);

/**
 * @param {unknown} instance
 * @returns {Readonly<ModuleExports>} as they are now: an object that merely pretends to be an instance may change them
 */
function readExports(instance) {
  const exports =
    typeof instance === 'object' && instance !== null && !isRevoked(instance) ? Reflect.get(instance, 'exports') : null;
  if (typeof exports !== 'object' || exports === null) {
    throw invalidArgType('wasmInstance', instance, 'a WebAssembly.Instance');
  }
  const { fastHash, fastCompare, fastSearch, fastHashFrom, fastHash64From } = exports;
  const { setScratch, scratchSize, memory, debugLog } = exports;
  const hashes = { fastHash, fastHashFrom, fastHash64From };
  const read = { ...hashes, fastCompare, fastSearch, setScratch, scratchSize, memory, debugLog };
  const missing = MODULE_OPERATIONS.filter((name) => typeof Reflect.get(read, name) !== 'function');
  if (missing.length !== 0) {
    throw invalidArgValue('wasmInstance', instance, `must export ${list(missing)}`);
  }
  for (const name of MORE_FUNCTIONS) {
    const value = read[name];
    if (value === undefined || typeof value === 'function') continue;
    // not covered: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
    throw brokenModule(`The module's ${name} is ${describe(value)}, not a function`);
  }
  return read;
}

/**
 * @param {ModuleExports} exports of stringOps.wasm, which has all of them
 * @returns {Required<ModuleExports>}
 */
function wholeExports(exports) {
  const missing = OURS.filter((name) => Reflect.get(exports, name) === undefined);
  if (missing.length !== 0) throw brokenModule(`stringOps.wasm does not export ${list(missing)}`);
  return /** @type {Required<ModuleExports>} */ (exports);
}

/**
 * @param {WebAssembly.Global} global
 * @param {number} most
 * @returns {number} bytes of scratch memory the module wants
 */
function scratchSizeOf(global, most) {
  let size;
  try {
    size = global.value;
  } catch (cause) {
    // A global that holds a vector throws.
    // not covered: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
    throw brokenModule("The module's scratchSize cannot be read", cause);
  }
  if (Number.isInteger(size) && size >= 0 && size <= most) return size;
  throw brokenModule(`The module wants ${describe(size)} bytes of scratch memory`);
}

/**
 * What to throw when a call into the module has thrown: a trap, or an exception of the module's own, breaks its
 * contract. What its imports threw is the caller's, and is passed on unchanged.
 *
 * @param {unknown} thrown
 */
function failureOf(thrown) {
  if (thrown instanceof WebAssembly.RuntimeError) {
    return brokenModule(`The module trapped: ${thrown.message}`, thrown);
  }
  if (typeof WebAssembly.Exception === 'function' && thrown instanceof WebAssembly.Exception) {
    // not covered: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
    return brokenModule('The module threw an exception', thrown);
  }
  return thrown;
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const isInt32 = (value) => typeof value === 'number' && (value | 0) === value;

/**
 * @param {string} name
 * @param {unknown} result
 */
const brokenResult = (name, result) =>
  brokenModule(`The module's ${name} returned ${describe(result)}, which cannot be`);

/**
 * @param {unknown} hash
 * @param {string} name of the export that returned it
 * @returns {number}
 */
function checkHash(hash, name) {
  if (!isInt32(hash)) throw brokenResult(name, hash);
  return hash >>> 0; // the module's i32 is signed here
}

/**
 * @param {unknown} hash that the module's fastHash64From returned
 * @returns {bigint}
 */
function checkHash64(hash) {
  if (typeof hash !== 'bigint') throw brokenResult('fastHash64From', hash);
  return BigInt.asUintN(64, hash);
}

/**
 * @param {unknown} order that the module's fastCompare returned
 * @returns {-1 | 0 | 1}
 */
function checkOrder(order) {
  if (order === 0) return 0; // nor -0
  if (order === 1 || order === -1) return order;
  throw brokenResult('fastCompare', order);
}

/**
 * @param {unknown} offset that the module's fastSearch returned
 * @param {number} last the needle can be at
 * @returns {number}
 */
function checkOffset(offset, last) {
  if (offset === -1) return -1;
  // Made unsigned: an offset from 2^31 up arrives negative.
  if (!isInt32(offset) || offset >>> 0 > last) throw brokenResult('fastSearch', offset);
  return offset >>> 0;
}

module.exports = {
  OURS,
  readExports,
  wholeExports,
  scratchSizeOf,
  failureOf,
  checkHash,
  checkHash64,
  checkOrder,
  checkOffset,
};
