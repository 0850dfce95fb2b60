// node --expose-gc held-churn.mjs '{"backend":…,"seconds":…}': texts held, used, and freed or dropped, for that long;
// each is watched by a FinalizationRegistry of our own.
import { setImmediate as turn } from 'node:timers/promises';
import { oracle } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';
import { randomFrom, sample, untilFlat } from './load-session.mjs';

const { backend, seconds } = JSON.parse(process.argv[2]);
const { below } = randomFrom(7);
const ops = loadStringOpsSync({ backend });
const base = 'héllo wörld, 世界 🚀; '.repeat(20_000);
const bytes = new TextEncoder().encode(base);

let finalised = 0;
const registry = new FinalizationRegistry(() => finalised++);
let [made, freed, checked] = [0, 0, 0];
const wrong = [];

function churn() {
  const kept = [];
  for (let i = 0; i < 200; i++) {
    const length = below(10) === 0 ? below(200_000) : below(3000);
    const start = below(200_000);
    const input = below(2) === 0 ? base.slice(start, start + length) : bytes.subarray(start, start + length);
    const text = ops.hold(input);
    registry.register(text, undefined);
    made++;
    kept.push(text);
    if (i % 50 === 0) {
      checked++;
      if (text.fastHash() !== oracle.fastHash(input) || text.fastSearch('wörld') !== oracle.fastSearch(input, 'wörld'))
        wrong.push(`of ${length} at ${start}`);
    } else text.fastSearch('never there');
    // One in three is freed, some of them twice; the others are dropped.
    if (i % 3 === 0) {
      const gone = kept[below(kept.length)];
      gone.free();
      freed++;
      if (i % 2 === 0) gone.free();
    }
  }
}

const before = ops.memory;
churn();
const flat = await untilFlat(seconds, async (length) => {
  const samples = [await sample(made)];
  const end = performance.now() + length * 1000;
  while (performance.now() < end || samples.length < 20) {
    for (let i = 0; i < 3; i++) {
      churn();
      await turn();
    }
    samples.push(await sample(made));
  }
  return samples;
});
// What is left is collected now, in as many turns as the engine needs, within reason.
for (let i = 0; finalised < made && i < 500; i++) {
  globalThis.gc();
  await turn();
}
ops.trim();
const after = ops.memory;
process.stdout.write(
  JSON.stringify({
    backend,
    made,
    freed,
    finalised,
    checked,
    wrong,
    ...flat,
    heldBefore: before.heldBytes,
    heldAfter: after.heldBytes,
    bytesBefore: before.bytes,
    bytesAfter: after.bytes,
    peak: after.peakBytes,
    works: ops.fastHash('foobar') === 0xbf9cf968 && ops.hold('foobar').fastHash() === 0xbf9cf968,
  }),
);
