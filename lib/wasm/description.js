'use strict';

/**
 * What a module says of itself: its types, imports, exports and limits, read from its bytes.
 */

const { wasmUnsupported } = require('../errors/wasm.js');
const { newDecoder } = require('../text/decoder.js');
const { VALUE_TYPES, leb, skipInstruction, unsigned, valueType } = require('./opcodes.js');

/** @typedef {'function' | 'table' | 'memory' | 'global' | 'tag'} Kind */

/**
 * @typedef {object} FunctionType
 * @property {string[]} parameters
 * @property {string[]} results
 */

/** @typedef {{ start: number, end: number }} Range of bytes, without id and size */

/**
 * Of a memory, in pages, or of a table, in entries: `most` is undefined where the module names none.
 *
 * @typedef {Range & { kind: 'memory' | 'table', least: number, most: number | undefined, flags: number, shared: boolean }} Limits
 *   the range is that of the least and the most
 */

/**
 * @typedef {object} Import
 * @property {string} module
 * @property {string} name
 * @property {Kind} kind
 * @property {FunctionType} [type] of a function
 * @property {Limits} [limits] of a memory or a table
 */

/** @typedef {{ type: number, mutable: boolean }} Global its type's byte */

/** @typedef {Limits & { type: number }} Table the byte of its entries' type */

/** @type {Kind[]} by their number in the binary format */
const KINDS = ['function', 'table', 'memory', 'global', 'tag'];

/** The ids of sections, in the order in which they stand. */
const SECTIONS = Object.freeze({
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  tag: 13,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  dataCount: 12,
  code: 10,
  data: 11,
});

/** @type {Set<number>} */
const KNOWN = new Set(Object.values(SECTIONS));

const END = 0x0b;

class Description {
  /** @type {Map<number, Range>} by id */
  sections = new Map();
  /** Of the custom section with names, which traps show. @type {Range | null} */
  names = null;
  /** @type {FunctionType[]} */
  types = [];
  /** @type {Import[]} */
  imports = [];
  /** Index of its type, by function; imported ones first. @type {number[]} */
  functions = [];
  importedFunctions = 0;
  /** @type {Table[]} imported ones first, as in all that follow */
  tables = [];
  /** @type {Limits[]} */
  memories = [];
  /** @type {Global[]} */
  globals = [];
  /** @type {{ name: string, kind: Kind, index: number }[]} */
  exports = [];
  /** Index of the start function. @type {number | null} */
  start = null;
  /** Whether a global begins with the result of more than one instruction. */
  extendedConstants = false;
  #bytes;
  #at = 0;
  #decoder = newDecoder();

  /**
   * @param {Uint8Array} bytes of a module that the engine accepts
   * @throws {Error} `ERR_STRINGOPS_WASM_UNSUPPORTED` for anything that is not known
   */
  constructor(bytes) {
    this.#bytes = bytes;
    for (this.#at = 8; this.#at < bytes.length;) this.#readSection();
    this.#each(SECTIONS.type, () => this.types.push(this.#readType()));
    this.#each(SECTIONS.import, () => this.#readImport());
    this.importedFunctions = this.functions.length;
    this.#each(SECTIONS.function, () => this.functions.push(this.#number()));
    this.#each(SECTIONS.table, () => this.tables.push(this.#readTable()));
    this.#each(SECTIONS.memory, () => this.memories.push(this.#readLimits('memory')));
    this.#each(SECTIONS.global, () => this.#readGlobal());
    this.#each(SECTIONS.export, () => {
      this.exports.push({ name: this.#text(), kind: this.#kind(), index: this.#number() });
    });
    const start = this.sections.get(SECTIONS.start);
    if (start !== undefined) this.start = unsigned(bytes, start.start);
  }

  /** @param {number} index @returns {FunctionType} */
  typeOf(index) {
    return this.types[this.functions[index]];
  }

  #readSection() {
    const id = this.#byte();
    const size = this.#number();
    const range = { start: this.#at, end: this.#at + size };
    if (id !== 0 && !KNOWN.has(id)) throw wasmUnsupported(`a section of the unknown kind ${id}`, range.start);
    if (id !== 0) this.sections.set(id, range);
    else if (this.#text() === 'name') this.names = range;
    this.#at = range.end;
  }

  /**
   * Reads a section's entries, which must end where it ends.
   *
   * @param {number} id
   * @param {() => void} read
   */
  #each(id, read) {
    const section = this.sections.get(id);
    if (section === undefined) return;
    this.#at = section.start;
    for (let count = this.#number(); count > 0; count--) read();
    if (this.#at !== section.end) throw wasmUnsupported('a section that ends elsewhere', this.#at);
  }

  #readType() {
    if (this.#byte() !== 0x60) throw wasmUnsupported('types that need garbage collection', this.#at - 1);
    const list = () => Array.from({ length: this.#number() }, () => this.#valueType());
    return { parameters: list(), results: list() };
  }

  #readImport() {
    const [module, name, kind] = [this.#text(), this.#text(), this.#kind()];
    /** @type {Import} */
    const entry = { module, name, kind };
    if (kind === 'function') {
      this.functions.push(this.#number());
      entry.type = this.typeOf(this.functions.length - 1);
    } else if (kind === 'table') {
      const table = this.#readTable();
      this.tables.push(table);
      entry.limits = table;
    } else if (kind === 'memory') this.memories.push((entry.limits = this.#readLimits('memory')));
    else if (kind === 'global') this.globals.push(this.#readGlobalType());
    else this.#at = leb(this.#bytes, this.#at + 1);
    this.imports.push(entry);
  }

  /** @returns {Table} */
  #readTable() {
    const type = this.#bytes[this.#at];
    if (type === 0x40) throw wasmUnsupported('a table with an initial value', this.#at);
    this.#valueType();
    return { ...this.#readLimits('table'), type };
  }

  /** @param {Limits['kind']} kind @returns {Limits} */
  #readLimits(kind) {
    const start = this.#at;
    const flags = this.#byte();
    // Bit 0: has a maximum; bit 1: shared, bit 2: 64-bit, bit 3: pages of another size.
    if (flags > 3) throw wasmUnsupported(`a ${kind} of 64 bits, or with pages of its own size`, start);
    const least = this.#number();
    const most = flags & 1 ? this.#number() : undefined;
    return { kind, start, end: this.#at, flags, least, most, shared: (flags & 2) !== 0 };
  }

  /** @returns {Global} */
  #readGlobalType() {
    const type = this.#bytes[this.#at];
    this.#valueType();
    const mutability = this.#byte();
    if (mutability > 1) throw wasmUnsupported('a shared global', this.#at - 1);
    return { type, mutable: mutability === 1 };
  }

  #readGlobal() {
    this.globals.push(this.#readGlobalType());
    // A constant expression has no blocks.
    for (let count = 0; this.#bytes[this.#at] !== END; count++) {
      this.#at = skipInstruction(this.#bytes, this.#at);
      if (count > 0) this.extendedConstants = true;
    }
    this.#at++;
  }

  #byte() {
    return this.#bytes[this.#at++];
  }

  #number() {
    if (this.#bytes[this.#at] < 0x80) return this.#bytes[this.#at++];
    const value = unsigned(this.#bytes, this.#at);
    this.#at = leb(this.#bytes, this.#at);
    return value;
  }

  /** @returns {string} its name */
  #valueType() {
    const name = VALUE_TYPES.get(this.#bytes[this.#at]);
    this.#at = valueType(this.#bytes, this.#at);
    return /** @type {string} */ (name);
  }

  #kind() {
    const kind = KINDS[this.#byte()];
    if (kind === undefined) throw wasmUnsupported('an import or export of an unknown kind', this.#at - 1);
    return kind;
  }

  #text() {
    const length = this.#number();
    this.#at += length;
    return this.#decoder.decode(this.#bytes.subarray(this.#at - length, this.#at));
  }
}

/**
 * The functions of a module's code section.
 *
 * @param {Uint8Array} bytes
 * @param {Description} description
 * @param {(body: Range, index: number) => void} use `index` among the functions that are not imported
 */
function eachBody(bytes, description, use) {
  const code = description.sections.get(SECTIONS.code);
  if (code === undefined) return;
  let at = leb(bytes, code.start);
  const count = unsigned(bytes, code.start);
  for (let i = 0; i < count; i++) {
    const start = leb(bytes, at);
    const end = start + unsigned(bytes, at);
    use({ start, end }, i);
    at = end;
  }
  if (at !== code.end) throw wasmUnsupported('a code section that ends elsewhere', at);
}

module.exports.Description = Description;
module.exports.END = END;
module.exports.SECTIONS = SECTIONS;
module.exports.eachBody = eachBody;
