'use strict';

/**
 * Which loader or hook is at work, so that one that would wait for its own end, directly or not, fails instead of
 * waiting for ever. Only what it asks for before its first `await` is seen: after that nothing tells who is asking.
 */

const { loadCycle } = require('../errors/errors.js');

/**
 * The loading or unloading of a module, which others can wait for.
 *
 * @typedef {object} Step
 * @property {string} name of the module
 * @property {boolean} isEnding whether it is done by a hook, not a loader
 * @property {boolean} settled
 * @property {Set<Step>} waitsFor steps that its loader or hook asked for, and those that must come before it
 */

/** @type {Step | undefined} the one whose loader or hook runs now */
let running;

/**
 * @template T
 * @param {Step} step
 * @param {() => T} work the loader or hook
 * @returns {T}
 */
function runStep(step, work) {
  const outer = running;
  running = step;
  try {
    return work();
  } finally {
    running = outer;
  }
}

/**
 * @param {Step} step that is about to be waited for
 * @throws {Error} `ERR_STRINGOPS_CYCLE` if the loader or hook at work would wait for itself
 */
function refuseCycle(step) {
  if (running !== undefined && reaches(step, running)) throw loadCycle(step.name, running.isEnding);
}

/**
 * The same, and notes that the loader or hook at work, if one is, waits for the step.
 *
 * @param {Step} step
 */
function waitFor(step) {
  refuseCycle(step);
  if (!step.settled) running?.waitsFor.add(step);
}

/**
 * @param {Step} from
 * @param {Step} to one that is at work
 * @returns {boolean}
 */
const reaches = (from, to) => from === to || (!from.settled && [...from.waitsFor].some((step) => reaches(step, to)));

module.exports = { refuseCycle, runStep, waitFor };
