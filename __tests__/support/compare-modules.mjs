// node compare-modules.mjs A.wasm B.wasm: runs the corpus and random inputs on both in V8, and exits with 1 if any
// answer differs. __tests__/rust/module.rs passes it the outputs of the two assemblers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { corpus } from './corpus.js';
import { anySeed, longPair, searchPair } from './inputs.js';
import { utf8 } from './oracle.js';
import { StringOpsWrapper } from '../../modules/stringOps/index.js';

const modules = process.argv.slice(2).map((file) => new WebAssembly.Module(readFileSync(file)));
assert.equal(modules.length, 2, 'two modules');

const shape = (module) => [WebAssembly.Module.imports(module), WebAssembly.Module.exports(module)];
assert.deepEqual(shape(modules[0]), shape(modules[1]));

const logged = modules.map(() => []);
const wrappers = modules.map((module, index) => {
  // The imports that the guide's loader provides.
  const memory = new WebAssembly.Memory({ initial: 256 });
  const log = (value) => logged[index].push(value);
  return new StringOpsWrapper(new WebAssembly.Instance(module, { env: { memory, log } }), memory);
});

/** Lists as arrays, anything else as it is. */
const plain = (answer) => (ArrayBuffer.isView(answer) ? [...answer] : answer);

for (const { name, operation, args, expected } of corpus) {
  for (const ops of wrappers) assert.deepEqual(plain(ops[operation](...args)), expected, name);
}

const alike = ([[a, b], seed]) => {
  const [x, y] = [utf8(a), utf8(b)];
  const answers = wrappers.map((ops) => [
    ops.fastHash(x, seed),
    ops.fastHash64(x),
    ops.fastCompare(x, y),
    ops.fastSearch(x, y),
  ]);
  assert.deepEqual(answers[0], answers[1]);
};
fc.assert(fc.property(fc.tuple(fc.oneof(searchPair, longPair), anySeed), alike), { numRuns: 2000 });

for (const ops of wrappers) for (const value of [0, -1, 2 ** 31 - 1]) ops.instance.exports.debugLog(value);
assert.deepEqual(logged, [
  [0, -1, 2 ** 31 - 1],
  [0, -1, 2 ** 31 - 1],
]);
console.log('the modules behave alike');
