// A worker thread under load: random calls for a while, each answer compared with naive loops. See rows/workers.mjs.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { oracle } from '../../support/oracle.js';

const { root, backend, seed, milliseconds, least } = workerData;
const ops = createRequire(import.meta.url)(root).loadStringOpsSync({ backend });

let state = seed;
/** xorshift: a number below `limit`. */
function random(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

const UNITS = ['a', 'b', 'ab', 'é', '世', '🚀', '\ud83d', 'needle', '\0'];
const text = (most) => Array.from({ length: random(most) }, () => UNITS[random(UNITS.length)]).join('');
const input = (most) => (random(2) === 0 ? text(most) : Buffer.from(text(most)));
const CALLS = [
  () => ['fastHash', input(2000)],
  () => ['fastHash', input(300), random(2 ** 32)],
  () => [
    'fastCompare',
    ...(() => {
      const start = text(500);
      return [start + text(3), Buffer.from(start + text(3))];
    })(),
  ],
  () => ['fastSearch', input(1500), input(4)],
  () => ['fastIndexOf', text(500), text(3), random(100)],
  () => ['fastSearchAll', input(500), input(3)],
  () => ['fastCount', input(500), input(3)],
  () => ['fastHashMany', Array.from({ length: random(20) }, () => input(60))],
];
const isSame = (actual, expected) =>
  typeof expected === 'number'
    ? actual === expected
    : actual.length === expected.length && expected.every((value, i) => actual[i] === value);

let [calls, wrong] = [0, 0];
const end = performance.now() + milliseconds;
while (performance.now() < end || calls < least) {
  for (let i = 0; i < 50; i++, calls++) {
    const [operation, ...args] = CALLS[random(CALLS.length)]();
    const expected = oracle[operation](...args);
    if (!isSame(ops[operation](...args), expected)) wrong++;
  }
  const bytes = input(3000);
  if ((await ops.fastHashAsync(bytes)) !== oracle.fastHash(bytes)) wrong++;
  const held = ops.hold(bytes);
  if (held.fastHash() !== oracle.fastHash(bytes)) wrong++;
  held.free();
  calls += 2;
}
parentPort.postMessage({ calls, wrong, backend: ops.backend });
