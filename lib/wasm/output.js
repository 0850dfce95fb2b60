'use strict';

/** Bytes that are being written, with numbers as WebAssembly has them. */
class Output {
  #bytes;
  /** The bytes written. */
  length = 0;

  /** @param {number} room bytes to begin with */
  constructor(room) {
    this.#bytes = new Uint8Array(room);
  }

  /** @param {number} more */
  #grow(more) {
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** @param {ArrayLike<number>} bytes */
  write(bytes) {
    const { length } = bytes;
    if (this.length + length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.length);
    this.length += length;
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
    if (this.length + 5 > this.#bytes.length) this.#grow(5);
    for (; value > 0x7f; value >>>= 7) this.#bytes[this.length++] = value | 0x80;
    this.#bytes[this.length++] = value;
  }

  /**
   * Leaves room for the length of what follows: always five bytes, so that nothing has to be moved.
   *
   * @returns {number} where it begins, for `end`
   */
  begin() {
    if (this.length + 5 > this.#bytes.length) this.#grow(5);
    return (this.length += 5);
  }

  /** @param {number} start */
  end(start) {
    const bytes = this.#bytes;
    const size = this.length - start;
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

  /** @returns {Uint8Array<ArrayBuffer>} without copying */
  result() {
    return this.#bytes.subarray(0, this.length);
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
