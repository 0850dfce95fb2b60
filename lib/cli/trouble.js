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
  const { errno, code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'EISDIR') return 'is a directory';
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words ?? error.message;
}

module.exports.Trouble = Trouble;
module.exports.sayError = sayError;
