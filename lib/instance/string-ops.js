'use strict';

const { comparing, hashing, searching } = require('./short-inputs.js');
const { ownDescriptor } = require('../errors/errors.js');
const { hashCreator } = require('./hash-object.js');
const { hashStreamCreator } = require('./hash-stream.js');
const { holder } = require('./held-text.js');
const { inspecting, memoryOf } = require('./memory.js');
const { MemoryLimit } = require('../operations/memory-limit.js');
const { streamSearcher } = require('./search-stream.js');

/** @typedef {'wasmtime' | 'native' | 'webassembly' | 'javascript'} BackendName */

/**
 * What `loadStringOps` gives. The operations are own properties that need no `this`: the backend's
 * functions behind what `crossing.js` settles without them.
 */
class StringOps {
  /**
   * @param {import('../operations/table.js').Kernel} kernel
   * @param {number} maximumPages memory limit of the kernel, in pages of 64 KiB
   * @param {BackendName} backend
   * @param {Error | null} fallbackReason
   */
  constructor(kernel, maximumPages, backend, fallbackReason) {
    const limit = kernel.limit ?? new MemoryLimit(maximumPages);
    this.fastHash = hashing(kernel.fastHash, limit);
    this.fastCompare = comparing(kernel.fastCompare, limit);
    this.fastSearch = searching(kernel.fastSearch, limit);
    this.createHash = hashCreator(this.fastHash);
    this.hashStream = hashStreamCreator(this.fastHash);
    this.searchStream = streamSearcher(this.fastSearch);
    this.hold = holder(kernel);
    this.fastHashAsync = kernel.fastHashAsync;
    this.fastSearchAsync = kernel.fastSearchAsync;
    this.fastIndexOf = kernel.fastIndexOf;
    this.fastSearchAll = kernel.fastSearchAll;
    this.fastCount = kernel.fastCount;
    this.fastHashMany = kernel.fastHashMany;
    this.inspectMemory = inspecting(kernel.memoryState, kernel.copyMemory);
    this.trim = kernel.trim;
    this.debugLog = kernel.debugLog;
    /** @readonly */
    this.backend = backend;
    /** @readonly */
    this.fallbackReason = fallbackReason;
    const get = () => memoryOf(kernel.memoryState(), maximumPages);
    Object.defineProperty(this, 'memory', ownDescriptor({ get, enumerable: true }));
    Object.defineProperty(this, 'backend', ownDescriptor({ writable: false, configurable: false }));
    Object.defineProperty(this, 'fallbackReason', ownDescriptor({ writable: false, configurable: false }));
  }
}

module.exports.StringOps = StringOps;
