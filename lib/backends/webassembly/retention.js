'use strict';

/**
 * How much memory an instance keeps between calls. A WebAssembly memory never shrinks: past the limit it is
 * dropped with its instance, and a new one made, which costs microseconds.
 */

const { PAGE } = require('../../operations/memory-limit.js');

/** Bytes an instance may keep from one call to the next, or what it starts with if that is more. */
const RETAINED = 64 << 20;

class Retention {
  #size;
  #renew;
  #initial;
  #last;
  /** Bytes of the largest memory there has been. */
  peak;
  /** Calls that made the memory grow. */
  grown = 0;

  /**
   * @param {() => number} size bytes of the memory
   * @param {() => void} renew puts a new instance in the place of the present one
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
   * The same function, but what it makes the memory grow by is looked at when it has ended.
   *
   * @template {(first?: any, second?: any, third?: any) => any} F
   * @param {F} operation of three arguments at most: whatever else came is not handed on
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

  /** Puts a new instance in the place of one that has grown. */
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
      // There is no room for a second one; the large one does as well.
    }
    this.#last = this.#size();
  }
}

module.exports = { RETAINED, Retention };
