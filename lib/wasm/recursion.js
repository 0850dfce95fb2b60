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
 * @typedef {object} Plan
 * @property {Map<number, number>} units where it calls itself, and the loops: by their first byte, what is taken there for
 *   such calls
 * @property {boolean} leaves whether it makes a tail call of anything else, and so leaves the stack before it is done
 */

const RETURN_CALL_INDIRECT = 0x13;

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
  /** @type {Plan['units']} */
  const units = new Map();
  let leaves = false;
  let [calls, places] = [0, 0];
  /** Where units for the next call can be taken: at a loop or a call from which all goes straight on. */
  let before = -1;
  for (let next; at < end; at = next) {
    next = skipInstruction(bytes, at);
    const opcode = bytes[at];
    if (opcode === OP.loop) units.set((before = at), 0);
    else if ((opcode === OP.call || opcode === OP.returnCall) && unsigned(bytes, at + 1) === index) {
      units.set(at, 0);
      if (before < 0) {
        before = at;
        places++;
      }
      units.set(before, Number(units.get(before)) + 1);
      calls++;
    } else if (opcode === OP.returnCall || opcode === RETURN_CALL_INDIRECT) leaves = true;
    if (opcode < 0x20 && opcode !== OP.loop && !STRAIGHT.has(opcode)) before = -1;
  }
  return places < calls ? { units, leaves } : null;
}

module.exports.planOf = planOf;
