'use strict';

/**
 * Where a function that calls itself takes the units for that: before a piece of code that goes straight on, for all
 * such calls in it at once, and with the turn of a loop that begins with it.
 *
 * Taking units one by one is most of what such functions do, if they are short: each waits for the one before it to be
 * stored, about as long as the call itself takes.
 */

const { OP } = require('./code.js');
const { skipInstruction, unsigned } = require('./opcodes.js');

/**
 * Where it calls itself, and the loops: by their first byte, the units that are taken there for such calls.
 *
 * @typedef {Map<number, number>} Plan
 */

/** nop, block, calls, drop, select: of the instructions below 0x20 those after which the next one is run, and no other. */
const STRAIGHT = new Set([0x01, OP.block, OP.call, 0x11, 0x1a, 0x1b, 0x1c]);

/**
 * @param {Uint8Array} bytes
 * @param {number} at the function's first instruction
 * @param {number} end
 * @param {number} index of the function
 * @returns {Plan | null} null if units would be taken as often as there are calls
 */
function planOf(bytes, at, end, index) {
  /** @type {Plan} */
  const plan = new Map();
  let [calls, places] = [0, 0];
  /** Where units for the next call can be taken: at a loop or a call from which all goes straight on. */
  let before = -1;
  for (let next; at < end; at = next) {
    next = skipInstruction(bytes, at);
    const opcode = bytes[at];
    if (opcode === OP.loop) plan.set((before = at), 0);
    else if ((opcode === OP.call || opcode === OP.returnCall) && unsigned(bytes, at + 1) === index) {
      plan.set(at, 0);
      if (before < 0) {
        before = at;
        places++;
      }
      plan.set(before, Number(plan.get(before)) + 1);
      calls++;
    }
    if (opcode < 0x20 && opcode !== OP.loop && !STRAIGHT.has(opcode)) before = -1;
  }
  return places < calls ? plan : null;
}

module.exports.planOf = planOf;
