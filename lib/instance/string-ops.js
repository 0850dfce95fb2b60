'use strict';

const { ownDescriptor } = require('../errors/errors.js');
const { inspecting, memoryOf } = require('./memory.js');
const { comparing, hashing } = require('./short-inputs.js');

// For core.js to have it: the promises, in a file of their own, use the timers that public.js gave it.
require('../operations/turns.js');

/** @typedef {'wasmtime' | 'native' | 'webassembly' | 'javascript'} BackendName */
/** @typedef {ReturnType<typeof import('./operations.js').operationsOf>} Operations */

/**
 * What `loadStringOps` returns. The operations are own properties that need no `this`: the backend's functions, behind
 * what `short-inputs.js` and its neighbours settle without them.
 */
class StringOps {
  /**
   * @param {import('../operations/table.js').Kernel} kernel
   * @param {number} maximumPages memory limit of the kernel, in pages of 64 KiB
   * @param {BackendName} backend
   * @param {() => Error | null} [makeReason] why it is not an earlier one; called when somebody asks
   */
  constructor(kernel, maximumPages, backend, makeReason = () => null) {
    /** @type {Operations | undefined} */
    let loaded;
    const load = () => (loaded = require('./operations.js').operationsOf(kernel, backend));
    this.fastHash = hashing(kernel.fastHash, kernel.limit);
    this.fastCompare = comparing(kernel.fastCompare, kernel.limit);
    // A function literal for each, as the engine inlines a call that always leads to the same operation.
    /** @type {Operations['fastSearch']} */
    this.fastSearch = (haystack, needle) => (loaded ?? load()).fastSearch(haystack, needle);
    /** @type {Operations['fastHash64']} */
    this.fastHash64 = (input, seed) => (loaded ?? load()).fastHash64(input, seed);
    /** @type {Operations['fastHash64Hex']} */
    this.fastHash64Hex = (input, seed) => (loaded ?? load()).fastHash64Hex(input, seed);
    const widths = { 32: this.fastHash, 64: this.fastHash64 };
    this.createHash = late(() => require('./hash-object.js').hashCreator(widths));
    /** @type {Operations['fastIndexOf']} */
    this.fastIndexOf = (haystack, needle, position) => (loaded ?? load()).fastIndexOf(haystack, needle, position);
    this.hashStream = late(() => require('./hash-stream.js').hashStreamCreator(widths));
    this.searchStream = late(() => require('./search-stream.js').streamSearcher((loaded ?? load()).fastSearch));
    this.hold = late(() => require('./held-text.js').holder(kernel, (loaded ?? load()).fastIndexOf));
    this.needles = late(() => require('./needles.js').needleSets(kernel, (loaded ?? load()).fastSearch));
    const { fastHashAsync, fastSearchAsync } = lateAsync(kernel);
    this.fastHashAsync = fastHashAsync;
    this.fastSearchAsync = fastSearchAsync;
    /** @type {Operations['fastSearchAll']} */
    this.fastSearchAll = (haystack, needle, options) => (loaded ?? load()).fastSearchAll(haystack, needle, options);
    /** @type {Operations['fastCount']} */
    this.fastCount = (haystack, needle, options) => (loaded ?? load()).fastCount(haystack, needle, options);
    /** @type {Operations['fastHashMany']} */
    this.fastHashMany = (inputs) => (loaded ?? load()).fastHashMany(inputs);
    /** @type {Operations['fastHashMany64']} */
    this.fastHashMany64 = (inputs) => (loaded ?? load()).fastHashMany64(inputs);
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
