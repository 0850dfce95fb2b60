'use strict';

const { invalidArgType, isRevoked } = require('../errors/errors.js');

/**
 * What waits for each signal, and how to stop listening. A signal has one listener, however many wait for it: Node warns
 * of a leak when there are more than ten.
 *
 * @type {WeakMap<AbortSignal, { callbacks: Set<() => void>, stop: () => void }>}
 */
const waiting = new WeakMap();

/**
 * @param {AbortSignal} signal
 * @param {() => void} callback must not throw
 * @returns {() => void} undoes it
 * @throws whatever an object in place of a signal throws, and so may what is returned
 */
function onAbort(signal, callback) {
  let entry = waiting.get(signal);
  if (entry === undefined) {
    /** @type {Set<() => void>} */
    const callbacks = new Set();
    const listener = () => {
      waiting.delete(signal);
      for (const call of callbacks) call();
    };
    signal.addEventListener('abort', listener, { once: true });
    entry = { callbacks, stop: () => signal.removeEventListener('abort', listener) };
    waiting.set(signal, entry);
  }
  const { callbacks, stop } = entry;
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size !== 0 || waiting.get(signal) !== entry) return;
    waiting.delete(signal);
    stop();
  };
}

/**
 * @param {unknown} signal
 * @returns {AbortSignal | undefined}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
 */
function signalOf(signal) {
  if (signal === undefined || isAbortSignal(signal)) return signal;
  throw invalidArgType('options.signal', signal, 'an AbortSignal');
}

/**
 * @param {unknown} value of any realm, or an object in place of one, as Node accepts them
 * @returns {value is AbortSignal}
 */
const isAbortSignal = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !isRevoked(value) &&
  'aborted' in value &&
  ['addEventListener', 'removeEventListener'].every((name) => typeof Reflect.get(value, name) === 'function');

module.exports = { onAbort, signalOf };
