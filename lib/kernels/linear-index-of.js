'use strict';

/**
 * `String.prototype.indexOf` in time linear in both lengths, whatever they hold. V8's own takes the product of both if
 * a long needle repeats what the text repeats.
 */

const { prepare, twoWaySearch } = require('./two-way.js');

const { max, min } = Math;

/**
 * V8 searches for needles of up to this many UTF-16 units. It reads no more than 250 units of a needle to work out how
 * far to move on (`kBMMaxShift` in its `string-search.h`): up to there its Boyer-Moore search is linear, beyond it is
 * not.
 */
const LINEAR = 250;

/** Up to this many comparisons are left to V8 as well, as they take some milliseconds. */
const FEW = 1 << 22;

/** The fewest units of the text that are copied at once for Two-Way. */
const WINDOW = 1 << 16;

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} [from] UTF-16 unit to begin at, from 0 to the text's length
 * @returns {number} UTF-16 unit of the first occurrence from there on, or -1
 * @throws {RangeError} the engine's own, if it has no room for a copy of the needle
 */
function indexOf(text, needle, from = 0) {
  const { length } = needle;
  const rest = text.length - from;
  if (length <= LINEAR || rest < length || rest * length <= FEW) return text.indexOf(needle, from);
  const start = needle.slice(0, LINEAR);
  // Where only the start matches, the rest was compared in vain; that is limited to as many units in total as the text
  // has.
  let inVain = 0;
  for (let at = text.indexOf(start, from); at !== -1; at = text.indexOf(start, at + 1)) {
    if (inVain > rest) return byTwoWay(text, needle, at);
    if (text.startsWith(needle, at)) return at;
    inVain += length;
  }
  return -1;
}

/**
 * @param {string} text
 * @param {string} needle
 * @param {number} from
 */
function byTwoWay(text, needle, from) {
  const { length } = needle;
  const pattern = unitsOf(needle, 0, length);
  const prepared = prepare(pattern, length);
  const step = max(WINDOW, length);
  for (let at = from; at + length <= text.length; at += step) {
    // The last match of this window begins before the next one.
    const units = unitsOf(text, at, min(at + step + length - 1, text.length));
    const index = twoWaySearch(units, units.length, pattern, length, 0, prepared);
    if (index !== -1) return at + index;
  }
  return -1;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function unitsOf(text, start, end) {
  const units = new Uint16Array(end - start);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(start + i);
  return units;
}

module.exports = { LINEAR, indexOf };
