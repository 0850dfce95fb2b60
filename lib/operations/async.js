'use strict';

/**
 * `fastHashAsync` and `fastSearchAsync`: work on large inputs, away from the event loop. The inputs are copied before
 * the call returns, so that later changes to them have no effect.
 *
 * The addon works on the thread pool. The other backends have no threads, so they work in slices and let the event loop
 * run in between.
 */

const { internal } = require('../errors/errors.js');
const { onAbort, signalOf } = require('./abort-signal.js');
const { bitsOf, readNamed, sizeOf, stateOf, stateOf64 } = require('./input.js');
const { copyOf, lengthOf, viewOf } = require('../text/typed-array.js');
const { encode } = require('../text/utf8.js');
const { SLICE } = require('./thresholds.js');
const { wait } = require('./turns.js');

/** @typedef {import('./input.js').Input} Input */

/**
 * How a backend works on bytes that belong to nobody else. `done` is called later, once, unless the work was cancelled
 * before it began.
 *
 * @typedef {object} Pool
 * @property {(input: Uint8Array, state: number | bigint, done: Done) => number} startHash returns the work's number
 * @property {(haystack: Uint8Array, needle: Uint8Array, done: Done) => number} startSearch likewise
 * @property {(work: number) => boolean} cancelWork whether the work had not begun
 */

/**
 * @typedef {object} Asynchronous
 * @property {(input: Input, options?: HashOptions) => Promise<any>} fastHashAsync a number or a BigInt
 * @property {(haystack: Input, needle: Input, options?: { signal?: AbortSignal }) => Promise<number>} fastSearchAsync
 */

/** @typedef {{ seed?: number | bigint, bits?: 32 | 64, signal?: AbortSignal }} HashOptions */

/** @typedef {(result: number | bigint | undefined, error?: unknown) => void} Done without a result when the work panicked */

/** A slice is at least this many times as long as the needle, as what two slices share is searched twice. */
const NEEDLES_PER_SLICE = 4;

/**
 * @param {import('./table.js').Kernel} kernel
 * @returns {Asynchronous}
 */
function asynchronous(kernel) {
  const { limit } = kernel;
  const pool = kernel.pool ?? createSlices(kernel);
  /**
   * What the pool takes: the addon's makes copies of its own, the other is given them.
   *
   * @param {Input} input
   * @returns {any}
   */
  const own = (input) => {
    if (pool === kernel.pool) return input;
    return limit.within(() => (typeof input === 'string' ? encode(input) : copyOf(input)), input);
  };

  return {
    /**
     * @param {Input} input
     * @param {HashOptions} [options]
     * @returns {Promise<any>}
     */
    async fastHashAsync(input, options) {
      sizeOf('input', input);
      const { seed, bits, signal } = readNamed(options, ['seed', 'bits', 'signal']);
      const state = (bitsOf(bits) === 64 ? stateOf64 : stateOf)(seed, 'options.seed');
      const watched = liveSignalOf(signal);
      // Again: getters of the options, and of an object in place of a signal, may have run anything.
      limit.check(sizeOf('input', input), input);
      return settle(pool, watched, (done) => pool.startHash(own(input), state, done));
    },

    /**
     * @param {Input} haystack
     * @param {Input} needle
     * @param {{ signal?: AbortSignal }} [options]
     * @returns {Promise<number>}
     */
    async fastSearchAsync(haystack, needle, options) {
      sizeOf('haystack', haystack);
      sizeOf('needle', needle);
      const { signal } = readNamed(options, ['signal']);
      const watched = liveSignalOf(signal);
      limit.check(sizeOf('haystack', haystack) + sizeOf('needle', needle), haystack, needle);
      return settle(pool, watched, (done) => pool.startSearch(own(haystack), own(needle), done));
    },
  };
}

/**
 * @param {unknown} signal
 * @returns {AbortSignal | undefined} one that is not aborted
 * @throws its reason, if it is aborted
 */
function liveSignalOf(signal) {
  const checked = signalOf(signal);
  if (checked?.aborted) throw checked.reason;
  return checked;
}

/**
 * @param {Pool} pool
 * @param {AbortSignal | undefined} signal
 * @param {(done: Done) => number} start
 * @returns {Promise<any>} of the result
 */
function settle(pool, signal, start) {
  return new Promise((resolve, reject) => {
    let unwatch = () => {};
    const work = start((result, error) => {
      try {
        unwatch();
      } catch (thrown) {
        // Thrown by an object in place of a signal. If it left this function, nobody would catch it.
        reject(thrown);
      }
      if (result !== undefined) resolve(result);
      // not covered: only if Rust panics, which nothing here can make it do
      else reject(error ?? internal());
    });
    if (signal === undefined) return;
    // Work that has begun is finished, and its result stands.
    const cancel = () => {
      if (pool.cancelWork(work)) resolve(rejection(signal));
    };
    try {
      unwatch = onAbort(signal, cancel);
    } catch (thrown) {
      pool.cancelWork(work);
      reject(thrown);
    }
  });
}

/**
 * Whatever reading the reason throws rejects the promise.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
async function rejection(signal) {
  throw signal.reason;
}

/**
 * A pool of one thread, the event loop's own.
 *
 * @param {import('./table.js').Kernel} kernel
 * @returns {Pool}
 */
function createSlices({ fastHash, fastHash64, fastSearch, limit }) {
  /** @type {Set<number>} the work that has not begun */
  const waiting = new Set();
  let next = 0;

  /**
   * Runs a slice of inputs that fitted when the call was made; texts held since then do not count.
   *
   * @template R
   * @param {() => R} slice
   */
  const unheld = (slice) => limit.without(limit.held, slice);

  /**
   * @param {(() => number | bigint | undefined)} step returns the result once there is one
   * @param {Done} done
   */
  const start = (step, done) => {
    const work = next++;
    waiting.add(work);
    const run = () => {
      try {
        const result = unheld(step);
        if (result === undefined) wait(run);
        else done(result);
      } catch (error) {
        // not covered: only if a slice fails of an input that passed as a whole
        done(undefined, error);
      }
    };
    wait(() => {
      if (waiting.delete(work)) run();
    });
    return work;
  };

  return {
    startHash(input, initial, done) {
      const length = lengthOf(input);
      let [offset, state] = [0, initial];
      return start(() => {
        const end = Math.min(offset + SLICE, length);
        const piece = viewOf(input, offset, end);
        state = typeof state === 'bigint' ? fastHash64(piece, state) : fastHash(piece, state);
        offset = end;
        return offset === length ? state : undefined;
      }, done);
    },
    startSearch(haystack, needle, done) {
      const length = lengthOf(haystack);
      const step = Math.max(SLICE, NEEDLES_PER_SLICE * lengthOf(needle));
      const overlap = Math.max(0, lengthOf(needle) - 1);
      let offset = 0;
      return start(() => {
        const found = fastSearch(viewOf(haystack, offset, Math.min(offset + step + overlap, length)), needle);
        if (found !== -1) return offset + found;
        offset += step;
        return offset >= length ? -1 : undefined;
      }, done);
    },
    cancelWork: (work) => waiting.delete(work),
  };
}

module.exports.asynchronous = asynchronous;
