'use strict';

/**
 * The `webassembly` backend: a module with the ABI of stringOps.wat in the JavaScript engine's own
 * WebAssembly.
 */

const { asynchronous, createSlices } = require('../async.js');
const { hashingEach } = require('../batch.js');
const { describe } = require('../describe.js');
const {
  brokenModule,
  invalidArgType,
  invalidArgValue,
  list,
  reentrant,
} = require('../errors.js');
const { hashBytes, hashString } = require('../fnv1a.js');
const { OFFSET_BASIS, logValueOf, sizeOf, stateOf } = require('../input.js');
const { LinearMemory, isMemory } = require('../linear-memory.js');
const { MOST_PAGES, MemoryLimit, checkPages } = require('../memory-limit.js');
const { HeldMemory, heldKernel } = require('./held-memory.js');
const { eachBoundary, eachIn, repeatsIn, strideOf } = require('../occurrences.js');
const { Offsets } = require('../offsets.js');
const { MODULE_OPERATIONS } = require('../operations.js');
const { indexing, overlappingOf } = require('../positions.js');
const { Retention } = require('../retention.js');

/** @typedef {import('../input.js').Input} Input */

/** Inputs lie from here up, in bytes, in the memory of a module that is lent scratch below. */
const INPUT_BASE = 61440;

/**
 * What a module may export; the first three it must. Pointers and lengths are in bytes.
 *
 * @typedef {object} ModuleExports
 * @property {(ptr: number, len: number) => number} fastHash
 * @property {(ptr1: number, len1: number, ptr2: number, len2: number) => number} fastCompare
 * @property {(hPtr: number, hLen: number, nPtr: number, nLen: number) => number} fastSearch
 * @property {(ptr: number, len: number, state: number) => number} [fastHashFrom]
 * @property {(ptr: number, len: number) => void} [setScratch] lends the module `len` bytes at `ptr`
 * @property {WebAssembly.Global} [scratchSize] how many it wants
 * @property {WebAssembly.Memory} [memory]
 * @property {(value: number) => void} [debugLog]
 */

/** @type {(ops: StringOpsWrapper) => MemoryLimit} */
let limitOf;

/** @type {(ops: StringOpsWrapper) => LinearMemory} */
let linearOf;

/** @type {(ops: StringOpsWrapper, instance: WebAssembly.Instance, memory: WebAssembly.Memory) => void} */
let attach;

class StringOpsWrapper {
  #exports;
  #linear;
  #limit;
  /** Offset of the first input, in bytes. */
  #base = 0;
  /** Lengths of the inputs of the latest call, in bytes. */
  #firstLength = 0;
  #secondLength = 0;
  /** Whether the module is at work, and so reads the inputs where they lie. */
  #busy = false;
  #indexOf;
  #hashMany;

  static {
    limitOf = (ops) => ops.#limit;
    linearOf = (ops) => ops.#linear;
    attach = (ops, instance, memory) => ops.#attach(instance, memory);
  }

  /**
   * @param {WebAssembly.Instance} wasmInstance exports at least `fastHash(ptr, len)`,
   *   `fastCompare(ptr1, len1, ptr2, len2)` and `fastSearch(hPtr, hLen, nPtr, nLen)`
   * @param {WebAssembly.Memory} [memory] the one the instance works on; by default the one it exports
   * @param {object} [options]
   * @param {number} [options.maximumPages] memory limit the inputs of one call are held to, in pages of
   *   64 KiB, beside the memory's own maximum
   */
  constructor(wasmInstance, memory, { maximumPages = MOST_PAGES } = {}) {
    this.#exports = checkExports(wasmInstance);
    const ownMemory = memory ?? this.#exports.memory;
    if (!isMemory(ownMemory)) throw invalidArgType('memory', memory, 'a WebAssembly.Memory');
    this.#limit = new MemoryLimit(checkPages('options.maximumPages', maximumPages, 1, MOST_PAGES));
    this.#linear = new LinearMemory(ownMemory);
    this.#lendScratch();
    this.#indexOf = indexing((haystack, needle) => this.fastSearch(haystack, needle), this.#limit);
    this.#hashMany = hashingEach((input) => this.fastHash(input), this.#limit);
    this.instance = wasmInstance;
    this.memory = ownMemory;
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
    let hash;
    if (state === OFFSET_BASIS) {
      hash = this.#run(fastHash, size, input, '');
    } else if (fastHashFrom !== undefined) {
      hash = this.#run((ptr, len) => fastHashFrom(ptr, len, state), size, input, '');
    } else {
      this.#limit.check(size, input);
      return typeof input === 'string' ? hashString(input, state) : hashBytes(input, size, state);
    }
    if (!isInt32(hash)) throw brokenResult('fastHash', hash);
    return hash >>> 0; // the module's i32 comes out signed
  }

  /**
   * @param {Input} a
   * @param {Input} b
   * @returns {-1 | 0 | 1}
   */
  fastCompare(a, b) {
    if (a === b && typeof a === 'string') return 0;
    const size = sizeOf('a', a) + sizeOf('b', b);
    const order = this.#run(this.#exports.fastCompare, size, a, b);
    if (order !== 0 && order !== 1 && order !== -1) throw brokenResult('fastCompare', order);
    return order;
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
    const offsets = new Offsets(() => this.#limit.taken(haystack, needle), this.#limit.limit);
    this.#findAll(haystack, needle, options, (offset) => offsets.add(offset));
    return offsets.take();
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean }} [options]
   * @returns {number}
   */
  fastCount(haystack, needle, options) {
    let count = 0;
    this.#findAll(haystack, needle, options, () => count++);
    return count;
  }

  /**
   * @param {Iterable<Input>} inputs
   * @returns {Uint32Array}
   */
  fastHashMany(inputs) {
    return this.#hashMany(inputs);
  }

  /**
   * @param {Input} haystack
   * @param {Input} needle
   * @param {{ overlapping?: boolean } | undefined} options
   * @param {(offset: number) => void} found
   */
  #findAll(haystack, needle, options, found) {
    sizeOf('haystack', haystack);
    sizeOf('needle', needle);
    const overlapping = overlappingOf(options);
    // Again: the options' getters may have run anything.
    const size = sizeOf('haystack', haystack) + sizeOf('needle', needle);
    const { fastSearch } = this.#exports;
    /** @type {(ptr1: number, len1: number, ptr2: number, len2: number) => void} */
    const operation = (start, length, needleStart, needleLength) => {
      const view = this.#linear.bytes(start, length + needleLength);
      if (needleLength === 0) return eachBoundary(view, length, found);
      if (needleLength > length) return undefined;
      const pattern = this.#linear.bytes(needleStart, needleLength);
      const text = {
        length,
        needleLength,
        find(/** @type {number} */ from) {
          const left = length - from;
          const offset = checkOffset(fastSearch(start + from, left, needleStart, needleLength), left - needleLength);
          return offset === -1 ? -1 : from + offset;
        },
        repeats: repeatsIn(view, pattern, needleLength),
      };
      return eachIn(text, strideOf(pattern, needleLength, overlapping), found);
    };
    this.#run(operation, size, haystack, needle);
  }

  /**
   * Lays the inputs one behind the other and calls the module.
   *
   * @param {(ptr1: number, len1: number, ptr2: number, len2: number) => unknown} operation
   * @param {number} size sum of the inputs' units and bytes
   * @param {Input} first
   * @param {Input} second
   * @returns {unknown}
   */
  #run(operation, size, first, second) {
    // The callback runs while the module reads its inputs; other inputs must not be laid over them.
    if (this.#busy) throw reentrant();
    this.#limit.check(size, first, second);
    const linear = this.#linear;
    const base = this.#base;
    const settledFirst = linear.settled(first);
    const settledSecond = linear.settled(second);
    const middle = linear.write(settledFirst, base, first, second);
    const end = linear.write(settledSecond, middle, first, second);
    this.#firstLength = middle - base;
    this.#secondLength = end - middle;
    this.#busy = true;
    try {
      return operation(base, middle - base, middle, end - middle);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Goes on with another instance of the same module.
   *
   * @param {WebAssembly.Instance} instance
   * @param {WebAssembly.Memory} memory
   */
  #attach(instance, memory) {
    this.#exports = checkExports(instance);
    this.#linear = new LinearMemory(memory);
    this.#lendScratch();
    this.instance = instance;
    this.memory = memory;
  }

  /** Gives a module that takes scratch memory what it wants, below the inputs. */
  #lendScratch() {
    const { setScratch, scratchSize } = this.#exports;
    if (setScratch === undefined || scratchSize === undefined) return;
    const size = Number(scratchSize.value);
    if (!(size >= 0 && size <= INPUT_BASE))
      throw brokenModule(`The module wants ${size} bytes of scratch memory`);
    this.#linear.reserve(INPUT_BASE, '', '');
    setScratch(0, size);
    this.#base = INPUT_BASE;
  }
}

/**
 * @param {WebAssembly.Instance} instance
 * @returns {ModuleExports}
 */
function checkExports(instance) {
  const exports = typeof instance === 'object' && instance !== null ? instance.exports : null;
  if (typeof exports !== 'object' || exports === null) {
    throw invalidArgType('wasmInstance', instance, 'a WebAssembly.Instance');
  }
  const missing = MODULE_OPERATIONS.filter((name) => typeof exports[name] !== 'function');
  if (missing.length !== 0) {
    throw invalidArgValue('wasmInstance', instance, `must export ${list(missing)}`);
  }
  return /** @type {any} */ (exports);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const isInt32 = (value) => typeof value === 'number' && (value | 0) === value;

/**
 * @param {string} name
 * @param {unknown} result
 */
const brokenResult = (name, result) =>
  brokenModule(`The module's ${name} returned ${describe(result)}, which cannot be`);

/**
 * @param {unknown} offset that the module's fastSearch returned
 * @param {number} last the needle can be at
 * @returns {number}
 */
function checkOffset(offset, last) {
  if (offset === -1) return -1;
  // Unsigned: an offset from 2^31 up comes out negative.
  if (!isInt32(offset) || offset >>> 0 > last) throw brokenResult('fastSearch', offset);
  return offset >>> 0;
}

/** @typedef {{ initialPages: number, maximumPages: number, log: (value: number) => void }} Options */

/**
 * @param {WebAssembly.Module} compiled
 * @param {Options} options
 */
function instantiate(compiled, { initialPages, maximumPages, log }) {
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages });
  const env = { memory, log: (/** @type {number} */ value) => log(value) };
  const instance = new WebAssembly.Instance(compiled, { env });
  return { instance, ops: new StringOpsWrapper(instance, memory, { maximumPages }) };
}

/** @param {StringOpsWrapper} ops */
const debugLogOf = ({ instance: { exports } }) => /** @type {(value: number) => void} */ (exports.debugLog);

/**
 * @param {Options} options
 * @param {WebAssembly.Module} compiled stringOps.wasm
 * @returns {import('../operations.js').Kernel}
 */
function createWebAssembly(options, compiled) {
  const { ops } = instantiate(compiled, options);
  const renew = () => {
    const { instance, ops: { memory } } = instantiate(compiled, options);
    attach(ops, instance, memory);
  };
  const retention = new Retention(() => linearOf(ops).size, renew, options.initialPages);
  /** @type {import('../operations.js').KernelOperations} */
  const kernel = {
    fastHash: retention.watching((input, seed) => ops.fastHash(input, seed)),
    fastCompare: retention.watching((a, b) => ops.fastCompare(a, b)),
    fastSearch: retention.watching((haystack, needle) => ops.fastSearch(haystack, needle)),
    fastIndexOf: retention.watching((haystack, needle, position) => ops.fastIndexOf(haystack, needle, position)),
    fastSearchAll: retention.watching((haystack, needle, options) => ops.fastSearchAll(haystack, needle, options)),
    fastCount: retention.watching((haystack, needle, options) => ops.fastCount(haystack, needle, options)),
    fastHashMany: retention.watching((inputs) => ops.fastHashMany(/** @type {Input[]} */ (inputs))),
    debugLog: (value) => debugLogOf(ops)(logValueOf(value)),
    memoryState() {
      const { size } = linearOf(ops);
      const { peak, grown } = retention;
      return { block: size, bytes: size + held.size, held: limitOf(ops).held, peak, grown };
    },
    copyMemory: (offset, words) => linearOf(ops).copy(offset, words),
    trim() {
      retention.trim();
      held.trim();
    },
  };
  const held = new HeldMemory(
    () => {
      const { instance: own, ops: wrapper } = instantiate(compiled, options);
      return { memory: wrapper.memory, exports: own.exports, base: INPUT_BASE };
    },
    limitOf(ops),
    kernel,
  );
  const limit = limitOf(ops);
  return {
    ...kernel,
    ...heldKernel(held),
    ...asynchronous(createSlices(kernel), false, limit),
    limit,
  };
}

module.exports.StringOpsWrapper = StringOpsWrapper;
module.exports.createWebAssembly = createWebAssembly;
module.exports.isMemory = isMemory;
