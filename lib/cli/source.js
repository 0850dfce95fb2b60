'use strict';

/**
 * A file, or standard input, read in pieces whose size does not depend on the file's.
 */

const fs = require('node:fs');
const { promisify } = require('node:util');
const { bytesOf, shown } = require('./names.js');
const { Trouble, sayError } = require('./output.js');
const { READ_AT_ONCE } = require('../operations/thresholds.js');

const read = promisify(fs.read);

const STDIN = 0;

/** Whether a source of this process has taken standard input: its bytes can be read only once. */
let stdinTaken = false;

/** Whether `process.stdin` reads it. */
let stdinFlows = false;

class Source {
  #descriptor;
  /** Bytes read so far. */
  read = 0;
  /** Bytes in total; 0 if that is not known. */
  size = 0;

  /**
   * @param {string} name of a file, or '-'
   * @throws {Trouble} naming the source, as the pieces do
   */
  constructor(name) {
    this.name = name;
    try {
      this.#descriptor = name === '-' ? takeStdin() : fs.openSync(fileOf(name), 'r');
      const status = fs.fstatSync(this.#descriptor);
      if (status.isFile()) this.size = status.size;
    } catch (error) {
      throw this.#trouble(error);
    }
  }

  /**
   * The bytes, in pieces. A piece is valid until the next is asked for, as they share their memory.
   *
   * @param {import('./progress.js').Progress | null} progress shows how far this is
   * @returns {AsyncGenerator<Uint8Array, void, undefined>}
   */
  async *pieces(progress) {
    try {
      for await (const piece of this.#descriptor === STDIN ? stdinPieces() : filePieces(this.#descriptor)) {
        this.read += piece.length;
        progress?.update(this);
        yield piece;
      }
    } catch (error) {
      throw this.#trouble(error);
    }
  }

  close() {
    if (this.#descriptor !== STDIN) fs.closeSync(this.#descriptor);
    // Left open, it would keep the process waiting for input that nobody will read.
    else if (stdinFlows) process.stdin.destroy();
  }

  /** @param {unknown} error */
  #trouble(error) {
    return new Trouble(`${shown(this.name)}: ${sayError(error)}`);
  }
}

/**
 * The name itself where Node can encode it, as only then is it made fit for long paths on Windows.
 *
 * @param {string} name
 */
const fileOf = (name) => (/[\udc80-\udcff]/u.test(name) ? bytesOf(name) : name);

function takeStdin() {
  if (stdinTaken) throw new Error('standard input can be read only once');
  stdinTaken = true;
  return STDIN;
}

/**
 * Standard input. `process.stdin` would be empty if Node does not know what the descriptor is, so the descriptor itself
 * is read, and `process.stdin` only waits.
 *
 * @returns {AsyncGenerator<Uint8Array, void, undefined>}
 */
async function* stdinPieces() {
  const status = fs.fstatSync(STDIN);
  if (process.platform !== 'win32') {
    // A read of these could wait for ever, or end at the first empty message.
    if ((status.mode & fs.constants.S_IFMT) === 0) throw new Error('is not a file, a pipe or a socket');
    if (status.isSocket() && !(process.stdin instanceof require('node:net').Socket)) {
      throw new Error('is a socket of datagrams or other messages, not a stream of bytes');
    }
    try {
      return yield* filePieces(STDIN);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
    }
  }
  // not covered from here: on Windows, and where another process has made the standard input non-blocking
  stdinFlows = true;
  yield* process.stdin;
}

/** @param {number} descriptor */
async function* filePieces(descriptor) {
  const buffer = Buffer.allocUnsafeSlow(READ_AT_ONCE);
  for (;;) {
    const { bytesRead } = await read(descriptor, buffer, 0, READ_AT_ONCE, null);
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
    return await use(source);
  } finally {
    source.close();
  }
}

/**
 * Does the work for each source, and goes on after an error with one, as grep does.
 *
 * @param {import('./commands.js').Session} session
 * @param {string[]} names empty for standard input
 * @param {(source: Source) => Promise<number>} work returns an exit status
 * @returns {Promise<number>} 2 after an error, otherwise the lowest status
 */
async function eachSource({ output, complain }, names, work) {
  let lowest = Infinity;
  let failed = false;
  for (const name of names.length === 0 ? ['-'] : names) {
    try {
      lowest = Math.min(lowest, await withSource(name, work));
      await output.flush();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      failed = true;
      await output.flush(); // what was found before the error is printed before it
      complain(error.message);
    }
  }
  return failed ? 2 : lowest;
}

module.exports = { eachSource, withSource };
