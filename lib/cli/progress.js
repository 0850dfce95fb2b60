'use strict';

/**
 * A progress bar on a terminal, for work that takes long.
 */

const { shown } = require('./trouble.js');

/** Milliseconds before the bar appears, and between two updates of it. */
const PATIENCE = 1000;
const INTERVAL = 100;

const WIDTH = 24;

/** Moves to the start of the line and clears it. */
const CLEAR = '\r\u001b[K';

/** The most of a name that is shown, in UTF-16 units. */
const LONGEST_NAME = 32;

/**
 * What a bar shows.
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {number} read bytes
 * @property {number} size bytes; 0 if it is not known
 */

class Progress {
  #terminal;
  #clock;
  #start;
  #drawn = -Infinity;
  #visible = false;

  /**
   * @param {{ isTTY?: boolean, write(text: string): unknown }} terminal nothing is drawn if it is not a terminal
   * @param {() => number} [clock] milliseconds
   */
  constructor(terminal, clock = () => performance.now()) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#start = clock();
  }

  /** @param {Measured} source */
  update(source) {
    if (!this.#terminal.isTTY || process.env.TERM === 'dumb') return;
    const now = this.#clock();
    if (now - this.#start < PATIENCE || now - this.#drawn < INTERVAL) return;
    this.#drawn = now;
    this.#visible = true;
    this.#terminal.write(CLEAR + picture(source));
  }

  /** Removes the bar, before something else is written and at the end. */
  clear() {
    if (!this.#visible) return;
    this.#visible = false;
    this.#terminal.write(CLEAR);
  }
}

/** @param {Measured} source */
function picture({ name, read, size }) {
  const label = shown(name === '-' ? 'standard input' : name);
  const short = label.length > LONGEST_NAME ? `…${label.slice(1 - LONGEST_NAME)}` : label;
  if (size === 0) return `${short} ${megabytes(read)}`;
  // A file may grow while it is being read.
  const part = Math.min(1, read / size);
  const bar = '#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '.');
  return `${short} [${bar}] ${Math.floor(part * 100)}% of ${megabytes(size)}`;
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

module.exports.Progress = Progress;
