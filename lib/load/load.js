'use strict';

/**
 * Chooses a backend and makes instances.
 */

const { createAddon } = require('../backends/addon/addon.js');
const { ownModule } = require('../backends/webassembly/own-module.js');
const { announceFallback, failureOf, fallbackReason } = require('./fallback.js');
const { publish } = require('../node/builtins.js');
const { backendUnavailable, loadFailed } = require('../errors/errors.js');
const { BACKENDS, isWasmDisabled, readForcedBackend, readOptions } = require('./options.js');
const { METHOD_OF, isAccelerated } = require('./method.js');
const { StringOps } = require('../instance/string-ops.js');

/** @typedef {import('./options.js').Wishes} Wishes */
/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * The first is what nearly everyone gets; the last two load their backend.
 *
 * @type {Record<BackendName, (wishes: Wishes) => import('../operations/table.js').Kernel>}
 */
const FACTORIES = {
  wasmtime: (wishes) => createAddon('wasmtime', wishes),
  native: (wishes) => createAddon('native', wishes),
  webassembly(wishes) {
    const { createWebAssembly } = require('../backends/portable.js');
    return createWebAssembly(wishes, ownModule());
  },
  javascript: (wishes) => require('../backends/portable.js').createJavaScript(wishes),
};

/** The module's name in events. */
const MODULE = 'stringOps';

/** @type {StringOps | null} the instance of `loadStringOps()` without options */
let shared = null;

/** @type {StringOps | null} the instance loaded last */
let latest = null;

/**
 * @param {unknown} [options]
 * @returns {StringOps}
 */
function loadStringOpsSync(options) {
  try {
    if (options === undefined) {
      shared ??= load(readOptions(undefined));
      return (latest = shared);
    }
    return (latest = load(readOptions(options)));
  } catch (error) {
    publish('error', () => ({ module: MODULE, operation: null, error }));
    throw error;
  }
}

/**
 * The same, but every error is a rejection.
 *
 * @param {unknown} [options]
 * @returns {Promise<StringOps>}
 */
async function loadStringOps(options) {
  return loadStringOpsSync(options);
}

/** @returns {StringOps | null} */
function getStringOps() {
  return latest;
}

/** @param {Wishes} wishes */
function load(wishes) {
  const forced = wishes.backend ?? readForcedBackend();
  const wasmDisabled = isWasmDisabled();
  /** @type {import('./fallback.js').Failure[]} */
  const failures = [];
  for (const backend of forced === undefined ? BACKENDS : [forced]) {
    const wanted = wasmDisabled && METHOD_OF[backend] === 'wasm';
    try {
      if (wanted) throw loadFailed('The environment variable DISABLE_WASM passes over WebAssembly');
      const kernel = FACTORIES[backend](wishes);
      const ops = new StringOps(kernel, wishes.maximumPages, backend, () =>
        failures.length === 0 ? null : fallbackReason(backend, failures),
      );
      if (failures.length > 0) announceFallback(backend, failures);
      tell(ops, failures);
      return ops;
    } catch (error) {
      if (forced !== undefined) throw backendUnavailable(backend, error);
      failures.push(failureOf(backend, error, wanted));
    }
  }
  // Plain JavaScript cannot fail to load.
  throw fallbackReason('javascript', failures);
}

/**
 * Publishes events to subscribers.
 *
 * @param {StringOps} ops
 * @param {import('./fallback.js').Failure[]} failures
 */
function tell(ops, failures) {
  const { backend } = ops;
  const method = METHOD_OF[backend];
  publish('load', () => ({
    module: MODULE,
    method,
    accelerated: isAccelerated(method),
    backend,
    fallbackReason: ops.fallbackReason,
  }));
  if (failures.length === 0) return;
  publish('fallback', () => ({
    module: MODULE,
    backend,
    passedOver: failures.map(({ backend: name }) => name),
    requested: failures.every(({ wanted }) => wanted),
    reason: ops.fallbackReason,
  }));
}

module.exports = { loadStringOps, loadStringOpsSync, getStringOps };
