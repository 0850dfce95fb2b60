'use strict';

const { invalidArgType } = require('../errors/errors.js');
const { isRevoked } = require('../errors/is-revoked.js');

/**
 * @param {unknown} value
 * @param {string} name of the argument
 * @returns {string}
 */
function readString(value, name) {
  if (typeof value !== 'string') throw invalidArgType(name, value, 'a string');
  return value;
}

/**
 * @template T
 * @param {unknown} value
 * @param {string} name of the argument
 * @param {(element: unknown, index: number) => T} read
 * @returns {T[]} its elements as they are now; its own iterator does not count, nor do elements added later
 */
function readArray(value, name, read) {
  if (isRevoked(value) || !Array.isArray(value)) throw invalidArgType(name, value, 'an array');
  const elements = [];
  for (let index = 0, { length } = value; index < length; index++) elements.push(read(value[index], index));
  return elements;
}

module.exports.readArray = readArray;
module.exports.readString = readString;
