'use strict';

/**
 * How many scans ran, how many were saved, and the time they took, in milliseconds.
 */

// Captured at load, as no scan would take any time by a test's fake clock.
const clock = globalThis.performance ?? Date;
const now = clock.now.bind(clock);

/**
 * @param {number} time
 * @param {number} otherTime
 * @returns {number} always finite; 1 if the clock is too coarse to tell
 */
const ratio = (time, otherTime) => (time > 0 && otherTime > 0 ? time / otherTime : 1);

/** @param {number} milliseconds */
const asTime = (milliseconds) => `${milliseconds.toFixed(3)}ms`;

/** @param {number} factor */
const asFactor = (factor) => `${factor.toFixed(2)}x`;

class ScanMetrics {
  totalExecutions = 0;
  cacheHits = 0;
  cacheMisses = 0;
  averageExecutionTime = 0;
  /** The time all calls would have taken without the cache, divided by the time they took. */
  performanceMultiplier = 1;
  #computing = 0;
  #fetching = 0;
  #spared = 0;

  /**
   * @param {number} time that a call took
   * @param {number} [spared] time that the scan had taken, if what it found was remembered
   */
  add(time, spared) {
    if (spared === undefined) {
      this.cacheMisses++;
      this.totalExecutions++;
      this.#computing += time;
    } else {
      this.cacheHits++;
      this.#fetching += time;
      this.#spared += spared;
    }
    this.#weigh();
  }

  #weigh() {
    this.averageExecutionTime = this.#computing / Math.max(1, this.totalExecutions);
    this.performanceMultiplier = ratio(this.#computing + this.#spared, this.#computing + this.#fetching);
  }

  report() {
    const { totalExecutions, cacheHits, cacheMisses } = this;
    return {
      totalExecutions,
      cacheHits,
      cacheMisses,
      cacheHitRate: `${((100 * cacheHits) / Math.max(1, cacheHits + cacheMisses)).toFixed(1)}%`,
      averageExecutionTime: asTime(this.averageExecutionTime),
      performanceMultiplier: asFactor(this.performanceMultiplier),
    };
  }

  reset() {
    this.totalExecutions = this.cacheHits = this.cacheMisses = 0;
    this.#computing = this.#fetching = this.#spared = 0;
    this.#weigh();
  }
}

module.exports = { ScanMetrics, asFactor, asTime, now, ratio };
