'use strict';

/**
 * The operations every backend must have, with the names of their inputs. An operation that one backend
 * lacks fails the load of that backend, and a test.
 */

/** @typedef {import('./input.js').Input} Input */

/**
 * What a backend hands to `StringOps`: plain functions that need no `this`.
 *
 * @typedef {object} Kernel
 * @property {(input: Input, seed?: number, hint?: number) => number} fastHash `hint` and `hints` as in crossing.js
 * @property {(a: Input, b: Input, hints?: number) => -1 | 0 | 1} fastCompare
 * @property {(haystack: Input, needle: Input, hints?: number) => number} fastSearch
 * @property {(value: number) => void} debugLog
 */

/** @type {Readonly<Record<'fastHash' | 'fastCompare' | 'fastSearch', readonly string[]>>} */
const OPERATIONS = Object.freeze({
  fastHash: Object.freeze(['input']),
  fastCompare: Object.freeze(['a', 'b']),
  fastSearch: Object.freeze(['haystack', 'needle']),
});

/**
 * @param {object} kernel
 * @returns {string[]} names of the operations it lacks
 */
function missingOperations(kernel) {
  return Object.keys(OPERATIONS).filter((name) => typeof Reflect.get(kernel, name) !== 'function');
}

module.exports.OPERATIONS = OPERATIONS;
module.exports.missingOperations = missingOperations;
