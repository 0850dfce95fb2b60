'use strict';

/**
 * Which functions of an object are operations: its own, and those of its class and superclasses, except `constructor`
 * and what every object or function inherits.
 */

const { isRevoked } = require('../errors/is-revoked.js');

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
 * The module, its class's prototype, and so on.
 *
 * @param {Holder} module
 * @returns {Generator<Holder>}
 */
function* holdersOf(module) {
  yield module;
  let holder = Object.getPrototypeOf(module);
  while (holder !== null && !isRoot(holder)) {
    yield holder;
    holder = Object.getPrototypeOf(holder);
  }
}

/**
 * @param {Holder} module
 * @param {string} name
 * @returns {boolean}
 */
function isOperation(module, name) {
  if (name === 'constructor') return false;
  for (const holder of holdersOf(module)) {
    if (Object.hasOwn(holder, name)) return typeof Reflect.get(module, name) === 'function';
  }
  return false;
}

/**
 * @param {Holder} module
 * @returns {string[]} in the order in which the module has them
 */
function operationsOf(module) {
  const names = new Set();
  for (const holder of holdersOf(module)) {
    for (const name of Object.getOwnPropertyNames(holder)) names.add(name);
  }
  return [...names].filter((name) => {
    try {
      return isOperation(module, name);
    } catch {
      // A getter that throws yields no function. Whoever calls it by name gets the error.
      return false;
    }
  });
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
