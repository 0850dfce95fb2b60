'use strict';

/**
 * Hints for the addon how a string that crosses is best read. Any hint is right for any string: it decides
 * the speed, not the result.
 */

/** @typedef {import('./input.js').Input} Input */

/** Strings of at least this many units are too long for the addon to read in one short step. */
const LONG = 127;

/** Strings of at least this many units are so long that a first part is worth reading alone. */
const HUGE = 1 << 15;

/** Bits of a hint. */
const IS_LONG = 1;
const IS_ASCII = 2;
const IS_HUGE = 4;

/** Bits one argument's hint takes. */
const HINT_BITS = 3;

/**
 * How the addon best reads an input; three of its characters tell.
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
