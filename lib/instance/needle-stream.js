'use strict';

/**
 * Sets of needles in streams: chunks come in, matches go out, and only what may be the beginning of one is kept.
 */

const { NeedleAutomaton, startOf } = require('../kernels/needle-automaton.js');
const { lengthOf, viewOf } = require('../text/typed-array.js');

/** @typedef {{ needle: number, offset: number, length: number }} Match */

/**
 * A set, as it is searched for here.
 *
 * @typedef {object} StreamMatcher
 * @property {import('../kernels/needle-automaton.js').NeedleList} list
 * @property {(text: Uint8Array, overlapping: boolean) => Uint32Array} all pairs of needle and offset
 */

/** Bytes that are kept from which on they are searched again only when there are as many new ones as an eighth of them. */
const PATIENCE = 4096;

class NeedleStream {
  #matcher;
  #overlapping;
  /** Says which needle the stream may be in the middle of. */
  #forwards;
  #state = 0;
  /** The bytes in which a match may still begin, and where they begin in the stream. */
  #kept = new Uint8Array(0);
  #seen = 0;
  /** What follows these and has not been searched. @type {Uint8Array[]} */
  #waiting = [];
  #waitingLength = 0;
  /** Where in these bytes the next match may begin at the earliest. */
  #from = 0;

  /**
   * @param {StreamMatcher} matcher
   * @param {boolean} overlapping
   */
  constructor(matcher, overlapping) {
    this.#matcher = matcher;
    this.#overlapping = overlapping;
    this.#forwards = new NeedleAutomaton(matcher.list, false);
  }

  /**
   * @param {Uint8Array} piece the bytes that follow in the stream
   * @returns {Match[]} those that no further byte can change
   */
  feed(piece) {
    const length = lengthOf(piece);
    const { longest } = this.#forwards;
    // No needle reaches back beyond its length.
    const from = Math.max(0, length - longest);
    let state = from > 0 ? 0 : this.#state;
    for (let i = from; i < length; i++) state = this.#forwards.step(state, piece[i]);
    this.#state = state;
    if (lengthOf(this.#kept) > PATIENCE && this.#waitingLength + length < lengthOf(this.#kept) / 8) {
      this.#waiting.push(piece.slice());
      this.#waitingLength += length;
      return [];
    }
    return this.#search(piece, state);
  }

  /** @returns {Match[]} the matches of the rest */
  end() {
    return this.#search(new Uint8Array(0), 0);
  }

  /**
   * @param {Uint8Array} piece
   * @param {number} state of the automaton after it, or 0 at the end of the stream
   */
  #search(piece, state) {
    const text = this.#joined(piece);
    const length = lengthOf(text);
    const { ends } = this.#matcher.list;
    const start = this.#from;
    const pairs = this.#matcher.all(start === 0 ? text : viewOf(text, start, length), this.#overlapping);
    /** @type {Match[]} */
    const found = [];
    let from = start;
    let unfinished = this.#forwards.unfinished(state, length - from);
    const open = () => length - this.#forwards.depthOf(unfinished);
    for (let i = 0; i < pairs.length; i += 2) {
      const at = start + pairs[i + 1];
      if (at >= open()) break;
      const size = ends[pairs[i]] - startOf(ends, pairs[i]);
      found.push({ needle: pairs[i], offset: this.#seen + at, length: size });
      if (this.#overlapping) continue;
      from = at + size;
      unfinished = this.#forwards.unfinished(unfinished, length - from);
    }
    const keep = Math.max(open(), 0);
    this.#from = Math.max(from - keep, 0);
    this.#kept = text.slice(keep);
    this.#seen += keep;
    return found;
  }

  /** @param {Uint8Array} piece */
  #joined(piece) {
    if (lengthOf(this.#kept) === 0) return piece;
    const parts = [this.#kept, ...this.#waiting, piece];
    const text = new Uint8Array(parts.reduce((length, part) => length + lengthOf(part), 0));
    let end = 0;
    for (const part of parts) {
      text.set(part, end);
      end += lengthOf(part);
    }
    this.#waiting = [];
    this.#waitingLength = 0;
    return text;
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @param {NeedleStream} stream
 */
async function* matchesIn(pieces, stream) {
  for await (const piece of pieces) {
    const found = stream.feed(piece);
    if (found.length !== 0) yield found;
  }
  yield stream.end();
}

/**
 * The matches, those of a piece at a time.
 *
 * @param {StreamMatcher} matcher
 * @param {unknown} readable
 * @param {unknown} [options]
 * @returns {import('./search-stream.js').Batches<Match>}
 */
const needleBatches = (matcher, readable, options) =>
  require('./search-stream.js').batchesIn(
    readable,
    options,
    () => {},
    (pieces, overlapping) => matchesIn(pieces, new NeedleStream(matcher, overlapping)),
  );

/**
 * @param {StreamMatcher} matcher
 * @param {unknown} readable
 * @param {unknown} [options]
 */
const searchNeedles = (matcher, readable, options) =>
  require('./search-stream.js').streamOf(needleBatches(matcher, readable, options));

module.exports = { needleBatches, searchNeedles };
