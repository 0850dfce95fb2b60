'use strict';

/**
 * What a module imports, exports and needs, for people.
 */

const { attempt, reasonOf } = require('../errors/errors.js');
const { wasmInvalid } = require('../errors/wasm.js');
const { addCounting } = require('./counting.js');
const { Description, eachBody } = require('./description.js');
const { featureOf, leb, skipInstruction, unsigned, valueType } = require('./opcodes.js');
const { shownType } = require('./signatures.js');

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @throws {Error} `ERR_STRINGOPS_WASM_INVALID`
 */
function inspectModule(bytes) {
  const { value: module, error: invalid } = attempt(() => new WebAssembly.Module(bytes));
  if (module === null) throw wasmInvalid(invalid);
  const { value: counted, error } = attempt(() => addCounting(bytes));
  const { value: is } = attempt(() => new Description(bytes));
  const features = new Set(is === null ? [] : typesOf(is));
  if (is !== null) attempt(() => collect(bytes, is, features));
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
    memory: is === null || is.memories.length === 0 ? null : is.memories.map((one) => range(one, 'pages')).join(', '),
    tables: (is?.tables ?? []).map((one) => range(one, 'entries')),
    start: is !== null && is.start !== null,
    features: [...features].sort(),
    /** Why it cannot be limited; null if it can. */
    refusal: error === null ? null : reasonOf(error).replace(/^The module cannot be limited: /, ''),
    countedBytes: counted?.bytes.length ?? null,
  };
}

/** @param {import('./description.js').Limits} limits @param {string} unit */
const range = ({ least, most, shared }, unit) =>
  `${least} ${unit}, ${most === undefined ? 'no maximum' : `at most ${most}`}${shared ? ', shared' : ''}`;

/** @param {Description} is */
function typesOf({ types, globals, memories, imports, exports }) {
  const found = [];
  const all = types.flatMap(({ parameters, results }) => [...parameters, ...results]);
  if (types.some(({ results }) => results.length > 1)) found.push('multi-value');
  if (all.includes('v128')) found.push('SIMD');
  if (all.some((type) => /ref$/.test(type))) found.push('reference types');
  if (memories.some(({ shared }) => shared)) found.push('threads');
  const imported = imports.filter(({ kind }) => kind === 'global').length;
  const seen = [
    ...globals.slice(0, imported),
    ...exports.flatMap(({ kind, index }) => (kind === 'global' ? globals[index] : [])),
  ];
  if (seen.some(({ mutable }) => mutable)) found.push('mutable globals');
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {Description} is
 * @param {Set<string>} features
 */
function collect(bytes, is, features) {
  eachBody(bytes, is, ({ start, end }) => {
    let at = leb(bytes, start);
    for (let groups = unsigned(bytes, start); groups > 0; groups--) at = valueType(bytes, leb(bytes, at));
    for (; at < end; at = skipInstruction(bytes, at)) {
      const feature = featureOf(bytes, at);
      if (feature !== undefined) features.add(feature);
    }
  });
}

module.exports.inspectModule = inspectModule;
