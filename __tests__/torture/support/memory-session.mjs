// node memory-session.mjs ROUNDS: every operation of the addon, on both of its backends, through the package and
// bypassing what JavaScript settles itself: the corpus, random inputs against naive loops, wrong inputs, held texts,
// promises, streams, memory that grows and is released, a worker that exits. Prints how many calls it checked.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Worker, isMainThread } from 'node:worker_threads';
import { everyOperation } from '../../support/contenders.js';
import { corpus } from '../../support/corpus.js';
import { oracle } from '../../support/oracle.js';

const require = createRequire(import.meta.url);
const { loadStringOpsSync } = require('../../../index.js');
const { buildInfo, createAddon } = require('../../../lib/backends/addon/addon.js');

const rounds = Number(process.argv[2]);
const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);
let calls = 0;
function equal(actual, expected, what) {
  calls++;
  assert.deepEqual(plain(actual), plain(expected), what);
}

/** mulberry32: the same inputs in every run. */
let state = 7;
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

const PIECES = ['a', 'ab', 'the quick brown fox ', 'é', 'ü¿', '世界', '🚀', '\ud83d', '\udd80', '\0', '\ufffd'];
const LENGTHS = [
  0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 126, 127, 128, 129, 160, 161, 300, 511, 513, 1024, 4300, 9000,
];

function text() {
  const kinds = 1 + random(3);
  const first = random(PIECES.length);
  let made = '';
  for (const length = LENGTHS[random(LENGTHS.length)]; made.length < length;)
    made += PIECES[(first + random(kinds)) % PIECES.length];
  return made;
}

/** Bytes in an allocation of their own, whose end is the end of it. */
const bytes = () => new Uint8Array(new TextEncoder().encode(text()));
const input = () => (random(2) ? text() : bytes());

function checkCorpus(ops, kernel) {
  for (const { name, operation, args, expected } of corpus) {
    equal(ops[operation](...args), expected, name);
    equal(kernel[operation](...args), expected, name);
  }
}

function checkRandom(ops, kernel) {
  const [a, b] = [input(), input()];
  const seed = random(2 ** 32);
  const position = random(99);
  const part = random(3) ? b : typeof a === 'string' ? a.slice(random(a.length + 1)) : a.slice(random(a.length + 1));
  const overlapping = { overlapping: random(2) === 1 };
  for (const each of [ops, kernel]) {
    equal(each.fastHash(a, seed), oracle.fastHash(a, seed));
    equal(each.fastHash64(a, BigInt(seed) << 29n), oracle.fastHash64(a, BigInt(seed) << 29n));
    equal(each.fastCompare(a, b), oracle.fastCompare(a, b));
    equal(each.fastSearch(a, part), oracle.fastSearch(a, part));
    equal(each.fastIndexOf(a, part, position), oracle.fastIndexOf(a, part, position));
    equal(each.fastSearchAll(a, part, overlapping), oracle.fastSearchAll(a, part, overlapping));
    equal(each.fastCount(a, part, overlapping), oracle.fastCount(a, part, overlapping));
  }
  const many = Array.from({ length: random(70) }, input);
  equal(ops.fastHashMany(many), oracle.fastHashMany(many));
  equal(ops.fastHashMany64(many), oracle.fastHashMany64(many));
  const held = ops.hold(a);
  equal(held.fastHash(seed), oracle.fastHash(a, seed));
  equal(held.fastCompare(b), oracle.fastCompare(a, b));
  for (let i = 0; i < 10; i++) equal(held.fastSearch(part), oracle.fastSearch(a, part));
  equal(held.fastSearchAll(part, overlapping), oracle.fastSearchAll(a, part, overlapping));
  equal(held.fastCount(part), oracle.fastCount(a, part));
  if (random(4)) held.free();
  const hash = ops.createHash({ seed });
  hash.update(a).update(b);
  // A pair that is split between two strings is one character.
  equal(
    hash.digest(),
    typeof a === 'string' && typeof b === 'string'
      ? oracle.fastHash(a + b, seed)
      : oracle.fastHash(b, oracle.fastHash(a, seed)),
  );
  const length = random(300);
  equal(ops.inspectMemory(random(60000), length).length, length);
}

async function checkAsync(ops) {
  const inputs = Array.from({ length: 6 }, input);
  const hashes = await Promise.all(inputs.map((each) => ops.fastHashAsync(each)));
  equal(
    hashes,
    inputs.map((each) => oracle.fastHash(each)),
  );
  const found = await Promise.all(inputs.map((each) => ops.fastSearchAsync(each, inputs[0])));
  equal(
    found,
    inputs.map((each) => oracle.fastSearch(each, inputs[0])),
  );
  const chunks = Array.from({ length: 5 }, bytes);
  const stream = ops.hashStream();
  await pipeline(Readable.from(chunks), stream);
  equal(stream.digest(), oracle.fastHash(Buffer.concat(chunks)));
  const offsets = [];
  for await (const offset of ops.searchStream(chunks, 'ab')) offsets.push(offset);
  equal(offsets, oracle.fastSearchAll(Buffer.concat(chunks), 'ab'));
}

const WRONG = [
  undefined,
  null,
  0,
  Number.NaN,
  1n,
  Symbol('x'),
  {},
  [],
  () => {},
  new Float64Array(3),
  new DataView(new ArrayBuffer(3)),
  new Proxy(new Uint8Array(9), {}),
];

function detached() {
  const array = new Uint8Array(1000);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function checkWrong(ops, kernel) {
  for (const wrong of [...WRONG, detached()]) {
    for (const call of [
      () => ops.fastHash(wrong),
      () => kernel.fastHash(wrong),
      () => ops.fastCompare('a', wrong),
      () => kernel.fastCompare(wrong, 'a'),
      () => ops.fastSearch(wrong, 'a'),
      () => kernel.fastSearch(text(), wrong),
      () => ops.fastSearchAll(wrong, 'a'),
      () => ops.fastCount('a', wrong),
      () => ops.hold(wrong),
      () => ops.fastHashMany([text(), wrong]),
    ]) {
      assert.throws(call, { code: 'ERR_INVALID_ARG_TYPE' });
      calls++;
    }
  }
  for (const seed of [-1, 2 ** 32, 0.5, '1', null, {}]) {
    assert.throws(
      () => kernel.fastHash('abc', seed),
      (error) => /^ERR_(OUT_OF_RANGE|INVALID_ARG_TYPE)$/.test(error.code),
    );
    calls++;
  }
}

function checkMemory(backend) {
  const ops = loadStringOpsSync({ backend, maximumPages: 300 });
  const fits = Buffer.alloc(299 * 65536 - 2, 'x');
  for (let i = 0; i < 2; i++) {
    equal(ops.fastSearch(fits, 'xy'), -1);
    assert.throws(() => ops.fastHash('é'.repeat(150 * 65536)), { code: 'ERR_STRINGOPS_MEMORY' });
    const texts = Array.from({ length: 20 }, () => ops.hold('x'.repeat(random(300_000))));
    for (const [at, held] of texts.entries()) if (at % 2) held.free();
    const more = ops.hold('y'.repeat(4_000_000));
    equal(more.fastSearch('x'), -1);
    for (const held of texts) held.free();
    more.free();
    ops.trim();
  }
  ops.debugLog(1);
}

if (!isMainThread) {
  for (const backend of ['wasmtime', 'native']) loadStringOpsSync({ backend, log() {} }).fastHash(text().repeat(9));
} else {
  for (const backend of ['wasmtime', 'native']) {
    const ops = loadStringOpsSync({ backend });
    assert.equal(ops.backend, backend);
    const kernel = everyOperation(createAddon(backend, { initialPages: 256, maximumPages: 65536, log() {} }));
    checkCorpus(ops, kernel);
    for (let round = 0; round < rounds; round++) {
      checkRandom(ops, kernel);
      if (round % 20 === 0) await checkAsync(ops);
    }
    checkWrong(ops, kernel);
    checkMemory(backend);
  }
  await new Promise((resolve, reject) =>
    new Worker(new URL(import.meta.url), { argv: ['1'] })
      .on('error', reject)
      .on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`the worker ended with ${status}`)))),
  );
  globalThis.gc?.();
  console.log(JSON.stringify({ calls, cpuLevel: buildInfo().cpuLevel }));
}
