'use strict';

/**
 * Work in slices on the event loop's own thread, with turns for everything else between them.
 *
 * Some hosts have only some of the timers, or have them throw.
 */

const { timerOfNode } = require('../node/builtins.js');

const { Promise, setImmediate, setTimeout } = globalThis;
const { now } = Date;

/** @type {{ setImmediate: any, setTimeout: any, now: () => number }} */
const timers = { setImmediate, setTimeout, now };
takeTimers(timers);

/**
 * Called again by lib/load/public.js with those of the time when the package was loaded, which is before this file is.
 *
 * @param {{ setImmediate: any, setTimeout: any, now: () => number }} early
 */
function takeTimers(early) {
  timers.setImmediate = realOf('setImmediate', early.setImmediate);
  timers.setTimeout = realOf('setTimeout', early.setTimeout);
  timers.now = early.now;
}

/**
 * A test may fake the timers before it loads the package, as jest does with `enableGlobally`. A fake never calls back of
 * its own accord.
 *
 * @param {string} name
 * @param {any} timer
 */
function realOf(name, timer) {
  if (!isFake(timer)) return timer;
  const other = timerOfNode(name);
  return isFake(other) ? undefined : other;
}

/**
 * Whether it is of the fake timers of Sinon, vitest or jest (`clock`), of jest's legacy ones, or of node:test (bound).
 *
 * @param {any} timer
 */
function isFake(timer) {
  return Boolean(timer?.clock || timer?._isMockFunction || `${timer?.name}`.startsWith('bound '));
}

/**
 * Ways to be called back when the event loop has had a turn, the best first. The last gives it none, but exists
 * everywhere.
 *
 * @type {((callback: () => void) => unknown)[]}
 */
const WAYS = [
  (callback) => (0, timers.setImmediate)(callback),
  (callback) => {
    // In a browser a timer would wait 4 ms each time. Node would load its streams if this were read with the package.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(undefined);
  },
  (callback) => (0, timers.setTimeout)(callback, 0),
  (callback) => Promise.resolve().then(callback),
];

/** How long slices may block the event loop, in milliseconds; one slice is run in any case. */
const TURN = 1;

/** The most slices in a turn, as some clocks stand still while a program runs. */
const MOST_SLICES = 32;

/**
 * @type {(() => void)[]} the slices of this thread, of all promises: if each were scheduled separately, all would run
 * in one turn
 */
const slices = [];
let isBooked = false;

/** @param {() => void} slice to run in its turn */
function wait(slice) {
  slices.push(slice);
  if (!isBooked) book();
}

function book() {
  isBooked = true;
  for (const way of WAYS) {
    try {
      way(runSlices);
      return;
    } catch {
      // It is not there, or not to be used here.
    }
  }
  isBooked = false;
}

function runSlices() {
  isBooked = false;
  const { now } = timers;
  const end = now() + TURN;
  try {
    for (let left = MOST_SLICES; left > 0 && slices.length > 0; left--) {
      slices.shift()?.();
      if (now() >= end) break;
    }
  } finally {
    if (slices.length > 0 && !isBooked) book();
  }
}

module.exports = { takeTimers, wait };
