'use strict';

/**
 * What the JavaScript backends accept, which is exactly what the addon accepts through Node-API.
 */

const { invalidArgType, outOfRange } = require('../errors/errors.js');
const { isUint8Array, lengthOf, isOutOfBounds } = require('../text/typed-array.js');
const { byteLength } = require('../text/utf8.js');

/** @typedef {string | Uint8Array} Input */

/** The initial state of an FNV-1a hash: the offset basis. */
const OFFSET_BASIS = 2166136261;

const LARGEST_SEED = 0xffffffff;

/**
 * @param {string} name of the argument
 * @param {Input} value
 * @returns {number} UTF-16 units of a string, bytes of an array
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for anything else, and for an array without its buffer
 */
function sizeOf(name, value) {
  if (typeof value === 'string') return value.length;
  if (isUint8Array(value)) {
    const length = lengthOf(value);
    if (length !== 0 || !isOutOfBounds(value)) return length;
  }
  throw invalidArgType(name, value);
}

/**
 * The check that the addon leaves to JavaScript: it asks about anything that is neither a string nor an array with
 * bytes in it.
 *
 * @param {string} name of the argument
 * @param {unknown} value
 * @returns {Error | undefined} undefined for a real empty array
 */
function invalidInput(name, value) {
  try {
    sizeOf(name, /** @type {Input} */ (value));
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error);
  }
}

/**
 * @param {Input} value a checked input
 * @returns {number} bytes of its UTF-8
 */
const byteLengthOf = (value) => (typeof value === 'string' ? byteLength(value) : lengthOf(value));

/**
 * @param {unknown} value not undefined
 * @param {string} [name] of the argument, or dotted path of the property
 * @returns {Error | undefined}
 */
function invalidSeed(value, name = 'seed') {
  if (typeof value !== 'number') return invalidArgType(name, value, 'a number');
  if (Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED) return undefined;
  return outOfRange(name, `an integer from 0 to ${LARGEST_SEED}`, value);
}

/**
 * @param {number | undefined} seed
 * @param {string} [name] of the argument, or dotted path of the property
 * @returns {number} the state to start from
 */
function stateOf(seed, name) {
  if (seed === undefined) return OFFSET_BASIS;
  const error = invalidSeed(seed, name);
  if (error !== undefined) throw error;
  return seed;
}

/**
 * @param {unknown} value
 * @returns {Error | undefined}
 */
function invalidLogValue(value) {
  if (typeof value !== 'number') return invalidArgType('value', value, 'a number');
  if ((value | 0) === value) return undefined;
  return outOfRange('value', 'an integer from -2147483648 to 2147483647', value);
}

/**
 * @param {number} value
 * @returns {number} the same, checked
 */
function logValueOf(value) {
  const error = invalidLogValue(value);
  if (error !== undefined) throw error;
  return value;
}

module.exports.OFFSET_BASIS = OFFSET_BASIS;
module.exports.sizeOf = sizeOf;
module.exports.byteLengthOf = byteLengthOf;
module.exports.stateOf = stateOf;
module.exports.logValueOf = logValueOf;
module.exports.invalidInput = invalidInput;
module.exports.invalidSeed = invalidSeed;
module.exports.invalidLogValue = invalidLogValue;
