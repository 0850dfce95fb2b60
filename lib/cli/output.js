'use strict';

const { Trouble, sayError } = require('./trouble.js');

/** Exit status when nobody reads the output any more: what a shell reports of a program that SIGPIPE ended. */
const PIPE_CLOSED = 141;

/** Ends the work: its output goes nowhere. */
class PipeClosed extends Error {}

/** Characters gathered before they are written. */
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
    // What goes wrong is told to the callback of the write.
    stream.on('error', () => {});
  }

  /** @param {string} text */
  async line(text) {
    this.#waiting += `${text}\n`;
    if (this.#waiting.length >= BATCH) await this.flush();
  }

  /**
   * Lets out what was gathered.
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
