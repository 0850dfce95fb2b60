'use strict';

const { comparing, hashing, searching } = require('./crossing.js');
const { hashCreator } = require('./hash-object.js');
const { hashStreamCreator } = require('./hash-stream.js');
const { MemoryLimit } = require('./memory-limit.js');
const { streamSearcher } = require('./search-stream.js');

/** @typedef {'wasmtime' | 'native' | 'webassembly' | 'javascript'} BackendName */

/**
 * What `loadStringOps` gives. The operations are own properties that need no `this`: the backend's
 * functions behind what `crossing.js` settles without them.
 */
class StringOps {
  /**
   * @param {import('./operations.js').Kernel} kernel
   * @param {number} maximumPages memory limit of the kernel, in pages of 64 KiB
   * @param {BackendName} backend
   * @param {Error | null} fallbackReason
   */
  constructor(kernel, maximumPages, backend, fallbackReason) {
    const { surelyFits } = new MemoryLimit(maximumPages);
    this.fastHash = hashing(kernel.fastHash);
    this.fastCompare = comparing(kernel.fastCompare, surelyFits);
    this.fastSearch = searching(kernel.fastSearch, surelyFits);
    this.createHash = hashCreator(this.fastHash);
    this.hashStream = hashStreamCreator(this.fastHash);
    this.searchStream = streamSearcher(this.fastSearch);
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
