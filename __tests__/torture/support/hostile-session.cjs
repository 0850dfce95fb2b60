'use strict';
// node hostile-session.cjs ROUNDS, in a copy of the package whose addon has a hostile module (hostile-addon.mjs):
// traps and lies of the module, with traps of V8's own before and after each, in the main thread and in a worker.
// Prints how many there were of each.
const assert = require('node:assert/strict');
const { readdirSync } = require('node:fs');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { StringOpsFallback, loadStringOpsSync } = require('./index.js');

/** What debugLog of __tests__/rust/sandbox/hostile.wat provokes, and what the error must say. */
const TRAPS = [
  [1, /unreachable/],
  [2, /out of bounds memory/],
  [3, /out of bounds memory/],
  [4, /out of bounds memory/],
  [5, /out of bounds memory/],
  [6, /divide by zero/],
  [7, /stack exhausted/],
  [8, /integer overflow/],
  [9, /integer overflow|conversion/],
  [10, /uninitialized element/],
  [11, /indirect call type mismatch/],
  [12, /undefined element/],
  [13, /out of bounds memory/],
  [14, /out of bounds memory/],
  [15, /unreachable/],
];

/** V8's own traps, by its signal handler or its checks. */
// (module (memory (export "memory") 1) (func (export "load") (param i32) (result i32) local.get 0 i32.load)
//         (func (export "divide") (param i32) (result i32) i32.const 1 local.get 0 i32.div_s)
//         (func (export "stop") unreachable))
const OWN = new WebAssembly.Instance(
  new WebAssembly.Module(
    Uint8Array.from([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      9,
      2,
      0x60,
      1,
      0x7f,
      1,
      0x7f,
      0x60,
      0,
      0,
      3,
      4,
      3,
      0,
      0,
      1,
      5,
      3,
      1,
      0,
      1,
      7,
      0x21,
      4,
      6,
      ...Buffer.from('memory'),
      2,
      0,
      4,
      ...Buffer.from('load'),
      0,
      0,
      6,
      ...Buffer.from('divide'),
      0,
      1,
      4,
      ...Buffer.from('stop'),
      0,
      2,
      0x0a,
      0x15,
      3,
      7,
      0,
      0x20,
      0,
      0x28,
      2,
      0,
      0x0b,
      7,
      0,
      0x41,
      1,
      0x20,
      0,
      0x6d,
      0x0b,
      3,
      0,
      0,
      0x0b,
    ]),
  ),
).exports;

function trapsOfV8() {
  assert.equal(OWN.load(0), 0);
  for (const call of [() => OWN.load(65533), () => OWN.load(-1), () => OWN.divide(0), () => OWN.stop()])
    assert.throws(call, WebAssembly.RuntimeError);
  assert.equal(OWN.divide(1), 1);
  return 4;
}

function session(rounds) {
  const logged = [];
  const log = (value) => logged.push(value);
  const ops = loadStringOpsSync({ backend: 'wasmtime', log });
  assert.equal(ops.backend, 'wasmtime');
  // The addon's own functions, with nothing in front of them that might answer in their place.
  const addon = require(`./${readdirSync(__dirname).find((name) => name.endsWith('.node'))}`).createInstance(
    { backend: 'wasmtime', initialPages: 256, maximumPages: 65536 },
    {
      log,
      fail(kind, message) {
        throw Object.assign(new Error(message), { code: `ERR_STRINGOPS_${kind.toUpperCase()}` });
      },
    },
  );
  const oracle = new StringOpsFallback();
  const held = ops.hold('held text, long enough to be of use '.repeat(30));
  const counts = { traps: 0, lies: 0, own: 0, checked: 0 };
  // Too long, and too similar, to be settled in JavaScript.
  const long = Array.from({ length: 12 }, (_, i) =>
    Buffer.alloc(300 + 97 * i, `a beginning that is common to all of them, ${i} é世🚀`),
  );

  /** Answers that the module computes. */
  const answers = (round) => {
    const [a, b] = [long[round % long.length], long[(round * 5 + 1) % long.length]];
    assert.equal(ops.fastHash(a, round), oracle.fastHash(a, round));
    assert.equal(addon.fastCompare(a, b), oracle.fastCompare(a, b));
    assert.equal(addon.fastSearch(a, b.subarray(7, 29)), oracle.fastSearch(a, b.subarray(7, 29)));
    assert.equal(held.fastSearch('of use held'), 29);
    counts.checked += 4;
  };
  const isModuleError = (call, message) =>
    assert.throws(call, (error) => {
      assert.equal(error.code, 'ERR_STRINGOPS_MODULE', error.stack);
      assert.match(error.message, message);
      return true;
    });

  for (let round = 0; round < rounds; round++) {
    for (const [number, message] of TRAPS) {
      counts.own += trapsOfV8();
      isModuleError(() => ops.debugLog(number), message);
      counts.traps++;
      counts.own += trapsOfV8();
      answers(round + number);
    }
    assert.deepEqual(logged.splice(0), [15], 'what a module logs before it traps is delivered');
    for (const [lie, call] of [
      [0, () => addon.fastSearch(long[0], long[0].subarray(3, 99))],
      [1, () => addon.fastSearch(long[0], '~')],
      [2, () => addon.fastSearch(long[0], Buffer.alloc(280))],
      [3, () => addon.fastCompare(long[0], long[1])],
      [4, () => addon.fastCompare(long[0], long[1])],
    ]) {
      addon.debugLog(100 + lie);
      isModuleError(call, /returned \d+, which cannot be/);
      counts.lies++;
      answers(round + lie);
    }
  }
  ops.debugLog(16);
  assert.equal(logged.splice(0).length, 65536, '65636 log calls');
  ops.debugLog(17);
  answers(0);
  ops.trim();
  answers(1);
  return counts;
}

if (!isMainThread) {
  parentPort.postMessage(session(workerData));
} else {
  const rounds = Number(process.argv[2]);
  const first = session(rounds);
  // In workers with Node's usual stack, and with a small one.
  const workers = [{}, { resourceLimits: { stackSizeMb: 1 } }].map(
    (options) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(__filename, { workerData: rounds, ...options });
        worker
          .on('message', resolve)
          .on('error', reject)
          .on('exit', (status) => (status === 0 ? undefined : reject(new Error(`the worker ended with ${status}`))));
      }),
  );
  const midway = session(Math.ceil(rounds / 10));
  Promise.all(workers).then((others) => {
    const last = session(1);
    const sum = (name) => [first, midway, last, ...others].reduce((total, counts) => total + counts[name], 0);
    console.log(JSON.stringify({ traps: sum('traps'), lies: sum('lies'), own: sum('own'), checked: sum('checked') }));
  });
}
