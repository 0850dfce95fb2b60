'use strict';

/**
 * The `wasmtime` and `native` backends: instances of the native addon. Its functions are handed on as they
 * are, so that a call crosses into Rust with nothing in between; what they leave to JavaScript is here.
 */

const { asynchronous } = require('../../operations/async.js');
const { hashingJoined } = require('../../operations/hash-many.js');
const { checkBinary } = require('./binary-file.js');
const { brokenModule, freed, linksOf, loadFailed, memoryLimit, reentrant } = require('../../errors/errors.js');
const { hintOf } = require('../../operations/hints.js');
const { invalidInput, invalidLogValue, invalidSeed } = require('../../operations/input.js');
const { MemoryLimit } = require('../../operations/memory-limit.js');
const { newOffsets } = require('../../operations/offsets.js');
const { findingAll, indexing } = require('../../operations/fast-index-of.js');

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

/** @type {typeof import('../../../binding.cjs') | undefined} */
let binding;
/** @type {unknown} why there is none */
let refused;
// With the package, so that an instance is there at once when it is asked for. On a platform without the addon
// the package loads all the same.
try {
  checkBinary();
  const found = require('../../../binding.cjs');
  // A whole addon of something else loads, too.
  if (typeof found.createInstance !== 'function')
    throw loadFailed('What lies in its place is the addon of something else');
  binding = found;
} catch (error) {
  refused = error;
}

function loadBinding() {
  if (binding === undefined) throw loadFailed('The native addon could not be loaded', refusal(refused));
  return binding;
}

/** How a name that is not there is reported by Node, Bun and Deno, and by yarn's Plug'n'Play. */
const NOT_THERE = /^Cannot find (module|package|native binding)|tried to access/;

/**
 * The generated loader tries many names and begins with the last. What matters is why a file that is there was
 * refused; if none is there, that is said, and for which platform.
 *
 * @param {unknown} error
 */
function refusal(error) {
  const links = linksOf(error);
  const refused =
    links.find((link) => String(Reflect.get(link, 'code')).startsWith('ERR_DLOPEN')) ??
    links.findLast(({ message }) => !NOT_THERE.test(message));
  if (refused !== undefined) return refused;
  const platform = links
    .map(({ message }) => /'\.\/stringops-booster\.([\w-]+)\.node'/.exec(message)?.[1])
    .findLast(Boolean);
  if (platform === undefined) return error;
  // What the loader advises stays; that none of its names is there has been said.
  return new Error(
    `There is no binary for ${platform} here: the package stringops-booster-${platform} is not installed`,
    { cause: new Error(links[0].message) },
  );
}

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
    fastHashMany: hashingJoined(hashJoined, hashOne, limit),
    ...holding(functions, limit),
    ...asynchronous(functions, true, limit),
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
    limit.keep(heldLength(id));
    return id;
  },
  /** @param {number} id */
  freeText(id) {
    const length = heldLength(id);
    freeText(id);
    limit.keep(-length);
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
