'use strict';

/**
 * How common a unit is in texts, and the search for a needle by its rarest one: the engine looks for a single unit at
 * the speed of memory, and stops wherever it occurs.
 */

const { charCodeAt, indexOf, startsWith } = require('../text/string-methods.js');

const { max, min } = Math;

/** How many units of a needle are considered for the rarest. */
const LOOKED_AT = 32;

/**
 * Bytes from the commonest in texts down; in Latin texts the first half is nine tenths of the text. All others are
 * rarer.
 */
const COMMON = ' etaoinsrhldcumfpgwyb\0v,.k0x12\n"-T3';

/** The rank of each byte: the higher, the commoner. */
const RANK = new Uint8Array(256);
for (let i = 0; i < COMMON.length; i++) RANK[COMMON.charCodeAt(i)] = COMMON.length - i + 1;
// Latin letters with accents, one byte a unit.
RANK.fill(1, 0xe0);

/** Above it are the units that occur in one of 40 places or more. */
const RARE = RANK['m'.charCodeAt(0)];

/**
 * What matters is the byte by which the engine searches for a unit, the higher one of two.
 *
 * @param {number} unit
 */
const rankOf = (unit) => RANK[max(unit & 0xff, unit >> 8)];

/** @param {number} unit */
const isRare = (unit) => rankOf(unit) <= RARE;

/** @param {string} needle not empty */
function rarestUnit(needle) {
  const end = min(needle.length, LOOKED_AT);
  let found = 0;
  for (let i = 1; i < end; i++) if (rankOf(charCodeAt(needle, i)) < rankOf(charCodeAt(needle, found))) found = i;
  return found;
}

/**
 * @param {Uint8Array} needle
 * @param {number} length of it, not 0
 */
function rarestByte(needle, length) {
  const end = min(length, LOOKED_AT);
  let found = 0;
  let least = RANK[needle[0]];
  for (let i = 1; i < end; i++) {
    const rank = RANK[needle[i]];
    if (rank >= least) continue;
    found = i;
    least = rank;
  }
  return found;
}

/**
 * Looks for a needle by one of its units, the `at`th.
 *
 * @param {string} text
 * @param {string} needle not empty
 * @param {number} at
 * @param {number} from
 * @param {number} sparse units that each occurrence of the unit but the first must be worth
 * @returns {number} index of the first occurrence of the needle; -1 if there is none; or, if the unit is not rare here,
 *   where to go on, subtracted from -2
 */
function findByUnit(text, needle, at, from, sparse) {
  const unit = needle.charAt(at);
  const other = at === 0 ? needle.length - 1 : 0;
  const otherUnit = charCodeAt(needle, other);
  let start = from;
  for (let paid = from - sparse; paid <= start; paid += sparse) {
    const index = indexOf(text, unit, start + at) - at;
    if (index < start) return -1;
    if (charCodeAt(text, index + other) === otherUnit) {
      if (startsWith(text, needle, index)) return index;
      // As long as it agreed, it was compared unit by unit.
      paid += needle.length;
    }
    start = index + 1;
  }
  return -2 - start;
}

module.exports.findByUnit = findByUnit;
module.exports.isRare = isRare;
module.exports.rarestByte = rarestByte;
module.exports.rarestUnit = rarestUnit;
