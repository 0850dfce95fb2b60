'use strict';

const { isHighSurrogate } = require('./utf8.js');

/** What a high surrogate becomes that no low one follows. */
const REPLACEMENT = '\ufffd';

/** Parts of this many units are joined in two: behind a surrogate that waits they might be longer than a string can be. */
const LONG = 1 << 28;

/**
 * A part, in pieces that can be joined.
 *
 * @param {string} part
 * @returns {string[]}
 */
const joinable = (part) => (part.length < LONG ? [part] : [part.slice(0, 1), part.slice(1)]);

/**
 * Joins texts that come in parts, so that a character whose two halves lie in two parts is not torn: a high
 * surrogate at the end of a part waits for the next.
 */
class TextSeam {
  /** A high surrogate, or ''. */
  #held = '';

  /**
   * @param {string} part
   * @returns {string} what can be used now; it never ends in a high surrogate
   */
  join(part) {
    if (part === '') return '';
    const text = this.#held + part;
    const last = text.length - 1;
    if (!isHighSurrogate(text.charCodeAt(last))) {
      this.#held = '';
      return text;
    }
    this.#held = text[last];
    return text.slice(0, last);
  }

  /**
   * Ends the text.
   *
   * @returns {string} what stands for the surrogate that waited in vain, or ''
   */
  end() {
    const rest = this.#held === '' ? '' : REPLACEMENT;
    this.#held = '';
    return rest;
  }

  /** A mark to come back to when a part could not be used. */
  get mark() {
    return this.#held;
  }

  /** @param {string} mark */
  set mark(mark) {
    this.#held = mark;
  }
}

module.exports.TextSeam = TextSeam;
module.exports.joinable = joinable;
