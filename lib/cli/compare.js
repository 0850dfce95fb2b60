'use strict';

const { lineWith } = require('./names.js');
const { withSource } = require('./source.js');

/** @typedef {import('./source.js').Session} Session */
/** @typedef {import('./source.js').Source} Source */

/**
 * `compare A B`: prints nothing and returns 0 if they are the same; otherwise prints where they differ and returns 1.
 *
 * @param {Session} session
 */
async function compare({ ops, request, output, progress }) {
  const [nameA, nameB] = request.operands;
  const result = await withSource(nameA, (a) =>
    withSource(nameB, (b) => difference(ops, a, b, () => progress.update(a.size >= b.size ? b : a))),
  );
  progress.clear();
  const { order, offset } = result;
  if (request.json) {
    await output.line(JSON.stringify({ a: nameA, b: nameB, order, offset, backend: ops.backend }));
  } else if (order !== 0) {
    await output.line(lineWith([nameA, nameB], (a, b) => sayDifference(a, b, result)));
  }
  return order === 0 ? 0 : 1;
}

/**
 * @typedef {object} Difference
 * @property {-1 | 0 | 1} order
 * @property {number | null} offset of the first byte that differs, from 0
 * @property {boolean} ended whether one ends where the other continues
 */

/**
 * Only one piece of each is in memory, and it is used up before the next is asked for.
 *
 * @param {import('../instance/string-ops.js').StringOps} ops
 * @param {Source} a
 * @param {Source} b
 * @param {() => void} seen called for each piece
 * @returns {Promise<Difference>}
 */
async function difference(ops, a, b, seen) {
  const [piecesA, piecesB] = [a.pieces(), b.pieces()];
  /** @type {Uint8Array} */
  const nothing = new Uint8Array(0);
  let [restA, restB] = [nothing, nothing];
  for (let offset = 0; ;) {
    if (restA.length === 0) restA = (await piecesA.next()).value ?? nothing;
    if (restB.length === 0) restB = (await piecesB.next()).value ?? nothing;
    seen();
    const length = Math.min(restA.length, restB.length);
    if (length === 0) {
      const order = ops.fastCompare(restA, restB);
      return { order, offset: order === 0 ? null : offset, ended: true };
    }
    const [partA, partB] = [restA.subarray(0, length), restB.subarray(0, length)];
    const order = ops.fastCompare(partA, partB);
    if (order !== 0) return { order, offset: offset + firstDifference(partA, partB), ended: false };
    offset += length;
    restA = restA.subarray(length);
    restB = restB.subarray(length);
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b differs from `a` somewhere
 */
function firstDifference(a, b) {
  let i = 0;
  while (a[i] === b[i]) i++;
  return i;
}

/**
 * As cmp prints it, which counts bytes from 1.
 *
 * @param {string} a
 * @param {string} b
 * @param {Difference} result
 */
function sayDifference(a, b, { order, offset, ended }) {
  const [first, second] = order < 0 ? [a, b] : [b, a];
  if (ended) return `${first} comes before ${second}: it ends after byte ${offset}`;
  return `${first} comes before ${second}: they differ in byte ${Number(offset) + 1}`;
}

module.exports.compare = compare;
