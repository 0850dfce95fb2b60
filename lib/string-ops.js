'use strict';

const { invalidArgType, outOfRange } = require('./errors.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {'wasmtime' | 'native' | 'webassembly' | 'javascript'} BackendName */

/**
 * What `loadStringOps` gives. The operations are own properties that hold the backend's functions as they
 * are, so nothing stands between the caller and a native function.
 */
class StringOps {
  /**
   * @param {import('./operations.js').Kernel} kernel
   * @param {BackendName} backend
   * @param {Error | null} fallbackReason
   */
  constructor(kernel, backend, fallbackReason) {
    const { fastCompare, debugLog } = kernel;
    this.fastHash = kernel.fastHash;
    // One string is equal to itself on every backend, whatever its length: no need to go and see.
    this.fastCompare = (/** @type {Input} */ a, /** @type {Input} */ b) =>
      a === b && typeof a === 'string' ? 0 : fastCompare(a, b);
    this.fastSearch = kernel.fastSearch;
    this.debugLog = (/** @type {number} */ value) => debugLog(checkInt32('value', value));
    /** @readonly */
    this.backend = backend;
    /** @readonly */
    this.fallbackReason = fallbackReason;
    Object.defineProperty(this, 'backend', { writable: false, configurable: false });
    Object.defineProperty(this, 'fallbackReason', { writable: false, configurable: false });
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function checkInt32(name, value) {
  if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
  if ((value | 0) !== value) throw outOfRange(name, 'an integer from -2147483648 to 2147483647', value);
  return value;
}

module.exports.StringOps = StringOps;
