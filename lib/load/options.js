'use strict';

/**
 * What decides about an instance, checked: the options of `loadStringOps`, and the environment, which a browser lacks.
 */

const { invalidArgType, invalidArgValue, invalidEnvironment, list } = require('../errors/errors.js');
const { MOST_PAGES, PAGE, checkPages, isMemory } = require('../operations/memory-limit.js');
const { readNamed } = require('../operations/input.js');
const { PLATFORM_OPTIONS, checkPlatformOptions, variable } = require('../node/builtins.js');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * In the order in which they are tried.
 *
 * @type {readonly BackendName[]}
 */
const BACKENDS = Object.freeze(['wasmtime', 'native', 'webassembly', 'javascript']);

/** The fewest pages that the module asks for: 16 MiB. */
const FEWEST_PAGES = 256;

const LOAD_OPTION_NAMES = Object.freeze(['backend', 'initialPages', 'maximumPages', 'log', ...PLATFORM_OPTIONS]);

/**
 * @typedef {object} Wishes
 * @property {BackendName | undefined} backend the one that is forced
 * @property {number} initialPages of 64 KiB
 * @property {number} maximumPages of 64 KiB
 * @property {(value: number) => void} log
 * @property {unknown} [wasm] where the module is; only in browsers
 */

/** @param {number} value */
// eslint-disable-next-line no-console -- the default of the log option
const logToConsole = (value) => console.log('WASM Log:', value);

/**
 * @param {unknown} options `LoadOptions`, a `WebAssembly.Memory`, or undefined
 * @returns {Wishes}
 */
function readOptions(options) {
  if (options === undefined) return wishes(Object.create(null));
  if (isMemory(options)) return wishes({ initialPages: pagesOf(options) });
  const named = readNamed(options, LOAD_OPTION_NAMES, 'an object or a WebAssembly.Memory');
  // Each is read once: a getter may answer differently next time.
  return wishes(Object.fromEntries(LOAD_OPTION_NAMES.map((name) => [name, named[name]])));
}

/** @param {Record<string, unknown>} values */
function wishes(values) {
  const { backend, initialPages = FEWEST_PAGES, maximumPages = MOST_PAGES, log = logToConsole, ...more } = values;
  if (backend !== undefined) checkBackend(backend);
  const initial = checkPages('options.initialPages', initialPages, FEWEST_PAGES, MOST_PAGES);
  const maximum = checkPages('options.maximumPages', maximumPages, initial, MOST_PAGES);
  if (typeof log !== 'function') throw invalidArgType('options.log', log, 'a function');
  checkPlatformOptions(more);
  return {
    backend: /** @type {BackendName | undefined} */ (backend),
    initialPages: initial,
    maximumPages: maximum,
    log: /** @type {(value: number) => void} */ (log),
    ...more,
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

module.exports = { BACKENDS, LOAD_OPTION_NAMES, isWasmDisabled, readForcedBackend, readOptions };
