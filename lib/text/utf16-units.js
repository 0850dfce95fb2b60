'use strict';

/**
 * Positions: from UTF-16 units of a string to bytes of its UTF-8, and back.
 */

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

module.exports = { byteOfUnit, unitOfByte };
