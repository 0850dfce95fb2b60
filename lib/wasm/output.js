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
  #makeRoom(more) {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** @param {ArrayLike<number>} bytes */
  write(bytes) {
    this.#makeRoom(bytes.length);
    // Most are short, for which a loop is quicker than `set`.
    for (let i = 0; i < bytes.length; i++) this.#bytes[this.length + i] = bytes[i];
    this.length += bytes.length;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} end
   */
  copy(bytes, start, end) {
    this.#makeRoom(end - start);
    if (end - start > 64) this.#bytes.set(bytes.subarray(start, end), this.length);
    else for (let i = start; i < end; i++) this.#bytes[this.length + i - start] = bytes[i];
    this.length += end - start;
  }

  /**
   * Puts the number of bytes before them: always five bytes, so that nothing has to be moved.
   *
   * @param {() => void} write
   */
  sized(write) {
    const at = this.length;
    this.write([0, 0, 0, 0, 0]);
    write();
    const size = this.length - at - 5;
    for (let i = 0; i < 5; i++) this.#bytes[at + i] = ((size >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0);
  }

  /**
   * A number below 8192 in the place of two bytes, as signed numbers are written.
   *
   * @param {number} at
   * @param {number} value
   */
  patch(at, value) {
    this.#bytes[at] = (value & 0x7f) | 0x80;
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
  return [...bytes, value];
}

module.exports = { Output, leb128 };
