'use strict';

/**
 * The engine's encoder or, in realms that have none (jest's jsdom, a bare `vm` context), one of our own.
 */

/** @typedef {Pick<TextEncoder, 'encode' | 'encodeInto'>} Encoder */

/** @type {Encoder} what `TextEncoder` does, slower */
const ownEncoder = {
  encode(text = '') {
    const bytes = new Uint8Array(3 * text.length);
    return bytes.slice(0, ownEncoder.encodeInto(text, bytes).written);
  },
  encodeInto(text, room) {
    let [read, written] = [0, 0];
    while (read < text.length) {
      const point = /** @type {number} */ (text.codePointAt(read));
      // A lone surrogate becomes U+FFFD.
      const code = point >>> 11 === 0x1b ? 0xfffd : point;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (written + size > room.length) break;
      if (size === 1) {
        room[written] = code;
      } else {
        room[written] = ((0xf00 >> size) & 0xff) | (code >> (6 * (size - 1)));
        for (let i = 1; i < size; i++) room[written + i] = 0x80 | ((code >> (6 * (size - 1 - i))) & 0x3f);
      }
      written += size;
      read += point > 0xffff ? 2 : 1;
    }
    return { read, written };
  },
};

/** @type {Encoder} */
const encoder = typeof TextEncoder === 'function' ? new TextEncoder() : ownEncoder;

module.exports = { encoder, ownEncoder };
