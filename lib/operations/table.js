'use strict';

/**
 * The operations every backend must have, with the names of their inputs. A test fails if one backend lacks one.
 */

/** @typedef {import('./input.js').Input} Input */

/**
 * What a backend gives to `StringOps`: plain functions that need no `this`.
 *
 * @typedef {KernelOperations & import('./async.js').Asynchronous & {
 *   held: () => import('./held-store.js').HeldKernel, limit: import('./memory-limit.js').MemoryLimit
 * }} Kernel `held` is called when the first text is held; `limit` is the one that all of them check
 */

/**
 * @typedef {object} KernelOperations
 * @property {(input: Input, seed?: number) => number} fastHash
 * @property {(a: Input, b: Input) => -1 | 0 | 1} fastCompare
 * @property {(haystack: Input, needle: Input) => number} fastSearch
 * @property {(haystack: Input, needle: Input, position?: number) => number} fastIndexOf
 * @property {(haystack: Input, needle: Input, options?: { overlapping?: boolean }) => Uint32Array} fastSearchAll
 * @property {(haystack: Input, needle: Input, options?: { overlapping?: boolean }) => number} fastCount
 * @property {import('./locate.js').UnitSearch} [unitSearch]
 * @property {(inputs: unknown) => Uint32Array} fastHashMany
 * @property {(value: number) => void} debugLog
 * @property {() => import('../instance/memory.js').MemoryState} memoryState
 * @property {(offset: number, words: Uint32Array) => void} copyMemory what the block holds from `offset` on
 * @property {() => void} trim
 */

/**
 * @typedef {'fastHash' | 'fastCompare' | 'fastSearch' | 'fastIndexOf' | 'fastSearchAll' | 'fastCount' |
 *   'fastHashMany'} OperationName
 */

/** @type {Readonly<Record<OperationName, readonly string[]>>} */
const OPERATIONS = Object.freeze({
  fastHash: Object.freeze(['input']),
  fastCompare: Object.freeze(['a', 'b']),
  fastSearch: Object.freeze(['haystack', 'needle']),
  fastIndexOf: Object.freeze(['haystack', 'needle']),
  fastSearchAll: Object.freeze(['haystack', 'needle']),
  fastCount: Object.freeze(['haystack', 'needle']),
  fastHashMany: Object.freeze([]), // its inputs are elements
});

/** What a module must export; everything else is built from it. */
const MODULE_OPERATIONS = Object.freeze(['fastHash', 'fastCompare', 'fastSearch']);

module.exports.MODULE_OPERATIONS = MODULE_OPERATIONS;
module.exports.OPERATIONS = OPERATIONS;
