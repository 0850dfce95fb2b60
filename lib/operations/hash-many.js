'use strict';

/**
 * Many inputs hashed in one call.
 */

const { invalidArgType, outOfRange } = require('../errors/errors.js');
const { isRevoked } = require('../errors/is-revoked.js');
const { hashAscii, hashBytes, hashString } = require('../kernels/fnv1a.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');
const { byteLength } = require('../text/utf8.js');
const { OFFSET_BASIS, sizeOf } = require('./input.js');
const { newOffsets } = require('./offsets.js');
const T = require('./thresholds.js');

const { min } = Math;

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */

const EXPECTED = 'an array or another iterable of strings and Uint8Arrays';

/**
 * Strings and bytes are iterable too, but as a list of inputs they are a mistake.
 *
 * @param {unknown} value
 * @returns {Iterable<unknown>} with the value's iterator, requested once
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
 * A list that can be indexed. If it is not an array, its elements are read in order, as long as they are inputs.
 *
 * @param {unknown} inputs
 * @returns {unknown[]}
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what is not iterable, and for an element that is not an input
 */
function listOf(inputs) {
  if (!isRevoked(inputs) && Array.isArray(inputs)) return inputs;
  /** @type {unknown[]} */
  const list = [];
  for (const element of iterableOf(inputs)) {
    if (!isInput(element)) throw invalidArgType(`inputs[${list.length}]`, element);
    list.push(element);
  }
  return list;
}

/**
 * @param {unknown} element
 * @returns {element is Input}
 */
const isInput = (element) => typeof element === 'string' || isUint8Array(element);

/**
 * `fastHashMany`. Each element is read once and in order, and short strings are hashed at once; the contents of the
 * others are read when none of the caller's code is left to run. An array has as many elements as at the start.
 *
 * @param {(input: Input) => number} fastHash for long elements
 * @param {MemoryLimit} limit
 * @param {(joined: string, lengths: Uint32Array) => void} [hashJoined] hashes joined strings side by side, and replaces
 *   their lengths, in UTF-16 units, by their hashes
 */
const hashingMany = (fastHash, limit, hashJoined) => (/** @type {unknown} */ inputs) => {
  const list = listOf(inputs);
  const { length } = list;
  // A proxy of an array may return anything.
  if (typeof length !== 'number') throw invalidArgType('inputs.length', length, 'a number');
  if (length >>> 0 !== length) throw outOfRange('inputs.length', 'an integer from 0 to 4294967295', length);
  const longestJoined = hashJoined === undefined ? 0 : T.JOINED;
  let hashes = new Uint32Array(min(length, FIRST_ROOM));
  let [bytes, units] = [0, 0];
  /** @type {string[]} */
  const joined = [];
  /** @type {number[]} */
  const places = [];
  /** @type {Input[]} */
  const others = [];
  /** @type {number[]} */
  const otherPlaces = [];
  for (let i = 0; i < length; i++) {
    const element = list[i];
    if (i === hashes.length) hashes = grown(hashes, length, limit);
    if (typeof element === 'string' && element.length <= T.HASHED_UNJOINED) {
      const hash = hashAscii(element, OFFSET_BASIS);
      hashes[i] = hash === -1 ? hashString(element, OFFSET_BASIS) : hash;
      bytes += hash === -1 ? byteLength(element) : element.length;
    } else if (typeof element === 'string' && element.length <= longestJoined) {
      joined.push(element);
      places.push(i);
      units += element.length;
    } else {
      if (!isInput(element)) throw invalidArgType(`inputs[${i}]`, element);
      others.push(element);
      otherPlaces.push(i);
    }
  }
  let size = units;
  for (let i = 0; i < others.length; i++) size += sizeOfElement(others[i], otherPlaces[i]);
  limit.checkAll(bytes, size, joined, others);
  if (hashJoined !== undefined && units > 0) hashSideBySide(joined, places, hashes, hashJoined);
  for (let i = 0; i < others.length; i++) hashes[otherPlaces[i]] = hashOne(others[i], fastHash);
  return hashes;
};

/** How many hashes there is room for at first, as an array may claim to be as long as arrays can be. */
const FIRST_ROOM = 1 << 16;

/**
 * @param {Uint32Array} hashes
 * @param {number} length of the list
 * @param {MemoryLimit} limit
 */
function grown(hashes, length, limit) {
  const more = newOffsets(min(2 * hashes.length, length), limit.limit);
  more.set(hashes);
  return more;
}

/**
 * @param {Input} element
 * @param {number} place
 */
const sizeOfElement = (element, place) =>
  typeof element === 'string' ? element.length : lengthOf(element) || sizeOf(`inputs[${place}]`, element);

/**
 * @param {string[]} texts
 * @param {number[]} places of their hashes
 * @param {Uint32Array} hashes
 * @param {(joined: string, lengths: Uint32Array) => void} hashJoined
 */
function hashSideBySide(texts, places, hashes, hashJoined) {
  const { length } = texts;
  for (let start = 0, end = 0; start < length; start = end) {
    for (let units = 0; end < length && units < T.JOINED_IN_ALL; end++) units += texts[end].length;
    const results = new Uint32Array(end - start);
    for (let i = start; i < end; i++) results[i - start] = texts[i].length;
    hashJoined((end - start === length ? texts : texts.slice(start, end)).join(''), results);
    for (let i = start; i < end; i++) hashes[places[i]] = results[i - start];
  }
}

/**
 * @param {Input} input
 * @param {(input: Input) => number} fastHash for long elements
 */
function hashOne(input, fastHash) {
  if (typeof input === 'string') {
    return input.length <= T.HASHED_BY_LOOP ? hashString(input, OFFSET_BASIS) : fastHash(input);
  }
  const length = lengthOf(input);
  return length <= T.HASHED_BY_LOOP ? hashBytes(input, length, OFFSET_BASIS) : fastHash(input);
}

module.exports.hashingMany = hashingMany;
