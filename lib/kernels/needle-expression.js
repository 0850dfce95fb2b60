'use strict';

/**
 * Many needles in a short text, by a regular expression of the engine: that is quicker than to leave JavaScript, or than
 * to encode the text.
 */

/** The most needles, and units of each, for which there is an expression. */
const MOST = 1000;
const LONGEST = 250;

/** How many units the engine may have to compare at one place of a text. */
const MOST_COMPARED = 256;

const SIGNS = /[\\^$.*+?()[\]{}|/]/g;

/** @param {string} word @param {boolean} ignoreCase */
const fold = (word, ignoreCase) => (ignoreCase ? word.toLowerCase() : word);

/**
 * How many units are compared at one place at the most, if each word is compared by itself from the second unit on, as
 * long as the words before it do not match.
 *
 * @param {string[]} words sorted, all different
 * @param {number} from
 * @param {number} to of those that begin alike
 * @param {number} at units in which they do
 * @returns {number}
 */
function comparedAt(words, from, to, at) {
  if (to - from === 1) return words[from].length - at;
  let most = 0;
  for (let start = words[from].length === at ? from + 1 : from, end; start < to; start = end) {
    end = start + 1;
    while (end < to && words[end][at] === words[start][at]) end++;
    most = Math.max(most, end - start + comparedAt(words, start, end, at + 1));
  }
  return most;
}

class NeedleExpression {
  #expression;
  #ignoreCase;
  /** @type {Map<string, number>} the first of each in the list */
  #numbers = new Map();

  /**
   * @param {string[]} words
   * @param {boolean} ignoreCase
   */
  constructor(words, ignoreCase) {
    for (const [number, word] of words.entries()) {
      const folded = fold(word, ignoreCase);
      if (!this.#numbers.has(folded)) this.#numbers.set(folded, number);
    }
    const longestFirst = [...this.#numbers.keys()].sort((a, b) => b.length - a.length);
    const alternatives = longestFirst.map((word) => word.replace(SIGNS, '\\$&'));
    this.#expression = new RegExp(alternatives.join('|'), ignoreCase ? 'gi' : 'g');
    this.#ignoreCase = ignoreCase;
  }

  /**
   * Whether an expression finds these needles exactly where their bytes are, and takes a time that is bounded at each
   * place: they are strings whose UTF-8 is where their units are; without `u`, `i` lets no letter beyond ASCII be one of
   * ASCII, but makes others equal.
   *
   * @param {readonly unknown[]} needles
   * @param {boolean} ignoreCase
   * @param {(needle: string) => boolean} isPlain whether its UTF-8 is in a text where its units are
   * @returns {needles is string[]}
   */
  static suits(needles, ignoreCase, isPlain) {
    if (needles.length > MOST) return false;
    for (const needle of needles) {
      if (typeof needle !== 'string' || needle.length > LONGEST || !isPlain(needle)) return false;
      if (ignoreCase && !/^[\0-\x7f]*$/.test(needle)) return false;
    }
    const words = [...new Set(needles.map((needle) => fold(/** @type {string} */ (needle), ignoreCase)))].sort();
    return comparedAt(words, 0, words.length, 0) <= MOST_COMPARED;
  }

  /** @param {string} text */
  test(text) {
    this.#expression.lastIndex = 0;
    return this.#expression.test(text);
  }

  /**
   * @param {string} text
   * @param {number} from in units
   * @param {(needle: number, at: number, word: string) => boolean} found called with each match, its place in units;
   *   returns whether to go on
   */
  each(text, from, found) {
    const expression = this.#expression;
    for (expression.lastIndex = from; ;) {
      const match = expression.exec(text);
      if (match === null) return;
      const [word] = match;
      const number = /** @type {number} */ (this.#numbers.get(fold(word, this.#ignoreCase)));
      const next = expression.lastIndex;
      if (!found(number, match.index, word)) return;
      expression.lastIndex = next;
    }
  }
}

module.exports.NeedleExpression = NeedleExpression;
