'use strict';

/**
 * Which loader or hook is at work, so that one that waits for its own end, by whatever detour, fails instead of waiting
 * for ever. Where the engine tells nothing of asynchronous contexts (browsers), only what it asks for before its first
 * `await` is seen.
 */

const { createStorage } = require('../node/builtins.js');

/**
 * The loading or the ending of a module, which others can wait for.
 *
 * @typedef {object} Step
 * @property {boolean} isEnding whether a hook does it, not a loader
 * @property {boolean} settled
 * @property {Set<Step>} waitsFor steps that its loader or hook asked for, and those that must come before it
 */

/** @type {import('node:async_hooks').AsyncLocalStorage<Step> | null | undefined} */
let storage;

/** Loaders and hooks at work. With none the storage is off: on Node 20 and 22 it slows every promise of the process. */
let atWork = 0;

/** @type {Step | undefined} the one whose synchronous part runs */
let running;

/**
 * @template T
 * @param {Step} step
 * @param {() => Promise<T> | T} work the loader or hook
 * @returns {Promise<T>}
 */
async function runStep(step, work) {
  storage ??= createStorage();
  atWork++;
  try {
    return await (storage === null ? runHere(step, work) : storage.run(step, work));
  } finally {
    if (--atWork === 0) storage?.disable();
  }
}

/**
 * @template T
 * @param {Step} step
 * @param {() => T} work
 */
function runHere(step, work) {
  const outer = running;
  running = step;
  try {
    return work();
  } finally {
    running = outer;
  }
}

/** The step within whose loader or hook this is called. */
function currentStep() {
  if (atWork === 0) return undefined;
  const step = storage?.getStore() ?? running;
  return step === undefined || step.settled ? undefined : step;
}

/**
 * @param {Step} step
 * @returns {boolean} whether what is at work here would wait for itself by waiting for this
 */
function isWaitingHere(step) {
  const current = currentStep();
  return current !== undefined && !step.settled && reaches(step, current);
}

/** Whether this is called within a hook. */
const isInHook = () => currentStep()?.isEnding === true;

/**
 * Notes that the loader or hook at work, if one is, waits for another step.
 *
 * @param {Step} wanted
 * @returns {boolean} false if it would wait for itself
 */
function mayWaitFor(wanted) {
  const current = currentStep();
  if (current === undefined || wanted.settled) return true;
  if (isWaitingHere(wanted)) return false;
  current.waitsFor.add(wanted);
  return true;
}

/**
 * @param {Step} from
 * @param {Step} to
 * @returns {boolean}
 */
function reaches(from, to) {
  if (from === to) return true;
  return [...from.waitsFor].some((step) => !step.settled && reaches(step, to));
}

module.exports.isInHook = isInHook;
module.exports.isWaitingHere = isWaitingHere;
module.exports.mayWaitFor = mayWaitFor;
module.exports.runStep = runStep;
