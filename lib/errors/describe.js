'use strict';

/**
 * Says in a few words what a value is, for error messages. The value may be anything from anyone, so none of its own
 * code is run (no getter, no `toString`, no proxy trap where a proxy can be recognised), and nothing is thrown.
 */

const { isProxy } = require('../node/builtins.js');
const { isUint8Array, lengthOf, bufferOf, isOutOfBounds, isDetached } = require('../text/typed-array.js');

/** The longest text of a primitive that is quoted whole, in UTF-16 units; Node has the same limit. */
const LONGEST_QUOTE = 28;

/** A larger BigInt is not written out, because its digits take quadratic time. */
const WIDEST_BIGINT = 10n ** 24n;

/**
 * @param {unknown} value
 * @returns {string} completes the sentence `Received …`
 */
function describe(value) {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'function') return describeFunction(value);
  if (typeof value === 'object') return describeObject(value);
  return describePrimitive(/** @type {string | number | bigint | boolean | symbol} */ (value));
}

/** @param {string | number | bigint | boolean | symbol} value */
function describePrimitive(value) {
  let text;
  if (typeof value === 'string') text = quote(value);
  else if (typeof value === 'bigint') {
    if (value > WIDEST_BIGINT || value < -WIDEST_BIGINT) return 'type bigint';
    text = `${value}n`;
  } else if (Object.is(value, -0)) text = '-0';
  else text = String(value);
  if (text.length > LONGEST_QUOTE) text = `${text.slice(0, LONGEST_QUOTE - 3)}...`;
  return `type ${typeof value} (${text})`;
}

/** @param {string} value */
function quote(value) {
  const escaped = JSON.stringify(value.slice(0, LONGEST_QUOTE)).slice(1, -1);
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** @param {Function} value */
function describeFunction(value) {
  const name = isProxy(value) ? '' : ownText(value, 'name');
  return name === '' ? 'an anonymous function' : `function ${name}`;
}

/** @param {object} value */
function describeObject(value) {
  try {
    if (isUint8Array(value) && lengthOf(value) === 0 && isOutOfBounds(value)) {
      return isDetached(bufferOf(value))
        ? 'a Uint8Array over a detached ArrayBuffer'
        : 'a Uint8Array out of bounds of its resized ArrayBuffer';
    }
    if (isProxy(value)) return 'a Proxy';
    const name = constructorName(value);
    return name === '' ? 'an object without a constructor' : `an instance of ${name}`;
  } catch {
    // A trap runs, and throws, only where proxies cannot be told from other objects.
    // not covered: only in browsers, where a proxy cannot be told from another object
    return 'an object';
  }
}

/**
 * The name of an object's class, read without running a getter.
 *
 * @param {object} value
 */
function constructorName(value) {
  for (let holder = value; holder !== null; holder = Object.getPrototypeOf(holder)) {
    if (isProxy(holder)) return '';
    const descriptor = Object.getOwnPropertyDescriptor(holder, 'constructor');
    if (descriptor === undefined) continue;
    const constructor = descriptor.value;
    return typeof constructor === 'function' && !isProxy(constructor) ? ownText(constructor, 'name') : '';
  }
  return '';
}

/**
 * An own data property that holds a string, or ''.
 *
 * @param {object} holder
 * @param {PropertyKey} key
 */
function ownText(holder, key) {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    const text = descriptor && descriptor.value;
    return typeof text === 'string' ? text : '';
  } catch {
    // not covered: a proxy, in browsers, where nothing tells one from its target
    return '';
  }
}

module.exports.describe = describe;
