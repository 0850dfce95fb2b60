'use strict';

/**
 * Hints for the addon on how best to read a string that crosses. Any hint is correct for any string: it affects the
 * speed, not the result.
 */

/** @typedef {import('./input.js').Input} Input */

/** Strings of at least this many units are too long for the addon to read in one short step. */
const LONG = 127;

/** Strings of at least this many units are so long that it is worth reading a first part separately. */
const HUGE = 1 << 15;

/** Bits of a hint. */
const IS_LONG = 1;
const IS_ASCII = 2;
const IS_HUGE = 4;

/** Bits one argument's hint takes. */
const HINT_BITS = 3;

/**
 * How the addon best reads an input, judging by three of its characters.
 *
 * @param {Input} input
 */
function hintOf(input) {
  if (typeof input !== 'string' || input.length < LONG) return 0;
  const { length } = input;
  const sample = input.charCodeAt(0) | input.charCodeAt(length >> 1) | input.charCodeAt(length - 1);
  return IS_LONG | (sample < 0x80 ? IS_ASCII : 0) | (length >= HUGE ? IS_HUGE : 0);
}

/**
 * @param {Input} first
 * @param {Input} second
 */
const hintsOf = (first, second) => hintOf(first) | (hintOf(second) << HINT_BITS);

module.exports.hintOf = hintOf;
module.exports.hintsOf = hintsOf;
