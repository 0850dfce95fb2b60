'use strict';

/**
 * How much memory an instance keeps between calls. A WebAssembly memory never shrinks, so past the limit it is dropped
 * with its instance, and a new one is made, which costs microseconds.
 */

const { PAGE } = require('../../operations/memory-limit.js');

/** The bytes an instance may keep from one call to the next; or what it starts with, if that is more. */
const RETAINED = 64 << 20;

class Retention {
  #size;
  #renew;
  #initial;
  #last;
  /** The bytes of the largest memory so far. */
  peak;
  /** Calls that made the memory grow. */
  grown = 0;

  /**
   * @param {() => number} size bytes of the memory
   * @param {() => void} renew replaces the present instance by a new one
   * @param {number} initialPages of an instance
   */
  constructor(size, renew, initialPages) {
    this.#size = size;
    this.#renew = renew;
    this.#initial = initialPages * PAGE;
    this.#last = size();
    this.peak = this.#last;
  }

  /**
   * The same function, with a check afterwards of how much the memory has grown.
   *
   * @template {(first?: any, second?: any, third?: any) => any} F
   * @param {F} operation of at most three arguments; any others are not passed on
   * @returns {F}
   */
  watching(operation) {
    return /** @type {F} */ (
      (first, second, third) => {
        try {
          return operation(first, second, third);
        } finally {
          if (this.#size() > this.#last) this.#hasGrown();
        }
      }
    );
  }

  /** Replaces an instance that has grown by a new one. */
  trim() {
    if (this.#size() > this.#initial) this.#drop();
  }

  #hasGrown() {
    this.grown++;
    this.#last = this.#size();
    this.peak = Math.max(this.peak, this.#last);
    if (this.#last > Math.max(RETAINED, this.#initial)) this.#drop();
  }

  #drop() {
    try {
      this.#renew();
    } catch {
      // There is no room for a second instance; the large one will do.
    }
    this.#last = this.#size();
  }
}

module.exports = { RETAINED, Retention };
