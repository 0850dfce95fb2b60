'use strict';

/**
 * What is known about the calls of one operation: how many, how many failed and how, and how long they took.
 */

const { createHistogram } = require('../node/builtins.js');

/** The longest time that can be told from a longer one, in nanoseconds: an hour. */
const LONGEST = 3_600_000_000_000;

const NANOSECONDS = 1e6; // in a millisecond, the unit of performance.now()

/** How many codes are counted separately: codes may be anything, and the table must not grow for ever. */
const MOST_CODES = 32;

const OTHER_CODES = 'other';

const PERCENTILES = Object.entries({ p50: 50, p75: 75, p90: 90, p99: 99, p999: 99.9 });

class OperationMetrics {
  /** Calls by what they ran on; those in WebAssembly are `wasm`. */
  byMethod = { wasm: 0, native: 0, javascript: 0 };
  errors = 0;
  /** @type {Map<string, number>} */
  #codes = new Map();
  #latency;

  /** @param {boolean} timed */
  constructor(timed) {
    this.#latency = timed ? createHistogram(LONGEST) : null;
  }

  /** @param {unknown} error */
  fail(error) {
    this.errors++;
    const code = codeOf(error);
    const key = this.#codes.has(code) || this.#codes.size < MOST_CODES ? code : OTHER_CODES;
    this.#codes.set(key, (this.#codes.get(key) ?? 0) + 1);
  }

  /** @param {number} milliseconds that a call took */
  took(milliseconds) {
    this.#latency?.record(Math.min(Math.max(1, Math.round(milliseconds * NANOSECONDS)), LONGEST));
  }

  report() {
    const { wasm, native, javascript } = this.byMethod;
    return {
      calls: wasm + native + javascript,
      byMethod: { wasm, native, javascript },
      errors: this.errors,
      errorCodes: Object.fromEntries(this.#codes),
      latency: this.#latency?.count ? summaryOf(this.#latency) : null,
    };
  }
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
  const { count, min, max, mean, stddev } = histogram;
  const percentiles = /** @type {Record<'p50' | 'p75' | 'p90' | 'p99' | 'p999', number>} */ (
    Object.fromEntries(PERCENTILES.map(([name, percent]) => [name, histogram.percentile(percent)]))
  );
  return { unit: 'ns', count, min, mean: Math.round(mean), stddev: Math.round(stddev), ...percentiles, max };
}

module.exports.OperationMetrics = OperationMetrics;
module.exports.codeOf = codeOf;
