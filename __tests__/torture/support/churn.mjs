// Things made and dropped, again and again. Each function runs in a Node of its own (see session.mjs).
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { oracle } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';
import { randomFrom, sample, untilFlat } from './session.mjs';

/** Hashes, streams, instances and promises, `rounds` of them. */
export async function churn({ backend, what, rounds }) {
  /** Each takes two collections, so there are few if the rounds are few. */
  const SAMPLES = rounds < 5000 && what !== 'instances' ? 20 : 60;
  const ops = loadStringOpsSync({ backend, log() {} });
  const FOOBAR = 0xbf9cf968;
  const megabyte = Buffer.alloc(1 << 20, 'foobar');
  const hashOfMegabyte = ops.fastHash(megabyte);

  const outcome = (promise) =>
    promise.then(
      (value) => value,
      (error) => error,
    );

  const kinds = {
    /** Hashes in parts: most of them ended, some dropped in the middle, some given something wrong. */
    hashes(i) {
      const hash = ops.createHash({ seed: i % 2 === 0 ? undefined : 0x811c9dc5 }).update('foo');
      if (i % 7 === 0) assert.throws(() => hash.update(i), { code: 'ERR_INVALID_ARG_TYPE' });
      if (i % 5 === 0) return;
      assert.equal(hash.update(Buffer.from('bar')).digest(), FOOBAR);
      if (i % 11 === 0) assert.throws(() => hash.update('x'), { code: 'ERR_STRINGOPS_HASH_STATE' });
    },

    /** Streams: read to their end, left early, destroyed, failed. */
    async streams(i) {
      const chunks = Array.from({ length: 20 }, () => Buffer.alloc(1000, 'foobar'));
      switch (i % 5) {
        case 0: {
          const hash = ops.hashStream();
          await pipeline(Readable.from(['foo', 'bar']), hash);
          assert.equal(hash.digest(), FOOBAR);
          break;
        }
        case 1: {
          const passing = ops.hashStream({ passThrough: true });
          let length = 0;
          await pipeline(Readable.from(chunks), passing, async (source) => {
            for await (const chunk of source) length += chunk.length;
          });
          assert.equal(length, 20_000);
          break;
        }
        case 2: {
          let source;
          for await (const offset of ops.searchStream((source = Readable.from(chunks)), 'bar')) {
            if (offset > 100) break;
          }
          assert.ok(source.destroyed);
          break;
        }
        case 3: {
          const failing = async function* () {
            yield 'foo';
            throw new Error('the source failed');
          };
          const error = await outcome(pipeline(Readable.from(failing()), ops.hashStream()));
          assert.equal(error.message, 'the source failed');
          break;
        }
        default: {
          const wrong = await outcome(ops.searchStream(Readable.from([{}]), 'bar').next());
          assert.equal(wrong.code, 'ERR_INVALID_ARG_TYPE');
          const forgotten = ops.hashStream({ passThrough: true });
          forgotten.write('foo');
        }
      }
    },

    /** Instances, with a log that refers to them, and what they hold. */
    instances(i) {
      const mine = loadStringOpsSync({ backend, maximumPages: 1024, log: () => mine });
      mine.debugLog(i);
      mine.hold('foobar'.repeat(50));
      assert.equal(mine.fastHash('foobar'), FOOBAR);
      assert.equal(mine.fastSearch(megabyte.subarray(0, 5000), 'barf'), 3);
      assert.throws(() => mine.fastHash(i), { code: 'ERR_INVALID_ARG_TYPE' });
    },

    /** Asynchronous operations: done, refused, aborted before they begin and while they wait. */
    async promises(i) {
      const controllers = Array.from({ length: 4 }, () => new AbortController());
      const [early, late, unused, timed] = controllers;
      early.abort(new Error('early'));
      const results = [
        ops.fastHashAsync(megabyte, { signal: early.signal }),
        ops.fastHashAsync(megabyte, { signal: late.signal }),
        ops.fastHashAsync(megabyte, { signal: unused.signal }),
        ops.fastSearchAsync(megabyte, 'never', { signal: timed.signal }),
        ops.fastHashAsync(i),
        ops.fastSearchAsync('abc', 'b', { signal: {} }),
        ops.fastHashAsync('foobar', { sed: 1 }),
      ].map(outcome);
      late.abort(new Error('late'));
      await turn();
      timed.abort(new Error('timed'));
      const [a, b, c, d, e, f, g] = await Promise.all(results);
      assert.equal(a.message, 'early');
      assert.ok(b === hashOfMegabyte || b.message === 'late', String(b));
      assert.equal(c, hashOfMegabyte);
      assert.ok(d === -1 || d.message === 'timed', String(d));
      assert.deepEqual(
        [e.code, f.code, g.code],
        ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE'],
      );
      if (b !== hashOfMegabyte) aborted++;
      if (d !== -1) aborted++;
    },
  };

  let aborted = 0;
  let done = 0;
  const flat = await untilFlat(rounds, async (length) => {
    const samples = [await sample(done)];
    const between = Math.max(1, Math.floor(length / SAMPLES));
    for (let i = 1; i <= length; i++) {
      await kinds[what](++done);
      if (i % 20 === 0) await turn();
      if (i % between === 0) samples.push(await sample(done));
    }
    return samples;
  });
  assert.equal(ops.fastHash('foobar'), FOOBAR);
  return { backend, what, rounds: done, aborted, wrong: [], ...flat };
}

/** Texts held, used, and freed or dropped, for that long; each is watched by a FinalizationRegistry of our own. */
export async function heldChurn({ backend, seconds }) {
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
        if (
          text.fastHash() !== oracle.fastHash(input) ||
          text.fastSearch('wörld') !== oracle.fastSearch(input, 'wörld')
        )
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
  return {
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
  };
}
