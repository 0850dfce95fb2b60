'use strict';

/**
 * In place of ../load/load.js: a browser has no addon, and the module comes over the network.
 */

const { createAddon } = require('./addon.js');
const { createJavaScript } = require('../backends/javascript/javascript.js');
const { createWebAssembly } = require('../backends/webassembly/webassembly.js');
const { backendUnavailable } = require('../errors/errors.js');
const { failureOf, fallbackReason } = require('../load/fallback.js');
const { readOptions } = require('../load/options.js');
const { StringOps } = require('../instance/string-ops.js');
const { compileModule, compileModuleSync } = require('./module-source.js');

/** @typedef {import('../load/options.js').Wishes} Wishes */
/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/** @type {StringOps | null} the instance of `loadStringOps()` without options */
let shared = null;

/** @type {Promise<StringOps> | null} its load, for everyone who asks at the same time */
let sharing = null;

/** @type {StringOps | null} the instance loaded last */
let latest = null;

/**
 * @param {unknown} [options]
 * @returns {Promise<StringOps>}
 */
async function loadStringOps(options) {
  if (options !== undefined) return (latest = await load(readOptions(options)));
  sharing ??= load(readOptions(undefined));
  const loaded = shared ?? (await sharing);
  return (latest = shared ??= loaded);
}

/**
 * The same without waiting, if the module has arrived or is not needed.
 *
 * @param {unknown} [options]
 * @returns {StringOps}
 */
function loadStringOpsSync(options) {
  if (options === undefined && shared !== null) return (latest = shared);
  const wishes = readOptions(options);
  const backend = wishes.backend ?? 'webassembly';
  let ops;
  try {
    ops = make(backend, wishes, backend === 'webassembly' ? compileModuleSync(wishes.wasm) : undefined);
  } catch (error) {
    // No fallback, as the backend would then depend on how fast the network is.
    throw backendUnavailable(backend, error);
  }
  if (options === undefined) shared = ops;
  return (latest = ops);
}

/** @returns {StringOps | null} */
function getStringOps() {
  return latest;
}

/** @param {Wishes} wishes */
async function load(wishes) {
  const { backend, wasm } = wishes;
  if (backend !== undefined && backend !== 'webassembly') return makeForced(backend, wishes);
  try {
    return make('webassembly', wishes, await compileModule(wasm));
  } catch (error) {
    if (backend !== undefined) throw backendUnavailable(backend, error);
    const failures = [failureOf('webassembly', error, false)];
    return make('javascript', wishes, undefined, () => fallbackReason('javascript', failures));
  }
}

/**
 * @param {BackendName} backend
 * @param {Wishes} wishes
 */
function makeForced(backend, wishes) {
  try {
    return make(backend, wishes, undefined);
  } catch (error) {
    throw backendUnavailable(backend, error);
  }
}

/**
 * @param {BackendName} backend
 * @param {Wishes} wishes
 * @param {WebAssembly.Module | undefined} module
 * @param {() => Error | null} [reason]
 */
function make(backend, wishes, module, reason) {
  return new StringOps(createKernel(backend, wishes, module), wishes.maximumPages, backend, reason);
}

/**
 * @param {BackendName} backend
 * @param {Wishes} wishes
 * @param {WebAssembly.Module | undefined} module
 */
function createKernel(backend, wishes, module) {
  if (backend === 'javascript') return createJavaScript(wishes);
  if (module !== undefined) return createWebAssembly(wishes, module);
  return createAddon();
}

module.exports = { loadStringOps, loadStringOpsSync, getStringOps };
