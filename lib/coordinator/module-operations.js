'use strict';

/**
 * Which functions of an object are operations: its own, and those of its class and superclasses, except `constructor`
 * and what every object or function inherits.
 */

const { attempt, isRevoked } = require('../errors/errors.js');

/** @typedef {object | Function} Holder */

/**
 * Where inheritance from the module's own classes ends: at `Object.prototype` and `Function.prototype`, of any realm. A
 * class may have a method of the name that identifies those, but it has a constructor, or inherits.
 *
 * @param {Holder} holder
 */
const isRoot = (holder) =>
  typeof holder === 'function'
    ? Object.hasOwn(holder, 'bind') && !Object.hasOwn(holder, 'prototype')
    : Object.hasOwn(holder, 'isPrototypeOf') && Object.getPrototypeOf(holder) === null;

/**
 * @param {Holder} module
 * @returns {Holder[]} the module, its class's prototype, and so on
 */
function holdersOf(module) {
  const holders = [module];
  let holder = Object.getPrototypeOf(module);
  for (; holder !== null && !isRoot(holder); holder = Object.getPrototypeOf(holder)) holders.push(holder);
  return holders;
}

/**
 * @param {Holder} module
 * @param {string} name
 * @returns {boolean}
 */
const isOperation = (module, name) =>
  name !== 'constructor' &&
  holdersOf(module).some((holder) => Object.hasOwn(holder, name)) &&
  typeof Reflect.get(module, name) === 'function';

/**
 * @param {Holder} module
 * @returns {string[]} in the order in which the module has them
 */
function operationsOf(module) {
  const names = new Set(holdersOf(module).flatMap((holder) => Object.getOwnPropertyNames(holder)));
  // A getter that throws yields no function. Whoever calls it by name gets the error.
  return [...names].filter((name) => attempt(() => isOperation(module, name)).value);
}

/**
 * @param {unknown} value
 * @returns {value is Holder} whether it may be a module
 */
function isModule(value) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || isRevoked(value)) return false;
  return !Array.isArray(value) && operationsOf(value).length !== 0;
}

module.exports = { isModule, isOperation, operationsOf };
