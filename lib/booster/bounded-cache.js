'use strict';

/**
 * Answers to questions about texts. Texts are distinguished by their whole contents, never by a digest; the answer
 * asked for least recently is dropped first.
 */

const { bytesOf, ownCopy } = require('./own-text.js');

/** V8 hashes longer strings by their length alone, so strings of one length would each be compared with all others. */
const LONGEST_HASHED = 16_383;
const WINDOWS = 16;
const WINDOW = 64;

/**
 * @template T
 * @typedef {{ text: string, answers: Map<string, Answer<T>> }} Asked
 */
/**
 * @template T
 * @typedef {{ asked: Asked<T>, question: string, value: T, bytes: number }} Answer
 */

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
  /** @type {Map<string, Asked<T>[]>} by samples */
  #texts = new Map();
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

  /** The bytes of texts, questions and values, as they were counted. */
  get bytes() {
    return this.#bytes;
  }

  /**
   * @param {string} text
   * @param {string} question
   * @returns {T | undefined}
   */
  get(text, question) {
    const answer = this.#find(text)?.answers.get(question);
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
    const textBytes = bytesOf(text);
    const bytes = valueBytes + bytesOf(question);
    // It would displace all others, and then itself.
    if (textBytes + bytes > this.#mostBytes) return;
    const asked = this.#find(text) ?? this.#addText(text);
    const answer = { asked, question, value, bytes };
    asked.answers.set(question, answer);
    this.#byUse.add(answer);
    this.#bytes += bytes;
    for (const oldest of this.#byUse) {
      if (this.size <= this.#mostAnswers && this.#bytes <= this.#mostBytes) break;
      this.#remove(oldest);
    }
  }

  /** @param {string} sample */
  #alike(sample) {
    return this.#texts.get(sample) ?? [];
  }

  /** @param {string} text */
  #find(text) {
    return this.#alike(sampleOf(text)).find((asked) => asked.text === text);
  }

  /**
   * @param {string} text
   * @returns {Asked<T>}
   */
  #addText(text) {
    const asked = { text: ownCopy(text), answers: new Map() };
    const sample = sampleOf(asked.text);
    this.#texts.set(sample, [...this.#alike(sample), asked]);
    this.#bytes += bytesOf(text);
    return asked;
  }

  /** @param {Answer<T>} answer */
  #remove(answer) {
    const { asked, question, bytes } = answer;
    this.#byUse.delete(answer);
    this.#bytes -= bytes;
    asked.answers.delete(question);
    if (asked.answers.size > 0) return;
    this.#bytes -= bytesOf(asked.text);
    const sample = sampleOf(asked.text);
    const others = this.#alike(sample).filter((other) => other !== asked);
    if (others.length > 0) this.#texts.set(sample, others);
    else this.#texts.delete(sample);
  }

  clear() {
    this.#texts.clear();
    this.#byUse.clear();
    this.#bytes = 0;
  }
}

module.exports.BoundedCache = BoundedCache;
