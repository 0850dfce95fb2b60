'use strict';

/**
 * How a set of needles is searched for: by an expression in short strings, by the addon, or by the automaton.
 */

const { NeedleAutomaton, startOf } = require('../kernels/needle-automaton.js');
const { NeedleExpression } = require('../kernels/needle-expression.js');
const { byteOffset, isPlain } = require('./locate.js');
const { listOffsets } = require('./offsets.js');
const T = require('./thresholds.js');
const { lengthOf } = require('../text/typed-array.js');
const { splitsPair } = require('../text/utf8.js');

const { POSITIVE_INFINITY } = Number;

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./table.js').Kernel} Kernel */
/** @typedef {import('../kernels/needle-automaton.js').NeedleList} NeedleList */

/**
 * Sets of an addon, each named by the number that `makeNeedles` returns. A haystack that is a number is a held text.
 *
 * @typedef {object} AddonNeedles
 * @property {(bytes: Uint8Array, ends: Uint32Array, ignoreCase: boolean) => number} makeNeedles
 * @property {(id: number) => void} freeNeedles
 * @property {(id: number, haystack: Input | number, from: number, units?: number) => number} needlesFind the needle times
 *   2^32 plus the offset, `NONE` or `TOO_DENSE`; if it must begin in so many units of a string and does not, `NOT_THERE`
 *   less the bytes that these are
 * @property {(id: number, haystack: Input | number, room: number, into: Uint32Array) => any} needlesAll pairs of needle
 *   and offset that with the inputs may take so many bytes, or how many they are if there was room `into` an array; for
 *   a negative room how many, and `into` those of each needle; or `TOO_DENSE`
 */

/**
 * @typedef {object} Haystack
 * @property {Input | number} input as the caller gave it, or the number of a text that the addon holds
 * @property {Input} counted what of it counts against the limit: nothing if it is held
 * @property {number} size in bytes, or units of a string
 * @property {() => Uint8Array} bytes
 */

/** @typedef {[start: number, end: number]} Part of a haystack, in bytes */

/** Short texts that cross before the expression is made that saves that. */
const CROSSING_FIRST = 16;

/** The most needles, and bytes of each, for which the addon has the quicker way: the crate's Teddy. */
const FEW = 64;

/** Needles for which the engine has a quicker way than for others: it looks at one unit in several. */
const VERY_FEW = 4;

/** Bytes of a needle in any case for which this is quicker than the addon's way, which folds the text. */
const LEAPING = 4;
const LONGEST_LEAPING = 32;

/** How many bytes there must be for each match, for the text between matches not to be read again. */
const SPARSE = 64;

/** Bytes that the automaton reads first, where it may soon be done. */
const FIRST_READ = 1024;
const LARGEST_READ = 65536;

/** For the addon's short lists, which are copied at once. */
const SHORT_LIST = new Uint32Array(64);

const NO_COUNTS = new Uint32Array(0);
const COUNTED = -1;

/** Of what the addon's functions return. */
const NONE = -1;
const TOO_DENSE = -2;
const NOT_THERE = -3;
const NEEDLE = 2 ** 32;

class NeedleMatcher {
  list;
  /** Frees what the addon has of it. */
  release = () => {};
  #limit;
  #addon;
  /** The set's number in the addon, once it is there. @type {number | undefined} */
  #id;
  #onMade;
  #fastSearch;
  #longest = 0;
  /** A needle that is alone: `fastSearch` knows when a string need not be copied. @type {Input | undefined} */
  #only;
  /** The needles, as long as they may make an expression. @type {Input[] | undefined} */
  #needles;
  #crossed = 0;
  /** Units up to which the first match, and all, are found by the expression although there is an addon. */
  #mostToFind;
  #mostToList;
  /** @type {NeedleExpression | undefined} */
  #expression;
  /** @type {NeedleAutomaton | undefined} */
  #automaton;

  /**
   * @param {Kernel} kernel
   * @param {Kernel['fastSearch']} fastSearch of the instance
   * @param {Input[]} needles
   * @param {NeedleList} list the same as bytes
   * @param {(release: () => void) => void} onMade called when the addon has the set, with what then is `release`; that
   *   does not refer to this object
   */
  constructor({ limit, needles: addon }, fastSearch, needles, list, onMade) {
    const { bytes, ends, ignoreCase } = list;
    this.list = list;
    this.#limit = limit;
    this.#fastSearch = fastSearch;
    this.#needles = needles;
    for (let i = 0; i < ends.length; i++) this.#longest = Math.max(this.#longest, ends[i] - startOf(ends, i));
    const areFew = needles.length <= FEW && this.#longest <= FEW;
    const mostOfFew = needles.length <= VERY_FEW ? T.VERY_FEW_NEEDLES_BY_EXPRESSION : T.NEEDLES_BY_EXPRESSION;
    this.#mostToList = areFew ? mostOfFew : T.MANY_NEEDLES_BY_EXPRESSION;
    const leaps = needles.length === 1 && ignoreCase && this.#longest >= LEAPING && this.#longest <= LONGEST_LEAPING;
    this.#mostToFind = leaps ? T.NEEDLE_IN_ANY_CASE_BY_EXPRESSION : this.#mostToList;
    if (needles.length === 1 && !ignoreCase) this.#only = typeof needles[0] === 'string' ? needles[0] : bytes;
    this.#addon = addon;
    this.#onMade = onMade;
  }

  /** The set in the addon, made when it is first needed; undefined if there is no addon. */
  #made() {
    const addon = this.#addon;
    if (addon === undefined) return undefined;
    if (this.#id === undefined) {
      const { bytes, ends, ignoreCase } = this.list;
      const id = addon.makeNeedles(bytes, ends, ignoreCase);
      this.#id = id;
      this.release = () => addon.freeNeedles(id);
      this.#onMade(this.release);
    }
    return { addon, id: this.#id };
  }

  /**
   * The expression, for a string for which it is the quicker way.
   *
   * @param {Input | number} input
   * @param {number} [most] units for which it is that if there is an addon
   * @returns {NeedleExpression | undefined}
   */
  expressionFor(input, most = this.#mostToFind) {
    if (typeof input !== 'string' || this.#needles === undefined) return undefined;
    if (this.#addon !== undefined && input.length > most) return undefined;
    if (this.#expression !== undefined) return this.#expression;
    if (this.#addon !== undefined && ++this.#crossed < CROSSING_FIRST) return undefined;
    const needles = this.#needles;
    const { ignoreCase } = this.list;
    if (NeedleExpression.suits(needles, ignoreCase, isPlain)) {
      return (this.#expression = new NeedleExpression(needles, ignoreCase));
    }
    this.#needles = undefined;
    return undefined;
  }

  /** @returns {NeedleAutomaton} */
  #automatonNow() {
    return (this.#automaton ??= new NeedleAutomaton(this.list, true));
  }

  /**
   * @param {Haystack} haystack
   * @param {number} from in bytes
   * @returns {{ needle: number, offset: number, length: number } | null}
   */
  find(haystack, from) {
    const found = this.#find(haystack, from);
    return found === NONE ? null : matchOf(this.list.ends, Math.floor(found / NEEDLE), found % NEEDLE);
  }

  /** @param {Haystack} haystack */
  has(haystack) {
    return this.#find(haystack, 0) !== NONE;
  }

  /**
   * @param {Haystack} haystack
   * @param {boolean} overlapping
   * @returns {Uint32Array} pairs of needle and offset
   */
  pairs(haystack, overlapping) {
    const { input, counted } = haystack;
    const limit = this.#limit;
    const expression = overlapping ? undefined : this.expressionFor(input, this.#mostToList);
    if (!overlapping && expression === undefined) {
      const pairs = this.#pairs(input, limit.limit - limit.taken('', ''));
      if (pairs !== undefined) return pairs;
    }
    /** @param {(number: number) => void} add */
    const addAll = (add) =>
      this.#each(haystack, overlapping, expression, (needle, offset) => {
        add(needle);
        add(offset);
      });
    return listOffsets(addAll, limit, counted, this.list.bytes);
  }

  /**
   * @param {Haystack} haystack
   * @param {boolean} overlapping
   * @param {Uint32Array} [counts] zeros, to which those of each needle are added
   * @returns {number}
   */
  count(haystack, overlapping, counts) {
    if (overlapping) {
      return this.#inParts(haystack, true, (text, parts) =>
        this.#automatonNow().count(text, lengthOf(text), parts, counts),
      );
    }
    const expression = this.expressionFor(haystack.input, this.#mostToList);
    const made = expression === undefined ? this.#made() : undefined;
    if (made !== undefined) {
      const count = made.addon.needlesAll(made.id, haystack.input, COUNTED, counts ?? NO_COUNTS);
      if (count !== TOO_DENSE) return count;
      counts?.fill(0);
    }
    let total = 0;
    this.#each(haystack, false, expression, (needle) => {
      total++;
      if (counts !== undefined) counts[needle]++;
    });
    return total;
  }

  /**
   * @param {Haystack} haystack
   * @param {number} from in bytes
   * @returns {number} the needle times 2^32 plus the offset, or `NONE`
   */
  #find(haystack, from) {
    const { input, counted, bytes } = haystack;
    if (typeof input === 'string' && from === 0) {
      if (this.#only !== undefined && input.length <= T.MEASURED_HERE) return this.#fastSearch(input, this.#only);
      const expression = this.expressionFor(input);
      if (expression !== undefined) return firstBy(expression, input);
    }
    const found = this.#findByAddon(input, from);
    if (found !== TOO_DENSE) return found;
    return this.#limit.within(() => this.#findByAutomaton(bytes(), from), counted, this.list.bytes);
  }

  /**
   * A string crosses in parts that stay in the cache. None has more units than all before it, so that a match that comes
   * early does not pay for the rest.
   *
   * @param {Input | number} input
   * @param {number} from
   */
  #findByAddon(input, from) {
    const made = this.#made();
    if (made === undefined) return TOO_DENSE;
    const { addon, id } = made;
    const longest = this.#longest;
    if (
      typeof input !== 'string' ||
      from > 0 ||
      input.length <= T.NEEDLES_FIRST_PART ||
      longest > T.NEEDLES_FIRST_PART
    ) {
      return addon.needlesFind(id, input, from);
    }
    /** @type {number} */
    let size = T.NEEDLES_FIRST_PART;
    let bytes = 0;
    for (let at = 0, end; at < input.length; at = end) {
      // A short rest is not worth a call of its own.
      end = boundary(input, input.length - at < 1.5 * size ? input.length : at + size);
      // One that begins in the next part may be longer than can be seen here.
      const found = addon.needlesFind(id, input.slice(at, boundary(input, end + longest)), 0, end - at);
      if (found >= 0) return bytes + found;
      if (found === TOO_DENSE) return found;
      bytes += NOT_THERE - found;
      size = Math.min(end, T.LARGEST_PART);
    }
    return NONE;
  }

  /**
   * @param {Uint8Array} text
   * @param {number} from
   */
  #findByAutomaton(text, from) {
    const automaton = this.#automatonNow();
    const length = lengthOf(text);
    let found = NONE;
    for (let start = from, size = FIRST_READ; start < length && found === NONE; size *= 4) {
      const end = Math.min(length, start + Math.max(this.#longest, Math.min(size, LARGEST_READ)));
      automaton.each(text, length, false, [[start, end]], (needle, offset) => {
        if (found === NONE) found = needle * NEEDLE + offset;
      });
      start = end;
    }
    return found;
  }

  /**
   * @param {Input | number} input
   * @param {number} room in bytes
   * @returns {Uint32Array | undefined} what the addon finds; undefined if it leaves the text to the automaton
   */
  #pairs(input, room) {
    const made = this.#made();
    if (made === undefined) return undefined;
    const pairs = made.addon.needlesAll(made.id, input, room, SHORT_LIST);
    if (pairs === TOO_DENSE) return undefined;
    return typeof pairs === 'number' ? SHORT_LIST.slice(0, 2 * pairs) : pairs;
  }

  /**
   * @param {Haystack} haystack
   * @param {boolean} overlapping
   * @param {NeedleExpression | undefined} expression
   * @param {(needle: number, offset: number) => void} found
   */
  #each(haystack, overlapping, expression, found) {
    if (expression !== undefined) {
      eachBy(expression, /** @type {string} */ (haystack.input), found);
      return;
    }
    this.#inParts(haystack, overlapping, (text, parts) =>
      this.#automatonNow().each(text, lengthOf(text), overlapping, parts, found),
    );
  }

  /**
   * Runs an operation on the bytes of a haystack and the parts of it where matches begin.
   *
   * @template R
   * @param {Haystack} haystack
   * @param {boolean} overlapping
   * @param {(text: Uint8Array, parts: Part[]) => R} operation
   */
  #inParts(haystack, overlapping, operation) {
    const parts = overlapping ? this.#partsOf(haystack) : undefined;
    const run = () => {
      const text = parts?.length === 0 ? NO_BYTES : haystack.bytes();
      return operation(text, parts ?? [[0, lengthOf(text)]]);
    };
    return this.#limit.within(run, haystack.counted, this.list.bytes);
  }

  /**
   * Where matches that may overlap begin: nowhere but within those that do not.
   *
   * @param {Haystack} haystack
   * @returns {Part[] | undefined} undefined if they are dense, or there is no quick way to know
   */
  #partsOf({ input, size }) {
    const made = this.#made();
    if (made === undefined) return undefined;
    const count = made.addon.needlesAll(made.id, input, COUNTED, NO_COUNTS);
    const pairs = count === TOO_DENSE || count * SPARSE > size ? undefined : this.#pairs(input, POSITIVE_INFINITY);
    if (pairs === undefined) return undefined;
    /** @type {Part[]} */
    const parts = [];
    for (let i = 0; i < pairs.length; i += 2) {
      const { offset, length } = matchOf(this.list.ends, pairs[i], pairs[i + 1]);
      const last = parts.at(-1);
      // What would be read twice is read in one go.
      if (last !== undefined && offset - last[1] < this.#longest) last[1] = offset + length;
      else parts.push([offset, offset + length]);
    }
    return parts;
  }
}

const NO_BYTES = new Uint8Array(0);

/**
 * @param {Uint32Array} ends
 * @param {number} needle
 * @param {number} offset
 */
const matchOf = (ends, needle, offset) => ({ needle, offset, length: ends[needle] - startOf(ends, needle) });

/**
 * @param {string} text
 * @param {number} index in units
 * @returns {number} the same, or the next that is not within a pair, or where the text ends
 */
const boundary = (text, index) => Math.min(text.length, splitsPair(text, index) ? index + 1 : index);

/**
 * @param {NeedleExpression} expression
 * @param {string} text
 */
function firstBy(expression, text) {
  let found = NONE;
  expression.each(text, 0, (needle, unit) => {
    found = needle * NEEDLE + byteOffset(text, unit);
    return false;
  });
  return found;
}

/**
 * @param {NeedleExpression} expression
 * @param {string} text
 * @param {(needle: number, offset: number) => void} found offsets in bytes
 */
function eachBy(expression, text, found) {
  let [counted, offset] = [0, 0];
  expression.each(text, 0, (needle, unit) => {
    offset += byteOffset(text.slice(counted, unit), unit - counted);
    counted = unit;
    found(needle, offset);
    return true;
  });
}

module.exports.NeedleMatcher = NeedleMatcher;
module.exports.matchOf = matchOf;
