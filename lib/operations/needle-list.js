'use strict';

/**
 * The needles of a set: read once, each checked, and kept as bytes.
 */

const { invalidArgValue, isRevoked } = require('../errors/errors.js');
const { startOf } = require('../kernels/needle-automaton.js');
const { encoder } = require('../text/utf8.js');
const { iterableOf } = require('./hash-many.js');
const { byteLengthOf, sizeOf } = require('./input.js');

/** @typedef {import('./input.js').Input} Input */
/** @typedef {import('../kernels/needle-automaton.js').NeedleList} NeedleList */

const MOST_NEEDLES = 100_000;

const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
const TO_SMALL = 0x20;

/** @param {string} name @param {Input} needle */
function nonEmpty(name, needle) {
  const size = sizeOf(name, needle);
  if (size === 0) throw invalidArgValue(name, needle, 'must not be empty');
  return size;
}

/**
 * @param {unknown} list
 * @returns {Generator<any>} the elements of an array, by index, or of another iterable
 */
function* elementsOf(list) {
  if (isRevoked(list) || !Array.isArray(list)) yield* iterableOf(list, 'list');
  else for (let i = 0; i < list.length; i++) yield list[i];
}

/**
 * @param {unknown} list
 * @returns {Input[]} its elements, each checked as it is read
 */
function readNeedles(list) {
  /** @type {Input[]} */
  const needles = [];
  for (const needle of elementsOf(list)) {
    const name = `list[${needles.length}]`;
    nonEmpty(name, needle);
    if (needles.length === MOST_NEEDLES) {
      throw invalidArgValue(name, needle, `is one too many: a set has at most ${MOST_NEEDLES} needles`);
    }
    needles.push(needle);
  }
  if (needles.length === 0) throw invalidArgValue('list', list, 'must have at least one needle, list[0]');
  return needles;
}

/**
 * @param {Input[]} needles
 * @param {boolean} ignoreCase
 * @returns {NeedleList}
 */
function encodeNeedles(needles, ignoreCase) {
  const ends = new Uint32Array(needles.length);
  let size = 0;
  for (const [i, needle] of needles.entries()) ends[i] = size += byteLengthOf(needle);
  const bytes = new Uint8Array(size);
  for (const [i, needle] of needles.entries()) {
    const start = startOf(ends, i);
    if (typeof needle === 'string') encoder.encodeInto(needle, bytes.subarray(start, ends[i]));
    else bytes.set(needle, start);
  }
  if (ignoreCase) {
    for (let i = 0; i < size; i++) if (bytes[i] >= CAPITAL_A && bytes[i] <= CAPITAL_Z) bytes[i] += TO_SMALL;
  }
  return { bytes, ends, ignoreCase };
}

module.exports = { encodeNeedles, nonEmpty, readNeedles };
