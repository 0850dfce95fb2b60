'use strict';

/**
 * A file, or standard input, read in pieces whose size does not depend on the file's.
 */

const fs = require('node:fs');
const { promisify } = require('node:util');
const { bytesOf, shown } = require('./names.js');
const { Trouble, sayError } = require('./trouble.js');

const read = promisify(fs.read);

const STDIN = 0;

/** Bytes read at a time. */
const PIECE = 256 * 1024;

/** Whether a source of this process has taken standard input: its bytes can be read only once. */
let stdinTaken = false;

/** Whether `process.stdin` reads it. */
let stdinFlows = false;

class Source {
  /** @type {number | undefined} */
  #descriptor;

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
  open() {
    try {
      this.#descriptor = this.name === '-' ? takeStdin() : fs.openSync(fileOf(this.name), 'r');
      const status = fs.fstatSync(this.#descriptor);
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
    const descriptor = /** @type {number} */ (this.#descriptor);
    const iterator = descriptor === STDIN ? stdinPieces() : filePieces(descriptor);
    for (;;) {
      const { done, value } = await iterator.next().catch((/** @type {unknown} */ error) => {
        throw this.#trouble(error);
      });
      if (done) return;
      this.read += value.length;
      yield value;
    }
  }

  close() {
    if (this.#descriptor === undefined) return;
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
  stdinFlows = true;
  yield* process.stdin;
}

/** @param {number} descriptor */
async function* filePieces(descriptor) {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  for (;;) {
    const { bytesRead } = await read(descriptor, buffer, 0, PIECE, null);
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
    source.open();
    return await use(source);
  } finally {
    source.close();
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
      await output.flush();
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
