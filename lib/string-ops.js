'use strict';

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
    const { fastCompare } = kernel;
    this.fastHash = kernel.fastHash;
    // One string is equal to itself on every backend, whatever its length: no need to go and see.
    this.fastCompare = (/** @type {Input} */ a, /** @type {Input} */ b) =>
      a === b && typeof a === 'string' ? 0 : fastCompare(a, b);
    this.fastSearch = kernel.fastSearch;
    this.debugLog = kernel.debugLog;
    /** @readonly */
    this.backend = backend;
    /** @readonly */
    this.fallbackReason = fallbackReason;
    Object.defineProperty(this, 'backend', { writable: false, configurable: false });
    Object.defineProperty(this, 'fallbackReason', { writable: false, configurable: false });
  }
}

module.exports.StringOps = StringOps;
