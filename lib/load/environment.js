'use strict';

/**
 * What the environment variables ask of `loadStringOps`, checked. A browser has none.
 */

const { invalidEnvironment } = require('../errors/errors.js');
const { variable } = require('../node/builtins.js');
const { BACKENDS } = require('./options.js');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * @returns {BackendName | undefined} the backend that STRINGOPS_BACKEND forces
 */
function readForcedBackend() {
  const value = variable('STRINGOPS_BACKEND');
  if (value === '') return undefined;
  const backend = BACKENDS.find((name) => name === value);
  if (backend === undefined) throw invalidEnvironment('STRINGOPS_BACKEND', value, BACKENDS);
  return backend;
}

/** Whether DISABLE_WASM asks to pass over both WebAssembly backends. */
function isWasmDisabled() {
  const value = variable('DISABLE_WASM');
  return value === 'true' || value === '1';
}

module.exports = { readForcedBackend, isWasmDisabled };
