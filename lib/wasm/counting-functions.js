'use strict';

/**
 * What counting adds to a module: globals, a table with two entries, and these functions.
 */

const { leb128 } = require('./output.js');

/** @typedef {import('./description.js').Description} Description */

/**
 * @typedef {object} Added
 * @property {number} index
 * @property {string} name
 * @property {number[]} body with its locals
 */

const [I32, I64, F32, F64, V128] = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b];

const IF = [0x04, 0x40];
const LOOP = [0x03, 0x40];
const [UNREACHABLE, ELSE, BR, CALL, CALL_INDIRECT, DROP, END] = [0x00, 0x05, 0x0c, 0x10, 0x11, 0x1a, 0x0b];
const [GE_U, GT_U, LE_U, LT_S, EQZ, ADD, SUB, AND, SHR_U] = [0x4f, 0x4b, 0x4d, 0x48, 0x45, 0x6a, 0x6b, 0x71, 0x76];
const LOAD8 = [0x2d, 0, 0];

/** @param {number} index */
const get = (index) => [0x20, ...leb128(index)];
/** @param {number} index */
const set = (index) => [0x21, ...leb128(index)];
/** @param {number} index */
const getGlobal = (index) => [0x23, ...leb128(index)];
/** @param {number} index */
const setGlobal = (index) => [0x24, ...leb128(index)];

/** @param {number} value from -2^31 to 2^31 - 1, in five bytes */
const constant = (value) => [
  0x41,
  ...[0, 7, 14, 21].map((shift) => ((value >> shift) & 0x7f) | 0x80),
  (value >> 28) & 0x7f,
];

/** Bytes that are filled or copied at a time, so that time is looked at in between. */
const PIECE = constant(1 << 18);

/** Bytes that cost a unit, as a power of two. */
const BYTES_A_UNIT = constant(6);

/** What a global of a type begins with. @type {Record<number, number[]>} */
const ZERO = {
  [I32]: [0x41, 0],
  [I64]: [0x42, 0],
  [F32]: [0x43, 0, 0, 0, 0],
  [F64]: [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
  [V128]: [0xfd, 12, ...Array(16).fill(0)],
};

/** A copy of each mutable global of the module. @param {Description} is */
function shadowsOf({ globals }) {
  const first = globals.length + 1;
  return globals
    .flatMap(({ type, mutable }, original) => (mutable ? [{ type, original }] : []))
    .map((shadow, i) => ({ ...shadow, copy: first + i }));
}

/** @param {Description} is */
function functionsFor(is) {
  const counter = is.globals.length;
  const table = is.tables.length;
  const shadows = shadowsOf(is);
  const types = is.types.length;
  const ask = is.functions.length;
  const charge = ask + 1;
  /** Signatures, each by its index behind the module's own. */
  const signatures = {
    answer: types,
    action: types + 1,
    charge: types + 2,
    range: types + 3,
    begin: types + 4,
    question: types + 5,
  };

  /** (left, below zero if more was to be taken): asks JavaScript for leave, and traps if there is none. */
  const askBody = [
    ...[...get(0), 0x41, 0, CALL_INDIRECT, ...leb128(signatures.question), ...leb128(table)],
    ...[EQZ, ...IF, UNREACHABLE, END],
  ];
  /** (length, shift) -> length: takes length >> shift units. */
  const chargeBody = [
    ...[...getGlobal(counter), ...get(0), ...get(1), SHR_U, SUB, ...set(1)],
    ...[...get(1), 0x41, 0, LT_S, ...IF, ...get(1), CALL, ...leb128(ask), ELSE, ...get(1), ...setGlobal(counter), END],
    ...get(0),
  ];
  /** @param {number[]} length */
  const take = (length) => [...length, ...BYTES_A_UNIT, CALL, ...leb128(charge), DROP];
  const [to, from, length] = [get(0), get(1), get(2)];
  /** The last byte of a range; the range ends within 32 bits if this is not below its start. @param {number[]} start */
  const lastOf = (start) => [...start, ...length, ADD, 0x41, 1, SUB];
  /** @param {number[]} start */
  const ends = (start) => [...lastOf(start), ...start, GE_U];
  /** Traps, as the whole operation would, unless the range is in memory. @param {number[]} start */
  const touch = (start) => [...lastOf(start), ...LOAD8, DROP];
  const shorter = [...length, ...PIECE, SUB, ...set(2)];
  /**
   * An operation on (to, from or value, length), in pieces while it is long.
   *
   * @param {number[]} long whether it is, apart from its length
   * @param {number[]} check
   * @param {number[]} piece
   * @param {number[]} whole
   */
  const inPieces = (long, check, piece, whole) => [
    ...[...LOOP, ...length, ...PIECE, GT_U, ...long, AND, ...IF],
    ...[...check, ...take(PIECE), ...piece, ...shorter, BR, 1, END, END],
    ...[...take(length), ...to, ...from, ...length, ...whole],
  ];
  const [copy, fill] = [
    [0xfc, 10, 0, 0],
    [0xfc, 11, 0],
  ];
  /** @param {number} local */
  const onward = (local) => [...get(local), ...PIECE, ADD, ...set(local)];
  /** @param {number[]} start */
  const lastPiece = (start) => [...start, ...length, ADD, ...PIECE, SUB];
  // From the end if it moves towards it, so that nothing is overwritten before it is copied.
  const copyPiece = [
    ...[...to, ...from, LE_U, ...IF, ...to, ...from, ...PIECE, ...copy, ...onward(0), ...onward(1)],
    ...[ELSE, ...lastPiece(to), ...lastPiece(from), ...PIECE, ...copy, END],
  ];
  const fillPiece = [...to, ...from, ...PIECE, ...fill, ...onward(0)];

  const keep = shadows.flatMap((one) => [...getGlobal(one.original), ...setGlobal(one.copy)]);

  /** @type {[name: string, signature: number, body: number[], locals?: number[]][]} `ask` and `charge` first */
  const bodies = [
    ['ask', signatures.begin, askBody],
    ['charge', signatures.charge, chargeBody],
    // Begins a call with so many units, and keeps the globals.
    ['begin', signatures.begin, [...get(0), ...setGlobal(counter), ...keep]],
    ['keep', signatures.action, keep],
    // Ends it: what is left. Any call that JavaScript has not begun asks at once.
    ['end', signatures.answer, [...getGlobal(counter), 0x41, 0, ...setGlobal(counter)]],
    ['restore', signatures.action, shadows.flatMap((one) => [...getGlobal(one.copy), ...setGlobal(one.original)])],
    // Has JavaScript run a call within another; if it threw, puts the globals back, of any type, which locals have kept.
    [
      'within',
      signatures.answer,
      [
        ...shadows.flatMap((one, i) => [...getGlobal(one.original), ...set(i)]),
        ...[0x41, 0, 0x41, 1, CALL_INDIRECT, ...leb128(signatures.question), ...leb128(table)],
        ...[0x04, I32, 0x41, 1, ELSE, ...shadows.flatMap((one, i) => [...get(i), ...setGlobal(one.original)])],
        ...[0x41, 0, END],
      ],
      shadows.map(({ type }) => type),
    ],
  ];
  if (is.memories.length > 0) {
    bodies.push(
      [
        'copy',
        signatures.range,
        inPieces([...ends(to), AND, ...ends(from)], [...touch(to), ...touch(from)], copyPiece, copy),
      ],
      ['fill', signatures.range, inPieces(ends(to), touch(to), fillPiece, fill)],
    );
  }
  return {
    counter,
    table,
    ask,
    types: [
      [0x60, 0, 1, I32],
      [0x60, 0, 0],
      [0x60, 2, I32, I32, 1, I32],
      [0x60, 3, I32, I32, I32, 0],
      [0x60, 1, I32, 0],
      [0x60, 1, I32, 1, I32],
    ],
    typeIndices: bodies.map(([, signature]) => leb128(signature)),
    globals: [
      [I32, 1, ...ZERO[I32], END],
      ...shadows.map(({ type }) => [type, 1, ...(ZERO[type] ?? [0xd0, type]), END]),
    ],
    /** @type {Added[]} */
    functions: bodies.map(([name, , body, locals = []], i) => ({
      name,
      index: ask + i,
      body: [...leb128(locals.length), ...locals.flatMap((type) => [1, type]), ...body, END],
    })),
  };
}

module.exports.functionsFor = functionsFor;
