'use strict';

/**
 * A file, or standard input, read in pieces whose size does not depend on the file's.
 */

const { open } = require('node:fs/promises');
const { Trouble, sayError, shown } = require('./trouble.js');

/** Bytes read at a time. */
const PIECE = 256 * 1024;

/** Whether a source has taken standard input, whose bytes can be read only once. */
let stdinTaken = false;

class Source {
  /** @type {import('node:fs/promises').FileHandle | undefined} */
  #handle;
  #isStdin = false;

  /**
   * @param {string} name of a file, or '-'
   */
  constructor(name) {
    this.name = name;
    /** Bytes read so far. */
    this.read = 0;
    /** Bytes in total, if that is known. */
    this.size = 0;
  }

  /** @throws {Trouble} naming the source, as the pieces do */
  async open() {
    if (this.name === '-') {
      if (stdinTaken) throw this.#trouble(new Error('standard input can be read only once'));
      stdinTaken = true;
      this.#isStdin = true;
      return;
    }
    try {
      this.#handle = await open(this.name, 'r');
      const status = await this.#handle.stat();
      this.size = status.isFile() ? status.size : 0;
    } catch (error) {
      throw this.#trouble(error);
    }
  }

  /**
   * The bytes, in pieces. A piece is valid until the next is asked for, as they share their memory.
   *
   * @returns {AsyncGenerator<Uint8Array, void, undefined>}
   */
  async *pieces() {
    const pieces = this.#handle === undefined ? process.stdin : filePieces(this.#handle);
    const iterator = pieces[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await iterator.next().catch((/** @type {unknown} */ error) => {
        throw this.#trouble(error);
      });
      if (done) return;
      this.read += value.length;
      yield value;
    }
  }

  async close() {
    await this.#handle?.close();
    // Left open, it would keep the process waiting for input that nobody will read.
    if (this.#isStdin) process.stdin.destroy();
  }

  /** @param {unknown} error */
  #trouble(error) {
    return new Trouble(`${shown(this.name)}: ${sayError(error)}`);
  }
}

/** @param {import('node:fs/promises').FileHandle} handle */
async function* filePieces(handle) {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * Opens a source for as long as `use` takes.
 *
 * @template T
 * @param {string} name
 * @param {(source: Source) => Promise<T>} use
 */
async function withSource(name, use) {
  const source = new Source(name);
  try {
    await source.open();
    return await use(source);
  } finally {
    await source.close();
  }
}

/**
 * What the commands share.
 *
 * @typedef {object} Session
 * @property {import('./arguments.js').Request} request
 * @property {import('../instance/string-ops.js').StringOps} ops
 * @property {import('./output.js').Output} output
 * @property {import('./progress.js').Progress} progress
 * @property {(message: string) => void} complain
 */

/**
 * Does the work for each source, and goes on after an error with one, as grep does.
 *
 * @param {Session} session
 * @param {string[]} names empty for standard input
 * @param {(source: Source) => Promise<number>} work returns an exit status
 * @returns {Promise<number>} 2 after an error, otherwise the lowest status
 */
async function eachSource({ progress, output, complain }, names, work) {
  let lowest = Infinity;
  let failed = false;
  for (const name of names.length === 0 ? ['-'] : names) {
    try {
      lowest = Math.min(lowest, await withSource(name, work));
    } catch (error) {
      if (!(error instanceof Trouble) || error.usage) throw error;
      failed = true;
      progress.clear();
      await output.flush(); // what was found before the error is printed before it
      complain(error.message);
    }
  }
  return failed ? 2 : lowest;
}

module.exports.eachSource = eachSource;
module.exports.Source = Source;
module.exports.withSource = withSource;
