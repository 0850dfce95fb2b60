'use strict';

/**
 * Whether a value is a proxy that was revoked, of which nothing can be read. `Array.isArray` finds that out, and
 * runs no trap of any other.
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
