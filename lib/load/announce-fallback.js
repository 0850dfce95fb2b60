'use strict';

/**
 * Says once, as a process warning, that a backend was passed over. A browser has no such channel; there, only
 * `fallbackReason` says it.
 */

const { reasonOf } = require('../errors/errors.js');

/** @typedef {import('./fallback-reason.js').Failure} Failure */

/**
 * @param {string} chosen
 * @param {Failure[]} failures
 */
function describeFallback(chosen, failures) {
  /** @type {Map<string, string[]>} */
  const reasons = new Map();
  for (const { backend, error } of failures) {
    const reason = reasonOf(error);
    reasons.set(reason, [...(reasons.get(reason) ?? []), backend]);
  }
  const lines = [...reasons].map(([reason, backends]) => `${backends.join(' and ')} unavailable: ${reason}`);
  return `stringops-booster falls back to its ${chosen} backend (${lines.join('; ')})`;
}

/** Marks that the warning was given; worker threads that this one starts later inherit it. */
const ANNOUNCED = 'stringops-booster: fallback announced';

let announced = false;

/**
 * Warns once that a backend was passed over that nobody asked to pass over. Threads that load before they can know
 * about each other's warning each give their own.
 *
 * @param {string} chosen
 * @param {Failure[]} failures
 */
function announceFallback(chosen, failures) {
  const unwanted = failures.filter(({ wanted }) => !wanted);
  const { process } = globalThis;
  if (unwanted.length === 0 || announced || typeof process?.emitWarning !== 'function') return;
  announced = true;
  const threads = process.getBuiltinModule?.('node:worker_threads');
  if (threads?.getEnvironmentData?.(ANNOUNCED)) return;
  threads?.setEnvironmentData?.(ANNOUNCED, true);
  process.emitWarning(describeFallback(chosen, unwanted), {
    type: 'StringOpsWarning',
    code: 'STRINGOPS_FALLBACK',
  });
}

module.exports.announceFallback = announceFallback;
