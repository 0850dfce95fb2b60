'use strict';

const { isHighSurrogate } = require('./utf8.js');

/** What a high surrogate without a low one after it becomes. */
const REPLACEMENT = '\ufffd';

/** Longer parts are joined in two pieces: with a waiting surrogate before them they might be longer than a string can be. */
const JOINED_WHOLE = (1 << 28) - 1;

/**
 * A part, in pieces that can be joined.
 *
 * @param {string} part
 * @returns {string[]}
 */
const joinable = (part) => (part.length <= JOINED_WHOLE ? [part] : [part.slice(0, 1), part.slice(1)]);

/**
 * Joins texts that come in parts, without tearing a character whose two halves are in different parts: a high surrogate
 * at the end of a part waits for the next.
 */
class TextSeam {
  /** A high surrogate, or ''. */
  #held = '';

  /**
   * @param {string} part
   * @returns {string} what can be used now; it never ends with a high surrogate
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
   * @returns {string} the replacement for a surrogate that waited in vain, or ''
   */
  end() {
    const rest = this.#held === '' ? '' : REPLACEMENT;
    this.#held = '';
    return rest;
  }

  /** A mark to return to if a part could not be used. */
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
