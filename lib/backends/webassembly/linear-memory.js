'use strict';

/**
 * The memory of a WebAssembly instance as the place for inputs: each is written once, straight to where it is read, and
 * the memory grows as they need it.
 */

const { memoryLimit } = require('../../errors/errors.js');
const { PAGE, neededBytes } = require('../../operations/memory-limit.js');
const { bufferOf, copyOf, lengthOf, offsetOf } = require('../../text/typed-array.js');
const { LARGEST_ROOM, byteLength, encoder } = require('../../text/utf8.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/** The bytes of memory that are kept from one call to the next; or what there was at first, if that is more. */
const RETAINED = 64 << 20;

/** Strings up to this many units are written by a loop if they are ASCII, which beats calling the encoder. */
const SHORT = 32;

/** Bytes encoded at a time if the encoder cannot write to the memory itself. */
const STAGE = 65536;

/** Bytes of the longest character. */
const CHARACTER = 4;

/** @type {Uint8Array | undefined} */
let stage;

class LinearMemory {
  #memory;
  /** @type {Uint8Array} */
  #view;
  /** Whether the encoder cannot write to this memory: it takes neither shared nor resizable buffers. */
  #staged;

  /** @param {WebAssembly.Memory} memory */
  constructor(memory) {
    this.#memory = memory;
    this.#view = new Uint8Array(memory.buffer);
    this.#staged = isStaged(memory.buffer);
  }

  /**
   * Makes the bytes below `end` addressable.
   *
   * @param {number} end
   * @param {Input} first an input of the call, for the error
   * @param {Input} second likewise
   * @throws {RangeError} `ERR_STRINGOPS_MEMORY` when the memory cannot grow that far
   */
  reserve(end, first, second) {
    if (end <= lengthOf(this.#view)) return;
    // Someone else may have grown it, which leaves our view empty, or too short if the memory is shared.
    this.#refresh();
    const missing = end - lengthOf(this.#view);
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw memoryLimit(neededBytes(first, second), lengthOf(this.#view), cause);
    }
    this.#refresh();
  }

  /**
   * @param {Input} input
   * @param {number} at offset to write to
   * @param {Input} first an input of the call, for the error
   * @param {Input} second likewise
   * @returns {number} offset after the last byte written
   */
  write(input, at, first, second) {
    if (typeof input !== 'string') {
      const end = at + lengthOf(input);
      this.reserve(end, first, second);
      this.#view.set(input, at);
      return end;
    }
    const { length } = input;
    if (length <= SHORT && at + length <= lengthOf(this.#view) && this.#writeAscii(input, at)) return at + length;
    this.reserve(at + length, first, second);
    let end = at;
    for (let done = 0; done < length;) {
      const { read, written } = this.#encode(done === 0 ? input : input.slice(done), end);
      done += read;
      end += written;
      // The encoder stops before the first character that does not fit; only then is the rest counted.
      if (done < length && (read === 0 || lengthOf(this.#view) - end < CHARACTER)) {
        this.reserve(end + byteLength(input, done), first, second);
      }
    }
    return end;
  }

  /**
   * @param {Input} input
   * @returns {number} where an input lies in this memory; -1 if it does not
   */
  placeOf(input) {
    return typeof input === 'string' || bufferOf(input) !== this.#view.buffer ? -1 : offsetOf(input);
  }

  /** Bytes the memory has, as far as we know. */
  get size() {
    return lengthOf(this.#view);
  }

  /**
   * Bytes in place, until the memory grows.
   *
   * @param {number} start
   * @param {number} length
   */
  bytes(start, length) {
    // Someone else has made it grow.
    if (lengthOf(this.#view) === 0) this.#refresh();
    return this.#view.subarray(start, start + length);
  }

  /**
   * An input that does not change while this memory grows and is written to: a copy, if it lies in there.
   *
   * @template {Input} T
   * @param {T} input
   * @returns {T | Uint8Array}
   */
  settled(input) {
    if (typeof input === 'string') return input;
    if (lengthOf(this.#view) === 0) this.#refresh();
    const buffer = bufferOf(input);
    // A shared memory has a new SharedArrayBuffer each time it grows, all over the same bytes.
    const inside = buffer === this.#view.buffer || (this.#staged && !(buffer instanceof ArrayBuffer));
    return inside ? copyOf(input) : input;
  }

  /**
   * @param {string} text
   * @param {number} at
   * @returns {boolean} false if there is a character that is not ASCII
   */
  #writeAscii(text, at) {
    const view = this.#view;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      view[at + i] = unit;
    }
    return true;
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  #encode(text, at) {
    const room = Math.min(lengthOf(this.#view) - at, LARGEST_ROOM);
    if (!this.#staged) return encoder.encodeInto(text, this.#view.subarray(at, at + room));
    stage ??= new Uint8Array(STAGE);
    const result = encoder.encodeInto(text, stage.subarray(0, room));
    this.#view.set(stage.subarray(0, result.written), at);
    return result;
  }

  /** Gets the buffer again. That costs 25 ns, so it is done only when the view seems too short. */
  #refresh() {
    const { buffer } = this.#memory;
    this.#view = new Uint8Array(buffer);
    this.#staged = isStaged(buffer);
  }
}

/** @param {ArrayBufferLike} buffer */
const isStaged = (buffer) => !(buffer instanceof ArrayBuffer) || ('resizable' in buffer && buffer.resizable === true);

module.exports.LinearMemory = LinearMemory;
module.exports.RETAINED = RETAINED;
