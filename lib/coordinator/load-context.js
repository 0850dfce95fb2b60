'use strict';

/**
 * Which loader is at work, so that one that waits for its own module, by whatever detour, fails instead of waiting
 * for ever. Where the engine tells nothing of asynchronous contexts (browsers), only what a loader asks for before
 * its first `await` is seen.
 */

const { createStorage } = require('../node-metrics.js');

/**
 * A load that others can wait for.
 *
 * @typedef {object} Load
 * @property {boolean} settled
 * @property {Set<Load>} waitsFor loads that its loader asked for
 */

/** @type {import('node:async_hooks').AsyncLocalStorage<Load> | null | undefined} */
let storage;

/** Loaders at work. With none the storage is off: on Node 20 and 22 it slows every promise of the process. */
let atWork = 0;

/** @type {Load | undefined} the one whose synchronous part runs */
let running;

/**
 * @template T
 * @param {Load} load
 * @param {() => Promise<T> | T} loader
 * @returns {Promise<T>}
 */
async function runLoader(load, loader) {
  storage ??= createStorage();
  atWork++;
  try {
    return await (storage === null ? runHere(load, loader) : storage.run(load, loader));
  } finally {
    if (--atWork === 0) storage?.disable();
  }
}

/**
 * @template T
 * @param {Load} load
 * @param {() => T} loader
 */
function runHere(load, loader) {
  const outer = running;
  running = load;
  try {
    return loader();
  } finally {
    running = outer;
  }
}

/** The load within whose loader this is called. */
function currentLoad() {
  if (atWork === 0) return undefined;
  const load = storage?.getStore() ?? running;
  return load === undefined || load.settled ? undefined : load;
}

/**
 * @param {Load} load
 * @returns {boolean} whether the loader at work here would wait for itself by waiting for this
 */
function isWaitingHere(load) {
  const current = currentLoad();
  return current !== undefined && !load.settled && reaches(load, current);
}

/**
 * Notes that the loader at work, if one is, waits for another load.
 *
 * @param {Load} wanted
 * @returns {boolean} false if it would wait for itself
 */
function mayWaitFor(wanted) {
  const current = currentLoad();
  if (current === undefined || wanted.settled) return true;
  if (isWaitingHere(wanted)) return false;
  current.waitsFor.add(wanted);
  return true;
}

/**
 * @param {Load} from
 * @param {Load} to
 * @returns {boolean}
 */
function reaches(from, to) {
  if (from === to) return true;
  return [...from.waitsFor].some((load) => !load.settled && reaches(load, to));
}

module.exports.isWaitingHere = isWaitingHere;
module.exports.mayWaitFor = mayWaitFor;
module.exports.runLoader = runLoader;
