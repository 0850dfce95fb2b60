'use strict';

/**
 * The `webassembly` backend: a module with the ABI of stringOps.wat in the JavaScript engine's own
 * WebAssembly.
 */

const { hashingMany } = require('../../operations/hash-many.js');
const { invalidArgType, reentrant } = require('../../errors/errors.js');
const { hashBytes, hashString } = require('../../kernels/fnv1a.js');
const { OFFSET_BASIS, logValueOf, sizeOf, stateOf } = require('../../operations/input.js');
const { LinearMemory } = require('./linear-memory.js');
const { MemoryLimit, isMemory, limitOf } = require('../../operations/memory-limit.js');
const { lateAsync } = require('../../operations/late.js');
const { OPERATIONS } = require('../../operations/table.js');
const {
  checkHash,
  checkOffset,
  checkOrder,
  failureOf,
  readExports,
  scratchSizeOf,
  wholeExports,
} = require('./module-exports.js');
const { eachBoundary, eachIn, repeatsIn, strideOf } = require('../../kernels/occurrences.js');
const { indexing } = require('../../operations/fast-index-of.js');
const { listing } = require('../../operations/find-all.js');
const { Retention } = require('./retention.js');
const { lengthOf } = require('../../text/typed-array.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/** Where inputs begin, in bytes, in the memory of a module that is lent scratch memory below. */
const INPUT_BASE = 61440;

/** The operations over any module of that ABI. */
class ModuleOperations {
  #exports;
  /** Lengths of the inputs of the latest call, in bytes. */
  #firstLength = 0;
  #secondLength = 0;
  /** Whether the module is at work, and so is reading the inputs where they lie. */
  #busy = false;
  /** Whether inputs in the memory are read in place, as nobody else writes to it. */
  inPlace = false;
  #indexOf;
  #all;
  #hashMany;

  /**
   * @param {WebAssembly.Instance} instance
   * @param {unknown} memory the one the instance works on; by default the one it exports
   * @param {MemoryLimit} limit
   */
  constructor(instance, memory, limit) {
    this.limit = limit;
    const { exports, own, linear, base } = prepare(instance, memory);
    this.#exports = exports;
    this.memory = own;
    this.linear = linear;
    /** Offset of the first input, in bytes. */
    this.base = base;
    this.#indexOf = indexing((haystack, needle) => this.fastSearch(haystack, needle), limit);
    this.#all = listing(
      (haystack, needle, overlapping, found) => this.#findAll(haystack, needle, overlapping, found),
      limit,
    );
    this.#hashMany = hashingMany((input) => this.fastHash(input), limit);
  }

  /**
   * Works with this instance of the module from now on, or changes nothing.
   *
   * @param {WebAssembly.Instance} instance
   * @param {WebAssembly.Memory} memory
   */
  attach(instance, memory) {
    const { exports, own, linear, base } = prepare(instance, memory);
    this.#exports = exports;
    this.memory = own;
    this.linear = linear;
    this.base = base;
  }

  /**
   * @param {Input} input
   * @param {number} [seed]
   * @returns {number}
   */
  fastHash(input, seed) {
    const size = sizeOf('input', input);
    const state = stateOf(seed);
    const { fastHash, fastHashFrom } = this.#exports;
    if (state === OFFSET_BASIS) return checkHash(this.#run(fastHash, size, input, ''), 'fastHash');
    if (fastHashFrom !== undefined) {
      const hash = this.#run((ptr, len) => fastHashFrom(ptr, len, state), size, input, '');
      return checkHash(hash, 'fastHashFrom');
    }
    this.limit.check(size, input);
    return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
  }

  /**
   * @param {Input} a
   * @param {Input} b
   * @returns {-1 | 0 | 1}
   */
  fastCompare(a, b) {
    if (a === b && typeof a === 'string') return 0;
    const size = sizeOf('a', a) + sizeOf('b', b);
    return checkOrder(this.#run(this.#exports.fastCompare, size, a, b));
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @returns {number}
   */
  fastSearch(haystack, needle) {
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    const offset = this.#run(this.#exports.fastSearch, size, haystack, needle);
    return checkOffset(offset, this.#firstLength - this.#secondLength);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {number} [position]
   * @returns {number}
   */
  fastIndexOf(haystack, needle, position) {
    return this.#indexOf(haystack, needle, position);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean }} [options]
   * @returns {Uint32Array}
   */
  fastSearchAll(haystack, needle, options) {
    return this.#all.list(haystack, needle, options);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean }} [options]
   * @returns {number}
   */
  fastCount(haystack, needle, options) {
    return this.#all.count(haystack, needle, options);
  }

  /**
   * @param {unknown} inputs
   * @returns {Uint32Array}
   */
  fastHashMany(inputs) {
    return this.#hashMany(inputs);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {boolean} overlapping
   * @param {(offset: number) => void} found
   */
  #findAll(haystack, needle, overlapping, found) {
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    const { fastSearch } = this.#exports;
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
            view = linear.bytes(start, length);
            // not covered: of modules that break their contract (__tests__/torture/rows/sandbox.mjs)
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
}

/**
 * @param {WebAssembly.Instance} instance
 * @param {unknown} memory the one the instance works on; by default the one it exports
 */
function prepare(instance, memory) {
  const exports = readExports(instance);
  const own = memory === undefined ? exports.memory : memory;
  if (!isMemory(own)) throw invalidArgType('memory', memory, 'a WebAssembly.Memory');
  const linear = new LinearMemory(own);
  return { exports, own, linear, base: lendScratch(exports, linear) };
}

/**
 * Gives a module that takes scratch memory what it asks for, below the inputs.
 *
 * @param {ReturnType<typeof readExports>} exports
 * @param {LinearMemory} linear
 * @returns {number} where inputs begin, in bytes
 */
function lendScratch({ setScratch, scratchSize }, linear) {
  if (setScratch === undefined || scratchSize === undefined) return 0;
  const size = scratchSizeOf(scratchSize, INPUT_BASE);
  linear.reserve(INPUT_BASE, '', '');
  try {
    setScratch(0, size);
  } catch (thrown) {
    throw failureOf(thrown);
  }
  return INPUT_BASE;
}

/**
 * @param {WebAssembly.Instance} instance
 * @param {WebAssembly.Memory} [memory] the one the instance works on; by default the one it exports
 * @param {{ maximumPages?: number }} [options]
 */
function wrapperOperations(instance, memory, options) {
  readExports(instance);
  return new ModuleOperations(instance, memory, limitOf(options));
}

/**
 * @param {{ initialPages: number, maximumPages: number, log: (value: number) => void }} options
 * @param {WebAssembly.Module} compiled stringOps.wasm
 * @returns {import('../../operations/table.js').Kernel}
 */
function createWebAssembly({ initialPages, maximumPages, log }, compiled) {
  const limit = new MemoryLimit(maximumPages);
  const instantiate = () => {
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages });
    const env = { memory, log: (/** @type {number} */ value) => log(value) };
    const instance = new WebAssembly.Instance(compiled, { env });
    return { instance, memory, exports: wholeExports(readExports(instance)) };
  };
  const first = instantiate();
  const ops = new ModuleOperations(first.instance, first.memory, limit);
  let { debugLog } = first.exports;
  const renew = () => {
    const { instance, memory, exports } = instantiate();
    ops.attach(instance, memory);
    debugLog = exports.debugLog;
  };
  const retention = new Retention(() => ops.linear.size, renew, initialPages);
  /** @type {InstanceType<typeof import('./held-memory.js').HeldMemory> | undefined} */
  let heldMemory;
  /** @type {import('../../operations/table.js').KernelOperations} */
  const kernel = {
    .../** @type {any} */ (
      Object.fromEntries(
        Object.keys(OPERATIONS).map((name) => [name, retention.watching(Reflect.get(ops, name).bind(ops))]),
      )
    ),
    debugLog(value) {
      const checked = logValueOf(value);
      try {
        debugLog(checked);
      } catch (thrown) {
        throw failureOf(thrown);
      }
    },
    memoryState() {
      const { size } = ops.linear;
      const { peak, grown } = retention;
      return { block: size, bytes: size + (heldMemory?.size ?? 0), held: limit.held, peak, grown };
    },
    copyMemory: (offset, words) => ops.linear.copy(offset, words),
    trim() {
      retention.trim();
      heldMemory?.trim();
    },
  };
  return {
    ...kernel,
    held() {
      const { HeldMemory } = require('./held-memory.js');
      const create = () => {
        const { instance, memory } = instantiate();
        return new ModuleOperations(instance, memory, limit);
      };
      heldMemory = new HeldMemory(create, limit.limit);
      return require('../../operations/held-store.js').createHeldStore(heldMemory, limit);
    },
    ...lateAsync(({ asynchronous, createSlices }) => asynchronous(createSlices(kernel, limit), false, limit)),
    limit,
  };
}

module.exports.ModuleOperations = ModuleOperations;
module.exports.createWebAssembly = createWebAssembly;
module.exports.wrapperOperations = wrapperOperations;
