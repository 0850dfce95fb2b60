'use strict';

const { Trouble, sayError } = require('./trouble.js');

/** Exit status when nobody reads the output any more: what a shell reports for a program ended by SIGPIPE. */
const PIPE_CLOSED = 141;

/** Ends the command, as its output goes nowhere. */
class PipeClosed extends Error {}

/** Characters collected before they are written. */
const BATCH = 16384;

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

/**
 * Standard output, written in batches and no faster than it is read.
 */
class Output {
  #stream;
  #waiting = '';

  /** @param {NodeJS.WritableStream & { isTTY?: boolean }} stream */
  constructor(stream) {
    this.#stream = stream;
    // Errors reach the callback of the write.
    stream.on('error', () => {});
  }

  /** @param {Parameters<typeof paint>[1]} color @param {string} text */
  paint(color, text) {
    return paint(this.#stream, color, text);
  }

  /** @param {string} text */
  async line(text) {
    this.#waiting += `${text}\n`;
    if (this.#waiting.length >= BATCH) await this.flush();
  }

  /**
   * Writes what was collected.
   *
   * @returns {Promise<void>}
   */
  flush() {
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (/** @type {NodeJS.ErrnoException | null | undefined} */ error) => {
        if (!error) resolve();
        else if (error.code === 'EPIPE') reject(new PipeClosed());
        else reject(new Trouble(`standard output: ${sayError(error)}`));
      });
    });
  }
}

module.exports.Output = Output;
module.exports.PipeClosed = PipeClosed;
module.exports.PIPE_CLOSED = PIPE_CLOSED;
module.exports.paint = paint;
