// node async-load.mjs '{"backend":…,"calls":…}': hundreds of asynchronous operations of megabytes in flight at once,
// while a timer of 5 ms counts how often the event loop gets round to it; then the same work by the plain functions.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadStringOpsSync } from '../../support/package.js';
import { randomFrom } from './load-session.mjs';

const { backend, calls } = JSON.parse(process.argv[2]);
const SIZE = 4 << 20;
const ops = loadStringOpsSync({ backend });

// Slow to search: two bytes only, so that neither is rare, and a needle that begins everywhere.
const { below } = randomFrom(3);
const haystack = Uint8Array.from({ length: SIZE }, () => 97 + below(2));
const needle = Uint8Array.from({ length: 64 }, () => 97 + below(2));
needle[63] = 99;
haystack.set(needle, SIZE - needle.length);
haystack.fill(99, 0, 64);
for (let i = 0; i < SIZE - 200; i += 50 + below(50)) haystack[i] = 99;
const offset = SIZE - needle.length;
const hash = ops.fastHash(haystack);

let fired = 0;
const wrong = [];
const delay = monitorEventLoopDelay({ resolution: 1 });

let inFlight = 0;
let most = 0;
const ended = (expected) => (result) => {
  inFlight--;
  if (result !== expected) wrong.push(`gave ${result}, not ${expected}`);
};
let timer;
let asynchronous = 0;

/** All are started before any can end: the copies are made now, and the work begins afterwards. */
async function timesFired() {
  clearInterval(timer);
  fired = 0;
  const pending = [];
  for (let i = 0; i < calls; i++) {
    most = Math.max(most, ++inFlight);
    pending.push(
      i % 4 === 0
        ? ops.fastHashAsync(haystack).then(ended(hash))
        : ops.fastSearchAsync(haystack, needle).then(ended(offset)),
    );
  }
  timer = setInterval(() => fired++, 5);
  delay.enable();
  const started = performance.now();
  await Promise.all(pending);
  asynchronous = performance.now() - started;
  delay.disable();
  return fired;
}

// A busy machine may let this thread sleep while the pool works; a loop that is blocked does not turn the fifth time
// either.
let whileAsync = 0;
for (let attempt = 0; attempt < 5 && whileAsync < calls / 15; attempt++) whileAsync = await timesFired();

fired = 0;
const begun = performance.now();
for (let i = 0; i < calls; i++) {
  const result = i % 4 === 0 ? ops.fastHash(haystack) : ops.fastSearch(haystack, needle);
  if (result !== (i % 4 === 0 ? hash : offset)) wrong.push('a plain call is wrong');
}
const synchronous = performance.now() - begun;
const whileSync = fired;
clearInterval(timer);

process.stdout.write(
  JSON.stringify({
    backend,
    calls,
    wrong: wrong.slice(0, 5),
    most,
    whileAsync,
    whileSync,
    asynchronous: Math.round(asynchronous),
    synchronous: Math.round(synchronous),
    p50: delay.percentile(50) / 1e6,
    p99: delay.percentile(99) / 1e6,
    max: delay.max / 1e6,
  }),
);
