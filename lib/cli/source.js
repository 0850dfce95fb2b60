'use strict';

/**
 * A file, or standard input, read in pieces whose size does not depend on the file's.
 */

const fs = require('node:fs');
const { promisify } = require('node:util');
const { encode } = require('./bytes.js');
const { Trouble, sayError, shown } = require('./trouble.js');

const [open, fstat, read, close] = [fs.open, fs.fstat, fs.read, fs.close].map((call) => promisify(call));

/** Bytes read at a time. */
const PIECE = 256 * 1024;

/** Milliseconds until a descriptor that had nothing to read is asked again. */
const PAUSE = 5;

/** Whether a source of this process has taken standard input: its bytes are there only once. */
let stdinTaken = false;

class Source {
  /** Standard input's descriptor is read itself: of what Node does not know, `process.stdin` makes an empty stream. */
  #descriptor = 0;
  /** @type {NodeJS.ReadStream | undefined} */
  #socket;

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
    try {
      if (this.name !== '-') this.#descriptor = await open(encode(this.name), 'r');
      else if (stdinTaken) throw new Error('standard input can be read only once');
      else stdinTaken = true;
      const status = await fstat(this.#descriptor);
      if (status.isDirectory()) throw new Error('is a directory');
      if (status.isSocket()) this.#socket = socketOf(process.stdin);
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
    const iterator = (this.#socket ?? piecesOf(this.#descriptor))[Symbol.asyncIterator]();
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
    if (this.#descriptor !== 0) await close(this.#descriptor);
    // Left open, it would keep the process waiting for input that nobody will read.
    this.#socket?.destroy();
  }

  /** @param {unknown} error */
  #trouble(error) {
    return new Trouble(`${shown(this.name)}: ${sayError(error)}`);
  }
}

/** @param {number} descriptor */
async function* piecesOf(descriptor) {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  for (;;) {
    try {
      const { bytesRead } = await read(descriptor, buffer, 0, PIECE, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EOF') return; // on Windows, of a pipe
      if (code !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/**
 * @param {NodeJS.ReadStream} stdin
 * @throws {Error} for a socket of datagrams, which has no end; Node makes an empty stream of it, not a socket
 */
function socketOf(stdin) {
  if (!('destroySoon' in stdin)) throw new Error('is a socket that is no stream');
  return stdin;
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
