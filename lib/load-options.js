'use strict';

/**
 * What a caller and the environment ask of `loadStringOps`, checked.
 */

const { isMemory } = require('./backends/webassembly.js');
const { invalidArgType, invalidArgValue, invalidEnvironment, list } = require('./errors.js');
const { MOST_PAGES, PAGE, checkPages } = require('./memory-limit.js');
const { readNamed } = require('./named-options.js');

/** @typedef {import('./string-ops.js').BackendName} BackendName */

/**
 * In the order in which they are tried.
 *
 * @type {readonly BackendName[]}
 */
const BACKENDS = Object.freeze(['wasmtime', 'native', 'webassembly', 'javascript']);

/** Pages the module asks for at least: 16 MiB. */
const FEWEST_PAGES = 256;

const OPTION_NAMES = ['backend', 'initialPages', 'maximumPages', 'log'];

/**
 * @typedef {object} Wishes
 * @property {BackendName | undefined} backend the one that is forced
 * @property {number} initialPages of 64 KiB
 * @property {number} maximumPages of 64 KiB
 * @property {(value: number) => void} log
 */

/** @param {number} value */
// eslint-disable-next-line no-console -- the default of the log option, as it has always been
const logToConsole = (value) => console.log('WASM Log:', value);

/**
 * @param {unknown} options `LoadOptions`, a `WebAssembly.Memory`, or undefined
 * @returns {Wishes}
 */
function readOptions(options) {
  if (isMemory(options)) return wishes({ initialPages: pagesOf(options) });
  const named = readNamed(options, OPTION_NAMES, 'an object or a WebAssembly.Memory');
  const { backend, initialPages, maximumPages, log } = named;
  return wishes({ backend, initialPages, maximumPages, log });
}

/** @param {Record<string, unknown>} values each read once: a getter may answer differently next time */
function wishes({ backend, initialPages = FEWEST_PAGES, maximumPages = MOST_PAGES, log = logToConsole }) {
  if (backend !== undefined) checkBackend(backend);
  const initial = checkPages('options.initialPages', initialPages, FEWEST_PAGES, MOST_PAGES);
  const maximum = checkPages('options.maximumPages', maximumPages, initial, MOST_PAGES);
  if (typeof log !== 'function') throw invalidArgType('options.log', log, 'a function');
  return {
    backend: /** @type {BackendName | undefined} */ (backend),
    initialPages: initial,
    maximumPages: maximum,
    log: /** @type {(value: number) => void} */ (log),
  };
}

/** @param {unknown} backend */
function checkBackend(backend) {
  if (typeof backend !== 'string') throw invalidArgType('options.backend', backend, 'a string');
  if (!(/** @type {readonly string[]} */ (BACKENDS).includes(backend))) {
    throw invalidArgValue('options.backend', backend, `must be one of ${list(BACKENDS)}`);
  }
}

/** @param {WebAssembly.Memory} memory read for its size only */
const pagesOf = (memory) => Math.max(FEWEST_PAGES, Math.ceil(memory.buffer.byteLength / PAGE));

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

module.exports.BACKENDS = BACKENDS;
module.exports.readOptions = readOptions;
module.exports.readForcedBackend = readForcedBackend;
module.exports.isWasmDisabled = isWasmDisabled;
