// What `execute` costs over a direct call: node benches/coordinator.mjs [backend]
//
// All of it in one run, the ways by turns, and of each the best of many rounds: other work on the machine then troubles
// them alike, and rarely the best.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { WASMRuntimeCoordinator } = require('..');
const backend = process.argv[2];
const quiet = new WASMRuntimeCoordinator({ backend });
const timed = new WASMRuntimeCoordinator({ backend, metrics: true });
const ops = await quiet.loadModule('stringOps');
await timed.loadModule('stringOps');

const ROUNDS = 40;

/** @type {[name: string, run: (text: string, times: number) => unknown][]} each gives the sum of the hashes */
const WAYS = [
  [
    'direct call',
    (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += ops.fastHash(text);
      return sum;
    },
  ],
  [
    'await of a direct call',
    async (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += await ops.fastHash(text);
      return sum;
    },
  ],
  [
    'getModule, direct call',
    (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += quiet.getModule('stringOps').fastHash(text);
      return sum;
    },
  ],
  [
    'execute',
    async (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += (await quiet.execute('stringOps', 'fastHash', text)).result;
      return sum;
    },
  ],
  [
    'execute, 100 at once',
    async (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i += 100) {
        const calls = Array.from({ length: 100 }, () => quiet.execute('stringOps', 'fastHash', text));
        for (const { result } of await Promise.all(calls)) sum += result;
      }
      return sum;
    },
  ],
  [
    'execute, metrics: true',
    async (text, times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += (await timed.execute('stringOps', 'fastHash', text)).result;
      return sum;
    },
  ],
];

const print = (...cells) => console.log(`| ${cells.join(' | ')} |`);

console.log(`Node ${process.version}, ${ops.backend}; nanoseconds a call, and how many times the direct call`);
console.log();
print('fastHash of', ...WAYS.map(([name]) => name));
print('---', ...WAYS.map(() => '---:'));
for (const length of [11, 1000, 4300, 65536]) {
  const text = Buffer.from('the quick brown fox '.repeat(Math.ceil(length / 20)).slice(0, length)).toString();
  // A round of a way takes some milliseconds.
  const times = Math.max(100, Math.ceil(2_000_000 / (length + 100) / 100) * 100);
  const expected = ops.fastHash(text) * times;
  const best = WAYS.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, [, run]] of WAYS.entries()) {
      const start = process.hrtime.bigint();
      const sum = await run(text, times);
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / times);
      assert.equal(sum, expected);
    }
  }
  print(
    `${length} characters`,
    ...best.map((time) => `${time.toFixed(time < 100 ? 1 : 0)} (${(time / best[0]).toFixed(2)})`),
  );
}
