'use strict';

/**
 * The backends that were passed over, and why. This is kept as text, because a start-up snapshot cannot hold errors; an
 * error is made from it when one is asked for, and one process warning says that there was a fallback.
 */

const { attempt, backendUnavailable, linksOf, ownDescriptor, reasonOf } = require('../errors/errors.js');
const { warnOnce } = require('../node/builtins.js');

/** @typedef {{ name: string, message: string, stack: string | undefined, code: unknown }} Link */

/**
 * @typedef {object} Failure
 * @property {import('../instance/string-ops.js').BackendName} backend
 * @property {string} reason
 * @property {Link[]} links the error that ruled it out and its causes, outermost first
 * @property {boolean} wanted whether the user asked for it to be passed over
 */

/**
 * @param {Failure['backend']} backend
 * @param {unknown} error
 * @param {boolean} wanted
 * @returns {Failure}
 */
const failureOf = (backend, error, wanted) => ({ backend, reason: reasonOf(error), links: textOf(error), wanted });

/** @param {unknown} error it may be anyone's; what cannot be read is left out */
function textOf(error) {
  const links = /** @type {(Error & { code?: unknown })[]} */ (linksOf(error));
  return attempt(() => links.map(({ name, message, stack, code }) => ({ name, message, stack, code }))).value ?? [];
}

/**
 * @param {string} chosen
 * @param {Failure[]} failures at least one, in the order in which the backends were tried
 * @returns {AggregateError & { code: string }}
 */
function fallbackReason(chosen, failures) {
  const errors = failures.map(({ backend, reason, links }) => backendUnavailable(backend, errorOf(links) ?? reason));
  const error = new AggregateError(errors, describeFallback(chosen, failures), { cause: errors[0] });
  return Object.assign(error, { code: 'ERR_STRINGOPS_BACKEND' });
}

/**
 * @param {Link[]} links
 * @returns {Error | undefined} as the first of them was
 */
function errorOf([link, ...causes]) {
  if (link === undefined) return undefined;
  const { message, name, stack, code } = link;
  const error = new Error(message, causes.length === 0 ? undefined : { cause: errorOf(causes) });
  for (const [key, value] of Object.entries({ name, stack })) {
    Object.defineProperty(error, key, ownDescriptor({ value, writable: true, configurable: true }));
  }
  return code === undefined ? error : Object.assign(error, { code });
}

/**
 * @param {string} chosen
 * @param {Failure[]} failures
 */
function describeFallback(chosen, failures) {
  /** @type {Map<string, string[]>} */
  const reasons = new Map();
  for (const { backend, reason } of failures) reasons.set(reason, [...(reasons.get(reason) ?? []), backend]);
  const lines = [...reasons].map(([reason, backends]) => `${backends.join(' and ')} unavailable: ${reason}`);
  return `stringops-booster falls back to its ${chosen} backend (${lines.join('; ')})`;
}

/**
 * Warns once that a backend was passed over that nobody asked to pass over. A browser has no such channel; there, only
 * `fallbackReason` says it.
 *
 * @param {string} chosen
 * @param {Failure[]} failures
 */
function announceFallback(chosen, failures) {
  const unwanted = failures.filter(({ wanted }) => !wanted);
  if (unwanted.length === 0) return;
  warnOnce(describeFallback(chosen, unwanted), { type: 'StringOpsWarning', code: 'STRINGOPS_FALLBACK' });
}

module.exports = { failureOf, fallbackReason, announceFallback };
