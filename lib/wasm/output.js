'use strict';

/** Bytes that are being written, with numbers as WebAssembly has them. */
class Output {
  #bytes;
  #start;
  /** Where the next byte goes. */
  at;

  /** @param {number} room bytes to begin with @param {number} [before] as many in front of what is written */
  constructor(room, before = 0) {
    this.#bytes = new Uint8Array(before + room);
    this.#start = this.at = before;
  }

  /** @param {number} more */
  #grow(more) {
    const larger = new Uint8Array(2 * (this.at + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** @param {ArrayLike<number>} bytes */
  write(bytes) {
    const { length } = bytes;
    if (this.at + length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.at);
    this.at += length;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} end
   */
  copy(bytes, start, end) {
    this.write(bytes.subarray(start, end));
  }

  /** @param {number} value as unsigned numbers are written */
  number(value) {
    if (this.at + 5 > this.#bytes.length) this.#grow(5);
    for (; value > 0x7f; value >>>= 7) this.#bytes[this.at++] = value | 0x80;
    this.#bytes[this.at++] = value;
  }

  /**
   * Leaves room for the length of what follows: always five bytes, so that nothing has to be moved.
   *
   * @returns {number} where it begins, for `end`
   */
  begin() {
    if (this.at + 5 > this.#bytes.length) this.#grow(5);
    return (this.at += 5);
  }

  /** @param {number} start @param {number} [more] bytes that follow elsewhere */
  end(start, more = 0) {
    const bytes = this.#bytes;
    const size = this.at - start + more;
    bytes[start - 5] = size | 0x80;
    bytes[start - 4] = (size >>> 7) | 0x80;
    bytes[start - 3] = (size >>> 14) | 0x80;
    bytes[start - 2] = (size >>> 21) | 0x80;
    bytes[start - 1] = size >>> 28;
  }

  /** @param {() => void} write */
  sized(write) {
    const start = this.begin();
    write();
    this.end(start);
  }

  /**
   * A number below 8192 in the place of two bytes, as signed numbers are written.
   *
   * @param {number} at
   * @param {number} value
   */
  patch(at, value) {
    this.#bytes[at] = value | 0x80;
    this.#bytes[at + 1] = value >>> 7;
  }

  /** @param {number} start @returns {Uint8Array<ArrayBuffer>} what has been written from there on, which is taken back */
  takeBack(start) {
    const taken = this.#bytes.slice(start, this.at);
    this.at = start;
    return taken;
  }

  /**
   * @param {Uint8Array} [before] what goes in front of it
   * @returns {Uint8Array<ArrayBuffer>} without copying, if there is room for that
   */
  result(before = new Uint8Array(0)) {
    if (before.length > this.#start) {
      const larger = new Uint8Array(before.length + this.at - this.#start);
      larger.set(this.#bytes.subarray(this.#start, this.at), before.length);
      [this.#bytes, this.#start, this.at] = [larger, before.length, larger.length];
    }
    const start = this.#start - before.length;
    this.#bytes.set(before, start);
    return this.#bytes.subarray(start, this.at);
  }
}

/**
 * @param {number} value
 * @returns {number[]} as unsigned numbers are written
 */
function leb128(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
  return bytes;
}

module.exports = { Output, leb128 };
