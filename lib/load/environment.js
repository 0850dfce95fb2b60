'use strict';

/**
 * What the environment asks of `loadStringOps`, checked. A browser has none.
 */

const { invalidEnvironment } = require('../errors/errors.js');
const { BACKENDS } = require('./options.js');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * @returns {BackendName | undefined} the backend that STRINGOPS_BACKEND forces
 */
function readForcedBackend() {
  const value = readVariable('STRINGOPS_BACKEND');
  if (value === '') return undefined;
  const backend = BACKENDS.find((name) => name === value);
  if (backend === undefined) throw invalidEnvironment('STRINGOPS_BACKEND', value, BACKENDS);
  return backend;
}

/** Whether DISABLE_WASM asks to pass over both WebAssembly backends. */
function isWasmDisabled() {
  const value = readVariable('DISABLE_WASM');
  return value === 'true' || value === '1';
}

/** @param {string} name */
function readVariable(name) {
  try {
    return globalThis.process?.env?.[name] ?? '';
  } catch {
    // Deno without --allow-env throws; what may not be read was not set for us.
    return '';
  }
}

module.exports.readForcedBackend = readForcedBackend;
module.exports.isWasmDisabled = isWasmDisabled;
