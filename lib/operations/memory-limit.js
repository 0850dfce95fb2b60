'use strict';

/**
 * The memory rule, the same on every backend, whether it needs the memory or not: the UTF-8 of all inputs of a call,
 * all held texts and one page must fit `maximumPages`.
 */

const { attempt, invalidArgType, memoryLimit, outOfRange } = require('../errors/errors.js');
const { byteLengthOf, readNamed } = require('./input.js');
const { MOST_BYTES_PER_UNIT } = require('../text/utf8.js');

const { floor } = Math;
const { isInteger } = Number;

/** @typedef {import('./input.js').Input} Input */

/** Bytes of a WebAssembly page. */
const PAGE = 65536;

/** Pages of a 32-bit address space. */
const MOST_PAGES = 65536;

/** What every call needs in addition to its inputs, in bytes. */
const OVERHEAD = PAGE;

/**
 * Whether the engine says that it has no memory: not that its stack is used up, which is also a `RangeError`, nor an
 * error of ours.
 *
 * @param {unknown} error
 */
const isOutOfMemory = (error) =>
  error instanceof RangeError && !('code' in error) && !error.message.includes('call stack');

/**
 * @param {string} name of the argument or property
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
function checkPages(name, value, least, most) {
  if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
  if (isInteger(value) && value >= least && value <= most) return value;
  throw outOfRange(name, `an integer from ${least} to ${most} (64 KiB pages)`, value);
}

/**
 * Whether `value` is a real memory, of any realm.
 *
 * @param {unknown} value
 * @returns {value is WebAssembly.Memory}
 */
const isMemory = (value) => memoryBuffer !== undefined && attempt(() => memoryBuffer.call(value)).error === null;

// Absent under `node --jitless`, which has no WebAssembly.
const memoryBuffer = Object.getOwnPropertyDescriptor(globalThis.WebAssembly?.Memory.prototype ?? {}, 'buffer')?.get;

class MemoryLimit {
  /** @param {number} pages */
  constructor(pages) {
    /** Bytes. */
    this.limit = pages * PAGE;
    /** Inputs of at most this many units and bytes in total fit, whatever the strings contain. */
    this.surelyFits = floor((this.limit - OVERHEAD) / MOST_BYTES_PER_UNIT);
    /** The bytes of the held texts. */
    this.held = 0;
  }

  /** @param {number} bytes held from now on; negative for bytes no longer held */
  addHeld(bytes) {
    this.held += bytes;
    this.surelyFits = floor((this.limit - OVERHEAD - this.held) / MOST_BYTES_PER_UNIT);
  }

  /**
   * Runs an operation on inputs of which this many bytes are already counted as held.
   *
   * @template R
   * @param {number} bytes
   * @param {() => R} operation
   * @returns {R}
   */
  without(bytes, operation) {
    this.addHeld(-bytes);
    try {
      return operation();
    } finally {
      this.addHeld(bytes);
    }
  }

  /**
   * @param {number} size sum of the inputs' units and bytes
   * @param {Input} first
   * @param {Input} [second]
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY`
   */
  check(size, first, second = '') {
    // Counting takes a pass over each string, and is necessary only for sizes near the limit.
    if (size <= this.surelyFits) return;
    const needed = this.held + neededBytes(first, second);
    if (needed > this.limit) throw memoryLimit(needed, this.limit);
  }

  /**
   * @param {number} bytes of inputs that are not among these
   * @param {number} size sum of these inputs' units and bytes
   * @param {Input[]} first
   * @param {Input[]} [second]
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY`
   */
  checkAll(bytes, size, first, second = []) {
    if (bytes + size <= this.surelyFits) return;
    let needed = this.held + OVERHEAD + bytes;
    for (const list of [first, second]) for (const input of list) needed += byteLengthOf(input);
    if (needed > this.limit) throw memoryLimit(needed, this.limit);
  }

  /**
   * @param {Input} first
   * @param {Input} second
   * @returns {number} bytes of the limit that are taken while these are in use
   */
  taken(first, second) {
    return this.held + neededBytes(first, second);
  }

  /**
   * Runs a function that takes memory from the engine in addition to the inputs.
   *
   * @template R
   * @param {() => R} operation
   * @param {Input} first
   * @param {Input} [second]
   * @returns {R}
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if the engine has none
   */
  within(operation, first, second = '') {
    try {
      return operation();
    } catch (cause) {
      if (!isOutOfMemory(cause)) throw cause;
      throw memoryLimit(this.taken(first, second), this.limit, cause);
    }
  }
}

/**
 * @param {Input} first
 * @param {Input} second
 */
const neededBytes = (first, second) => OVERHEAD + byteLengthOf(first) + byteLengthOf(second);

/**
 * @param {{ maximumPages?: number }} [options]
 * @returns {MemoryLimit}
 */
function limitOf(options) {
  const { maximumPages = MOST_PAGES } = readNamed(options, ['maximumPages']);
  return new MemoryLimit(checkPages('options.maximumPages', maximumPages, 1, MOST_PAGES));
}

module.exports.MOST_PAGES = MOST_PAGES;
module.exports.MemoryLimit = MemoryLimit;
module.exports.PAGE = PAGE;
module.exports.checkPages = checkPages;
module.exports.isMemory = isMemory;
module.exports.limitOf = limitOf;
module.exports.neededBytes = neededBytes;
