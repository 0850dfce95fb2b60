'use strict';

const { comparing, count, findingAll, hashing, hashing64, searchAll, searching } = require('./short-inputs.js');
const { ownDescriptor } = require('../errors/errors.js');
const { inspecting, memoryOf } = require('./memory.js');
const { indexing } = require('../operations/fast-index-of.js');
const { NARROW, WIDE, hashingMany } = require('../operations/hash-many.js');
const T = require('../operations/thresholds.js');

// For core.js to have it: the promises, in a file of their own, use the timers that public.js gave it.
require('../operations/turns.js');

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
    const { fastHash64, fastHash64Hex } = hashing64(kernel.fastHash64, limit);
    this.fastHash64 = fastHash64;
    this.fastHash64Hex = fastHash64Hex;
    const widths = { 32: this.fastHash, 64: fastHash64 };
    this.createHash = late(() => require('./hash-object.js').hashCreator(widths));
    this.fastIndexOf = indexing(kernel.fastSearch, limit, kernel.unitSearch, searchedBytes);
    const { fastIndexOf, fastSearch } = this;
    this.hashStream = late(() => require('./hash-stream.js').hashStreamCreator(widths));
    this.searchStream = late(() => require('./search-stream.js').streamSearcher(fastSearch));
    this.hold = late(() => require('./held-text.js').holder(kernel, fastIndexOf));
    this.needles = late(() => require('./needles.js').needleSets(kernel, fastSearch));
    const { fastHashAsync, fastSearchAsync } = lateAsync(kernel);
    this.fastHashAsync = fastHashAsync;
    this.fastSearchAsync = fastSearchAsync;
    // Where nothing is faster than the engine, it does all, however long the text.
    const [listed, counted] = kernel.unitSearch ? [T.LISTED_HERE, T.COUNTED_HERE] : [T.LISTED_BY_ENGINE, Infinity];
    this.fastSearchAll = findingAll(searchAll, kernel.fastSearchAll, limit, listed);
    this.fastCount = findingAll(count, kernel.fastCount, limit, counted);
    this.fastHashMany = hashingMany(NARROW, kernel.fastHash, limit, kernel.hashJoined);
    this.fastHashMany64 = hashingMany(WIDE, kernel.fastHash64, limit, kernel.hashJoined);
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

/**
 * A function that is made when it is first called.
 *
 * @template {(...args: any[]) => any} F
 * @param {() => F} make
 * @returns {F}
 */
function late(make) {
  /** @type {F | undefined} */
  let made;
  return /** @type {F} */ ((...args) => (made ??= make())(...args));
}

/**
 * The operations that return promises. Whatever loading them throws is a rejection.
 *
 * @param {import('../operations/table.js').Kernel} kernel
 * @returns {import('../operations/async.js').Asynchronous}
 */
function lateAsync(kernel) {
  /** @type {import('../operations/async.js').Asynchronous | undefined} */
  let made;
  const operations = () => (made ??= require('../operations/async.js').asynchronous(kernel));
  return {
    fastHashAsync: async (input, options) => operations().fastHashAsync(input, options),
    fastSearchAsync: async (haystack, needle, options) => operations().fastSearchAsync(haystack, needle, options),
  };
}

module.exports.StringOps = StringOps;
