'use strict';

/**
 * Held texts: encoded once into the instance's memory, and read there by every later call.
 */

const { hexOf } = require('../kernels/fnv1a64.js');
const { newDecoder } = require('../text/decoder.js');
const { freed, invalidArgType, uncloneable } = require('../errors/errors.js');
const { isProxy } = require('../node/builtins.js');
const { overlappingOf, positionOf, sizeOf } = require('../operations/input.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');
const { REPLACEMENT_BYTES } = require('../text/utf8.js');

/** @typedef {import('../operations/input.js').Input} Input */

/** @typedef {import('../operations/held-store.js').HeldKernel} HeldKernel */
/**
 * @typedef {HeldKernel & {
 *   fastIndexOf: (text: string, needle: Input, start: number, held: number) => number, owner: object
 * }} HeldOperations `fastIndexOf` of a text of which so many bytes are already counted as held; `owner`: the kernel
 */

/** The number of a freed text. */
const FREED = -1;

/** Bytes decoded at a time: the engine takes no more bytes at once than a string can have units. */
const DECODED = 1 << 28;

// As esbuild writes `using` for engines that lack the symbol.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/**
 * What remains to be freed of a text that nobody can reach any more. Hosts without a registry leave it to `free()`.
 *
 * @type {FinalizationRegistry<() => void> | undefined}
 */
const forgotten =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((release) => release()) : undefined;

const UNCLONEABLE = uncloneable('a held text');

/**
 * What a set of needles reads: what the instance gives it, if it is the one that holds the text, and a copy of its bytes.
 *
 * @typedef {{ input: Input | number | undefined, size: number, bytes: () => Uint8Array }} HeldInput
 */

/** @type {(value: object, kernel: object) => HeldInput | undefined} undefined for what is no held text */
let readHeld;

class HeldText {
  uncloneable = UNCLONEABLE;
  #kernel;
  #id;
  #release;
  /** Where positions end: UTF-16 units of a string, bytes of an array. */
  #length;
  #byteLength;
  #isText;
  /** A string with lone surrogates, which its UTF-8 does not distinguish from U+FFFD. */
  #illFormed = '';

  static {
    readHeld = (value, kernel) => {
      if (!(#id in value)) return undefined;
      const id = value.#live();
      const input = value.#kernel.owner === kernel ? value.#kernel.heldInput(id) : undefined;
      return { input, size: value.#byteLength, bytes: () => value.#bytes() };
    };
  }

  /**
   * @param {HeldOperations} kernel
   * @param {Input} input
   */
  constructor(kernel, input) {
    const id = kernel.holdText(input);
    const bytes = kernel.heldLength(id);
    this.#kernel = kernel;
    this.#id = id;
    this.#byteLength = bytes;
    this.#length = typeof input === 'string' ? input.length : bytes;
    this.#isText = typeof input === 'string';
    if (typeof input === 'string' && bytes !== input.length && !input.isWellFormed()) this.#illFormed = input;
    // It must not refer to this object, which would then never be collected.
    this.#release = () => kernel.freeText(id);
    forgotten?.register(this, this.#release, this);
  }

  /** @returns {number} */
  get byteLength() {
    this.#live();
    return this.#byteLength;
  }

  /**
   * @param {number} [seed]
   * @returns {number}
   */
  fastHash(seed) {
    return this.#kernel.heldHash(this.#live(), seed);
  }

  /**
   * @param {bigint} [seed]
   * @returns {bigint}
   */
  fastHash64(seed) {
    return this.#kernel.heldHash64(this.#live(), seed);
  }

  /**
   * @param {bigint} [seed]
   * @returns {string}
   */
  fastHash64Hex(seed) {
    return hexOf(this.fastHash64(seed));
  }

  /**
   * @param {HeldText | Input} other
   * @returns {-1 | 0 | 1}
   */
  fastCompare(other) {
    const id = this.#live();
    if (typeof other === 'object' && other !== null && #id in other) {
      const otherId = other.#live();
      if (other.#kernel === this.#kernel) return this.#kernel.heldCompareHeld(id, otherId);
      return this.#kernel.heldCompare(id, other.#bytes());
    }
    if (typeof other !== 'string' && !isUint8Array(other)) {
      const foreign = isForeign(other) ? ' of this copy of stringops-booster, and it is of another copy' : '';
      throw invalidArgType('other', other, `a string, a Uint8Array or a HeldText${foreign}`);
    }
    return this.#kernel.heldCompare(id, other);
  }

  /**
   * @param {Input} needle
   * @returns {number}
   */
  fastSearch(needle) {
    return this.#kernel.heldSearch(this.#live(), needle);
  }

  /**
   * @param {Input} needle
   * @param {number} [position]
   * @returns {number}
   */
  fastIndexOf(needle, position) {
    const id = this.#live();
    sizeOf('needle', needle);
    const start = Math.min(positionOf(position), this.#length);
    if (this.#isText && this.#isAmbiguous(needle, start)) {
      return this.#kernel.fastIndexOf(this.#illFormed || decodeText(this.#bytes()), needle, start, this.#byteLength);
    }
    return this.#kernel.heldSearch(id, needle, start);
  }

  /**
   * @param {Input} needle
   * @param {{ overlapping?: boolean | undefined }} [options]
   * @returns {Uint32Array}
   */
  fastSearchAll(needle, options) {
    const overlapping = this.#overlapping(needle, options);
    return this.#kernel.heldSearchAll(this.#live(), needle, overlapping);
  }

  /**
   * @param {Input} needle
   * @param {{ overlapping?: boolean | undefined }} [options]
   * @returns {number}
   */
  fastCount(needle, options) {
    const overlapping = this.#overlapping(needle, options);
    return this.#kernel.heldCount(this.#live(), needle, overlapping);
  }

  /**
   * Checks the arguments of a search for all matches. A getter of the options may free the text.
   *
   * @param {Input} needle
   * @param {{ overlapping?: boolean | undefined }} [options]
   */
  #overlapping(needle, options) {
    this.#live();
    sizeOf('needle', needle);
    return overlappingOf(options);
  }

  /**
   * Whether the text's bytes may not show where the string contains this needle: they do not hold lone surrogates, and
   * a needle of bytes may be those of U+FFFD, with which the slice of the string begins if the position is within a
   * pair.
   *
   * @param {Input} needle
   * @param {number} start
   */
  #isAmbiguous(needle, start) {
    if (typeof needle !== 'string') {
      return start > 0 && this.#length !== this.#byteLength && REPLACEMENT_BYTES.includes(needle[0]);
    }
    return !needle.isWellFormed() || (this.#illFormed !== '' && needle.includes('\ufffd'));
  }

  /** A copy of the text's bytes. */
  #bytes() {
    const words = new Uint32Array(Math.ceil(this.#byteLength / 4));
    this.#kernel.heldCopy(this.#live(), words);
    return new Uint8Array(words.buffer, 0, this.#byteLength);
  }

  free() {
    if (this.#id === FREED) return;
    this.#release();
    // Not earlier: if it throws, as during `log`, nothing has been freed.
    this.#id = FREED;
    forgotten?.unregister(this);
  }

  [dispose]() {
    this.free();
  }

  /** @returns {number} the text's number */
  #live() {
    if (this.#id === FREED) throw freed();
    return this.#id;
  }
}

/**
 * Whether a value is a held text that another copy of this package made: a program may have loaded several.
 *
 * @param {unknown} value no held text of ours
 */
const isForeign = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !isProxy(value) &&
  Object.getOwnPropertyDescriptor(value, 'uncloneable')?.value === UNCLONEABLE;

/**
 * The string as which a text was held; it was well-formed.
 *
 * @param {Uint8Array} bytes
 */
function decodeText(bytes) {
  const decoder = newDecoder();
  let text = '';
  const length = lengthOf(bytes);
  for (let at = 0; at < length; at += DECODED) {
    text += decoder.decode(bytes.subarray(at, at + DECODED), { stream: true });
  }
  return text;
}

/**
 * @param {import('../operations/table.js').Kernel} kernel
 * @param {(haystack: Input, needle: Input, position: number) => number} fastIndexOf
 * @returns {(input: Input) => HeldText}
 */
function holder(kernel, fastIndexOf) {
  const { held, limit } = kernel;
  /** @type {HeldOperations['fastIndexOf']} */
  const indexOf = (text, needle, start, held) => limit.without(held, () => fastIndexOf(text, needle, start));
  const operations = { ...held(), fastIndexOf: indexOf, owner: kernel };
  return (input) => new HeldText(operations, input);
}

module.exports.HeldText = HeldText;
module.exports.holder = holder;
module.exports.readHeld = (/** @type {object} */ value, /** @type {object} */ kernel) => readHeld(value, kernel);
