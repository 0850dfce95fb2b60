'use strict';

const { invalidArgType, invalidArgValue, list } = require('../errors/errors.js');
const { isRevoked } = require('../errors/is-revoked.js');

/** Options that were left out: nothing is read of Object.prototype, whatever others have put there. */
const NONE = Object.freeze(Object.create(null));

/**
 * Options of a call, checked for names it does not know: one rule for every options object there is. An object is
 * what Node's own functions take for one (no array, no function); a name is an enumerable property of its own.
 *
 * @param {unknown} options
 * @param {readonly string[]} names
 * @param {string} [expected] what options may be, for the error
 * @returns {Record<string, unknown>}
 */
function readNamed(options, names, expected = 'an object') {
  if (options === undefined) return NONE;
  if (typeof options !== 'object' || options === null || isRevoked(options) || Array.isArray(options)) {
    throw invalidArgType('options', options, expected);
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      const reason = `is unknown; options are ${list(names)}`;
      throw invalidArgValue(`options.${name}`, Reflect.get(options, name), reason);
    }
  }
  return /** @type {Record<string, unknown>} */ (options);
}

module.exports.readNamed = readNamed;
