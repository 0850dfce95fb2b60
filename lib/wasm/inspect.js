'use strict';

/**
 * What a module imports, exports and needs, for people.
 */

const { attempt, reasonOf } = require('../errors/errors.js');
const { wasmInvalid, wasmTooLarge, wasmUnavailable } = require('../errors/wasm.js');
const { addCounting } = require('./counting.js');
const { Description, SECTIONS, eachBody } = require('./description.js');
const { VALUE_TYPES, featureOf, leb, skipInstruction, unsigned, valueType } = require('./opcodes.js');
const { shownType } = require('./signatures.js');

/** Where the format says which version it is, a component has this instead, and in it modules. */
const COMPONENT = [0x0d, 0, 1, 0];

const EMPTY_BLOCK = 0x40;
const FUNCREF = 0x70;

/**
 * What it says of memory, tables, start and features is undefined where it cannot be read here.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @throws {Error} `ERR_STRINGOPS_WASM_INVALID`
 */
function inspectModule(bytes) {
  if (typeof WebAssembly !== 'object') throw wasmUnavailable();
  const { value: module, error: invalid } = attempt(() => new WebAssembly.Module(bytes));
  if (module === null) {
    throw wasmInvalid(
      COMPONENT.every((byte, i) => bytes[4 + i] === byte) ? 'it is a component, not a module' : invalid,
    );
  }
  const { value: counted, error } = attempt(() => {
    const { bytes: rewritten } = addCounting(bytes);
    if (!WebAssembly.validate(rewritten)) throw wasmTooLarge(undefined);
    return rewritten;
  });
  const { value: is } = attempt(() => new Description(bytes));
  /** @param {string} kind @param {import('./description.js').FunctionType} [type] */
  const typed = (kind, type) => (type === undefined ? kind : `${kind} ${shownType(type)}`);
  return {
    bytes: bytes.length,
    imports: (is?.imports ?? WebAssembly.Module.imports(module)).map((one) => ({
      module: one.module,
      name: one.name,
      type: typed(one.kind, /** @type {any} */ (one).type),
    })),
    // In the same order.
    exports: WebAssembly.Module.exports(module).map(({ name, kind }, i) => ({
      name,
      type: typed(kind, kind === 'function' ? is?.typeOf(is.exports[i].index) : undefined),
    })),
    memory: is?.memories.length === 0 ? null : is?.memories.map((one) => range(one, 'page', 'pages')).join('; '),
    tables: is?.tables.map((one) => range(one, 'entry', 'entries')),
    start: is === null ? undefined : is.start !== null,
    features: is === null ? undefined : [...featuresOf(bytes, is)].sort(),
    /** Why it cannot be limited; null if it can. */
    refusal: error === null ? null : reasonOf(error).replace(/^The module cannot be limited: /, ''),
    countedBytes: counted?.length ?? null,
  };
}

/** @param {import('./description.js').Limits} limits @param {string} one @param {string} many */
const range = ({ least, most, shared }, one, many) =>
  `${least} ${least === 1 ? one : many}, ${most === undefined ? 'no maximum' : `at most ${most}`}${shared ? ', shared' : ''}`;

/**
 * @param {Uint8Array} bytes
 * @param {Description} is
 */
function featuresOf(bytes, is) {
  const { types, globals, memories, tables, imports, exports, sections } = is;
  const imported = imports.filter(({ kind }) => kind === 'global').length;
  const seen = [
    ...globals.slice(0, imported),
    ...exports.flatMap(({ kind, index }) => (kind === 'global' ? globals[index] : [])),
  ];
  const isFound = {
    'multi-value': types.some(({ results }) => results.length > 1),
    'reference types': tables.length > 1 || tables.some(({ start }) => bytes[start - 1] !== FUNCREF),
    'several memories': memories.length > 1,
    threads: memories.some(({ shared }) => shared),
    exceptions: sections.has(SECTIONS.tag) || imports.some(({ kind }) => kind === 'tag'),
    'bulk memory': sections.has(SECTIONS.dataCount),
    'extended constants': is.extendedConstants,
    'mutable globals': seen.some(({ mutable }) => mutable),
  };
  const features = new Set(Object.entries(isFound).flatMap(([name, found]) => (found ? [name] : [])));
  /** @param {string | undefined} type */
  const addType = (type = '') => {
    if (type === 'v128') features.add('SIMD');
    if (type.endsWith('ref')) features.add('reference types');
  };
  for (const { parameters, results } of types) [...parameters, ...results].forEach(addType);
  for (const { type } of globals) addType(VALUE_TYPES.get(type));
  // As far as it can be read: what is not known is named as the reason for the refusal.
  attempt(() =>
    eachBody(bytes, is, ({ start, end }) => {
      let at = leb(bytes, start);
      for (let groups = unsigned(bytes, start); groups > 0; groups--) {
        const type = leb(bytes, at);
        addType(VALUE_TYPES.get(bytes[type]));
        at = valueType(bytes, type);
      }
      for (; at < end; at = skipInstruction(bytes, at)) {
        const feature = featureOf(bytes, at);
        if (feature !== undefined) features.add(feature);
        // A block that takes something, or gives more than one value, names a type.
        const [opcode, type] = [bytes[at], bytes[at + 1]];
        const isBlock = (opcode >= 0x02 && opcode <= 0x04) || opcode === 0x06 || opcode === 0x1f;
        if (isBlock && type !== EMPTY_BLOCK && !VALUE_TYPES.has(type)) features.add('multi-value');
      }
    }),
  );
  return features;
}

module.exports.inspectModule = inspectModule;
