'use strict';

const { comparing, counting, hashing, searching, searchingAll } = require('./short-inputs.js');
const { ownDescriptor } = require('../errors/errors.js');
const { hashCreator } = require('./hash-object.js');
const { inspecting, memoryOf } = require('./memory.js');
const { indexing } = require('../operations/fast-index-of.js');
const { hashingMany } = require('../operations/hash-many.js');
const { late, lateAsync } = require('../operations/late.js');
const T = require('../operations/thresholds.js');

/** @typedef {'wasmtime' | 'native' | 'webassembly' | 'javascript'} BackendName */

/**
 * What `loadStringOps` returns. The operations are own properties that need no `this`: the backend's functions, behind
 * what `short-inputs.js` settles without them.
 */
class StringOps {
  /**
   * @param {import('../operations/table.js').Kernel} kernel
   * @param {number} maximumPages memory limit of the kernel, in pages of 64 KiB
   * @param {BackendName} backend
   * @param {() => Error | null} [makeReason] why it is not an earlier one; called when somebody asks
   */
  constructor(kernel, maximumPages, backend, makeReason = () => null) {
    const { limit } = kernel;
    const searchedBytes = backend === 'javascript' ? Infinity : T.SEARCHED_BYTES;
    this.fastHash = hashing(kernel.fastHash, limit);
    this.fastCompare = comparing(kernel.fastCompare, limit);
    this.fastSearch = searching(kernel.fastSearch, limit, kernel.unitSearch, searchedBytes);
    this.createHash = hashCreator(this.fastHash);
    this.fastIndexOf = indexing(kernel.fastSearch, limit, kernel.unitSearch, searchedBytes);
    const { fastHash, fastIndexOf, fastSearch } = this;
    this.hashStream = late(() => require('./hash-stream.js').hashStreamCreator(fastHash));
    this.searchStream = late(() => require('./search-stream.js').streamSearcher(fastSearch));
    this.hold = late(() => require('./held-text.js').holder(kernel, fastIndexOf));
    const { fastHashAsync, fastSearchAsync } = lateAsync(kernel);
    this.fastHashAsync = fastHashAsync;
    this.fastSearchAsync = fastSearchAsync;
    this.fastSearchAll = searchingAll(kernel.fastSearchAll, limit, kernel.unitSearch === undefined);
    this.fastCount = counting(kernel.fastCount, limit, kernel.unitSearch === undefined);
    this.fastHashMany = hashingMany(kernel.fastHash, limit, kernel.hashJoined);
    this.inspectMemory = inspecting(kernel.memoryState, kernel.copyMemory);
    this.trim = kernel.trim;
    this.debugLog = kernel.debugLog;
    /** @readonly */
    this.backend = backend;
    const get = () => memoryOf(kernel.memoryState(), maximumPages);
    Object.defineProperty(this, 'memory', ownDescriptor({ get, enumerable: true }));
    Object.defineProperty(this, 'backend', ownDescriptor({ writable: false, configurable: false }));
    /**
     * @readonly
     * @type {Error | null}
     */
    this.fallbackReason = null;
    /** @type {Error | null} */
    let reason = null;
    const getReason = () => (reason ??= makeReason());
    Object.defineProperty(
      this,
      'fallbackReason',
      ownDescriptor({ get: getReason, set: undefined, configurable: false }),
    );
  }
}

module.exports.StringOps = StringOps;
