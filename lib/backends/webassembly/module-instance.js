'use strict';

/**
 * The operations of one instance of a module with the ABI of stringOps.wat.
 */

const { reentrant } = require('../../errors/errors.js');
const { hashBytes, hashString } = require('../../kernels/fnv1a.js');
const { hashBytes64, hashString64 } = require('../../kernels/fnv1a64.js');
const { eachBoundary, eachIn, repeatsIn, strideOf } = require('../../kernels/occurrences.js');
const { derived } = require('../../operations/derived.js');
const { OFFSET_BASIS, sizeOf, stateOf, stateOf64 } = require('../../operations/input.js');
const { lengthOf } = require('../../text/typed-array.js');
const { LinearMemory } = require('./linear-memory.js');
const { checkHash, checkHash64, checkOffset, checkOrder, failureOf, scratchSizeOf } = require('./module-exports.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/** Where inputs begin, in bytes, in the memory of a module that is lent scratch memory below. */
const INPUT_BASE = 61440;

class ModuleInstance {
  /** Offset of the first input, in bytes. */
  base = 0;
  /** Whether inputs in the memory are read in place, as nobody else writes to it. */
  inPlace = false;
  /** Whether the module is at work, and so is reading the inputs where they lie. */
  #busy = false;
  /** Lengths of the inputs of the latest call, in bytes. */
  #firstLength = 0;
  #secondLength = 0;

  /**
   * @param {import('./module-exports.js').ModuleExports} exports
   * @param {WebAssembly.Memory} memory
   * @param {import('../../operations/memory-limit.js').MemoryLimit} limit
   */
  constructor(exports, memory, limit) {
    this.exports = exports;
    this.limit = limit;
    this.linear = new LinearMemory(memory);
    this.#lendScratch();
    /** @type {Parameters<typeof derived>[0]} */
    const search = (haystack, needle) => this.fastSearch(haystack, needle);
    /** @type {Parameters<typeof derived>[1]} */
    const each = (haystack, needle, overlapping, found) => this.#eachOccurrence(haystack, needle, overlapping, found);
    const { fastIndexOf, fastSearchAll, fastCount } = derived(search, each, limit);
    this.fastIndexOf = fastIndexOf;
    this.fastSearchAll = fastSearchAll;
    this.fastCount = fastCount;
  }

  /**
   * @param {Input} input
   * @param {number} [seed]
   * @returns {number}
   */
  fastHash(input, seed) {
    const size = sizeOf('input', input);
    const state = stateOf(seed);
    const { fastHash, fastHashFrom } = this.exports;
    if (state === OFFSET_BASIS) return checkHash(this.#run(fastHash, size, input, ''), 'fastHash');
    if (fastHashFrom !== undefined) {
      const hash = this.#run((ptr, len) => fastHashFrom(ptr, len, state), size, input, '');
      return checkHash(hash, 'fastHashFrom');
    }
    this.limit.check(size, input);
    return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
  }

  /**
   * @param {Input} input
   * @param {bigint} [seed]
   * @returns {bigint}
   */
  fastHash64(input, seed) {
    const size = sizeOf('input', input);
    const state = stateOf64(seed);
    const { fastHash64From } = this.exports;
    if (fastHash64From !== undefined) {
      return checkHash64(this.#run((ptr, len) => fastHash64From(ptr, len, state), size, input, ''));
    }
    this.limit.check(size, input);
    return typeof input === 'string' ? hashString64(input, state) : hashBytes64(input, size, state);
  }

  /**
   * @param {Input} a
   * @param {Input} b
   * @returns {-1 | 0 | 1}
   */
  fastCompare(a, b) {
    if (a === b && typeof a === 'string') return 0;
    const size = sizeOf('a', a) + sizeOf('b', b);
    return checkOrder(this.#run(this.exports.fastCompare, size, a, b));
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @returns {number}
   */
  fastSearch(haystack, needle) {
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    const offset = this.#run(this.exports.fastSearch, size, haystack, needle);
    return checkOffset(offset, this.#firstLength - this.#secondLength);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {boolean} overlapping
   * @param {(offset: number) => void} found
   */
  #eachOccurrence(haystack, needle, overlapping, found) {
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    const { fastSearch } = this.exports;
    /** @type {(ptr1: number, len1: number, ptr2: number, len2: number) => void} */
    const operation = (start, length, needleStart, needleLength) => {
      const linear = this.linear;
      let view = linear.bytes(start, length);
      if (needleLength === 0) return eachBoundary(view, length, found);
      if (needleLength > length) return undefined;
      const pattern = linear.bytes(needleStart, needleLength);
      const text = {
        length,
        needleLength,
        find(/** @type {number} */ from) {
          const left = length - from;
          const offset = checkOffset(fastSearch(start + from, left, needleStart, needleLength), left - needleLength);
          // The module may have made its memory grow, which leaves the views empty.
          if (view.length === 0) {
            // not covered from here: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
            view = linear.bytes(start, length);
            text.repeats = repeatsIn(view, linear.bytes(needleStart, needleLength), needleLength);
          }
          return offset === -1 ? -1 : from + offset;
        },
        repeats: repeatsIn(view, pattern, needleLength),
      };
      return eachIn(text, strideOf(pattern, needleLength, overlapping), found);
    };
    this.#run(operation, size, haystack, needle);
  }

  /**
   * Writes the inputs one after the other and calls the module.
   *
   * @param {(ptr1: number, len1: number, ptr2: number, len2: number) => unknown} operation
   * @param {number} size sum of the inputs' units and bytes
   * @param {Input} first
   * @param {Input} second
   * @returns {unknown}
   */
  #run(operation, size, first, second) {
    // The callback runs while the module reads its inputs, which other inputs must not overwrite.
    if (this.#busy) throw reentrant();
    this.limit.check(size, first, second);
    const linear = this.linear;
    const base = this.base;
    const firstAt = this.inPlace ? linear.placeOf(first) : -1;
    const secondAt = this.inPlace ? linear.placeOf(second) : -1;
    // Before anything is written, which may make the memory grow and so detach these.
    const firstThere = firstAt === -1 ? 0 : lengthOf(/** @type {Uint8Array} */ (first));
    const secondThere = secondAt === -1 ? 0 : lengthOf(/** @type {Uint8Array} */ (second));
    const settledFirst = firstAt === -1 ? linear.settled(first) : '';
    const settledSecond = secondAt === -1 ? linear.settled(second) : '';
    const middle = linear.write(settledFirst, base, first, second);
    const end = linear.write(settledSecond, middle, first, second);
    const firstLength = middle - base + firstThere;
    const secondLength = end - middle + secondThere;
    this.#firstLength = firstLength;
    this.#secondLength = secondLength;
    this.#busy = true;
    try {
      return operation(firstAt === -1 ? base : firstAt, firstLength, secondAt === -1 ? middle : secondAt, secondLength);
    } catch (thrown) {
      throw failureOf(thrown);
    } finally {
      this.#busy = false;
    }
  }

  /** Gives a module that takes scratch memory what it asks for, below the inputs. */
  #lendScratch() {
    const { setScratch, scratchSize } = this.exports;
    if (setScratch === undefined || scratchSize === undefined) return;
    const size = scratchSizeOf(scratchSize, INPUT_BASE);
    this.linear.reserve(INPUT_BASE, '', '');
    try {
      setScratch(0, size);
    } catch (thrown) {
      // not covered: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
      throw failureOf(thrown);
    }
    this.base = INPUT_BASE;
  }
}

module.exports.ModuleInstance = ModuleInstance;
