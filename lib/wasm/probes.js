'use strict';

/**
 * What takes units from the counter, and asks JavaScript if there are too few.
 *
 * There are two ways to do that, as engines make faster code of one where functions call each other, and of the other
 * in short loops. In the former the count is stored by the same instruction whether it has asked or not, since a
 * processor that foresees which store the next load belongs to does not wait for it.
 */

const { leb128 } = require('./output.js');

/** @typedef {InstanceType<typeof import('./output.js').Output>} Output */

/** @typedef {{ code: Uint8Array, places: number[] }} Probe with where the number of units goes */

/** @typedef {{ entry: Probe, turn: Probe }} ForLocals for functions with so many locals */

/** Locals and parameters that engines allow a function: one with as many has none for the count. */
const MOST_LOCALS = 50000;

const [DROP, GLOBAL_GET, GLOBAL_SET, LOCAL_GET, LOCAL_SET, LOCAL_TEE] = [0x1a, 0x23, 0x24, 0x20, 0x21, 0x22];
const [I32_CONST, LT_S, SUB, ELSE, END] = [0x41, 0x48, 0x6b, 0x05, 0x0b];
const IF = [0x04, 0x40];

class Probes {
  #getCount;
  #setCount;
  #ask;
  #charge;
  /** @type {Map<number, ForLocals>} */
  #made = new Map();

  /**
   * @param {number} counter index of the global
   * @param {number[]} ask the call of that function
   * @param {number[]} charge a call that takes the units on top of the stack, which stay there
   */
  constructor(counter, ask, charge) {
    this.#getCount = [GLOBAL_GET, ...leb128(counter)];
    this.#setCount = [GLOBAL_SET, ...leb128(counter)];
    this.#ask = ask;
    this.#charge = charge;
  }

  /** @param {number} locals @returns {ForLocals} */
  for(locals) {
    let probes = this.#made.get(locals);
    if (probes === undefined) this.#made.set(locals, (probes = this.#new(leb128(locals), locals < MOST_LOCALS)));
    return probes;
  }

  /** @param {number[]} local @param {boolean} hasLocal @returns {ForLocals} */
  #new(local, hasLocal) {
    if (!hasLocal) {
      const probe = probeOf([I32_CONST], [...this.#charge, DROP]);
      return { entry: probe, turn: probe };
    }
    const [getCount, setCount] = [this.#getCount, this.#setCount];
    const get = [LOCAL_GET, ...local];
    const tee = [LOCAL_TEE, ...local];
    return {
      entry: probeOf(
        [...getCount, ...tee, I32_CONST],
        [LT_S, ...IF, ...get, I32_CONST],
        [SUB, ...this.#ask, LOCAL_SET, ...local, END, ...get, I32_CONST],
        [SUB, ...setCount],
      ),
      turn: probeOf(
        [...getCount, I32_CONST],
        [SUB, ...tee, I32_CONST, 0, LT_S, ...IF, ...get, ...this.#ask, DROP, ELSE, ...get, ...setCount, END],
      ),
    };
  }
}

/** @param {number[][]} parts with the number of units between them, in two bytes: 1 at first @returns {Probe} */
function probeOf(...parts) {
  const code = parts[0];
  const places = [];
  for (let i = 1; i < parts.length; i++) {
    places.push(code.length);
    code.push(0x81, 0, ...parts[i]);
  }
  return { code: Uint8Array.from(code), places };
}

/**
 * @param {Output} output
 * @param {Probe} probe
 * @param {number} at where it has been written
 * @param {number} units
 */
function setUnits(output, { places }, at, units) {
  if (units === 1) return;
  for (const place of places) output.patch(at + place, units);
}

/** @param {Output} output @param {Probe} probe @param {number} units */
function take(output, probe, units) {
  const { at } = output;
  output.write(probe.code);
  setUnits(output, probe, at, units);
}

module.exports = { MOST_LOCALS, Probes, setUnits, take };
