'use strict';

/**
 * Many needles in one pass, in time linear in the text and the matches whatever they hold: the automaton of Aho and
 * Corasick ("Efficient string matching", CACM 18, 1975).
 *
 * Read forwards, it tells which needles end at a place, and to know the longest one that begins there it has to read on,
 * and then read again. So matches are found by an automaton of the needles' reverses that reads the text backwards: its
 * state tells which needles begin at a place, the longest first. One that reads forwards tells how much of a needle a
 * stream ends with.
 */

/** Bytes of a text that are read at a time, or more if the longest needle is longer. */
const BLOCK = 65536;

/** The most entries of a table that has the next state for each state and byte. */
const LARGEST_TABLE = 1 << 20;

const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
const TO_SMALL = 0x20;

/**
 * Needles, none of them empty, as bytes.
 *
 * @typedef {object} NeedleList
 * @property {Uint8Array} bytes one after the other; without capital letters if their case is ignored
 * @property {Uint32Array} ends where each ends
 * @property {boolean} ignoreCase of A to Z
 */

/** @param {Uint32Array} ends @param {number} needle */
const startOf = (ends, needle) => (needle === 0 ? 0 : ends[needle - 1]);

class NeedleAutomaton {
  /** Bytes of the longest needle. */
  longest = 0;
  /** The needles in the order of their bytes, as the automaton reads them; equal ones in the order of the list. */
  #order;
  /** For each place in this order, where those equal to it end. */
  #equal;
  /** States, numbered by depth. Those that follow a state have the numbers `first[state] … first[state + 1]`. */
  #first;
  /** The byte that leads to each state. */
  #label;
  /** The state of the longest suffix of what has led to a state. */
  #fail;
  /** The longest needle that ends with a state: the state that is all of it, or 0. */
  #link;
  /** Of the states that are needles, the place of the first of these in the order. */
  #place;
  #depth;
  /** How many needles a state stands for. */
  #matches;
  /** What each byte counts as: a letter, if case is ignored, as its small one. */
  #folded = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  /** Each byte's column in the table, and how many columns there are. */
  #column = new Uint8Array(256);
  #columns = 1;
  /** The next state plus one, or 0 where it has not been needed yet. @type {Uint32Array | undefined} */
  #table;

  /**
   * @param {NeedleList} list
   * @param {boolean} backwards whether it reads texts from their end
   */
  constructor({ bytes, ends, ignoreCase }, backwards) {
    const count = ends.length;
    const size = ends[count - 1];
    /** @param {number} needle @param {number} at bytes from where it is read first */
    const byteOf = (needle, at) => bytes[backwards ? ends[needle] - 1 - at : startOf(ends, needle) + at];
    const lengthOf = (/** @type {number} */ needle) => ends[needle] - startOf(ends, needle);
    const order = Uint32Array.from(ends, (_, needle) => needle).sort((a, b) => {
      const [aLength, bLength] = [lengthOf(a), lengthOf(b)];
      const shorter = aLength < bLength ? aLength : bLength;
      for (let at = 0; at < shorter; at++) {
        const difference = byteOf(a, at) - byteOf(b, at);
        if (difference !== 0) return difference;
      }
      return aLength - bLength || a - b;
    });
    const first = new Uint32Array(size + 2);
    const label = new Uint8Array(size + 1);
    const fail = new Uint32Array(size + 1);
    const link = new Uint32Array(size + 1);
    const place = new Uint32Array(size + 1);
    const depth = new Uint32Array(size + 1);
    const matches = new Uint32Array(size + 1);
    const equal = new Uint32Array(count);
    // The needles that begin with each state, as a part of the order.
    const from = new Uint32Array(size + 1);
    const to = new Uint32Array(size + 1);
    to[0] = count;
    let states = 1;
    this.#order = order;
    this.#equal = equal;
    this.#first = first;
    this.#label = label;
    this.#fail = fail;
    this.#link = link;
    this.#place = place;
    this.#depth = depth;
    this.#matches = matches;
    for (let state = 0; state < states; state++) {
      const at = depth[state];
      let next = from[state];
      const end = to[state];
      while (next < end && lengthOf(order[next]) === at) next++;
      const shorter = link[fail[state]];
      const own = next - from[state];
      place[state] = from[state];
      link[state] = own > 0 ? state : shorter;
      matches[state] = own + matches[shorter];
      equal.fill(next, from[state], next);
      first[state] = states;
      while (next < end) {
        const byte = byteOf(order[next], at);
        // Before it is there, so that the state of depth 1 is not its own suffix.
        fail[states] = state === 0 ? 0 : this.#follow(fail[state], byte);
        label[states] = byte;
        depth[states] = at + 1;
        from[states] = next;
        while (next < end && byteOf(order[next], at) === byte) next++;
        to[states++] = next;
      }
      first[state + 1] = states;
    }
    this.longest = depth[states - 1];
    if (ignoreCase) for (let byte = CAPITAL_A; byte <= CAPITAL_Z; byte++) this.#folded[byte] = byte + TO_SMALL;
    this.#arrange(states);
  }

  /** @param {number} states */
  #arrange(states) {
    const columnOf = new Map();
    for (let state = 1; state < states; state++) {
      if (!columnOf.has(this.#label[state])) columnOf.set(this.#label[state], columnOf.size);
    }
    // What no needle has is one more column, unless needles have all there is.
    this.#columns = Math.min(columnOf.size + 1, 256);
    for (let byte = 0; byte < 256; byte++) this.#column[byte] = columnOf.get(this.#folded[byte]) ?? columnOf.size;
    if (states * this.#columns <= LARGEST_TABLE) this.#table = new Uint32Array(states * this.#columns);
  }

  /**
   * @param {number} state
   * @param {number} byte as it is folded
   * @returns {number} the next state
   */
  #follow(state, byte) {
    const first = this.#first;
    const label = this.#label;
    for (let now = state; ; now = this.#fail[now]) {
      let low = first[now];
      let high = first[now + 1];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (label[middle] < byte) low = middle + 1;
        else high = middle;
      }
      if (low < first[now + 1] && label[low] === byte) return low;
      if (now === 0) return 0;
    }
  }

  /**
   * @param {number} state 0 at the beginning
   * @param {number} byte
   * @returns {number} the next state
   */
  step(state, byte) {
    if (this.#table === undefined) return this.#follow(state, this.#folded[byte]);
    const at = state * this.#columns + this.#column[byte];
    return (this.#table[at] ||= this.#follow(state, this.#folded[byte]) + 1) - 1;
  }

  /**
   * The longest part of a needle, and not all of it, that the bytes read so far end with.
   *
   * @param {number} state
   * @param {number} most bytes it may have
   * @returns {number} the state that stands for it, and itself has this part
   */
  unfinished(state, most) {
    let part = state;
    while (this.#depth[part] > most || (part !== 0 && this.#first[part] === this.#first[part + 1])) {
      part = this.#fail[part];
    }
    return part;
  }

  /** @param {number} state */
  depthOf(state) {
    return this.#depth[state];
  }

  /**
   * Reads a part of a text backwards.
   *
   * @param {Uint8Array} text
   * @param {number} start
   * @param {number} end of where matches may begin
   * @param {number} length of the text
   * @param {Uint32Array} hits receives each place at which a needle begins, and the state that is the longest of them;
   *   the last place first
   * @returns {number} how many numbers that are
   */
  #scan(text, start, end, length, hits) {
    const link = this.#link;
    const table = this.#table;
    const column = this.#column;
    const columns = this.#columns;
    let state = 0;
    let count = 0;
    for (let at = Math.min(length, end + this.longest - 1) - 1; at >= start; at--) {
      const known = table === undefined ? 0 : table[state * columns + column[text[at]]];
      state = known === 0 ? this.step(state, text[at]) : known - 1;
      if (link[state] !== 0 && at < end) {
        hits[count++] = at;
        hits[count++] = link[state];
      }
    }
    return count;
  }

  /**
   * Calls `found` with each place at which a needle begins, and the state that is the longest of them, in order.
   *
   * @param {Uint8Array} text
   * @param {number} length of the text
   * @param {Iterable<[start: number, end: number]>} parts where needles may begin, in order
   * @param {(at: number, state: number) => void} found
   */
  #eachPlace(text, length, parts, found) {
    const block = Math.max(BLOCK, this.longest);
    /** @type {Uint32Array | undefined} */
    let hits;
    for (const [from, to] of parts) {
      for (let start = from; start < to; start += block) {
        const end = Math.min(start + block, to);
        if (hits === undefined || hits.length < 2 * (end - start)) hits = new Uint32Array(2 * (end - start));
        for (let i = this.#scan(text, start, end, length, hits) - 2; i >= 0; i -= 2) found(hits[i], hits[i + 1]);
      }
    }
  }

  /**
   * Calls `found` with each match: the leftmost, and of those that begin there the longest, without overlapping ones;
   * or all, by place, then the longer first, then in the order of the list.
   *
   * @param {Uint8Array} text
   * @param {number} length of the text
   * @param {boolean} overlapping
   * @param {Iterable<[start: number, end: number]>} parts where needles may begin, in order
   * @param {(needle: number, at: number) => void} found
   */
  each(text, length, overlapping, parts, found) {
    const order = this.#order;
    let next = 0;
    this.#eachPlace(text, length, parts, (at, longest) => {
      if (!overlapping) {
        if (at < next) return;
        next = at + this.#depth[longest];
        found(order[this.#place[longest]], at);
        return;
      }
      for (let state = longest; state !== 0; state = this.#link[this.#fail[state]]) {
        const place = this.#place[state];
        for (let i = place; i < this.#equal[place]; i++) found(order[i], at);
      }
    });
  }

  /**
   * Counts all matches, those that overlap too, in time that does not depend on how many there are.
   *
   * @param {Uint8Array} text
   * @param {number} length of the text
   * @param {Iterable<[start: number, end: number]>} parts where needles may begin
   * @param {Uint32Array} [counts] to which those of each needle are added
   * @returns {number} how many there are
   */
  count(text, length, parts, counts) {
    const visits = new Uint32Array(counts === undefined ? 0 : this.#link.length);
    let total = 0;
    this.#eachPlace(text, length, parts, (_at, longest) => {
      total += this.#matches[longest];
      visits[longest]++;
    });
    if (counts === undefined) return total;
    // A state's suffixes have lower numbers.
    for (let state = visits.length - 1; state > 0; state--) {
      if (visits[state] === 0) continue;
      const place = this.#place[state];
      for (let i = place; i < this.#equal[place]; i++) counts[this.#order[i]] += visits[state];
      visits[this.#link[this.#fail[state]]] += visits[state];
    }
    return total;
  }
}

module.exports.NeedleAutomaton = NeedleAutomaton;
module.exports.startOf = startOf;
