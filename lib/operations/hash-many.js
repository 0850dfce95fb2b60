'use strict';

/**
 * Many inputs hashed in one call.
 */

const { attempt, invalidArgType, isRevoked, outOfRange } = require('../errors/errors.js');
const { hashAscii, hashBytes, hashString } = require('../kernels/fnv1a.js');
const { hashAscii64, hashBytes64, hashString64 } = require('../kernels/fnv1a64.js');
const { isUint8Array, lengthOf } = require('../text/typed-array.js');
const { byteLength } = require('../text/utf8.js');
const { OFFSET_BASIS, OFFSET_BASIS_64, sizeOf } = require('./input.js');
const { newOffsets } = require('./offsets.js');
const T = require('./thresholds.js');

const { min } = Math;

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('./memory-limit.js').MemoryLimit} MemoryLimit */

/**
 * Hashes joined strings side by side, in 64 bits if there is an array for it; otherwise it replaces their lengths, in
 * UTF-16 units, by their hashes.
 *
 * @typedef {(joined: string, lengths: Uint32Array, hashes64?: BigUint64Array) => void} HashJoined
 */

/**
 * A width of the hash: its kernels, its states (`none` is returned for a text that is not ASCII), and room for so many.
 *
 * @template T, List
 * @typedef {object} Width
 * @property {T} basis
 * @property {T} none
 * @property {(text: string, state: T) => T} hashAscii
 * @property {(text: string, state: T) => T} hashString
 * @property {(bytes: Uint8Array, length: number, state: T) => T} hashBytes
 * @property {(count: number, limit: number) => List} newHashes
 */

/** @type {Width<number, Uint32Array>} */
const NARROW = {
  basis: OFFSET_BASIS,
  none: -1,
  hashAscii,
  hashString,
  hashBytes,
  newHashes: newOffsets,
};

/** @type {Width<bigint, BigUint64Array>} */
const WIDE = {
  basis: OFFSET_BASIS_64,
  none: -1n,
  hashAscii: hashAscii64,
  hashString: hashString64,
  hashBytes: hashBytes64,
  newHashes: (count, limit) => new BigUint64Array(newOffsets(2 * count, limit).buffer),
};

const EXPECTED = 'an array or another iterable of strings and Uint8Arrays';

/**
 * Strings and bytes are iterable too, but as a list of inputs they are a mistake.
 *
 * @param {unknown} value
 * @param {string} name of the argument
 * @returns {Iterable<unknown>} with the value's iterator, requested once
 */
function iterableOf(value, name) {
  const isList = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const method = isList ? attempt(() => Reflect.get(value, Symbol.iterator)).value : undefined;
  if (typeof method !== 'function') throw invalidArgType(name, value, EXPECTED);
  return { [Symbol.iterator]: () => method.call(value) };
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
  for (const element of iterableOf(inputs, 'inputs')) list.push(checked(element, list.length));
  return list;
}

/**
 * @param {unknown} element
 * @param {number} place
 * @returns {Input}
 */
function checked(element, place) {
  if (typeof element === 'string' || isUint8Array(element)) return element;
  throw invalidArgType(`inputs[${place}]`, element);
}

/**
 * `fastHashMany`. Each element is read once and in order, and short strings are hashed at once; the contents of the
 * others are read when none of the caller's code is left to run. An array has as many elements as at the start.
 *
 * @template {number | bigint} T
 * @template {Uint32Array | BigUint64Array} List
 * @param {Width<T, List>} width
 * @param {(input: Input) => T} fastHash for long elements
 * @param {MemoryLimit} limit
 * @param {HashJoined} [hashJoined]
 * @returns {(inputs: unknown) => List}
 */
const hashingMany = (width, fastHash, limit, hashJoined) => (inputs) => {
  const { basis, none, hashAscii, hashString } = width;
  const longestJoined = hashJoined === undefined ? 0 : T.JOINED;
  const list = listOf(inputs);
  const { length } = list;
  // A proxy of an array may return anything.
  if (typeof length !== 'number') throw invalidArgType('inputs.length', length, 'a number');
  if (length >>> 0 !== length) throw outOfRange('inputs.length', 'an integer from 0 to 4294967295', length);
  let hashes = width.newHashes(min(length, FIRST_ROOM), limit.limit);
  let bytes = 0;
  let size = 0;
  /** @type {string[]} */
  const joined = [];
  /** @type {number[]} */
  const joinedPlaces = [];
  /** @type {Input[]} */
  const others = [];
  /** @type {number[]} */
  const places = [];
  for (let i = 0; i < length; i++) {
    const element = list[i];
    if (i === hashes.length) hashes = grown(width, hashes, length, limit);
    if (typeof element === 'string' && element.length <= T.HASHED_UNJOINED) {
      const hash = hashAscii(element, basis);
      hashes[i] = hash === none ? hashString(element, basis) : hash;
      bytes += hash === none ? byteLength(element) : element.length;
    } else if (typeof element === 'string' && element.length <= longestJoined) {
      joined.push(element);
      joinedPlaces.push(i);
      size += element.length;
    } else {
      others.push(checked(element, i));
      places.push(i);
    }
  }
  for (let i = 0; i < others.length; i++) size += sizeOfElement(others[i], places[i]);
  limit.checkAll(bytes, size, joined, others);
  if (hashJoined !== undefined && joined.length > 0) hashSideBySide(joined, joinedPlaces, hashes, hashJoined);
  for (let i = 0; i < others.length; i++) hashes[places[i]] = hashOne(width, others[i], fastHash);
  return hashes;
};

/** How many hashes there is room for at first, as an array may claim to be as long as arrays can be. */
const FIRST_ROOM = 1 << 16;

/**
 * @param {Width<any, any>} width
 * @param {any} hashes
 * @param {number} length of the list
 * @param {MemoryLimit} limit
 */
function grown(width, hashes, length, limit) {
  const more = width.newHashes(min(2 * hashes.length, length), limit.limit);
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
 * @param {Width<any, any>} width
 * @param {Input} input
 * @param {(input: Input) => any} fastHash for long elements
 */
function hashOne({ basis, hashBytes, hashString }, input, fastHash) {
  const length = typeof input === 'string' ? input.length : lengthOf(input);
  if (length > T.HASHED_BY_LOOP) return fastHash(input);
  return typeof input === 'string' ? hashString(input, basis) : hashBytes(input, length, basis);
}

/**
 * @param {string[]} texts
 * @param {number[]} places of their hashes
 * @param {any} hashes
 * @param {HashJoined} hashJoined
 */
function hashSideBySide(texts, places, hashes, hashJoined) {
  const { length } = texts;
  for (let start = 0, end = 0; start < length; start = end) {
    for (let units = 0; end < length && units < T.JOINED_IN_ALL; end++) units += texts[end].length;
    const lengths = new Uint32Array(end - start);
    for (let i = start; i < end; i++) lengths[i - start] = texts[i].length;
    const results64 = hashes instanceof BigUint64Array ? new BigUint64Array(end - start) : undefined;
    hashJoined((end - start === length ? texts : texts.slice(start, end)).join(''), lengths, results64);
    const results = results64 ?? lengths;
    for (let i = start; i < end; i++) hashes[places[i]] = results[i - start];
  }
}

module.exports = { NARROW, WIDE, hashingMany, iterableOf };
