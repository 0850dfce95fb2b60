'use strict';

const { Trouble, sayError } = require('./trouble.js');

/** Exit status when nobody reads the output any more: what a shell reports for a program ended by SIGPIPE. */
const PIPE_CLOSED = 141;

/** Ends the command, as its output goes nowhere. */
class PipeClosed extends Error {}

/** Characters collected before they are written. */
const BATCH = 16384;

/**
 * Standard output, written in batches and no faster than it is read.
 */
class Output {
  #stream;
  #waiting = '';

  /** @param {NodeJS.WritableStream} stream */
  constructor(stream) {
    this.#stream = stream;
    // Errors reach the callback of the write.
    stream.on('error', () => {});
  }

  /** @param {string} text */
  async line(text) {
    this.#waiting += `${text}\n`;
    // On a terminal somebody may be waiting for it.
    if (this.#waiting.length >= BATCH || 'isTTY' in this.#stream) await this.flush();
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
