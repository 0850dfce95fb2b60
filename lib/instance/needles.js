'use strict';

/**
 * Sets of needles: prepared once, searched for by every later call.
 */

const { needleBatches, searchNeedles } = require('./needle-stream.js');
const { freed, invalidArgType, uncloneable } = require('../errors/errors.js');
const { flagOf, overlappingOf, positionOf, readNamed, sizeOf } = require('../operations/input.js');
const { encodeNeedles, nonEmpty, readNeedles } = require('../operations/needle-list.js');
const { NeedleMatcher } = require('../operations/needle-matcher.js');
const { isUint8Array } = require('../text/typed-array.js');
const { encode } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {import('./held-text.js').HeldText} HeldText */
/** @typedef {import('../operations/needle-matcher.js').Haystack} Haystack */
/** @typedef {import('../operations/table.js').Kernel} Kernel */
/** @typedef {{ overlapping?: boolean | undefined } | undefined} Options */

// As esbuild writes `using` for engines that lack the symbol.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/**
 * What remains to be freed of a set that nobody can reach any more.
 *
 * @type {FinalizationRegistry<() => void> | undefined}
 */
const forgotten =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((release) => release()) : undefined;

const UNCLONEABLE = uncloneable('a set of needles');

/** Loaded with the first held text. @type {typeof import('./held-text.js').readHeld | undefined} */
let readHeld;

/** @type {(set: NeedleSet) => import('./needle-stream.js').StreamMatcher} */
let streamMatcherOf;

class NeedleSet {
  uncloneable = UNCLONEABLE;
  #kernel;
  /** @type {NeedleMatcher | null} null when it is freed */
  #matcher;

  static {
    streamMatcherOf = (set) => ({
      list: set.#live().list,
      all: (text, overlapping) => set.searchAll(text, { overlapping }),
    });
  }

  /**
   * @param {Kernel} kernel
   * @param {Kernel['fastSearch']} fastSearch
   * @param {unknown} list
   * @param {unknown} options
   */
  constructor(kernel, fastSearch, list, options) {
    const needles = readNeedles(list);
    const ignoreCase = flagOf(readNamed(options, ['ignoreCase']), 'ignoreCase');
    let size = 0;
    // Again: the iterator and the options' getters may have run anything.
    for (const [i, needle] of needles.entries()) size += nonEmpty(`list[${i}]`, needle);
    const { limit } = kernel;
    limit.checkAll(0, size, needles);
    const encoded = limit.within(() => encodeNeedles(needles, ignoreCase), '');
    this.#kernel = kernel;
    this.#matcher = new NeedleMatcher(kernel, fastSearch, needles, encoded, (release) =>
      forgotten?.register(this, release, this),
    );
  }

  /** @returns {number} */
  get size() {
    return this.#live().list.ends.length;
  }

  /**
   * @param {Input | HeldText} haystack
   * @returns {boolean}
   */
  test(haystack) {
    const matcher = this.#live();
    const { surelyFits } = this.#kernel.limit;
    // Where each nanosecond counts.
    if (typeof haystack === 'string' && haystack.length + matcher.list.bytes.length <= surelyFits) {
      const expression = matcher.expressionFor(haystack);
      if (expression !== undefined) return expression.test(haystack);
    }
    return matcher.has(this.#checked(haystack));
  }

  /**
   * @param {Input | HeldText} haystack
   * @param {number} [from]
   * @returns {{ needle: number, offset: number, length: number } | null}
   */
  search(haystack, from) {
    const matcher = this.#live();
    if (from !== undefined) this.#read(haystack);
    const start = positionOf(from, 'from');
    return matcher.find(this.#checked(haystack), start);
  }

  /**
   * @param {Input | HeldText} haystack
   * @param {Options} [options]
   * @returns {Uint32Array}
   */
  searchAll(haystack, options) {
    const overlapping = this.#overlapping(haystack, options);
    return this.#live().pairs(this.#checked(haystack), overlapping);
  }

  /**
   * @param {Input | HeldText} haystack
   * @param {Options} [options]
   * @returns {number}
   */
  count(haystack, options) {
    const overlapping = this.#overlapping(haystack, options);
    return this.#live().count(this.#checked(haystack), overlapping);
  }

  /**
   * @param {Input | HeldText} haystack
   * @param {Options} [options]
   * @returns {Uint32Array}
   */
  countEach(haystack, options) {
    const overlapping = this.#overlapping(haystack, options);
    const counts = new Uint32Array(this.size);
    this.#live().count(this.#checked(haystack), overlapping, counts);
    return counts;
  }

  /**
   * @param {unknown} readable
   * @param {{ overlapping?: boolean | undefined, signal?: AbortSignal | undefined }} [options]
   * @returns {AsyncGenerator<{ needle: number, offset: number, length: number }, void, undefined>}
   */
  searchStream(readable, options) {
    return searchNeedles(streamMatcherOf(this), readable, options);
  }

  free() {
    if (this.#matcher === null) return;
    this.#matcher.release();
    // Not earlier: if it throws, as during `log`, nothing has been freed.
    this.#matcher = null;
    forgotten?.unregister(this);
  }

  [dispose]() {
    this.free();
  }

  /** @returns {NeedleMatcher} */
  #live() {
    if (this.#matcher === null) throw freed('set of needles');
    return this.#matcher;
  }

  /**
   * @param {Input | HeldText} haystack
   * @returns {Haystack}
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
   */
  #read(haystack) {
    if (typeof haystack === 'string' || isUint8Array(haystack)) {
      const bytes = () => (typeof haystack === 'string' ? encode(haystack) : haystack);
      return { input: haystack, counted: haystack, size: sizeOf('haystack', haystack), bytes };
    }
    const isObject = typeof haystack === 'object' && haystack !== null;
    if (isObject) readHeld ??= require('./held-text.js').readHeld;
    const held = isObject ? readHeld?.(haystack, this.#kernel) : undefined;
    if (held === undefined) throw invalidArgType('haystack', haystack, 'a string, a Uint8Array or a HeldText');
    const { input, bytes, size } = held;
    return input === undefined ? this.#read(bytes()) : { input, counted: '', size, bytes };
  }

  /**
   * @param {Input | HeldText} haystack
   * @returns {Haystack}
   */
  #checked(haystack) {
    const { bytes } = this.#live().list;
    const read = this.#read(haystack);
    const { counted } = read;
    this.#kernel.limit.check((counted === '' ? 0 : read.size) + bytes.length, counted, bytes);
    return read;
  }

  /**
   * Checks the arguments of a search for all matches. A getter of the options may free the set.
   *
   * @param {Input | HeldText} haystack
   * @param {Options} options
   */
  #overlapping(haystack, options) {
    this.#live();
    if (options === undefined) return false;
    this.#read(haystack);
    return overlappingOf(options);
  }
}

/** @param {Kernel} kernel @param {Kernel['fastSearch']} fastSearch */
const needleSets = (kernel, fastSearch) => (/** @type {unknown} */ list, /** @type {unknown} */ options) =>
  new NeedleSet(kernel, fastSearch, list, options);

module.exports.needleSets = needleSets;

/** @param {NeedleSet} set @param {unknown} readable @param {unknown} options */
module.exports.needleBatches = (set, readable, options) => needleBatches(streamMatcherOf(set), readable, options);
