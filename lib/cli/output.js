'use strict';

/**
 * What the command line prints: results, colors, and problems.
 */

const { getSystemErrorMap } = require('node:util');

/** A problem that stops a command, in one line for the user. It is not a defect of the program. */
class Trouble extends Error {}

/** The same where the command line is at fault. */
class Misuse extends Error {}

/** Ends the command, as its output goes nowhere. */
class PipeClosed extends Error {}

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
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? error.message;
}

/** Codes of SGR, which ECMA-48 defines. */
const COLORS = { red: 31, green: 32, yellow: 33 };

/**
 * Text in a color, on a terminal or where FORCE_COLOR asks for it, unless NO_COLOR does not. FORCE_COLOR is the stronger
 * of the two, as in Node; empty, neither counts.
 *
 * @param {{ isTTY?: boolean }} stream
 * @param {keyof typeof COLORS} color
 * @param {string} text
 */
function paint(stream, color, text) {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  const colored = FORCE_COLOR ? !/^(?:0|false)$/.test(FORCE_COLOR) : stream.isTTY && !NO_COLOR && TERM !== 'dumb';
  return colored ? `\u001b[${COLORS[color]}m${text}\u001b[39m` : text;
}

/** Characters collected before they are written. */
const BATCH = 16384;

/**
 * Standard output, written in batches and no faster than it is read.
 */
class Output {
  #progress;
  #waiting = '';

  /** @param {import('./progress.js').Progress} progress which what is written takes the place of */
  constructor(progress) {
    this.#progress = progress;
    // Errors reach the callback of the write.
    process.stdout.on('error', () => {});
  }

  /** @param {string} text */
  async line(text) {
    this.#waiting += `${text}\n`;
    if (this.#waiting.length >= BATCH) await this.flush();
  }

  /** Writes what was collected. */
  async flush() {
    const text = this.#waiting;
    if (text === '') return;
    this.#waiting = '';
    this.#progress.clear();
    /** @type {NodeJS.ErrnoException | null | undefined} */
    const error = await new Promise((resolve) => process.stdout.write(text, resolve));
    if (error?.code === 'EPIPE') throw new PipeClosed();
    if (error) throw new Trouble(`standard output: ${sayError(error)}`);
  }
}

module.exports.Misuse = Misuse;
module.exports.Output = Output;
module.exports.PipeClosed = PipeClosed;
module.exports.Trouble = Trouble;
module.exports.paint = paint;
module.exports.sayError = sayError;
