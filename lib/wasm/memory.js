'use strict';

/**
 * A module's memory: what goes in, what comes out, and where inputs lie while a call lasts.
 */

const { invalidArgType, invalidArgValue, outOfRange } = require('../errors/errors.js');
const { wasmDisposed, wasmMemory, wasmResult } = require('../errors/wasm.js');
const { nodeBuffer } = require('../node/builtins.js');
const { byteLengthOf } = require('../operations/input.js');
const { PAGE } = require('../operations/memory-limit.js');
const { newDecoder } = require('../text/decoder.js');
const { MOST_BYTES_PER_UNIT, encoder } = require('../text/utf8.js');
const { bufferOf, lengthOf, offsetOf } = require('../text/typed-array.js');
const { checkOf } = require('./signatures.js');

/**
 * Bytes up to which strings are given room for the longest UTF-8 they can have, if that is little of the memory. Others
 * are measured first, which takes longer than to encode them.
 */
const UNMEASURED = 1 << 16;

/** @type {(text: string) => number} bytes of its UTF-8 */
const measure = nodeBuffer?.byteLength ?? byteLengthOf;

/** What the inputs of modules without an allocator are aligned to. */
const ALIGNMENT = 16;

/** Of a string or bytes that a module returns: the pointer is the upper half, the length the lower. */
const returned = new DataView(new ArrayBuffer(8));

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const byteLength = /** @type {(this: unknown) => number} */ (
  Object.getOwnPropertyDescriptor(typedArray, 'byteLength')?.get
);

/** @typedef {{ pointer: number, bytes: number }} Place */

/**
 * How a module gives memory: by its own functions, or not at all.
 *
 * @typedef {object} Allocator
 * @property {(bytes: number) => number} alloc
 * @property {((pointer: number, bytes: number) => unknown) | undefined} free
 */

class ModuleMemory {
  #memory;
  /** Whether threads share it: browsers neither encode to such a memory nor decode from it. */
  #isShared;
  #limit;
  #unmeasured;
  #allocator;
  #decoder = newDecoder();
  /** Of the whole memory; empty when it has grown since, unless threads share it. */
  #view = new Uint8Array(0);
  /** What is allocated now, in the order in which it was. @type {Place[]} */
  #taken = [];
  /** Where inputs lie in a module without an allocator, if there is room: from its heap on, or behind its memory. */
  #base;
  #top;
  /** What is behind this is not ours, as somebody else has made the memory grow. */
  #end;

  /**
   * @param {WebAssembly.Memory} memory
   * @param {number} limit in bytes
   * @param {Allocator | null} allocator
   * @param {number | undefined} base where a module without an allocator leaves room, if it says so
   */
  constructor(memory, limit, allocator, base) {
    this.#memory = memory;
    this.#isShared = Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]';
    this.#limit = limit;
    this.#unmeasured = Math.min(UNMEASURED, limit / 4);
    this.#allocator = allocator;
    this.#end = memory.buffer.byteLength;
    this.#base = this.#top = Math.min(aligned(base ?? this.#end), this.#end);
  }

  /** Bytes. */
  get size() {
    return this.#memory.buffer.byteLength;
  }

  /** The memory as it is now: it may grow in the middle of a call. */
  get bytes() {
    // A shared one keeps its old buffer when it grows.
    if (this.#view.length === 0 || (this.#isShared && this.#view.length !== this.size)) {
      this.#view = new Uint8Array(this.#memory.buffer);
    }
    return this.#view;
  }

  /** How many inputs have been allocated. */
  get allocated() {
    return this.#taken.length;
  }

  /**
   * @param {number} bytes
   * @returns {Place}
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY`
   */
  #allocate(bytes) {
    const pointer = this.#allocator === null ? this.#push(bytes) : this.#ask(this.#allocator, bytes);
    const place = { pointer, bytes };
    this.#taken.push(place);
    return place;
  }

  /** @param {Allocator} allocator @param {number} bytes */
  #ask({ alloc }, bytes) {
    if (bytes > this.#limit) throw wasmMemory(bytes, this.#limit);
    let pointer;
    try {
      // Not nothing: some allocators return null for that.
      pointer = alloc(Math.max(bytes, 1)) >>> 0;
    } catch (cause) {
      // Many allocators trap when there is no more.
      const isFull = cause instanceof WebAssembly.RuntimeError && this.size + bytes > this.#limit;
      throw isFull ? wasmMemory(this.size + bytes, this.#limit, cause) : cause;
    }
    if (pointer === 0) throw wasmMemory(this.size + bytes, this.#limit);
    if (pointer + bytes > this.size) throw this.#outside('alloc', pointer, bytes);
    return pointer;
  }

  /** @param {number} bytes */
  #push(bytes) {
    const room = aligned(bytes);
    if (this.#top + room > this.#end) {
      if (this.#end !== this.size) this.#moveOn(room);
      this.grow(this.#top + room);
    }
    const pointer = this.#top;
    this.#top += room;
    return pointer;
  }

  /** Begins anew behind what others have grown, with twice as much, so that little is lost. @param {number} room at least */
  #moveOn(room) {
    const start = this.size;
    const twice = start + 2 * (this.#end - this.#base);
    this.grow(Math.max(start + room, Math.min(twice, this.#limit)));
    [this.#base, this.#top, this.#end] = [start, start, this.size];
  }

  /** @param {number} bytes that there must be @throws {RangeError} `ERR_STRINGOPS_MEMORY` */
  grow(bytes) {
    const pages = Math.ceil((bytes - this.size) / PAGE);
    if (pages <= 0) return;
    if (bytes > this.#limit) throw wasmMemory(bytes, this.#limit);
    const before = this.size;
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      throw wasmMemory(bytes, this.#limit, cause);
    }
    if (this.#end === before) this.#end = this.size;
  }

  /**
   * Gives back the last input that was allocated. Modules without an allocator lose it at once.
   */
  freeLast() {
    const last = this.#taken.pop();
    if (last === undefined) return;
    if (this.#allocator === null) this.#top = Math.max(this.#taken.length === 0 ? 0 : last.pointer, this.#base);
    else this.#allocator.free?.(last.pointer, Math.max(last.bytes, 1));
  }

  /**
   * @param {string} text
   * @returns {Place} of its UTF-8
   */
  putString(text) {
    const most = text.length * MOST_BYTES_PER_UNIT;
    const room = most <= this.#unmeasured ? most : measure(text);
    const { pointer } = this.#allocate(room);
    if (this.#isShared) {
      const encoded = encoder.encode(text);
      this.bytes.set(encoded, pointer);
      return { pointer, bytes: encoded.length };
    }
    return { pointer, bytes: encoder.encodeInto(text, this.bytes.subarray(pointer, pointer + room)).written };
  }

  /** @param {string} name of the argument @param {ArrayBufferView} array */
  putArray(name, array) {
    const place = this.#allocate(byteLength.call(array));
    // A view of the module's own memory, which has grown for it, has lost its buffer.
    if (byteLength.call(array) !== place.bytes) throw changedLength(name, array);
    this.bytes.set(bytesOf(array, place.bytes), place.pointer);
    return place;
  }

  /** Room for an array that the module writes. @param {ArrayBufferView} array */
  reserve(array) {
    return this.#allocate(byteLength.call(array));
  }

  /**
   * @param {string} name of the argument
   * @param {ArrayBufferView} array that was reserved for
   * @param {Place} place
   */
  fill(name, array, { pointer, bytes }) {
    if (byteLength.call(array) !== bytes) throw changedLength(name, array);
    bytesOf(array, bytes).set(this.bytes.subarray(pointer, pointer + bytes));
  }

  /**
   * @param {string} name of the function
   * @param {bigint} pair
   * @returns {Uint8Array} a view of what it returned
   */
  returnedBytes(name, pair) {
    returned.setBigInt64(0, pair);
    const [pointer, length] = [returned.getUint32(0), returned.getUint32(4)];
    const { bytes } = this;
    if (pointer + length > bytes.length) throw this.#outside(name, pointer, length);
    return bytes.subarray(pointer, pointer + length);
  }

  /** @param {Uint8Array} bytes */
  decode(bytes) {
    return this.#decoder.decode(this.#isShared ? bytes.slice() : bytes);
  }

  /** @param {string} name @param {number} pointer @param {number} length */
  #outside(name, pointer, length) {
    return wasmResult(`${name} returned ${length} bytes at ${pointer}, and the memory has ${this.size} bytes`);
  }
}

/** What users have of it. */
class MemoryFace {
  #memory;
  #gate;

  /** @param {ModuleMemory} memory @param {{ readonly disposed: boolean }} gate */
  constructor(memory, gate) {
    this.#memory = memory;
    this.#gate = gate;
    Object.freeze(this);
  }

  get size() {
    return this.#gate.disposed ? 0 : this.#memory.size;
  }

  /** The memory as it is now. */
  get #bytes() {
    if (this.#gate.disposed) throw wasmDisposed();
    return this.#memory.bytes;
  }

  /** @param {unknown} pointer @param {unknown} length @returns {Uint8Array} a copy */
  read(pointer, length) {
    return part(this.#bytes, pointer, length).slice();
  }

  /** @param {unknown} pointer @param {unknown} bytes */
  write(pointer, bytes) {
    const all = this.#bytes;
    const start = checkedOffset('pointer', pointer, all.length);
    const array = checkOf({ kind: 'bytes', out: false }, undefined)('bytes', bytes);
    part(all, start, lengthOf(array)).set(array);
  }

  /** @param {unknown} pointer @param {unknown} length @returns {string} */
  readString(pointer, length) {
    return this.#memory.decode(part(this.#bytes, pointer, length));
  }

  /** @param {unknown} pointer @param {unknown} text @returns {number} bytes written */
  writeString(pointer, text) {
    const all = this.#bytes;
    const start = checkedOffset('pointer', pointer, all.length);
    if (typeof text !== 'string') throw invalidArgType('text', text, 'a string');
    const bytes = encoder.encode(text);
    part(all, start, bytes.length).set(bytes);
    return bytes.length;
  }
}

/** @param {Uint8Array} bytes @param {unknown} pointer @param {unknown} length */
function part(bytes, pointer, length) {
  const start = checkedOffset('pointer', pointer, bytes.length);
  return bytes.subarray(start, start + checkedOffset('length', length, bytes.length - start));
}

/** @param {string} name @param {unknown} value @param {number} most */
function checkedOffset(name, value, most) {
  if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw outOfRange(name, `an integer from 0 to ${most}`, value);
}

/** @param {string} name @param {ArrayBufferView} array */
const changedLength = (name, array) => invalidArgValue(name, array, 'changed its length during the call');

/** @param {number} bytes */
const aligned = (bytes) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** @param {ArrayBufferView} array @param {number} bytes */
const bytesOf = (array, bytes) => {
  const view = /** @type {Uint8Array} */ (array);
  return new Uint8Array(bufferOf(view), offsetOf(view), bytes);
};

module.exports.MemoryFace = MemoryFace;
module.exports.ModuleMemory = ModuleMemory;
