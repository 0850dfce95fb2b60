'use strict';

/**
 * A list of offsets whose length is not known beforehand, kept within the memory limit.
 */

const { memoryLimit } = require('../errors/errors.js');

/** Bytes of an offset. */
const OFFSET_BYTES = 4;

const FIRST_ROOM = 64;

class Offsets {
  #list = new Uint32Array(FIRST_ROOM);
  /** How many fit; known when the first list is full. */
  #most = FIRST_ROOM;
  #taken;
  #limit;
  /** @type {unknown} */
  #refusal;
  /** How many have been added. */
  count = 0;

  /**
   * @param {() => number} taken bytes of the limit that the inputs take; called when it matters
   * @param {number} limit bytes
   */
  constructor(taken, limit) {
    this.#taken = taken;
    this.#limit = limit;
  }

  /** @param {number} offset in bytes */
  add(offset) {
    const index = this.count++;
    // Offsets that do not fit are only counted, so that the error can say how much would have been needed.
    if (index >= this.#list.length && !this.#grow(index)) return;
    this.#list[index] = offset;
  }

  /**
   * @returns {Uint32Array} those that were added
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if they do not fit the limit
   */
  take() {
    this.#most = this.#mostNow();
    if (this.count > this.#most || this.#refusal !== undefined) {
      throw memoryLimit(this.#taken() + OFFSET_BYTES * this.count, this.#limit, this.#refusal);
    }
    const offsets = newOffsets(this.count, this.#limit);
    offsets.set(this.#list.subarray(0, this.count));
    return offsets;
  }

  #mostNow() {
    return Math.floor((this.#limit - this.#taken()) / OFFSET_BYTES);
  }

  /** @param {number} index */
  #grow(index) {
    if (index === FIRST_ROOM) this.#most = this.#mostNow();
    if (index >= this.#most || this.#refusal !== undefined) return false;
    try {
      const grown = new Uint32Array(Math.min(2 * this.#list.length, this.#most));
      grown.set(this.#list);
      this.#list = grown;
      return true;
    } catch (refusal) {
      // not covered from here: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
      this.#refusal = refusal;
      return false;
    }
  }
}

/**
 * @param {number} count
 * @param {number} limit bytes, for the error
 * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if the engine has no room for so many
 */
function newOffsets(count, limit) {
  try {
    return new Uint32Array(count);
  } catch (refusal) {
    // not covered: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
    throw memoryLimit(OFFSET_BYTES * count, limit, refusal);
  }
}

module.exports.Offsets = Offsets;
module.exports.newOffsets = newOffsets;
