'use strict';

/**
 * Answers to questions about texts. Texts are distinguished by their whole contents, never by a digest; the answer
 * asked for least recently is dropped first.
 */

/** V8 hashes longer strings by their length alone, so strings of one length would each be compared with all others. */
const LONGEST_HASHED = 16_383;
const WINDOWS = 16;
const WINDOW = 64;

/** V8 copies shorter slices instead of referring to the text from which they were cut. */
const SHORTEST_SLICE = 13;

const WIDE = /[\u0100-\uffff]/;
const ANYTHING = /(?:)/;

/**
 * @template T
 * @typedef {{ text: string, question: string, value: T, bytes: number }} Answer
 */

/**
 * A match of a few characters must not hold the megabytes in which it was found.
 *
 * @param {string} text perhaps a slice of another
 * @returns {string} the same, in memory of its own
 */
const ownCopy = (text) => (text.length < SHORTEST_SLICE ? text : ` ${text}`.slice(1));

/**
 * @param {string} text
 * @returns {number} what its units take, in bytes
 */
const bytesOf = (text) => (WIDE.test(text) ? 2 * text.length : text.length);

/** Replaces the last text in which a regular expression found something, which engines keep as `RegExp.$_`. */
function letGoOfText() {
  ANYTHING.test('');
}

/**
 * @param {string} text
 * @returns {string} equal for equal texts, and rarely for others: the text, or windows of it that include both ends
 */
function sampleOf(text) {
  if (text.length <= LONGEST_HASHED) return text;
  let sample = '';
  for (let i = 0; i <= WINDOWS; i++) {
    const at = Math.floor(((text.length - WINDOW) * i) / WINDOWS);
    sample += text.slice(at, at + WINDOW);
  }
  return sample;
}

/** @template T */
class BoundedCache {
  /** @type {Map<string, Answer<T>[]>} by samples of their texts */
  #alike = new Map();
  /** @type {Set<Answer<T>>} the one returned last is at the end */
  #byUse = new Set();
  #mostAnswers;
  #mostBytes;
  #bytes = 0;

  /**
   * @param {number} mostAnswers
   * @param {number} mostBytes
   */
  constructor(mostAnswers, mostBytes) {
    this.#mostAnswers = mostAnswers;
    this.#mostBytes = mostBytes;
  }

  get size() {
    return this.#byUse.size;
  }

  /** The bytes of texts, questions and values, as they were counted: those of a text once. */
  get bytes() {
    return this.#bytes;
  }

  /**
   * @param {string} text
   * @param {string} question
   * @returns {T | undefined}
   */
  get(text, question) {
    const alike = this.#alike.get(sampleOf(text));
    const answer = alike?.find((known) => known.question === question && known.text === text);
    if (answer === undefined) return undefined;
    this.#byUse.delete(answer);
    this.#byUse.add(answer);
    return answer.value;
  }

  /**
   * @param {string} text
   * @param {string} question that has no answer here
   * @param {T} value
   * @param {number} valueBytes
   */
  add(text, question, value, valueBytes) {
    const bytes = valueBytes + bytesOf(question);
    // It would displace all others, and then itself.
    if (bytesOf(text) + bytes > this.#mostBytes) return;
    const known = this.#alike.get(sampleOf(text))?.find((answer) => answer.text === text)?.text;
    const answer = { text: known ?? ownCopy(text), question, value, bytes };
    const sample = sampleOf(answer.text);
    this.#alike.set(sample, [...(this.#alike.get(sample) ?? []), answer]);
    this.#byUse.add(answer);
    this.#bytes += bytes + (known === undefined ? bytesOf(text) : 0);
    for (const oldest of this.#byUse) {
      if (this.size <= this.#mostAnswers && this.#bytes <= this.#mostBytes) break;
      this.#remove(oldest);
    }
  }

  /** @param {Answer<T>} answer */
  #remove(answer) {
    const { text, bytes } = answer;
    const sample = sampleOf(text);
    const others = (this.#alike.get(sample) ?? []).filter((other) => other !== answer);
    if (others.length > 0) this.#alike.set(sample, others);
    else this.#alike.delete(sample);
    this.#byUse.delete(answer);
    this.#bytes -= bytes + (others.some((other) => other.text === text) ? 0 : bytesOf(text));
  }

  clear() {
    this.#alike.clear();
    this.#byUse.clear();
    this.#bytes = 0;
  }
}

module.exports.BoundedCache = BoundedCache;
module.exports.bytesOf = bytesOf;
module.exports.letGoOfText = letGoOfText;
module.exports.ownCopy = ownCopy;
