// node compare-modules.mjs A.wasm B.wasm: runs the corpus and random inputs on both in V8, and exits with 1 if any
// answer differs. __tests__/rust/assemblers.rs passes it the outputs of the two assemblers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { corpus } from './corpus.js';
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

/** Numbers as they are, lists of them as arrays. */
const plain = (answer) => (typeof answer === 'number' ? answer : [...answer]);

for (const { name, operation, args, expected } of corpus) {
  for (const ops of wrappers) assert.deepEqual(plain(ops[operation](...args)), expected, name);
}

let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const bytes = (length, kinds) => Uint8Array.from({ length }, () => random(kinds));
for (let round = 0; round < 5000; round++) {
  const kinds = [1, 2, 3, 26, 256][random(5)];
  const [a, b] = [bytes(random(700), kinds), bytes(random(round % 2 ? 9 : 700), kinds)];
  const answers = wrappers.map((ops) => [ops.fastHash(a, round), ops.fastCompare(a, b), ops.fastSearch(a, b)]);
  assert.deepEqual(answers[0], answers[1]);
}

for (const ops of wrappers) for (const value of [0, -1, 2 ** 31 - 1]) ops.instance.exports.debugLog(value);
assert.deepEqual(logged, [
  [0, -1, 2 ** 31 - 1],
  [0, -1, 2 ** 31 - 1],
]);
console.log('the modules behave alike');
