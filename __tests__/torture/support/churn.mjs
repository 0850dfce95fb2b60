// node --expose-gc churn.mjs '{"backend":…,"what":…,"rounds":…}': things made and dropped, again and again.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { loadStringOpsSync } from '../../support/package.js';
import { sample, untilFlat } from './load-session.mjs';

const { backend, what, rounds } = JSON.parse(process.argv[2]);
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
process.stdout.write(JSON.stringify({ backend, what, rounds: done, aborted, wrong: [], ...flat }));
