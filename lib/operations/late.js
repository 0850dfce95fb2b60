'use strict';

/**
 * What is rarely used, in files that load when first used. In dist/ each is a file of its own, named by LATE in
 * scripts/build-node.mjs.
 */

// Takes the timers as they are when the package loads.
require('./turns.js');

/**
 * A function that is made when it is first called.
 *
 * @template {(...args: any[]) => any} F
 * @param {() => F} make
 * @returns {F}
 */
function late(make) {
  /** @type {F | undefined} */
  let made;
  return /** @type {F} */ ((...args) => (made ??= make())(...args));
}

/**
 * The operations that return promises. Whatever loading them throws is a rejection.
 *
 * @param {import('./table.js').Kernel} kernel
 * @returns {import('./async.js').Asynchronous}
 */
function lateAsync(kernel) {
  /** @type {import('./async.js').Asynchronous | undefined} */
  let made;
  const operations = () => (made ??= require('./async.js').asynchronous(kernel));
  return {
    fastHashAsync: async (input, options) => operations().fastHashAsync(input, options),
    fastSearchAsync: async (haystack, needle, options) => operations().fastSearchAsync(haystack, needle, options),
  };
}

module.exports = { late, lateAsync };
