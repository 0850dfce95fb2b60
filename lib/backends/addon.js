'use strict';

/**
 * The `wasmtime` and `native` backends: instances of the native addon. Its functions are handed on as they
 * are, so that a call crosses into Rust with nothing in between; what they leave to JavaScript is here.
 */

const { loadFailed, memoryLimit, reentrant } = require('../errors.js');
const { invalidInput, invalidSeed } = require('../input.js');

/**
 * What the addon calls back for. It makes no errors of its own for what a caller did.
 *
 * @typedef {object} Hooks
 * @property {(value: number) => void} log receives `env.log` of the module
 * @property {typeof invalidInput} invalidInput called for whatever is neither a string nor an array with
 *   bytes in it; undefined means an empty array
 * @property {typeof invalidSeed} invalidSeed called for a seed that is no integer from 0 to 2^32-1, which
 *   includes -0; undefined means 0
 * @property {typeof memoryLimit} memoryError
 * @property {typeof reentrant} reentrantError called when `log` called back into a working instance
 */

/**
 * @typedef {object} Binding the generated loader of the `.node` file
 * @property {(options: object, hooks: Hooks) => import('../operations.js').Kernel} createInstance
 */

/** @returns {Binding} */
function loadBinding() {
  try {
    // Required here, not above: on a platform without the addon the package still loads.
    return require('../../binding.cjs');
  } catch (cause) {
    throw loadFailed('The native addon could not be loaded', cause);
  }
}

/**
 * @param {'wasmtime' | 'native'} backend
 * @param {object} options
 * @param {number} options.initialPages
 * @param {number} options.maximumPages
 * @param {(value: number) => void} options.log
 * @returns {import('../operations.js').Kernel}
 */
function createAddon(backend, { initialPages, maximumPages, log }) {
  const binding = loadBinding();
  const hooks = { log, invalidInput, invalidSeed, memoryError: memoryLimit, reentrantError: reentrant };
  const instance = binding.createInstance({ backend, initialPages, maximumPages }, hooks);
  const { fastHash, fastCompare, fastSearch, debugLog } = instance;
  return { fastHash, fastCompare, fastSearch, debugLog };
}

module.exports.createAddon = createAddon;
