'use strict';

const { invalidArgType, invalidArgValue, list } = require('../errors/errors.js');
const { isRevoked } = require('../errors/is-revoked.js');

/** Options that were left out: nothing is read from Object.prototype, whatever others have put there. */
const NONE = Object.freeze(Object.create(null));

/**
 * The options of a call, checked for unknown names: one rule for every options object. An object is what Node's own
 * functions take for one (not an array or a function); a name is an own enumerable property.
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
