'use strict';

/**
 * The operations every backend must have, with the names of their inputs. A test fails if one backend lacks one.
 */

/** @typedef {import('./input.js').Input} Input */

/**
 * What a backend gives to `StringOps`: plain functions that need no `this`.
 *
 * @typedef {KernelOperations & {
 *   limit: import('./memory-limit.js').MemoryLimit,
 *   held: () => import('./held-store.js').HeldKernel,
 *   pool?: import('./async.js').Pool,
 *   needles?: import('./needle-matcher.js').AddonNeedles
 * }} Kernel `limit` is the one that all of them check; `held` is called when the first text is held; a `pool` works away
 *   from the event loop, and copies its inputs; `needles` are an addon's sets of them
 */

/**
 * @typedef {object} KernelOperations
 * @property {(input: Input, seed?: number) => number} fastHash
 * @property {(input: Input, seed?: bigint) => bigint} fastHash64
 * @property {(a: Input, b: Input) => -1 | 0 | 1} fastCompare
 * @property {(haystack: Input, needle: Input) => number} fastSearch
 * @property {(haystack: Input, needle: Input, overlapping: boolean) => Uint32Array} fastSearchAll
 * @property {(haystack: Input, needle: Input, overlapping: boolean) => number} fastCount
 * @property {import('./locate.js').UnitSearch} [unitSearch]
 * @property {import('./hash-many.js').HashJoined} [hashJoined]
 * @property {(value: number) => void} debugLog
 * @property {() => import('../instance/memory.js').MemoryState} memoryState
 * @property {(offset: number, words: Uint32Array) => void} copyMemory what the block holds from `offset` on
 * @property {() => void} trim
 */

/**
 * @typedef {'fastHash' | 'fastCompare' | 'fastSearch' | 'fastIndexOf' | 'fastSearchAll' | 'fastCount' |
 *   'fastHashMany' | 'fastHash64' | 'fastHash64Hex' | 'fastHashMany64'} OperationName
 */

/** @type {Readonly<Record<OperationName, readonly string[]>>} */
const OPERATIONS = Object.freeze({
  fastHash: Object.freeze(['input']),
  fastHash64: Object.freeze(['input']),
  fastHash64Hex: Object.freeze(['input']),
  fastCompare: Object.freeze(['a', 'b']),
  fastSearch: Object.freeze(['haystack', 'needle']),
  fastIndexOf: Object.freeze(['haystack', 'needle']),
  fastSearchAll: Object.freeze(['haystack', 'needle']),
  fastCount: Object.freeze(['haystack', 'needle']),
  fastHashMany: Object.freeze([]), // its inputs are elements
  fastHashMany64: Object.freeze([]),
});

/** What a module must export; everything else is built from it. */
const MODULE_OPERATIONS = Object.freeze(['fastHash', 'fastCompare', 'fastSearch']);

module.exports = { MODULE_OPERATIONS, OPERATIONS };
