'use strict';

/**
 * What counting adds to a module: globals, a table with two entries, and these functions.
 */

const { leb, unsigned } = require('./opcodes.js');
const { leb128 } = require('./output.js');

/** @typedef {import('./description.js').Description} Description */

/**
 * @typedef {object} AddedFunction
 * @property {string | null} name under which it is exported
 * @property {number} signature index of its type
 * @property {number} index
 * @property {ArrayLike<number>} body with its locals
 */

/**
 * @typedef {object} Added
 * @property {number} counter index of the global
 * @property {number} table index
 * @property {number[][]} types
 * @property {number[][]} globals
 * @property {AddedFunction[]} functions
 * @property {(instruction: Uint8Array) => number} inPieces adds a function for one on a range, and returns its index
 */

const [I32, I64, F32, F64, V128] = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b];

const IF = [0x04, 0x40];
const LOOP = [0x03, 0x40];
const [UNREACHABLE, ELSE, BR, CALL, CALL_INDIRECT, DROP, END] = [0x00, 0x05, 0x0c, 0x10, 0x11, 0x1a, 0x0b];
const LOAD8 = [0x2d, 0, 0];
const [GE_U, GT_U, LE_U, LT_S, ADD, SUB, AND, SHR_U] = [0x4f, 0x4b, 0x4d, 0x48, 0x6a, 0x6b, 0x71, 0x76];

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

/**
 * What an operation on a range works on: how much of it is done at a time, so that time is looked at in between, and how
 * much costs a unit, as a power of two. An entry may take as long as hundreds of bytes, so before those it is looked at
 * each time.
 *
 * @typedef {{ piece: number[], shift: number, asks: boolean }} Kind
 */

/** @type {Kind} */
const BYTES = { piece: constant(1 << 18), shift: 6, asks: false };
/** @type {Kind} */
const ENTRIES = { piece: constant(1 << 10), shift: 2, asks: true };

const TABLE_FILL = 17;

/** The operations on ranges, by the byte after 0xfc. @type {Record<number, { does: 'init' | 'copy' | 'fill', kind: Kind }>} */
const RANGES = {
  8: { does: 'init', kind: BYTES },
  10: { does: 'copy', kind: BYTES },
  11: { does: 'fill', kind: BYTES },
  12: { does: 'init', kind: ENTRIES },
  14: { does: 'copy', kind: ENTRIES },
  [TABLE_FILL]: { does: 'fill', kind: ENTRIES },
};

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
    begin: types + 3,
    question: types + 4,
  };

  /**
   * (left, below zero if more was to be taken) -> what there is now, with what was to be taken: asks JavaScript for
   * leave, and traps if there is none.
   */
  const askBody = [
    ...[...getGlobal(counter), ...get(0), 0x41, 0, CALL_INDIRECT, ...leb128(signatures.question), ...leb128(table)],
    ...[...set(1), ...get(1), ...setGlobal(counter), ...get(1), 0x41, 0, LT_S, ...IF, UNREACHABLE, END],
    ...[...get(0), SUB, ...get(1), ADD],
  ];
  /** (length, shift) -> length: takes length >> shift units. */
  const chargeBody = [
    ...[...getGlobal(counter), ...get(0), ...get(1), SHR_U, SUB, ...set(1)],
    ...[...get(1), 0x41, 0, LT_S, ...IF, ...get(1), CALL, ...leb128(ask), DROP],
    ...[ELSE, ...get(1), ...setGlobal(counter), END],
    ...get(0),
  ];
  const keep = shadows.flatMap((one) => [...getGlobal(one.original), ...setGlobal(one.copy)]);

  /** @type {[name: string, signature: number, body: number[], locals?: number[]][]} `ask` and `charge` first */
  const bodies = [
    ['ask', signatures.question, askBody, [I32]],
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
  /** @type {Added} */
  const added = {
    counter,
    table,
    types: [
      [0x60, 0, 1, I32],
      [0x60, 0, 0],
      [0x60, 2, I32, I32, 1, I32],
      [0x60, 1, I32, 0],
      [0x60, 1, I32, 1, I32],
    ],
    globals: [
      [I32, 1, ...ZERO[I32], END],
      ...shadows.map(({ type }) => [type, 1, ...(ZERO[type] ?? [0xd0, type]), END]),
    ],
    functions: bodies.map(([name, signature, body, locals = []], i) => ({
      name,
      signature,
      index: ask + i,
      body: [...leb128(locals.length), ...locals.flatMap((type) => [1, type]), ...body, END],
    })),
    inPieces(instruction) {
      const second = unsigned(instruction, 1);
      const value = second === TABLE_FILL ? is.tables[unsigned(instruction, leb(instruction, 1))].type : I32;
      added.types.push([0x60, 3, I32, value, I32, 0]);
      const signature = types + added.types.length - 1;
      const index = ask + added.functions.length;
      const body = [0, ...rangeBody([...instruction], RANGES[second], { counter, ask, charge }), END];
      added.functions.push({ name: null, signature, index, body });
      return index;
    },
  };
  return added;
}

/**
 * Does what an instruction does on (to, from or the value to fill with, length), in pieces while it is long.
 *
 * @param {number[]} instruction
 * @param {typeof RANGES[number]} range
 * @param {{ counter: number, ask: number, charge: number }} indices
 */
function rangeBody(instruction, { does, kind: { piece, shift, asks } }, { counter, ask, charge }) {
  const [to, from, length] = [get(0), get(1), get(2)];
  const starts = does === 'fill' ? [to] : [to, from];
  /** @param {number[]} start */
  const endOf = (start) => [...start, ...length, ADD];
  /** @param {number[]} start */
  const lastOf = (start) => [...endOf(start), 0x41, 1, SUB];
  // As the whole would, a piece must trap unless all of the range is there: nothing at its end does, if the end is
  // within 32 bits. That of a memory of 4 GiB is not, so its last byte is read instead.
  const isMemory = !asks && does !== 'init';
  const ends = starts.map((start) =>
    isMemory ? [...lastOf(start), ...start, GE_U] : [...endOf(start), ...start, GT_U],
  );
  const check = isMemory
    ? starts.flatMap((start) => [...lastOf(start), ...LOAD8, DROP])
    : [...endOf(to), ...(does === 'fill' ? from : endOf(from)), 0x41, 0, ...instruction];
  /** @param {number[]} units */
  const pay = (units) => [
    ...[...units, 0x41, shift, CALL, ...leb128(charge), DROP],
    ...(asks ? [...getGlobal(counter), CALL, ...leb128(ask), DROP] : []),
  ];
  const onward = starts.flatMap((start, local) => [...start, ...piece, ADD, ...set(local)]);
  const first = [...to, ...from, ...piece, ...instruction, ...onward];
  /** @param {number[]} start */
  const lastPiece = (start) => [...endOf(start), ...piece, SUB];
  // From the end if it moves towards it, so that nothing is overwritten before it is copied.
  const either = [
    ...[...to, ...from, LE_U, ...IF, ...first],
    ...[ELSE, ...lastPiece(to), ...lastPiece(from), ...piece, ...instruction, END],
  ];
  return [
    ...[...LOOP, ...length, ...piece, GT_U, ...ends.flatMap((end) => [...end, AND]), ...IF],
    ...[...check, ...pay(piece), ...(does === 'copy' ? either : first)],
    ...[...length, ...piece, SUB, ...set(2), BR, 1, END, END],
    ...[...pay(length), ...to, ...from, ...length, ...instruction],
  ];
}

module.exports.RANGES = RANGES;
module.exports.functionsFor = functionsFor;
