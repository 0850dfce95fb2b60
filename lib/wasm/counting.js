'use strict';

/**
 * Makes a module count what it does, and ask JavaScript for leave when its count is spent.
 *
 * Every function entry and every turn of a loop takes units from a global; so do operations on ranges, by their length.
 * When there are too few, a function is called that JavaScript has put into a table: it adds to the global, or the
 * module traps. Traps are the one kind of exception that a module cannot catch.
 *
 * The global is never below -1, nor above 2^30. What JavaScript answers is -1 where the call is over, and else at most 2^30;
 * the module sets it only to what is left, if that is not below zero. A difference below zero is handed on as an argument,
 * whatever comes of the question (it throws where the stack is used up, and that may be caught, again and again). At most
 * 2^30 units are taken at a time, as lengths of 32 bits cost a unit for each four at most. So no difference is below
 * -1 - 2^30, which is far from where 32 bits end.
 *
 * The global, the table and all functions for them are added behind those that the module has, and only after the engine
 * has validated the module: what it had not when it was validated, it cannot name. Whatever is not known is refused.
 */

const { wasmMemory, wasmUnsupported } = require('../errors/wasm.js');
const { PAGE } = require('../operations/memory-limit.js');
const { COUNTED, ENDS, KINDS, OP, OPENS, skipUncounted } = require('./code.js');
const { Description, END, SECTIONS, eachBody } = require('./description.js');
const { leb, skipInstruction, unsigned, valueType } = require('./opcodes.js');
const { Output, leb128 } = require('./output.js');
const { RANGES, functionsFor } = require('./counting-functions.js');
const { withNames } = require('./names.js');
const { MOST_LOCALS, Probes, setUnits, take } = require('./probes.js');
const { planOf } = require('./recursion.js');

/** @typedef {import('./description.js').Limits} Limits */

/** Entries that all tables of a module together may begin with, and grow to: one step may take as long as all of it. */
const MOST_ENTRIES = 1 << 20;
const MOST_GROWN = 1 << 16;

/** Mutable globals: they are kept at each call. */
const MOST_GLOBALS = 10_000;

/** Bytes of code that cost one unit more, as every turn may go through all of them; as a power of two. */
const BYTES_A_UNIT = 10;

/** Locals of a function that cost one unit more, as an entry sets all of them to zero; as a power of two. */
const LOCALS_A_UNIT = 8;

/** Sections before the code that stay as they are; the start function becomes an export. @type {Set<number>} */
const COPIED = new Set([SECTIONS.tag, SECTIONS.element, SECTIONS.dataCount]);

/** Bytes for what comes before the code, which is written after it. */
const ROOM_BEFORE = 1 << 16;

/** Bytes of a function from which on it takes no time worth saving to enter it. */
const SHORT = 512;

/** Units that one number has room for: a function cannot be so long. */
const MOST_UNITS = 8191;

const FUNCREF = 0x70;
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

/** @typedef {{ index: number, plan: import('./recursion.js').Plan }} Inner what a function's calls of itself go to */

/**
 * @typedef {object} Counted
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {Description} description of the module as it was
 * @property {string} prefix of the names of the exports that were added
 */

/**
 * @param {Uint8Array} bytes that the engine has validated, and that nobody else can change
 * @param {number} [maximumPages]
 * @returns {Counted}
 * @throws {Error} `ERR_STRINGOPS_WASM_UNSUPPORTED`, `ERR_STRINGOPS_MEMORY`
 */
function addCounting(bytes, maximumPages) {
  const description = new Description(bytes);
  return new Rewriting(bytes, description, maximumPages).result();
}

class Rewriting {
  #bytes;
  #is;
  #maximumPages;
  #output;
  #added;
  #prefix;
  #probes;
  /** By a function that calls itself, that which does its work. @type {Map<number, number>} */
  #heirs = new Map();
  /** By the name of the function, or the bytes of the instruction. @type {Map<string | number, number[]>} */
  #calls = new Map();

  /**
   * @param {Uint8Array} bytes
   * @param {Description} description
   * @param {number | undefined} maximumPages
   */
  constructor(bytes, description, maximumPages) {
    this.#bytes = bytes;
    this.#is = description;
    this.#maximumPages = maximumPages;
    this.#output = new Output(bytes.length + (bytes.length >> 1) + 1024, ROOM_BEFORE);
    const { memories, tables, globals, exports } = description;
    if (memories.length > 1) throw wasmUnsupported('more than one memory');
    if (memories.some(({ shared }) => shared)) throw wasmUnsupported('a memory that threads share');
    if (tables.reduce((sum, { least }) => sum + least, 0) > MOST_ENTRIES) {
      throw wasmUnsupported(`tables of more than ${MOST_ENTRIES} entries`);
    }
    if (globals.filter(({ mutable }) => mutable).length > MOST_GLOBALS) {
      throw wasmUnsupported(`more than ${MOST_GLOBALS} mutable globals`);
    }
    // Longer than the zeros that any name begins with.
    const zeros = exports.reduce((most, { name }) => Math.max(most, name.search(/[^\0]|$/)), 0);
    this.#prefix = '\0'.repeat(zeros + 1);
    this.#added = functionsFor(description);
    this.#probes = new Probes(this.#added.counter, this.#call('ask'), this.#charge(0));
  }

  /** @returns {Counted} */
  result() {
    const { names, functions, importedFunctions, sections } = this.#is;
    const [code, before] = [this.#output, new Output(sections.get(SECTIONS.code)?.start ?? 0)];
    // What comes before it depends on it, as some of its instructions need functions.
    this.#bodies();
    for (const { body } of this.#added.functions) code.sized(() => code.write(body));
    const length = code.at - ROOM_BEFORE;

    this.#output = before;
    before.copy(this.#bytes, 0, 8);
    for (const id of Object.values(SECTIONS)) {
      const write = this.#sections[id];
      if (write !== undefined) this.#section(id, write);
      else if (COPIED.has(id) && sections.has(id)) this.#section(id, () => this.#copyOf(id));
    }
    before.write([SECTIONS.code]);
    const start = before.begin();
    before.number(functions.length - importedFunctions + this.#added.functions.length);
    before.end(start, length);

    this.#output = code;
    if (sections.has(SECTIONS.data)) this.#section(SECTIONS.data, () => this.#copyOf(SECTIONS.data));
    if (names !== null) {
      this.#section(0, () => code.write(withNames(this.#bytes.subarray(names.start, names.end), this.#heirs)));
    }
    return { bytes: code.result(before.result()), description: this.#is, prefix: this.#prefix };
  }

  /** What is written in the place of sections. @type {Record<number, () => void>} */
  #sections = {
    [SECTIONS.type]: () => this.#append(SECTIONS.type, this.#added.types),
    [SECTIONS.import]: () => this.#append(SECTIONS.import),
    [SECTIONS.function]: () =>
      this.#append(
        SECTIONS.function,
        this.#added.functions.map(({ signature }) => leb128(signature)),
      ),
    [SECTIONS.table]: () => this.#append(SECTIONS.table, [[FUNCREF, 1, 2, 2]]),
    [SECTIONS.memory]: () => this.#append(SECTIONS.memory),
    [SECTIONS.global]: () => this.#append(SECTIONS.global, this.#added.globals),
    [SECTIONS.export]: () => this.#append(SECTIONS.export, this.#exports()),
  };

  /** @param {number} id @param {() => void} write */
  #section(id, write) {
    this.#output.write([id]);
    this.#output.sized(write);
  }

  /** @param {number} id */
  #copyOf(id) {
    const { start, end } = /** @type {import('./description.js').Range} */ (this.#is.sections.get(id));
    this.#output.copy(this.#bytes, start, end);
  }

  /**
   * The entries there are, with the limits of memories and tables lowered, and more entries.
   *
   * @param {number} id
   * @param {number[][]} more
   */
  #append(id, more = []) {
    const section = this.#is.sections.get(id) ?? { start: 0, end: 0 };
    const count = section.end === 0 ? 0 : unsigned(this.#bytes, section.start);
    this.#output.write(leb128(count + more.length));
    let at = section.end === 0 ? 0 : leb(this.#bytes, section.start);
    for (const limits of [...this.#is.memories, ...this.#is.tables]) {
      if (limits.start < section.start || limits.end > section.end) continue;
      // Without a limit of ours, a memory that is imported needs no maximum either.
      if (limits.kind === 'memory' && this.#maximumPages === undefined) continue;
      this.#output.copy(this.#bytes, at, limits.start);
      this.#output.write([1, ...leb128(limits.least), ...leb128(this.#mostOf(limits))]);
      at = limits.end;
    }
    this.#output.copy(this.#bytes, at, section.end);
    for (const entry of more) this.#output.write(entry);
  }

  /** @param {Limits} limits */
  #mostOf({ kind, least, most }) {
    if (kind === 'table') {
      const share = Math.max(least, Math.floor(MOST_GROWN / this.#is.tables.length));
      return Math.min(most ?? share, share);
    }
    const limit = /** @type {number} */ (this.#maximumPages);
    if (least > limit) throw wasmMemory(least * PAGE, limit * PAGE);
    return Math.min(most ?? limit, limit);
  }

  #exports() {
    const { counter, table, functions } = this.#added;
    const start = this.#is.start === null ? [] : [['start', 0, this.#is.start]];
    return [
      ['counter', 3, counter],
      ['leave', 1, table],
      ...functions.flatMap(({ name, index }) => (name === null ? [] : [[name, 0, index]])),
      ...start,
    ].map(([name, kind, index]) => {
      // Letters, after a prefix of zeros.
      const text = Array.from(`${this.#prefix}${name}`, (letter) => letter.charCodeAt(0));
      return [...leb128(text.length), ...text, Number(kind), ...leb128(Number(index))];
    });
  }

  #bodies() {
    const output = this.#output;
    eachBody(this.#bytes, this.#is, ({ start, end }, i) => {
      const index = this.#is.importedFunctions + i;
      const body = output.begin();
      if (this.#body(start, end, index, null) && end - start < SHORT) this.#split(start, end, index, body);
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
    this.#heirs.set(index, inner);
    output.takeBack(body);
    this.#body(start, end, index, { index: inner, plan });
    added.body = output.takeBack(body);
    const { length } = this.#is.typeOf(index).parameters;
    output.write(length < MOST_LOCALS ? [1, ...ONE_I32] : [0]);
    take(output, this.#probes.for(length).entry, 1);
    for (let i = 0; i < length; i++) output.write([LOCAL_GET, ...leb128(i)]);
    output.write([CALL, ...leb128(inner), END]);
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
   * @returns {boolean} whether it calls itself
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
   * @returns {boolean} whether it calls itself
   */
  #instructions(at, end, probes, index, inner) {
    const bytes = this.#bytes;
    const nesting = { depth: 0, loop: 0, self: index & 0x7f };
    /** The loops that are open: where they begin, what takes their units, where, and the depth of the loop around. */
    const loops =
      /** @type {{ start: number, probe: import('./probes.js').Probe, place: number, outer: number }[]} */ ([]);
    let copied = at;
    let callsItself = false;
    while ((at = skipUncounted(bytes, at - 1, KINDS, nesting)) < end) {
      const opcode = bytes[at];
      const kind = KINDS[opcode];
      if (kind === ENDS) {
        const loop = loops.pop();
        if (loop === undefined) break;
        setUnits(
          this.#output,
          loop.probe,
          loop.place,
          unitsOf(at - loop.start, 0) + (inner?.plan.get(loop.start) ?? 0),
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
            const units = Number(inner.plan.get(at));
            if (units > 0) take(this.#output, probes.entry, units);
            this.#output.write([opcode, ...leb128(inner.index)]);
            copied = next;
          }
        }
      } else if (opcode === OP.loop) {
        this.#output.copy(bytes, copied, next);
        copied = next;
        const probe = inner?.plan.get(at) ? probes.entry : probes.turn;
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
    // One number for its bytes, which is found quicker than a text; it is exact for up to six.
    let key = 0;
    for (let i = at; i < next; i++) key = key * 256 + this.#bytes[i];
    let call = next - at > 6 ? undefined : this.#calls.get(key);
    if (call === undefined) {
      call = [CALL, ...leb128(this.#added.inPieces(this.#bytes.subarray(at, next)))];
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

module.exports.addCounting = addCounting;
