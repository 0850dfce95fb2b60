'use strict';

/**
 * What a module's operations run on, in the coordinator's terms.
 */

/** @typedef {'wasm' | 'native' | 'javascript'} Method */

/** @type {readonly Method[]} */
const METHODS = Object.freeze(['wasm', 'native', 'javascript']);

/** @type {Readonly<Record<import('../instance/string-ops.js').BackendName, Method>>} */
const METHOD_OF = Object.freeze({
  wasmtime: 'wasm',
  native: 'native',
  webassembly: 'wasm',
  javascript: 'javascript',
});

/**
 * @param {unknown} value
 * @returns {value is Method}
 */
const isMethod = (value) => /** @type {readonly unknown[]} */ (METHODS).includes(value);

/** @param {Method} method */
const isAccelerated = (method) => method !== 'javascript';

module.exports = { isMethod, METHODS, METHOD_OF, isAccelerated };
