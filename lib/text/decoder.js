'use strict';

/**
 * The engine's decoder of UTF-8 or, in realms that have none (jest's jsdom, a bare `vm` context), one of our own. Both
 * keep a byte order mark, and put U+FFFD for what is no UTF-8.
 */

/** What `TextDecoder` does, slower. */
class OwnDecoder {
  /** The beginning of a character whose end is still to come. */
  #rest = new Uint8Array(0);

  /**
   * @param {Uint8Array} more
   * @param {{ stream?: boolean }} [options]
   */
  decode(more, { stream = false } = {}) {
    const bytes = new Uint8Array(this.#rest.length + more.length);
    bytes.set(this.#rest);
    bytes.set(more, this.#rest.length);
    this.#rest = new Uint8Array(0);
    let text = '';
    for (let i = 0; i < bytes.length;) {
      const start = i;
      const lead = bytes[i++];
      const size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
      let left = size - 1;
      let point = size === 1 ? lead : lead & (0x7f >> size);
      // Where the second byte must lie, so that the form is the shortest, no surrogate and below U+110000.
      let lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      let highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      for (; left > 0 && bytes[i] >= lowest && bytes[i] <= highest; left--) {
        point = (point << 6) | (bytes[i++] & 0x3f);
        [lowest, highest] = [0x80, 0xbf];
      }
      if (left > 0 && i === bytes.length && stream) this.#rest = bytes.slice(start);
      else text += left === 0 ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  }
}

/** @returns {Pick<TextDecoder, 'decode'>} */
const newDecoder = () =>
  typeof TextDecoder === 'function' ? new TextDecoder('utf-8', { ignoreBOM: true }) : new OwnDecoder();

module.exports.newDecoder = newDecoder;
module.exports.OwnDecoder = OwnDecoder;
