'use strict';

/**
 * The functions of a module, each with what takes units at its entry, in its loops, and before what may take long.
 */

const { wasmUnsupported } = require('../errors/wasm.js');
const { COUNTED, ENDS, KINDS, KINDS_WITH_CALLS, OP, OPENS, skipUncounted } = require('./code.js');
const { RANGES } = require('./counting-functions.js');
const { END, eachBody } = require('./description.js');
const { leb, skipInstruction, unsigned, valueType } = require('./opcodes.js');
const { leb128 } = require('./output.js');
const { MOST_LOCALS, Probes, setUnits, take } = require('./probes.js');
const { planOf } = require('./recursion.js');

/** @typedef {import('./probes.js').Output} Output */

/** Bytes of code that cost one unit more, as every turn may go through all of them; as a power of two. */
const BYTES_A_UNIT = 10;

/** Locals of a function that cost one unit more, as an entry sets all of them to zero; as a power of two. */
const LOCALS_A_UNIT = 8;

/** Bytes of a function from which on it takes no time worth saving to enter it. */
const SHORT = 512;

/** Units that one number has room for: a function cannot be so long. */
const MOST_UNITS = 8191;

const I32 = 0x7f;
const [CALL, DROP, LOCAL_GET, GLOBAL_GET, I32_CONST] = [0x10, 0x1a, 0x20, 0x23, 0x41];

/** Of the declarations of locals. */
const ONE_I32 = [1, I32];

/** The second byte of table.grow, and the entries that cost a unit, as a power of two. */
const TABLE_GROW = 15;
const ENTRIES_A_UNIT = 2;

/** The same of the pages of memory.grow. */
const PAGES_A_UNIT = 6;

/** Units that an exception costs, which takes as long as many instructions. */
const UNITS_TO_THROW = 16;

/** @typedef {{ index: number, units: import('./recursion.js').Plan['units'] }} Inner what a function's calls of itself go to */

class Bodies {
  #bytes;
  #is;
  #added;
  #output;
  #probes;
  /** By a function that calls itself, that which does its work. @type {Map<number, number>} */
  heirs = new Map();
  /** By the name of the function, or the bytes of the instruction. @type {Map<string | number, number[]>} */
  #calls = new Map();

  /**
   * @param {Uint8Array} bytes
   * @param {import('./description.js').Description} description
   * @param {import('./counting-functions.js').Added} added gets more functions, as they are needed
   * @param {Output} output
   */
  constructor(bytes, description, added, output) {
    this.#bytes = bytes;
    this.#is = description;
    this.#added = added;
    this.#output = output;
    this.#probes = new Probes(added.counter, this.#call('ask'), this.#charge(0));
  }

  write() {
    const output = this.#output;
    eachBody(this.#bytes, this.#is, ({ start, end }, i) => {
      const index = this.#is.importedFunctions + i;
      const body = output.begin();
      if (this.#body(start, end, index, null)) this.#split(start, end, index, body);
      output.end(body);
    });
  }

  /**
   * A function that calls itself becomes two: under its own index what takes a unit and calls the other, to which its
   * calls of itself go, as they take theirs beforehand.
   *
   * @param {number} start
   * @param {number} end
   * @param {number} index
   * @param {number} body where it has been written, as a whole
   */
  #split(start, end, index, body) {
    const output = this.#output;
    const plan = planOf(this.#bytes, this.#instructionsOf(start, 0).at, end, index);
    if (plan === null) return;
    const { functions } = this.#added;
    const inner = this.#is.functions.length + functions.length;
    const added = { name: null, signature: this.#is.functions[index], index: inner, body: new Uint8Array(0) };
    functions.push(added);
    this.heirs.set(index, inner);
    output.takeBack(body);
    this.#body(start, end, index, { index: inner, units: plan.units });
    added.body = output.takeBack(body);
    const { length } = this.#is.typeOf(index).parameters;
    output.write(length < MOST_LOCALS ? [1, ...ONE_I32] : [0]);
    take(output, this.#probes.for(length).entry, 1);
    for (let i = 0; i < length; i++) output.write([LOCAL_GET, ...leb128(i)]);
    // In the way of tail calls it would stay on the stack.
    output.write([plan.leaves ? OP.returnCall : CALL, ...leb128(inner), END]);
  }

  /**
   * @param {number} start of the declarations of locals
   * @param {number} locals the parameters
   * @returns {{ groups: number, locals: number, at: number }} with those that are declared, and the first instruction
   */
  #instructionsOf(start, locals) {
    const bytes = this.#bytes;
    const groups = unsigned(bytes, start);
    let at = leb(bytes, start);
    for (let i = 0; i < groups; i++) {
      locals += unsigned(bytes, at);
      at = valueType(bytes, leb(bytes, at));
    }
    return { groups, locals, at };
  }

  /**
   * @param {number} start of the declarations of locals
   * @param {number} end
   * @param {number} index
   * @param {Inner | null} inner if it is that which is written
   * @returns {boolean} whether it is short, and calls itself
   */
  #body(start, end, index, inner) {
    const { groups, locals, at } = this.#instructionsOf(start, this.#is.typeOf(index).parameters.length);
    const probes = this.#probes.for(locals);
    this.#output.number(locals < MOST_LOCALS ? groups + 1 : groups);
    this.#output.copy(this.#bytes, leb(this.#bytes, start), at);
    if (locals < MOST_LOCALS) this.#output.write(ONE_I32);
    const units = unitsOf(end - at, locals) - (inner === null ? 0 : 1);
    if (units > 0) take(this.#output, probes.entry, units);
    return this.#instructions(at, end, probes, index, inner);
  }

  /**
   * @param {number} at
   * @param {number} end
   * @param {import('./probes.js').ForLocals} probes
   * @param {number} index
   * @param {Inner | null} inner
   * @returns {boolean} whether it is short, and calls itself
   */
  #instructions(at, end, probes, index, inner) {
    const bytes = this.#bytes;
    const kinds = end - at < SHORT ? KINDS_WITH_CALLS : KINDS;
    const nesting = { depth: 0, loop: 0, self: index & 0x7f };
    /** The loops that are open: where they begin, what takes their units, where, and the depth of the loop around. */
    const loops =
      /** @type {{ start: number, probe: import('./probes.js').Probe, place: number, outer: number }[]} */ ([]);
    let copied = at;
    let callsItself = false;
    while ((at = skipUncounted(bytes, at - 1, kinds, nesting)) < end) {
      const opcode = bytes[at];
      const kind = KINDS[opcode];
      if (kind === ENDS) {
        const loop = loops.pop();
        if (loop === undefined) break;
        setUnits(
          this.#output,
          loop.probe,
          loop.place,
          unitsOf(at - loop.start, 0) + (inner?.units.get(loop.start) ?? 0),
        );
        nesting.loop = loop.outer;
        at++;
        continue;
      }
      const next = skipInstruction(bytes, at);
      if (opcode === OP.call || opcode === OP.returnCall) {
        if (unsigned(bytes, at + 1) === index) {
          callsItself = true;
          if (inner !== null) {
            this.#output.copy(bytes, copied, at);
            const units = Number(inner.units.get(at));
            if (units > 0) take(this.#output, probes.entry, units);
            this.#output.write([opcode, ...leb128(inner.index)]);
            copied = next;
          }
        }
      } else if (opcode === OP.loop) {
        this.#output.copy(bytes, copied, next);
        copied = next;
        const probe = inner?.units.get(at) ? probes.entry : probes.turn;
        loops.push({ start: at, probe, place: this.#output.at, outer: nesting.loop });
        this.#output.write(probe.code);
        nesting.loop = ++nesting.depth;
      } else if (kind === OPENS || opcode === OP.tryTable) nesting.depth++;
      else if (opcode === OP.delegate) nesting.depth--;
      else if (kind === COUNTED) copied = this.#other(at, copied, probes.entry);
      at = next;
    }
    if (at + 1 !== end) throw wasmUnsupported('a function that ends elsewhere', at);
    this.#output.copy(bytes, copied, end);
    return callsItself;
  }

  /**
   * Writes what is done before another instruction that is counted, or instead of it.
   *
   * @param {number} at
   * @param {number} copied up to where the function has been copied
   * @param {import('./probes.js').Probe} probe
   * @returns {number} up to where it is copied now
   */
  #other(at, copied, probe) {
    const [bytes, output] = [this.#bytes, this.#output];
    const isBulk = bytes[at] === OP.bulk;
    const second = isBulk ? unsigned(bytes, at + 1) : 0;
    if (isBulk && second !== TABLE_GROW && RANGES[second] === undefined) return copied;
    output.copy(bytes, copied, at);
    if (bytes[at] === OP.memoryGrow) output.write(this.#chargeAndAsk(PAGES_A_UNIT));
    else if (!isBulk) take(output, probe, UNITS_TO_THROW);
    else if (second === TABLE_GROW) output.write(this.#chargeAndAsk(ENTRIES_A_UNIT));
    else {
      const next = skipInstruction(bytes, at);
      output.write(this.#callInPieces(at, next));
      return next;
    }
    return at;
  }

  /** In the place of an instruction on a range. @param {number} at @param {number} next */
  #callInPieces(at, next) {
    const instruction = this.#bytes.subarray(at, next);
    // One number for its bytes, which is found quicker than a text; it is exact for up to six.
    const key = next - at > 6 ? instruction.join() : instruction.reduce((number, byte) => 256 * number + byte, 0);
    let call = this.#calls.get(key);
    if (call === undefined) {
      call = [CALL, ...leb128(this.#added.inPieces(instruction))];
      this.#calls.set(key, call);
    }
    return call;
  }

  /** Takes units by the length on top of the stack, which stays there. @param {number} shift */
  #charge(shift) {
    return [I32_CONST, shift, ...this.#call('charge')];
  }

  /** The same before what may take a millisecond, so that time is looked at as well. @param {number} shift */
  #chargeAndAsk(shift) {
    return [...this.#charge(shift), GLOBAL_GET, ...leb128(this.#added.counter), ...this.#call('ask'), DROP];
  }

  /** @param {string} name */
  #call(name) {
    let call = this.#calls.get(name);
    if (call === undefined) {
      const wanted = this.#added.functions.find((one) => one.name === name);
      call = [CALL, ...leb128(/** @type {{ index: number }} */ (wanted).index)];
      this.#calls.set(name, call);
    }
    return call;
  }
}

/** @param {number} bytes @param {number} locals */
const unitsOf = (bytes, locals) => Math.min(1 + (bytes >> BYTES_A_UNIT) + (locals >> LOCALS_A_UNIT), MOST_UNITS);

module.exports.Bodies = Bodies;
