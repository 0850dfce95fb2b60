'use strict';

/**
 * Whether a value is a revoked proxy, from which nothing can be read. `Array.isArray` finds that out without running a
 * trap of any other proxy.
 *
 * @param {unknown} value
 * @returns {boolean}
 */
function isRevoked(value) {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

module.exports.isRevoked = isRevoked;
