'use strict';

/**
 * Why the backends before the chosen one were passed over: one error whose `cause` chain holds, from the first backend
 * on, a link for each backend followed by the error that ruled it out.
 */

const { backendUnavailable, ownDescriptor } = require('../errors/errors.js');

/**
 * @typedef {object} Failure
 * @property {import('../instance/string-ops.js').BackendName} backend
 * @property {unknown} error
 * @property {boolean} wanted whether the user asked for it to be passed over
 */

/**
 * @param {Failure[]} failures in the order in which the backends were tried
 * @returns {(Error & { backend: string }) | null}
 */
function fallbackReason(failures) {
  /** @type {(Error & { backend: string }) | null} */
  let reason = null;
  for (const { backend, error } of failures.toReversed()) {
    const link = backendUnavailable(backend, error);
    if (reason !== null) link.cause = withTail(error, reason);
    reason = link;
  }
  return reason;
}

/**
 * A copy of an error and of its causes, with `tail` as the cause of the last one. The errors themselves
 * are not ours to change: one may stand behind two backends.
 *
 * @param {unknown} error
 * @param {Error} tail
 * @param {Set<unknown>} [seen] guards against a chain that bites its tail
 * @returns {Error}
 */
function withTail(error, tail, seen = new Set()) {
  if (!(error instanceof Error)) return new Error(String(error), { cause: tail });
  seen.add(error);
  const { cause } = error;
  const ends = cause === undefined || cause === null || seen.has(cause);
  const copy = new Error(error.message, { cause: ends ? tail : withTail(cause, tail, seen) });
  for (const key of Reflect.ownKeys(error)) {
    const descriptor = Object.getOwnPropertyDescriptor(error, key);
    if (key !== 'cause' && descriptor !== undefined) Object.defineProperty(copy, key, ownDescriptor(descriptor));
  }
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
}

module.exports.fallbackReason = fallbackReason;
module.exports.withTail = withTail;
