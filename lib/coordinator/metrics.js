'use strict';

/**
 * What is known about the calls of a module: how many, on what, how many failed and how, and how long they took.
 */

const { createHistogram } = require('../node/builtins.js');

/** @typedef {import('../load/method.js').Method} Method */

/** The longest time that can be told from a longer one, in nanoseconds: an hour. */
const LONGEST = 3_600_000_000_000;

const NANOSECONDS = 1e6; // in a millisecond, the unit of performance.now()

/** How many codes are counted separately: codes may be anything, and the table must not grow for ever. */
const MOST_CODES = 32;

const OTHER_CODES = 'other';

/** @type {[name: string, percentile: number][]} */
const PERCENTILES = [
  ['p50', 50],
  ['p75', 75],
  ['p90', 90],
  ['p99', 99],
  ['p999', 99.9],
];

/**
 * One operation. The counts are fields, not an array or a map, because counting must cost next to nothing.
 */
class OperationMetrics {
  /** Calls that ran in WebAssembly. */
  wasm = 0;
  native = 0;
  javascript = 0;
  errors = 0;
  /** @type {Map<string, number>} */
  #codes = new Map();
  #timed;
  /** @type {ReturnType<typeof createHistogram> | undefined} */
  #latency;

  /** @param {boolean} timed */
  constructor(timed) {
    this.#timed = timed;
  }

  /** @param {unknown} error */
  fail(error) {
    this.errors++;
    count(this.#codes, codeOf(error));
  }

  /** @param {number} milliseconds that a call took */
  took(milliseconds) {
    this.#latency ??= createHistogram(LONGEST);
    this.#latency?.record(Math.min(Math.max(1, Math.round(milliseconds * NANOSECONDS)), LONGEST));
  }

  report() {
    const { wasm, native, javascript, errors } = this;
    return {
      calls: wasm + native + javascript,
      byMethod: { wasm, native, javascript },
      errors,
      errorCodes: Object.fromEntries(this.#codes),
      latency: this.#timed && this.#latency ? summaryOf(this.#latency) : null,
    };
  }
}

/** One module. It outlives what is loaded and unloaded under its name. */
class ModuleMetrics {
  loads = 0;
  loadErrors = 0;
  /** Calls of operations that do not exist. */
  refused = 0;
  /** @type {Map<string, OperationMetrics>} */
  operations = new Map();
  #timed;

  /** @param {boolean} timed whether operations are to be timed */
  constructor(timed) {
    this.#timed = timed;
  }

  /** @param {string} operation */
  of(operation) {
    let metrics = this.operations.get(operation);
    if (metrics === undefined) this.operations.set(operation, (metrics = new OperationMetrics(this.#timed)));
    return metrics;
  }

  report() {
    const operations = [...this.operations]
      .map(([name, metrics]) => /** @type {const} */ ([name, metrics.report()]))
      .filter(([, { calls }]) => calls !== 0);
    const { loads, loadErrors, refused } = this;
    return { loads, loadErrors, refused, operations: Object.fromEntries(operations) };
  }
}

/**
 * @param {Map<string, number>} counts
 * @param {string} key
 */
function count(counts, key) {
  const known = counts.has(key) || counts.size < MOST_CODES ? key : OTHER_CODES;
  counts.set(known, (counts.get(known) ?? 0) + 1);
}

/**
 * The code of an error, or its name if it has none. Whatever was thrown is read with care, as it may be anything.
 *
 * @param {unknown} error
 * @returns {string}
 */
function codeOf(error) {
  try {
    const { code, name } = /** @type {{ code?: unknown, name?: unknown }} */ (Object(error));
    if (typeof code === 'string' || typeof code === 'number') return String(code);
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // A getter throws.
  }
  return OTHER_CODES;
}

/**
 * Times in nanoseconds, as integers, which the histogram takes.
 *
 * @param {import('node:perf_hooks').RecordableHistogram} histogram
 */
function summaryOf(histogram) {
  const { count: calls, min, max, mean, stddev } = histogram;
  const percentiles = PERCENTILES.map(([name, percentile]) => [name, histogram.percentile(percentile)]);
  const [average, deviation] = [Math.round(mean), Math.round(stddev)];
  return { unit: 'ns', count: calls, min, mean: average, stddev: deviation, ...Object.fromEntries(percentiles), max };
}

module.exports.ModuleMetrics = ModuleMetrics;
module.exports.OperationMetrics = OperationMetrics;
