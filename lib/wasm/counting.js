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
const { Bodies } = require('./bodies.js');
const { functionsFor } = require('./counting-functions.js');
const { Description, SECTIONS } = require('./description.js');
const { withNames } = require('./names.js');
const { leb, unsigned } = require('./opcodes.js');
const { Output, leb128 } = require('./output.js');

/** @typedef {import('./description.js').Limits} Limits */

/** Entries that all tables of a module together may begin with, and grow to: one step may take as long as all of it. */
const MOST_ENTRIES = 1 << 20;
const MOST_GROWN = 1 << 16;

/** Mutable globals: they are kept at each call. */
const MOST_GLOBALS = 10_000;

/** Sections before the code that stay as they are; the start function becomes an export. @type {Set<number>} */
const COPIED = new Set([SECTIONS.tag, SECTIONS.element, SECTIONS.dataCount]);

/** Bytes for what comes before the code, which is written after it. */
const ROOM_BEFORE = 1 << 16;

const FUNCREF = 0x70;

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
  }

  /** @returns {Counted} */
  result() {
    const { names, functions, importedFunctions, sections } = this.#is;
    const [code, before] = [this.#output, new Output(sections.get(SECTIONS.code)?.start ?? 0)];
    // What comes before it depends on it, as some of its instructions need functions.
    const bodies = new Bodies(this.#bytes, this.#is, this.#added, code);
    bodies.write();
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
      this.#section(0, () => code.write(withNames(this.#bytes.subarray(names.start, names.end), bodies.heirs)));
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
    // Of imports, in the order in which they stand.
    for (const limits of [...this.#is.memories, ...this.#is.tables].sort((one, other) => one.start - other.start)) {
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
}

module.exports.addCounting = addCounting;
