'use strict';

/**
 * A progress bar on a terminal, for work that takes long.
 */

const { shown } = require('./names.js');

/** Milliseconds before the bar appears, and between two updates of it. */
const PATIENCE = 1000;
const INTERVAL = 100;

const WIDTH = 24;

/** Moves to the start of the line and clears it. */
const CLEAR = '\r\u001b[K';

/** Columns of a terminal that does not say how many it has. */
const COLUMNS = 80;

/** The most columns of a name that are shown. */
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
   * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} terminal nothing is drawn if it is not
   *   a terminal, or one that cannot clear a line
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
    // After the last column, a terminal may begin another line, which CLEAR would not clear.
    this.#terminal.write(CLEAR + picture(source, (this.#terminal.columns || COLUMNS) - 1));
  }

  /** Removes the bar, before something else is written and at the end. */
  clear() {
    if (!this.#visible) return;
    this.#visible = false;
    this.#terminal.write(CLEAR);
  }
}

/**
 * @param {Measured} source
 * @param {number} columns
 */
function picture({ name, read, size }, columns) {
  // A file may grow while it is being read.
  const part = Math.min(1, read / size);
  const bar = '#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '.');
  const numbers = size === 0 ? megabytes(read) : `[${bar}] ${Math.floor(part * 100)}% of ${megabytes(size)}`;
  const room = Math.min(LONGEST_NAME, columns - numbers.length - 1);
  if (room < 1) return numbers.slice(0, columns);
  return `${tail(shown(name === '-' ? 'standard input' : name), room)} ${numbers}`;
}

/**
 * As much of a text's end as fits.
 *
 * @param {string} text
 * @param {number} room in columns, at least 1
 */
function tail(text, room) {
  if (widthOf(text) <= room) return text;
  const kept = [...text].slice(-room);
  while (widthOf(kept.join('')) >= room) kept.shift();
  return `…${kept.join('')}`;
}

/**
 * The most columns that a terminal needs for a text. Marks share those of the character before them, but U+FE0F may make
 * a wide emoji of it.
 *
 * @param {string} text
 */
function widthOf(text) {
  const { eastAsianWidth } = require('get-east-asian-width');
  const characters = [...text.replace(/(?!\ufe0f)[\p{Mn}\p{Me}]/gu, '')];
  return characters.reduce((sum, each) => sum + eastAsianWidth(/** @type {number} */ (each.codePointAt(0))), 0);
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

module.exports.Progress = Progress;
