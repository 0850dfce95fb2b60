'use strict';

const { getSystemErrorMap } = require('node:util');

/** What stops a command, said in a line. It is told to the user; it is no fault of the program. */
class Trouble extends Error {
  /**
   * @param {string} message
   * @param {{ usage?: boolean }} [options] `usage`: whether it lies in the command line
   */
  constructor(message, { usage = false } = {}) {
    super(message);
    this.usage = usage;
  }
}

/**
 * The same words as other programs have for what the system refuses.
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
 * A name as it can be shown: one line, and nothing in it that a terminal would obey.
 *
 * @param {string} name
 */
const shown = (name) =>
  name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

module.exports.Trouble = Trouble;
module.exports.sayError = sayError;
module.exports.shown = shown;
