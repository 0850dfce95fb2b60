// What batches and positions cost, against plain JavaScript: node benches/batch-and-positions.mjs [backend]
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { loadStringOpsSync, StringOpsFallback } = require('..');
const ops = loadStringOpsSync({ backend: process.argv[2] });
const plain = new StringOpsFallback();

/** Nanoseconds of the best of some runs. */
function time(call, runs = 15) {
  let best = Infinity;
  for (let i = 0; i < runs; i++) {
    const start = process.hrtime.bigint();
    call();
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  return best;
}

const print = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const head = (...cells) => {
  console.log();
  print(...cells);
  print(...cells.map(() => '---'));
};
/** A string that is flat: built from bytes, not from parts. */
const flat = (text) => Buffer.from(text).toString();

console.log(`Node ${process.version}, ${ops.backend}`);

head('10,000 strings', 'plain JavaScript, ns a string', 'loop of fastHash', 'fastHashMany');
const COUNT = 10_000;
for (const [name, text] of [
  ['ASCII', 'abcdefghijklmnop'],
  ['not ASCII', 'abcdefghijklmnop世界'],
]) {
  for (const length of [10, 20, 50, 100, 200, 1000]) {
    const inputs = Array.from({ length: COUNT }, (_, i) => flat(`${i}${text.repeat(length)}`.slice(0, length)));
    const expected = Uint32Array.from(inputs, (input) => plain.fastHash(input));
    assert.deepEqual(ops.fastHashMany(inputs), expected);
    const loop = (hash) => () => {
      const hashes = new Uint32Array(COUNT);
      for (let i = 0; i < COUNT; i++) hashes[i] = hash(inputs[i]);
    };
    const times = [loop((input) => plain.fastHash(input)), loop(ops.fastHash), () => ops.fastHashMany(inputs)];
    print(`${name}, ${length} characters`, ...times.map((call) => (time(call) / COUNT).toFixed(1)));
  }
}

head('a miss in ASCII', 'indexOf, us', 'fastIndexOf');
const words = 'the quick brown fox jumps over the lazy dog and then some more text follows here ';
for (const length of [1_000, 30_000, 100_000, 1_000_000, 10_000_000]) {
  const haystack = flat(words.repeat(Math.ceil(length / words.length)).slice(0, length));
  for (const [kind, needle] of [
    ['common first letter, 2', 't!'],
    ['common first letter, 13', 'the quick cat'],
    ['rare first letter', '#needle'],
  ]) {
    assert.equal(ops.fastIndexOf(haystack, needle), haystack.indexOf(needle));
    const times = [() => haystack.indexOf(needle), () => ops.fastIndexOf(haystack, needle)];
    print(`${length} characters, ${kind}`, ...times.map((call) => (time(call) / 1000).toFixed(2)));
  }
}

head('1 MB, 100,000 matches', 'ms');
const dense = flat('abcdefghxy'.repeat(100_000));
const bytes = Buffer.from(dense);
const byIndexOf = () => {
  const offsets = [];
  for (let i = dense.indexOf('xy'); i !== -1; i = dense.indexOf('xy', i + 2)) offsets.push(i);
  return Uint32Array.from(offsets);
};
assert.deepEqual(ops.fastSearchAll(dense, 'xy'), byIndexOf());
for (const [name, call] of [
  ['a loop of indexOf', byIndexOf],
  ['matchAll', () => [...dense.matchAll(/xy/g)].length],
  ['fastSearchAll, string', () => ops.fastSearchAll(dense, 'xy')],
  ['fastSearchAll, bytes', () => ops.fastSearchAll(bytes, 'xy')],
  ['fastCount, string', () => ops.fastCount(dense, 'xy')],
]) {
  print(name, (time(call) / 1e6).toFixed(2));
}
const same = 'a'.repeat(1_000_000);
for (const length of [2, 1_000, 500_000]) {
  const needle = 'a'.repeat(length);
  const call = () => ops.fastCount(same, needle, { overlapping: true });
  assert.equal(call(), 1_000_000 - length + 1);
  print(`1 MB of one letter, ${length} of it, overlapping`, (time(call, 5) / 1e6).toFixed(2));
}
