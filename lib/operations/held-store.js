'use strict';

/**
 * Held texts of the backends that are not the addon, which holds its own: each text is a copy that nobody else can
 * change, and every operation on it is the backend's own, called on that copy.
 */

const { freed } = require('../errors/errors.js');
const { sizeOf } = require('./input.js');
const { viewOf } = require('../text/typed-array.js');

/** @typedef {import('./input.js').Input} Input */

/**
 * What a backend does with held texts, flat, next to its other functions. A text is named by the number that
 * `holdText` returns.
 *
 * @typedef {object} HeldKernel
 * @property {(input: Input) => number} holdText
 * @property {(id: number) => void} freeText
 * @property {(id: number) => number} heldLength in bytes
 * @property {(id: number) => Input | number} heldInput what a set of needles reads: the text, only until the next call of
 *   anything, or its number
 * @property {(id: number, seed?: number) => number} heldHash
 * @property {(id: number, seed?: bigint) => bigint} heldHash64
 * @property {(id: number, other: Input) => -1 | 0 | 1} heldCompare
 * @property {(id: number, otherId: number) => -1 | 0 | 1} heldCompareHeld
 * @property {(id: number, needle: Input, position?: number) => number} heldSearch in bytes; with
 *   a position, from 0 to the text's length, in UTF-16 units if the text came as a string
 * @property {(id: number, needle: Input, overlapping: boolean) => Uint32Array} heldSearchAll
 * @property {(id: number, needle: Input, overlapping: boolean) => number} heldCount
 * @property {(id: number, words: Uint32Array) => void} heldCopy copies the text's bytes to there
 */

/**
 * Where a backend puts its held texts.
 *
 * @template Place
 * @typedef {object} Shelf
 * @property {import('./derived.js').Operations} ops that take what `read` returns
 * @property {(input: Input) => { place: Place, length: number }} put `length` in bytes
 * @property {(place: Place, other?: Input) => Input} read the text in the form that is quickest to search for `other`;
 *   bytes only until the next call of anything
 * @property {(place: Place) => void} remove
 * @property {(input: Input) => void} makeRoom for an input of the next call; may move what `read` returned
 */

/**
 * @template Place
 * @param {Shelf<Place>} shelf
 * @param {import('./memory-limit.js').MemoryLimit} limit the one that its operations check
 * @returns {HeldKernel}
 */
function createHeldStore(shelf, limit) {
  /** @type {Map<number, { place: Place, length: number, units: number }>} `units` of a string, bytes of an array */
  const texts = new Map();
  let next = 0;

  /** @param {number} id */
  const textOf = (id) => {
    const text = texts.get(id);
    if (text === undefined) throw freed();
    return text;
  };

  /**
   * Calls an operation, which counts its inputs against the limit, on a text that is already counted.
   *
   * @template R
   * @param {number} id
   * @param {Input} other
   * @param {(read: (other?: Input) => Input) => R} operation
   */
  const on = (id, other, operation) => {
    const { place, length } = textOf(id);
    // Here, as an operation may be given only a part of the text, or find two equal strings.
    limit.check(sizeOf('other', other), other);
    shelf.makeRoom(other);
    return limit.without(length, () => operation((other) => shelf.read(place, other)));
  };

  return {
    holdText(input) {
      const size = sizeOf('input', input);
      limit.check(size, input);
      const { place, length } = limit.within(() => shelf.put(input), input);
      texts.set(next, { place, length, units: typeof input === 'string' ? size : length });
      limit.addHeld(length);
      return next++;
    },
    freeText(id) {
      const text = texts.get(id);
      if (text === undefined) return;
      texts.delete(id);
      limit.addHeld(-text.length);
      shelf.remove(text.place);
    },
    heldLength: (id) => textOf(id).length,
    heldInput: (id) => shelf.read(textOf(id).place),
    heldHash: (id, seed) => on(id, '', (read) => shelf.ops.fastHash(read(), seed)),
    heldHash64: (id, seed) => on(id, '', (read) => shelf.ops.fastHash64(read(), seed)),
    heldCompare(id, other) {
      sizeOf('other', other);
      return on(id, other, (read) => shelf.ops.fastCompare(read(other), other));
    },
    heldCompareHeld: (id, otherId) =>
      id === otherId
        ? 0
        : on(id, '', (read) => on(otherId, '', (readOther) => shelf.ops.fastCompare(read(), readOther()))),
    heldCopy(id, words) {
      const bytes = new Uint8Array(words.buffer);
      bytes.set(/** @type {Uint8Array} */ (shelf.read(textOf(id).place, bytes)));
    },
    heldSearch(id, needle, position) {
      const { units, length } = textOf(id);
      const size = sizeOf('needle', needle);
      return on(id, needle, (read) => {
        if (position === undefined) return shelf.ops.fastSearch(read(needle), needle);
        const text = read();
        if (typeof text === 'string' || units === length) return shelf.ops.fastIndexOf(text, needle, position);
        if (size === 0) return position;
        const [skipped, first] = byteOfUnit(text, position);
        const found = shelf.ops.fastSearch(viewOf(text, skipped, length), needle);
        if (found === -1) return -1;
        return first + unitOfByte(viewOf(/** @type {Uint8Array} */ (read()), skipped, length), found);
      });
    },
    heldSearchAll(id, needle, overlapping) {
      sizeOf('needle', needle);
      return on(id, needle, (read) => shelf.ops.fastSearchAll(read(needle), needle, overlapping));
    },
    heldCount(id, needle, overlapping) {
      sizeOf('needle', needle);
      return on(id, needle, (read) => shelf.ops.fastCount(read(needle), needle, overlapping));
    },
  };
}

/** @param {number} byte of valid UTF-8 */
const beginsCharacter = (byte) => (byte & 0xc0) !== 0x80;

/** @param {number} byte of valid UTF-8 */
const unitsOf = (byte) => (beginsCharacter(byte) ? (byte >= 0xf0 ? 2 : 1) : 0);

/**
 * The first character that begins at or after a unit.
 *
 * @param {Uint8Array} bytes valid UTF-8
 * @param {number} unit
 * @returns {[byte: number, unit: number]} where it begins; the end if there is none
 */
function byteOfUnit(bytes, unit) {
  let [offset, units] = [0, 0];
  while (offset < bytes.length && (units < unit || !beginsCharacter(bytes[offset]))) {
    units += unitsOf(bytes[offset++]);
  }
  return [offset, units];
}

/**
 * The unit at which the character begins to which a byte belongs.
 *
 * @param {Uint8Array} bytes valid UTF-8
 * @param {number} offset
 */
function unitOfByte(bytes, offset) {
  let start = offset;
  while (start > 0 && start < bytes.length && !beginsCharacter(bytes[start])) start--;
  let units = 0;
  for (let i = 0; i < start; i++) units += unitsOf(bytes[i]);
  return units;
}

module.exports = { createHeldStore };
