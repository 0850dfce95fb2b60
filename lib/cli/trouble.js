'use strict';

const { getSystemErrorMap } = require('node:util');

/** A problem that stops a command, in one line for the user. It is not a defect of the program. */
class Trouble extends Error {
  /**
   * @param {string} message
   * @param {{ usage?: boolean }} [options] `usage`: whether the command line is at fault
   */
  constructor(message, { usage = false } = {}) {
    super(message);
    this.usage = usage;
  }
}

/**
 * The words that other programs use when the system refuses something.
 *
 * @param {unknown} error
 * @returns {string}
 */
function sayError(error) {
  if (!(error instanceof Error)) return String(error);
  const { errno } = /** @type {NodeJS.ErrnoException} */ (error);
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words ?? error.message;
}

/**
 * A name as it can be shown: on one line, without anything that a terminal would obey, and unlike any other name.
 *
 * @param {string} name
 */
const shown = (name) =>
  name.replace(/[\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

module.exports.Trouble = Trouble;
module.exports.sayError = sayError;
module.exports.shown = shown;
