'use strict';

/**
 * The `wasmtime` and `native` backends: instances of the native addon. Its functions are handed on as they
 * are, so that a call crosses into Rust with nothing in between; what they leave to JavaScript is here.
 */

const { hashingMany } = require('../../operations/hash-many.js');
const { brokenModule, freed, loadFailed, memoryLimit, reentrant } = require('../../errors/errors.js');
const { hintOf } = require('../../operations/hints.js');
const { invalidInput, invalidLogValue, invalidSeed } = require('../../operations/input.js');
const { lateAsync } = require('../../operations/late.js');
const { MemoryLimit } = require('../../operations/memory-limit.js');
const { newOffsets } = require('../../operations/offsets.js');
const { findingAll, indexing } = require('../../operations/fast-index-of.js');
const { loadBinding } = require('./loader.js');

/** @typedef {import('../../operations/table.js').Kernel} Kernel */

/** Makers of the errors a call can end with; the addon words none of its own. */
const errorHooks = {
  // Called for whatever is neither a string nor an array with bytes in it; undefined lets it pass.
  invalidInput,
  invalidSeed,
  invalidLogValue,
  /**
   * @param {number} needed bytes
   * @param {number} limit bytes
   * @param {boolean | string} refused whether it was the system that refused, below our own limit; or what it said
   */
  memoryLimit(needed, limit, refused) {
    if (refused === false) return memoryLimit(needed, limit);
    return memoryLimit(needed, limit, new Error(refused === true ? 'The system refused the memory' : refused));
  },
  moduleError: brokenModule,
  reentrant,
  freed,
};

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
    ...errorHooks,
    log: (/** @type {number} */ value) => log(value),
    newOffsets: (/** @type {number} */ count) => newOffsets(count, limit.limit),
  };
  const instance = loadBinding().createInstance({ backend, initialPages, maximumPages }, hooks);
  if (Array.isArray(instance.reasons)) throw errorOf(instance.reasons);
  const functions = /** @type {any} */ (instance);
  const { fastHash, fastSearch, unitSearch, searchAll, count, hashJoined } = functions;
  const hashOne = (/** @type {import('../../operations/input.js').Input} */ input) =>
    fastHash(input, undefined, hintOf(input));
  return {
    ...functions,
    fastIndexOf: indexing(fastSearch, limit, unitSearch),
    fastSearchAll: findingAll(searchAll),
    fastCount: findingAll(count),
    fastHashMany: hashingMany(hashOne, limit, hashJoined),
    held: () => ({ ...functions, ...holding(functions, limit) }),
    ...lateAsync(({ asynchronous }) => asynchronous(functions, true, limit)),
    limit,
  };
}

/**
 * @param {import('../../instance/held-text.js').HeldKernel} instance
 * @param {MemoryLimit} limit told of what is held
 */
const holding = ({ holdText, heldLength, freeText }, limit) => ({
  /**
   * @param {import('../../operations/input.js').Input} input
   * @param {number} hint
   */
  holdText(input, hint) {
    const id = holdText(input, hint);
    limit.addHeld(heldLength(id));
    return id;
  },
  /** @param {number} id */
  freeText(id) {
    const length = heldLength(id);
    freeText(id);
    limit.addHeld(-length);
  },
});

/**
 * @param {string[]} reasons outermost first
 * @returns {Error}
 */
function errorOf(reasons) {
  const [what, ...causes] = reasons;
  return loadFailed(what, causes.length === 0 ? undefined : errorOf(causes));
}

module.exports.createAddon = createAddon;

/** What the built addon says of itself. Throws if it cannot be loaded. */
const buildInfo = () => loadBinding().buildInfo();

module.exports.buildInfo = buildInfo;
