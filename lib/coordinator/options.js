'use strict';

/**
 * The options of a coordinator and of its modules, checked.
 */

const { invalidArgType, invalidArgValue, list } = require('../errors/errors.js');
const { LOAD_OPTION_NAMES, readOptions } = require('../load/options.js');
const { METHODS, isMethod } = require('../load/method.js');
const { isModule } = require('./module-operations.js');
const { isMemory } = require('../operations/memory-limit.js');
const { readNamed } = require('../operations/input.js');

/** @typedef {import('../load/method.js').Method} Method */

// As esbuild writes `using` for engines that lack the symbols.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/**
 * @param {unknown} options
 * @returns {{ metrics: boolean, load: object | undefined }} `load`: the options to load stringOps with; undefined for
 *   the shared instance
 */
function readCoordinatorOptions(options) {
  // loadStringOps takes a memory's size from it, which must not be silently ignored here.
  if (isMemory(options)) return { metrics: false, load: readOptions(options) };
  const named = readNamed(options, [...LOAD_OPTION_NAMES, 'enabled', 'metrics']);
  const { enabled = true, metrics = false } = named;
  if (typeof enabled !== 'boolean') throw invalidArgType('options.enabled', enabled, 'a boolean');
  if (typeof metrics !== 'boolean') throw invalidArgType('options.metrics', metrics, 'a boolean');
  // Each is read once, and now, so that a mistake is reported where it was made, and a later change to the object has
  // no effect.
  const asked = Object.fromEntries(LOAD_OPTION_NAMES.map((name) => [name, named[name]]));
  if (!enabled) asked.backend ??= 'javascript';
  if (!enabled && asked.backend !== 'javascript') {
    throw invalidArgValue('options.backend', asked.backend, "must be 'javascript', as options.enabled is false");
  }
  if (Object.values(asked).every((value) => value === undefined)) return { metrics, load: undefined };
  return { metrics, load: readOptions(asked) };
}

/**
 * @param {string} argument
 * @param {unknown} name
 * @returns {string}
 */
function readName(argument, name) {
  if (typeof name !== 'string') throw invalidArgType(argument, name, 'a string');
  return name;
}

/** @param {unknown} name */
function readNewName(name) {
  const checked = readName('name', name);
  if (checked === '') throw invalidArgValue('name', name, 'must not be empty');
  return checked;
}

/**
 * @param {unknown} name
 * @param {unknown} loader
 * @param {unknown} options
 * @returns {[name: string, maker: import('./module-life.js').Maker]}
 */
function readRegistration(name, loader, options) {
  const checked = readNewName(name);
  const isLoader = typeof loader === 'function';
  // A promise has methods too, and it is easy to register `import('…')` instead of `() => import('…')`.
  if (!isLoader && (!isModule(loader) || typeof Reflect.get(loader, 'then') === 'function')) {
    throw invalidArgType('loader', loader, 'a function or an object of functions');
  }
  const { method = 'javascript', dispose: hook } = readNamed(options, ['method', 'dispose']);
  if (hook !== undefined && typeof hook !== 'function') throw invalidArgType('options.dispose', hook, 'a function');
  if (typeof method !== 'function') {
    if (typeof method !== 'string') throw invalidArgType('options.method', method, 'a string or a function');
    if (!isMethod(method)) throw invalidArgValue('options.method', method, `must be one of ${list(METHODS)}`);
  }
  const maker = {
    load: () => (isLoader ? loader() : loader),
    methodOf: typeof method === 'function' ? method : () => method,
    // A module that was registered as an object is its owner's to dispose of.
    dispose: hook ?? (isLoader ? disposeOf : () => {}),
    trusted: false,
  };
  return [checked, /** @type {import('./module-life.js').Maker} */ (maker)];
}

/**
 * @param {unknown} name
 * @param {unknown} source
 * @param {unknown} options `WasmOptions`
 * @returns {[name: string, maker: import('./module-life.js').Maker]}
 */
function readWasm(name, source, options) {
  const checked = readNewName(name);
  const load = require('../wasm/load.js').loaderOf(source, options);
  const maker = {
    load,
    methodOf: () => 'wasm',
    dispose: disposeOf,
    operationsOf: (/** @type {any} */ module) => module.exports,
    usageOf: (/** @type {any} */ module) => module.usage(),
    trusted: false,
  };
  return [checked, maker];
}

/**
 * By the protocol of `await using`, if the module supports it.
 *
 * @param {any} module
 */
function disposeOf(module) {
  if (typeof module[asyncDispose] === 'function') return module[asyncDispose]();
  return typeof module[dispose] === 'function' ? module[dispose]() : undefined;
}

module.exports = { readCoordinatorOptions, readName, readRegistration, readWasm };
