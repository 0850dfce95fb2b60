'use strict';

/**
 * The operations of an instance but for `fastHash` and `fastCompare`. In dist/ they are a file of their own, which loads
 * when one of them is first called: a program that lives for an instant, and hashes, does not wait for it.
 */

const { hashing64 } = require('./short-hash64.js');
const { count, findingAll, searchAll, searching } = require('./short-searches.js');
const { indexing } = require('../operations/fast-index-of.js');
const { NARROW, WIDE, hashingMany } = require('../operations/hash-many.js');
const T = require('../operations/thresholds.js');

/**
 * @param {import('../operations/table.js').Kernel} kernel
 * @param {import('./string-ops.js').BackendName} backend
 */
function operationsOf(kernel, backend) {
  const { limit, unitSearch } = kernel;
  const searchedBytes = backend === 'javascript' ? Infinity : T.SEARCHED_BYTES;
  // Where nothing is faster than the engine, it does all, however long the text.
  const [listed, counted] = unitSearch ? [T.LISTED_HERE, T.COUNTED_HERE] : [T.LISTED_BY_ENGINE, Infinity];
  return {
    ...hashing64(kernel.fastHash64, limit),
    fastSearch: searching(kernel.fastSearch, limit, unitSearch, searchedBytes),
    fastIndexOf: indexing(kernel.fastSearch, limit, unitSearch, searchedBytes),
    fastSearchAll: findingAll(searchAll, kernel.fastSearchAll, limit, listed),
    fastCount: findingAll(count, kernel.fastCount, limit, counted),
    fastHashMany: hashingMany(NARROW, kernel.fastHash, limit, kernel.hashJoined),
    fastHashMany64: hashingMany(WIDE, kernel.fastHash64, limit, kernel.hashJoined),
  };
}

module.exports.operationsOf = operationsOf;
