'use strict';

/**
 * Goes through the instructions of functions, to those that are counted.
 *
 * Most processes load one module, so it is the first time that has to be quick, when engines still interpret. That is
 * why one function goes through almost everything, and calls no other: V8 compiles it within a millisecond.
 */

const { END } = require('./description.js');
const { SHAPE, SHAPES, VALUE_TYPES } = require('./opcodes.js');

/** Instructions that are counted, or needed to find the end of a loop. */
const OP = Object.freeze({
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  call: 0x10,
  returnCall: 0x12,
  try: 0x06,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  delegate: 0x18,
  tryTable: 0x1f,
  memoryGrow: 0x40,
  bulk: 0xfc,
});

const { nothing: NOTHING, place: PLACE, other: OTHER } = SHAPE;

/** Kinds beside the shapes of instructions: of what opens a block that is no loop, of ends, calls, and what is counted. */
const OPENS = 4;
const ENDS = 5;
const CALLS = 6;
const COUNTED = 7;

/** What an instruction is, by its first byte; behind them, whether a byte is all of the type of a block. */
const KINDS = new Uint8Array(512);
KINDS.set(SHAPES);
for (const opcode of Object.values(OP)) KINDS[opcode] = COUNTED;
for (const opcode of [OP.call, OP.returnCall]) KINDS[opcode] = SHAPES[opcode];
for (const opcode of [OP.block, OP.if, OP.try]) KINDS[opcode] = OPENS;
KINDS[END] = ENDS;
KINDS.fill(1, 256, 256 + 0x41);
for (const type of VALUE_TYPES.keys()) KINDS[256 + type] = 1;

/** The same, where calls are looked at. */
const KINDS_WITH_CALLS = KINDS.slice();
for (const opcode of [OP.call, OP.returnCall]) KINDS_WITH_CALLS[opcode] = CALLS;

/**
 * Where in a function that is: how many blocks are open, how many with the innermost loop as the last, and the lowest 7
 * bits of the function's own index.
 *
 * @typedef {{ depth: number, loop: number, self: number }} Nesting
 */

/**
 * Goes on to the next instruction for which there is something to do.
 *
 * @param {Uint8Array} bytes
 * @param {number} at the byte before an instruction
 * @param {Uint8Array} kinds
 * @param {Nesting} nesting is kept up to date
 * @returns {number} the first byte of one that ends a loop or the function, that may call it, that is counted, or that is
 *   not so short
 */
function skipUncounted(bytes, at, kinds, nesting) {
  for (;;) {
    const kind = kinds[bytes[++at]];
    if (kind < OTHER) {
      if (kind === NOTHING) continue;
      if (kind === PLACE) {
        // Alignments have one byte, unless somebody wrote them in an unusual way.
        if (bytes[at + 1] > 0x3f) return at;
        at++;
      }
      while (bytes[++at] > 0x7f);
    } else if (kind === ENDS) {
      if (nesting.depth-- === nesting.loop) return at;
    } else if (kind === OPENS && kinds[256 + bytes[at + 1]] === 1) {
      nesting.depth++;
      at++;
    } else if (kind === CALLS && (bytes[at + 1] & 0x7f) !== nesting.self) while (bytes[++at] > 0x7f);
    else return at;
  }
}

module.exports = { COUNTED, ENDS, KINDS, KINDS_WITH_CALLS, OP, OPENS, skipUncounted };
