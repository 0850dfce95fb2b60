'use strict';

/**
 * Held texts of the `webassembly` backend: a second instance of the module, whose memory has nothing else
 * in it. Texts lie one behind the other; a new one goes on top, and the inputs of a call above that. Space of
 * freed texts is taken back by moving the others down, when there is as much of it as there is text.
 */

const { freed } = require('../../errors/errors.js');
const { byteLengthOf, sizeOf, stateOf } = require('../../operations/input.js');
const { COUNTED, OVERLAPPING } = require('../../instance/held-text.js');
const { LinearMemory } = require('./linear-memory.js');
const { PAGE } = require('../../operations/memory-limit.js');
const { byteOfUnit, unitOfByte } = require('../../text/utf16-units.js');
const { checkHash, checkOffset, checkOrder, failureOf } = require('./module-exports.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/**
 * @typedef {object} Text
 * @property {number} start offset in memory
 * @property {number} length in bytes
 * @property {number} units UTF-16 units of a string; bytes of an array
 */

/** Bytes of free space between texts that are not worth moving them. */
const TOLERATED = 4 * PAGE;

/** Bytes a memory with no text in it may keep. */
const RETAINED = 64 << 20;

/** What the module needs beside its inputs, behind them, in bytes. */
const ROOM_BEHIND = 4096;

class HeldMemory {
  #instantiate;
  #limit;
  #ops;
  /** @type {Map<number, Text>} in the order in which they lie */
  #texts = new Map();
  #next = 0;
  /** End of the topmost text. */
  #end;
  #base;
  /** @type {WebAssembly.Memory | undefined} */
  #memory;
  /** @type {LinearMemory | undefined} */
  #linear;
  /** @type {Required<import('./module-exports.js').ModuleExports> | undefined} */
  #exports;

  /**
   * @param {() => { memory: WebAssembly.Memory, exports: Required<import('./module-exports.js').ModuleExports>, base: number }} instantiate `base`: inputs lie
   *   from there up
   * @param {import('../../operations/memory-limit.js').MemoryLimit} limit
   * @param {import('../../operations/table.js').KernelOperations} ops for what has no kernel of its own in the module
   */
  constructor(instantiate, limit, ops) {
    this.#instantiate = instantiate;
    this.#limit = limit;
    this.#ops = ops;
    this.#base = 0;
    this.#end = 0;
  }

  /** Bytes of memory, used or not. */
  get size() {
    return this.#memory === undefined ? 0 : this.#memory.buffer.byteLength;
  }

  /** Gives the memory back, if there is no text in it. */
  trim() {
    if (this.#texts.size === 0) this.#drop();
  }

  /** @param {Input} input */
  hold(input) {
    const size = sizeOf('input', input);
    this.#limit.check(size, input);
    const start = this.#prepare(input);
    const end = this.#lay(input, start);
    const length = end - start;
    const units = typeof input === 'string' ? size : length;
    this.#texts.set(this.#next, { start, length, units });
    this.#end = end;
    this.#limit.keep(length);
    return this.#next++;
  }

  /** @param {number} id */
  free(id) {
    const text = this.#texts.get(id);
    if (text === undefined) return;
    this.#texts.delete(id);
    this.#limit.keep(-text.length);
    if (this.#texts.size === 0) {
      this.#end = this.#base;
      if (this.size > RETAINED) this.#drop();
    } else if (this.#wasted() > this.#limit.held + TOLERATED) {
      this.#compact();
    }
  }

  /** @param {number} id */
  textOf(id) {
    const text = this.#texts.get(id);
    if (text === undefined) throw freed();
    return text;
  }

  /**
   * @param {number} id
   * @param {number} [seed]
   */
  hash(id, seed) {
    const { start, length } = this.textOf(id);
    const state = stateOf(seed) | 0;
    return checkHash(
      this.#call((exports) => exports.fastHashFrom(start, length, state)),
      'fastHashFrom',
    );
  }

  /**
   * @param {number} id
   * @param {Input} other
   */
  compare(id, other) {
    this.#limit.check(sizeOf('other', other), other);
    const at = this.#prepare(other);
    const end = this.#lay(other, at);
    const { start, length } = this.textOf(id);
    return checkOrder(this.#call((exports) => exports.fastCompare(start, length, at, end - at)));
  }

  /**
   * @param {number} id
   * @param {number} otherId
   */
  compareHeld(id, otherId) {
    const [a, b] = [this.textOf(id), this.textOf(otherId)];
    return checkOrder(this.#call((exports) => exports.fastCompare(a.start, a.length, b.start, b.length)));
  }

  /**
   * @param {number} id
   * @param {Uint32Array} words
   */
  copy(id, words) {
    const { start, length } = this.textOf(id);
    new Uint8Array(words.buffer).set(this.#bytes(start, length));
  }

  /**
   * @param {number} id
   * @param {Input} needle
   * @param {number | undefined} position
   */
  search(id, needle, position) {
    this.#limit.check(sizeOf('needle', needle), needle);
    const at = this.#prepare(needle);
    const needleLength = this.#lay(needle, at) - at;
    const { start, length, units } = this.textOf(id);
    if (position === undefined) return this.#searchFrom(start, length, 0, at, needleLength);
    if (needleLength === 0) return position;
    if (units === length) return this.#searchFrom(start, length, position, at, needleLength);
    const bytes = this.#bytes(start, length);
    const [skipped, first] = byteOfUnit(bytes, position);
    const found = this.#searchFrom(start, length, skipped, at, needleLength);
    return found === -1 ? -1 : first + unitOfByte(bytes.subarray(skipped), found - skipped);
  }

  /**
   * @param {number} id
   * @param {Input} needle
   * @param {number} flags
   */
  searchAll(id, needle, flags) {
    this.#limit.check(sizeOf('needle', needle), needle);
    const { start, length } = this.textOf(id);
    const options = { overlapping: (flags & OVERLAPPING) !== 0 };
    const operation = (flags & COUNTED) !== 0 ? this.#ops.fastCount : this.#ops.fastSearchAll;
    this.#limit.keep(-length); // the operation counts its inputs
    try {
      return operation(this.#bytes(start, length), needle, options);
    } finally {
      this.#limit.keep(length);
    }
  }

  /**
   * @param {number} start of the text
   * @param {number} length of the text
   * @param {number} skipped bytes of the text that are not searched
   * @param {number} at where the needle is
   * @param {number} needleLength
   */
  #searchFrom(start, length, skipped, at, needleLength) {
    const left = length - skipped;
    const result = this.#call((exports) => exports.fastSearch(start + skipped, left, at, needleLength));
    const offset = checkOffset(result, left - needleLength);
    return offset === -1 ? -1 : offset + skipped;
  }

  /** @param {(exports: Required<import('./module-exports.js').ModuleExports>) => unknown} operation */
  #call(operation) {
    // There is a text, and so a module.
    const exports = /** @type {Required<import('./module-exports.js').ModuleExports>} */ (this.#exports);
    try {
      return operation(exports);
    } catch (thrown) {
      throw failureOf(thrown);
    }
  }

  /**
   * The bytes of a text, until the memory grows.
   *
   * @param {number} start
   * @param {number} length
   */
  #bytes(start, length) {
    const { buffer } = /** @type {WebAssembly.Memory} */ (this.#memory);
    return new Uint8Array(buffer, start, length);
  }

  /**
   * Makes the memory if there is none, and room for an input.
   *
   * @param {Input} input
   * @returns {number} where to lay it
   */
  #prepare(input) {
    if (this.#memory === undefined) {
      const { memory, exports, base } = this.#limit.within(this.#instantiate, input);
      this.#memory = memory;
      this.#exports = exports;
      this.#linear = new LinearMemory(memory);
      this.#base = base;
      this.#end = base;
    }
    const room = this.#limit.limit - ROOM_BEHIND - this.#end;
    if (3 * sizeOf('input', input) > room && byteLengthOf(input) > room) this.#compact();
    return this.#end;
  }

  /**
   * @param {Input} input
   * @param {number} at
   */
  #lay(input, at) {
    const linear = /** @type {LinearMemory} */ (this.#linear);
    return linear.write(linear.settled(input), at, input, '');
  }

  /** Bytes below the topmost text's end that are no text's. */
  #wasted() {
    return this.#end - this.#base - this.#limit.held;
  }

  /** Moves the texts down until none has free space below it. */
  #compact() {
    const { buffer } = /** @type {WebAssembly.Memory} */ (this.#memory);
    const bytes = new Uint8Array(buffer);
    let end = this.#base;
    for (const text of this.#texts.values()) {
      bytes.copyWithin(end, text.start, text.start + text.length);
      text.start = end;
      end += text.length;
    }
    this.#end = end;
  }

  #drop() {
    this.#memory = undefined;
    this.#linear = undefined;
    this.#exports = undefined;
  }
}

/**
 * @param {HeldMemory} memory
 * @returns {import('../../instance/held-text.js').HeldKernel}
 */
const heldKernel = (memory) => ({
  holdText: (input) => memory.hold(input),
  freeText: (id) => memory.free(id),
  heldLength: (id) => memory.textOf(id).length,
  heldHash: (id, seed) => memory.hash(id, seed),
  heldCompare: (id, other) => memory.compare(id, other),
  heldCompareHeld: (id, otherId) => memory.compareHeld(id, otherId),
  heldCopy: (id, words) => memory.copy(id, words),
  heldSearch: (id, needle, _hint, position) => memory.search(id, needle, position),
  heldSearchAll: (id, needle, _hint, flags) => memory.searchAll(id, needle, flags),
});

module.exports.HeldMemory = HeldMemory;
module.exports.heldKernel = heldKernel;
