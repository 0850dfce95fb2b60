'use strict';

/**
 * In place of ../load/load.js: a browser has no addon, and the module comes over the network.
 */

const { createAddon } = require('./stand-ins.js');
const { createJavaScript } = require('../backends/javascript/javascript.js');
const { createWebAssembly } = require('../backends/webassembly/webassembly.js');
const { backendUnavailable } = require('../errors/errors.js');
const { failureOf, fallbackReason } = require('../load/fallback.js');
const { readOptions } = require('../load/options.js');
const { StringOps } = require('../instance/string-ops.js');
const { compileModule, compileModuleSync } = require('./module-source.js');

/** @typedef {import('../load/options.js').Wishes} Wishes */
/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/** @type {Record<BackendName, (wishes: Wishes, module: WebAssembly.Module) => import('../operations/table.js').Kernel>} */
const FACTORIES = {
  wasmtime: createAddon,
  native: createAddon,
  webassembly: createWebAssembly,
  javascript: createJavaScript,
};

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
  const { backend = 'webassembly', wasm } = wishes;
  try {
    latest = make(backend, wishes, backend === 'webassembly' ? compileModuleSync(wasm) : undefined);
  } catch (error) {
    // No fallback, as the backend would then depend on how fast the network is.
    throw backendUnavailable(backend, error);
  }
  if (options === undefined) shared = latest;
  return latest;
}

/** @returns {StringOps | null} */
function getStringOps() {
  return latest;
}

/** @param {Wishes} wishes */
async function load(wishes) {
  const { backend = 'webassembly', wasm } = wishes;
  try {
    return make(backend, wishes, backend === 'webassembly' ? await compileModule(wasm) : undefined);
  } catch (error) {
    if (wishes.backend !== undefined) throw backendUnavailable(backend, error);
    const failures = [failureOf(backend, error, false)];
    return make('javascript', wishes, undefined, () => fallbackReason('javascript', failures));
  }
}

/**
 * @param {BackendName} backend
 * @param {Wishes} wishes
 * @param {WebAssembly.Module | undefined} module of `webassembly`
 * @param {() => Error | null} [reason]
 */
function make(backend, wishes, module, reason) {
  const kernel = FACTORIES[backend](wishes, /** @type {WebAssembly.Module} */ (module));
  return new StringOps(kernel, wishes.maximumPages, backend, reason);
}

module.exports = { loadStringOps, loadStringOpsSync, getStringOps };
