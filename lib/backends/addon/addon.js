'use strict';

/**
 * The `wasmtime` and `native` backends: instances of the native addon. The types of arguments and the memory limit are
 * checked here, once; the addon trusts that they are.
 */

const { brokenModule, freed, internal, loadFailed, list, memoryLimit, reentrant } = require('../../errors/errors.js');
const { logValueOf, sizeOf, stateOf, stateOf64 } = require('../../operations/input.js');
const { MemoryLimit } = require('../../operations/memory-limit.js');
const { newOffsets } = require('../../operations/offsets.js');
const { loadBinding } = require('./loader.js');
const { version } = require('../../../package.json');

/** @typedef {import('../../operations/table.js').Kernel} Kernel */
/** @typedef {import('../../operations/input.js').Input} Input */

/** What an instance of the addon must have. */
const FUNCTIONS = [
  ...['fastHash', 'fastCompare', 'fastSearch', 'unitSearch', 'searchAll', 'count', 'hashJoined', 'debugLog'],
  ...['holdText', 'freeText', 'heldLength', 'heldHash', 'heldCompare', 'heldCompareHeld', 'heldSearch'],
  ...['heldSearchAll', 'heldCount', 'heldCopy', 'memoryState', 'copyMemory', 'trim'],
  ...['startHash', 'startSearch', 'cancelWork', 'makeNeedles', 'freeNeedles', 'needlesFind', 'needlesAll'],
];

/** A text and a needle of which only the lowest bytes agree, from the third unit on. */
const SAME_IN_LOWEST_BYTES = ['\u4e61\u8162\u0163\uff64'.repeat(16), 'cdab'];

/**
 * @param {'wasmtime' | 'native'} backend
 * @param {object} options
 * @param {number} options.initialPages
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {Kernel}
 */
function createAddon(backend, { initialPages, maximumPages, log }) {
  const limit = new MemoryLimit(maximumPages);
  const hooks = {
    fail: failing(limit),
    log: (/** @type {number} */ value) => log(value),
    newOffsets: (/** @type {number} */ count) => newOffsets(count, limit.limit),
  };
  const addon = instanceOf({ backend, initialPages, maximumPages }, hooks);
  /** Bytes left for the inputs of a call and what it gives. */
  const room = () => limit.limit - limit.taken('', '');
  const { fastHash, fastCompare, fastSearch, searchAll, count, unitSearch, hashJoined } = addon;

  /** Checks two inputs, each after its name. */
  const check = (/** @type {[string, Input, string, Input]} */ ...[aName, a, bName, b]) =>
    limit.check(sizeOf(aName, a) + sizeOf(bName, b), a, b);

  return {
    fastHash(input, seed) {
      const size = sizeOf('input', input);
      const state = stateOf(seed);
      limit.check(size, input);
      return fastHash(input, state);
    },
    fastHash64(input, seed) {
      const size = sizeOf('input', input);
      const state = stateOf64(seed);
      limit.check(size, input);
      return fastHash(input, state);
    },
    fastCompare(a, b) {
      check('a', a, 'b', b);
      return fastCompare(a, b);
    },
    fastSearch(haystack, needle) {
      check('haystack', haystack, 'needle', needle);
      return fastSearch(haystack, needle);
    },
    fastSearchAll(haystack, needle, overlapping) {
      check('haystack', haystack, 'needle', needle);
      return searchAll(haystack, needle, overlapping, room());
    },
    fastCount(haystack, needle, overlapping) {
      check('haystack', haystack, 'needle', needle);
      return count(haystack, needle, overlapping);
    },
    // Every engine known reads wide units as their lowest bytes; Node-API does not say that one must.
    unitSearch:
      unitSearch(...SAME_IN_LOWEST_BYTES) === 2 ? { byLowestBytes: unitSearch, byUtf8: fastSearch } : undefined,
    hashJoined,
    debugLog: (value) => addon.debugLog(logValueOf(value)),
    memoryState() {
      const state = addon.memoryState();
      return { ...state, bytes: state.block + limit.held, held: limit.held };
    },
    copyMemory: addon.copyMemory,
    trim: addon.trim,
    held: () => holding(addon, limit, room),
    needles: /** @type {any} */ (addon),
    pool: /** @type {any} */ (addon),
    limit,
  };
}

/**
 * @param {{ backend: string, initialPages: number, maximumPages: number }} options
 * @param {object} hooks
 * @returns {Record<string, any>}
 */
function instanceOf(options, hooks) {
  const instance = checkedBinding().createInstance(options, hooks);
  if (Array.isArray(instance.reasons)) throw errorOf(instance.reasons);
  const lacking = FUNCTIONS.filter((name) => typeof Reflect.get(instance, name) !== 'function');
  if (lacking.length > 0) throw loadFailed(`The addon of version ${version} lacks ${list(lacking)}`);
  return instance;
}

/** The addon, if it is of the package's version: another one may lack functions, or mean other things by them. */
function checkedBinding() {
  const binding = loadBinding();
  const found = typeof binding.buildInfo === 'function' ? binding.buildInfo().version : 'unknown';
  if (found !== version) throw loadFailed(`The addon is of version ${found}, the package of version ${version}`);
  return binding;
}

/**
 * What the addon calls when a call fails: it words no error of its own.
 *
 * @param {MemoryLimit} limit
 */
function failing(limit) {
  /** @type {Record<string, (...args: any[]) => Error>} */
  const errors = {
    /**
     * @param {number} needed bytes, without those that are held
     * @param {boolean} refused whether it was the system that refused, below our own limit
     */
    memory: (needed, refused) =>
      memoryLimit(limit.held + needed, limit.limit, refused ? new Error('The system refused the memory') : undefined),
    module: brokenModule,
    internal,
    freed,
    reentrant,
  };
  return (/** @type {string} */ kind, /** @type {unknown[]} */ ...details) => {
    throw errors[kind](...details);
  };
}

/**
 * @param {Record<string, any>} addon
 * @param {MemoryLimit} limit which counts the held texts
 * @param {() => number} room
 * @returns {import('../../operations/held-store.js').HeldKernel}
 */
function holding(addon, limit, room) {
  const { heldLength, heldHash, heldCompareHeld, heldCopy } = addon;
  /**
   * A function of the addon for a text and an input, with a check of the input.
   *
   * @param {string} name of the input
   * @param {(id: number, input: Input, detail: any) => any} operation
   * @returns {(id: number, input: Input, detail?: any) => any}
   */
  const checked = (name, operation) => (id, input, detail) => {
    limit.check(sizeOf(name, input), input);
    return operation(id, input, detail);
  };
  return {
    heldLength,
    heldInput: (id) => id,
    heldCompareHeld,
    heldCopy,
    holdText(input) {
      limit.check(sizeOf('input', input), input);
      const id = addon.holdText(input);
      limit.addHeld(heldLength(id));
      return id;
    },
    freeText(id) {
      const length = heldLength(id);
      addon.freeText(id);
      limit.addHeld(-length);
    },
    heldHash: (id, seed) => heldHash(id, stateOf(seed)),
    heldHash64: (id, seed) => heldHash(id, stateOf64(seed)),
    heldCompare: checked('other', addon.heldCompare),
    heldSearch: checked('needle', addon.heldSearch),
    heldSearchAll: checked('needle', (id, needle, overlapping) => addon.heldSearchAll(id, needle, overlapping, room())),
    heldCount: checked('needle', addon.heldCount),
  };
}

/**
 * @param {string[]} reasons outermost first
 * @returns {Error}
 */
function errorOf(reasons) {
  // not covered from here: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
  const [what, ...causes] = reasons;
  return loadFailed(what, causes.length === 0 ? undefined : errorOf(causes));
}

/** What the built addon reports about itself. Throws if it cannot be loaded. */
const buildInfo = () => loadBinding().buildInfo();

module.exports = { FUNCTIONS, buildInfo, createAddon };
