'use strict';

/**
 * Substring search in bytes, or in UTF-16 units, by the Two-Way algorithm (Crochemore and Perrin, "Two-way
 * string-matching", JACM 38, 1991): time linear in both lengths whatever they hold, and constant space. A table of
 * where (low) bytes last occur in the needle makes it skip most of an ordinary haystack.
 */

const { max } = Math;

/** @typedef {Uint8Array | Uint16Array} Sequence */

/**
 * @typedef {object} Factorization
 * @property {number} cut the needle is compared from here to its end, then from here to its start
 * @property {number} period of the part right of the cut
 */

/**
 * The greatest suffix of the needle in the order of its elements, or in the reverse order.
 *
 * @param {Sequence} needle
 * @param {number} length of the needle, in elements
 * @param {boolean} reverse
 * @returns {Factorization}
 */
function greatestSuffix(needle, length, reverse) {
  let start = 0; // of the best suffix so far
  let candidate = 1; // start of the suffix compared with it
  let matched = 0; // elements in which the two agree
  let period = 1;
  while (candidate + matched < length) {
    const best = needle[start + matched];
    const other = needle[candidate + matched];
    if (best === other) {
      if (++matched === period) {
        candidate += period;
        matched = 0;
      }
    } else if (reverse ? other > best : other < best) {
      candidate += matched + 1;
      matched = 0;
      period = candidate - start;
    } else {
      start = candidate++;
      matched = 0;
      period = 1;
    }
  }
  return { cut: start, period };
}

/**
 * @param {Sequence} needle
 * @param {number} length of the needle, in elements
 * @returns {Factorization}
 */
function factorize(needle, length) {
  const forward = greatestSuffix(needle, length, false);
  const backward = greatestSuffix(needle, length, true);
  return forward.cut > backward.cut ? forward : backward;
}

/**
 * How far a window may move when the low byte of its last element is this one, for each byte.
 *
 * @param {Sequence} needle
 * @param {number} length of the needle, in elements
 */
function skipTable(needle, length) {
  const table = new Uint32Array(256).fill(length);
  for (let i = 0; i < length; i++) table[needle[i] & 0xff] = length - 1 - i;
  return table;
}

/**
 * What is known about a needle before the search.
 *
 * @typedef {object} Prepared
 * @property {number} cut
 * @property {Uint32Array} skips
 * @property {boolean} periodic
 * @property {number} shift the needle's period if it is periodic, otherwise a bound on it above half its length
 */

/**
 * @param {Sequence} needle
 * @param {number} length of the needle, in elements; not 0
 * @returns {Prepared}
 */
function prepare(needle, length) {
  const { cut, period } = factorize(needle, length);
  // The whole needle has the period of its right part if its left part repeats with it too.
  let periodic = true;
  for (let i = 0; i < cut && periodic; i++) periodic = needle[i] === needle[i + period];
  const shift = periodic ? period : max(cut, length - cut) + 1;
  return { cut, skips: skipTable(needle, length), periodic, shift };
}

/**
 * @param {Sequence} haystack
 * @param {number} haystackLength in elements
 * @param {Sequence} needle
 * @param {number} length of the needle, in elements; from 1 to `haystackLength`
 * @param {number} [from] index to begin at
 * @param {Prepared} [prepared]
 * @returns {number} index of the first occurrence, or -1
 */
function twoWaySearch(haystack, haystackLength, needle, length, from = 0, prepared = prepare(needle, length)) {
  const { cut, skips, periodic, shift } = prepared;
  const lastWindow = haystackLength - length;
  // A periodic needle that moves by its period still matches wherever it overlaps.
  const overlap = periodic ? length - shift : 0;

  let window = from;
  let known = 0; // elements at the window's start that are known to match
  while (window <= lastWindow) {
    if (known === 0) {
      const skip = skips[haystack[window + length - 1] & 0xff];
      if (skip !== 0) {
        window += skip;
        continue;
      }
    }
    let right = max(cut, known);
    while (right < length && needle[right] === haystack[window + right]) right++;
    if (right < length) {
      window += right - cut + 1;
      known = 0;
      continue;
    }
    let left = cut - 1;
    while (left >= known && needle[left] === haystack[window + left]) left--;
    if (left < known) return window;
    window += shift;
    known = overlap;
  }
  return -1;
}

module.exports = { prepare, twoWaySearch };
