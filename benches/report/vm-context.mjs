// Whether the package is as quick in a vm context, in which every global is looked up through an interceptor, as in
// jest and vitest's vm pools. The same calls on two copies of the package, one loaded as usual, one in a context.
import fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { duration, times } from './figures.mjs';
import { assertAgreement, rowsOf } from './map.mjs';
import { EFFORTS, timeInTurns } from './measure.mjs';

const require = createRequire(import.meta.url);
const BACKEND = 'wasmtime';
const ROWS = [
  'fastHash ascii 64',
  'fastHash cjk 64',
  'fastHash ascii 4300',
  'fastCompare typographic last differs 64',
  'fastSearch latin1 common, miss 64',
  'fastIndexOf emoji rare, miss 4300',
  'fastCount ascii a frequent word 4300',
  'fastHashMany ascii 32',
];

/** The exports of a file that is run, with everything it requires, in a context of its own. @param {string} file */
function requireInContext(file) {
  const context = vm.createContext({});
  const own = vm.runInContext('globalThis', context);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!(name in own)) Object.defineProperty(own, name, Object.getOwnPropertyDescriptor(globalThis, name) ?? {});
  }
  // As in jest: what Node's own functions return belongs to these.
  Object.assign(own, { global: own, Uint8Array, ArrayBuffer });
  /** @type {Map<string, { exports: any }>} */
  const modules = new Map();
  const load = (/** @type {string} */ name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {}, id: name, filename: name, paths: [] };
    modules.set(name, module);
    const from = createRequire(name);
    const required = (/** @type {string} */ specifier) => {
      const target = from.resolve(specifier);
      return isBuiltin(specifier) || !/\.c?js$/.test(target) ? from(specifier) : load(target);
    };
    const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
    const code = fs.readFileSync(name, 'utf8');
    const run = vm.compileFunction(code, parameters, { filename: name, parsingContext: context });
    run.call(
      module.exports,
      module.exports,
      Object.assign(required, { resolve: from.resolve }),
      module,
      name,
      path.dirname(name),
    );
    return module.exports;
  };
  return load(file);
}

/** @returns {string[][]} head first */
export function measure() {
  const file = require.resolve('../..');
  const [usual, inContext] = [require(file), requireInContext(file)].map((loaded) =>
    loaded.loadStringOpsSync({ backend: BACKEND }),
  );
  if (usual.fastHash === inContext.fastHash) throw new Error('both copies of the package are one');
  const named = (ops) => new Map(rowsOf(ops, [32, 64, 4300]).map((row) => [`${row.curve} ${row.length}`, row]));
  const [rows, others] = [named(usual), named(inContext)];
  const lines = ROWS.map((name) => {
    const [row, other] = [rows, others].map((some) => some.get(name));
    if (row === undefined || other === undefined) throw new Error(`the map has no row '${name}'`);
    const inputs = row.inputs();
    for (const one of [row, other]) assertAgreement(one, inputs);
    const [here, there, plain] = timeInTurns([row.ours, other.ours, row.plain], inputs, EFFORTS.full);
    return [name, duration(plain), duration(here), duration(there), times(here / there)];
  });
  return [[`on ${BACKEND}`, 'plain JavaScript', 'as usual', 'in a context', 'context: times as fast'], ...lines];
}
