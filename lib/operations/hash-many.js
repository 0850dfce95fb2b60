'use strict';

/**
 * Many inputs hashed in one call.
 */

const { invalidArgType } = require('../errors/errors.js');
const { hashBytes, hashString } = require('../kernels/fnv1a.js');
const { OFFSET_BASIS, sizeOf } = require('./input.js');
const { isRevoked } = require('../errors/is-revoked.js');
const { isUint8Array } = require('../text/typed-array.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */

/** Strings up to this many units are hashed here: to join them takes longer. */
const HASHED_HERE = 12;

/** Strings above this many units are handed over one by one if they are not ASCII. */
const LONGEST_TEXT = 256;

/** Strings above this many units are handed over one by one: what a crossing costs is little beside them. */
const LONGEST_JOINED = 2048;

/** Bytes arrays up to this long are hashed here; longer ones are handed over one by one. */
const LONGEST_BYTES_HERE = 64;

/** Units that are joined at most: what a crossing costs is little beside them, and they stay in the cache. */
const MOST_JOINED = 1 << 16;

const EXPECTED = 'an array or another iterable of strings and Uint8Arrays';

/**
 * The elements, each read once and in order, with no code of the caller's left to run. An array has as many
 * as it had at first.
 *
 * @param {unknown} inputs
 * @returns {Input[]}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what cannot be gone through, and for an element that is no input
 */
function elementsOf(inputs) {
  /** @type {Input[]} */
  const elements = [];
  if (!isRevoked(inputs) && Array.isArray(inputs)) {
    const { length } = inputs;
    // A proxy of an array may say anything.
    if (typeof length !== 'number') throw invalidArgType('inputs.length', length, 'a number');
    for (let i = 0; i < length; i++) elements.push(checked(inputs[i], i));
  } else {
    for (const element of iterableOf(inputs)) elements.push(checked(element, elements.length));
  }
  return elements;
}

/**
 * @param {unknown} element
 * @param {number} index
 * @returns {Input}
 */
function checked(element, index) {
  if (typeof element === 'string' || isUint8Array(element)) return element;
  throw invalidArgType(`inputs[${index}]`, element);
}

/**
 * Strings and bytes can be gone through too, but as a list of inputs they are a mistake.
 *
 * @param {unknown} value
 * @returns {Iterable<unknown>} whose iterator is the value's, asked for once
 */
function iterableOf(value) {
  const method =
    typeof value !== 'object' || value === null || ArrayBuffer.isView(value) ? undefined : iteratorOf(value);
  if (typeof method !== 'function') throw invalidArgType('inputs', value, EXPECTED);
  return { [Symbol.iterator]: () => method.call(value) };
}

/**
 * @param {object} value
 * @returns {unknown}
 */
function iteratorOf(value) {
  try {
    return Reflect.get(value, Symbol.iterator);
  } catch {
    return undefined;
  }
}

/**
 * @param {Input[]} elements
 * @param {MemoryLimit} limit
 * @returns {Uint32Array<ArrayBuffer>} for the hashes; the lengths of the elements so far
 */
function sizesOf(elements, limit) {
  const sizes = new Uint32Array(elements.length);
  let total = 0;
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    const size = typeof element === 'string' ? element.length : sizeOf(`inputs[${i}]`, element);
    sizes[i] = size;
    total += size;
  }
  limit.checkAll(total, elements);
  return sizes;
}

/**
 * `fastHashMany` for a backend to which a call costs little.
 *
 * @param {(input: Input) => number} fastHash
 * @param {MemoryLimit} limit
 */
const hashingEach = (fastHash, limit) => (/** @type {unknown} */ inputs) => {
  const elements = elementsOf(inputs);
  const hashes = sizesOf(elements, limit);
  for (let i = 0; i < elements.length; i++) hashes[i] = hashOne(elements[i], hashes[i], fastHash);
  return hashes;
};

/**
 * @param {Input} input
 * @param {number} size of it
 * @param {(input: Input) => number} fastHash for what is long
 */
function hashOne(input, size, fastHash) {
  if (typeof input === 'string') return size <= HASHED_HERE ? hashString(input, OFFSET_BASIS) : fastHash(input);
  return size <= LONGEST_BYTES_HERE ? hashBytes(input, size, OFFSET_BASIS) : fastHash(input);
}

/**
 * @param {string} text
 * @param {number} size of it
 * @param {boolean} ascii whether the strings before it were
 */
const isJoined = (text, size, ascii) =>
  size <= LONGEST_TEXT ||
  (ascii &&
    size <= LONGEST_JOINED &&
    (text.charCodeAt(0) | text.charCodeAt(size >> 1) | text.charCodeAt(size - 1)) < 0x80);

/**
 * `fastHashMany` for the addon: strings of middling length are joined, and hashed side by side.
 *
 * @param {(joined: string, lengths: Uint32Array) => boolean} hashJoined in place of their lengths in UTF-16 units
 *   puts the hashes of the strings that were joined; says whether all were ASCII
 * @param {(input: Input) => number} fastHash
 * @param {MemoryLimit} limit
 */
const hashingJoined = (hashJoined, fastHash, limit) => (/** @type {unknown} */ inputs) => {
  const elements = elementsOf(inputs);
  const hashes = sizesOf(elements, limit);
  const { length } = elements;
  // Until a batch is found not to be: long strings are joined only while they are ASCII.
  let ascii = true;
  for (let start = 0; start < length;) {
    /** @type {string[]} */
    const parts = [];
    let end = start;
    for (let units = 0; end < length && units < MOST_JOINED; end++) {
      const element = elements[end];
      const size = hashes[end];
      if (typeof element === 'string' && size > HASHED_HERE && isJoined(element, size, ascii)) {
        parts.push(element);
        units += size;
      }
    }
    const count = end - start;
    if (parts.length === count) {
      ascii = hashJoined(parts.join(''), count === length ? hashes : hashes.subarray(start, end)) && ascii;
    } else {
      ascii = hashSome(parts, elements, hashes, start, end) && ascii;
    }
    start = end;
  }
  return hashes;

  /**
   * Some elements are joined, the others hashed one by one.
   *
   * @param {string[]} parts
   * @param {Input[]} elements
   * @param {Uint32Array} hashes
   * @param {number} start
   * @param {number} end
   * @returns {boolean} whether those that were joined were ASCII
   */
  function hashSome(parts, elements, hashes, start, end) {
    const joined = new Uint32Array(parts.length);
    for (let i = 0; i < parts.length; i++) joined[i] = parts[i].length;
    const ascii = parts.length === 0 || hashJoined(parts.join(''), joined);
    for (let i = start, next = 0; i < end; i++) {
      const element = elements[i];
      hashes[i] = element === parts[next] ? joined[next++] : hashOne(element, hashes[i], fastHash);
    }
    return ascii;
  }
};

module.exports.hashingEach = hashingEach;
module.exports.hashingJoined = hashingJoined;
