'use strict';

/**
 * What operations accept, the same on every backend: inputs, and the arguments and options beside them.
 */

const { invalidArgType, invalidArgValue, isRevoked, list, outOfRange } = require('../errors/errors.js');
const { nodeBuffer } = require('../node/builtins.js');
const T = require('./thresholds.js');
const { isUint8Array, lengthOf, isOutOfBounds } = require('../text/typed-array.js');
const { byteLength } = require('../text/utf8.js');

/** @typedef {string | Uint8Array} Input */

/** The initial state of an FNV-1a hash: the offset basis. */
const OFFSET_BASIS = 2166136261;

const LARGEST_SEED = 0xffffffff;

/** The same in 64 bits. */
const OFFSET_BASIS_64 = 0xcbf29ce484222325n;

const LARGEST_SEED_64 = 0xffffffffffffffffn;

/** Options that were left out: nothing is read from Object.prototype, whatever others have put there. */
const NONE = Object.freeze(Object.create(null));

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
 * @param {Input} value a checked input
 * @returns {number} bytes of its UTF-8
 */
function byteLengthOf(value) {
  if (typeof value !== 'string') return lengthOf(value);
  if (value.length <= T.MEASURED_BY_LOOP || nodeBuffer === null) return byteLength(value);
  return nodeBuffer.byteLength(value);
}

/**
 * @param {unknown} seed
 * @param {string} [name] of the argument, or dotted path of the property
 * @returns {number} the state to start from
 */
function stateOf(seed, name = 'seed') {
  if (seed === undefined) return OFFSET_BASIS;
  if (typeof seed !== 'number') throw invalidArgType(name, seed, 'a number');
  if (Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED) return seed;
  throw outOfRange(name, `an integer from 0 to ${LARGEST_SEED}`, seed);
}

/**
 * @param {unknown} seed
 * @param {string} [name] of the argument, or dotted path of the property
 * @returns {bigint} the state of 64 bits to start from
 */
function stateOf64(seed, name = 'seed') {
  if (seed === undefined) return OFFSET_BASIS_64;
  if (typeof seed !== 'bigint') throw invalidArgType(name, seed, 'a BigInt');
  if (seed >= 0n && seed <= LARGEST_SEED_64) return seed;
  throw outOfRange(name, `a BigInt from 0 to ${LARGEST_SEED_64}`, seed);
}

/**
 * @param {unknown} bits
 * @returns {32 | 64} the width of a hash
 */
function bitsOf(bits = 32) {
  if (bits === 32 || bits === 64) return bits;
  if (typeof bits !== 'number') throw invalidArgType('options.bits', bits, 'a number');
  throw invalidArgValue('options.bits', bits, 'must be 32 or 64');
}

/**
 * @param {number} value
 * @returns {number} the same, checked
 */
function logValueOf(value) {
  if (typeof value !== 'number') throw invalidArgType('value', value, 'a number');
  if ((value | 0) === value) return value;
  throw outOfRange('value', 'an integer from -2147483648 to 2147483647', value);
}

/**
 * @param {number | undefined} position
 * @param {string} [name] of the argument
 * @returns {number} an integer from 0, or infinity
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what is not a number
 */
function positionOf(position, name = 'position') {
  if (position === undefined) return 0;
  if (typeof position !== 'number') throw invalidArgType(name, position, 'a number');
  return position > 0 ? Math.floor(position) : 0; // NaN too
}

/**
 * The options of a call, checked for unknown names: one rule for every options object. An object is what Node's own
 * functions take for one (not an array or a function); a name is an own enumerable property.
 *
 * @param {unknown} options
 * @param {readonly string[]} names
 * @param {string} [expected] what options may be, for the error
 * @param {string} [path] of the options, for the error
 * @returns {Record<string, unknown>}
 */
function readNamed(options, names, expected = 'an object', path = 'options') {
  if (options === undefined) return NONE;
  if (typeof options !== 'object' || options === null || isRevoked(options) || Array.isArray(options)) {
    throw invalidArgType(path, options, expected);
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      const reason = `is unknown; options are ${list(names)}`;
      throw invalidArgValue(`${path}.${name}`, Reflect.get(options, name), reason);
    }
  }
  return /** @type {Record<string, unknown>} */ (options);
}

/**
 * @param {unknown} options `SearchAllOptions`, or undefined
 * @returns {boolean}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for an unknown name
 */
function overlappingOf(options) {
  if (options === undefined) return false;
  return flagOf(readNamed(options, ['overlapping']), 'overlapping');
}

/**
 * @param {Record<string, unknown>} options
 * @param {string} name
 * @returns {boolean} false if it was left out
 */
function flagOf(options, name) {
  const { [name]: value = false } = options;
  if (typeof value !== 'boolean') throw invalidArgType(`options.${name}`, value, 'a boolean');
  return value;
}

module.exports.OFFSET_BASIS = OFFSET_BASIS;
module.exports.OFFSET_BASIS_64 = OFFSET_BASIS_64;
module.exports.bitsOf = bitsOf;
module.exports.byteLengthOf = byteLengthOf;
module.exports.flagOf = flagOf;
module.exports.logValueOf = logValueOf;
module.exports.overlappingOf = overlappingOf;
module.exports.positionOf = positionOf;
module.exports.readNamed = readNamed;
module.exports.sizeOf = sizeOf;
module.exports.stateOf = stateOf;
module.exports.stateOf64 = stateOf64;
