import { getEventListeners } from 'node:events';
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inChild, node } from '../support/child.js';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { corpus } from '../support/corpus.js';
import { anyInput, anySeed, searchPair } from '../support/inputs.js';
import { oracle } from '../support/oracle.js';
import { BACKENDS, loadStringOpsSync, root } from '../support/package.js';
import { wrongInputs, wrongSeeds } from '../support/wrong-values.js';

const PAGE = 65536;
const RUNS = { numRuns: Math.min(100, Number(process.env.STRINGOPS_PROPERTY_RUNS ?? 100)) };
const holds = (arbitrary, predicate) => fc.assert(fc.asyncProperty(arbitrary, predicate), RUNS);

/** What a promise rejects with, or resolves to. */
const rejection = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => error,
  );

/** A promise that the call itself must return rather than throw. */
const call = (operation, ...args) => {
  const promise = operation(...args);
  expect(promise).toBeInstanceOf(Promise);
  return promise;
};

describe.each(BACKENDS)('async on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });
  const { fastHashAsync, fastSearchAsync } = ops;

  it('gives what the corpus says', async () => {
    for (const { name, operation, args, expected } of corpus) {
      if (operation === 'fastHash') {
        expect(await fastHashAsync(args[0], { seed: args[1] }), name).toBe(expected);
      } else if (operation === 'fastHash64') {
        expect(await fastHashAsync(args[0], { bits: 64, seed: args[1] }), name).toBe(expected);
      } else if (operation === 'fastSearch') {
        expect(await fastSearchAsync(...args), name).toBe(expected);
      }
    }
  });

  it('gives what the oracle says', async () => {
    await holds(fc.tuple(anyInput, anySeed), async ([input, seed]) => {
      expect(await fastHashAsync(input, { seed })).toBe(oracle.fastHash(input, seed));
    });
    await holds(searchPair, async ([haystack, needle]) => {
      expect(await fastSearchAsync(haystack, needle)).toBe(oracle.fastSearch(haystack, needle));
    });
  });

  it('finds across every border of slices', async () => {
    const bytes = Buffer.alloc(3 << 18, 0x61);
    const needle = Buffer.from('bcd');
    for (const border of [1 << 18, 2 << 18]) {
      for (let at = border - 4; at <= border + 1; at++) {
        bytes.set(needle, at);
        expect(await fastSearchAsync(bytes, needle)).toBe(at);
        bytes.fill(0x61, at, at + 3);
      }
    }
    expect(await fastSearchAsync(bytes, needle)).toBe(-1);
    expect(await fastSearchAsync(bytes, bytes)).toBe(0);
    expect(await fastSearchAsync(bytes, Buffer.concat([bytes, needle]))).toBe(-1);
    expect(await fastHashAsync(bytes)).toBe(ops.fastHash(bytes));
  });

  it('works on the bytes as they were when it was called', async () => {
    const size = 1 << 20;
    const fill = (array) => array.fill(0x61).set(Buffer.from('needle'), size - 6);
    const expected = ops.fastHash(Buffer.concat([Buffer.alloc(size - 6, 0x61), Buffer.from('needle')]));
    const resizable = new ArrayBuffer(size, { maxByteLength: size });
    const victims = [
      [new Uint8Array(size), (array) => array.fill(0)],
      [new Uint8Array(size), (array) => structuredClone(array.buffer, { transfer: [array.buffer] })],
      [new Uint8Array(resizable), () => resizable.resize(0)],
      [new Uint8Array(new SharedArrayBuffer(size)), (array) => array.fill(0)],
    ];
    for (const [array, spoil] of victims) {
      fill(array);
      const results = [fastHashAsync(array), fastSearchAsync(array, Buffer.from('needle'))];
      spoil(array);
      expect(await Promise.all(results)).toEqual([expected, size - 6]);
    }
  });

  it.each(wrongInputs)('rejects %s', async (_, value, received) => {
    const error = (name) => ({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: `The "${name}" argument must be a string or a Uint8Array. Received ${received}`,
    });
    expect(await rejection(call(fastHashAsync, value))).toMatchObject(error('input'));
    expect(await rejection(call(fastSearchAsync, value, 'x'))).toMatchObject(error('haystack'));
    expect(await rejection(call(fastSearchAsync, 'x', value))).toMatchObject(error('needle'));
  });

  it.each(wrongSeeds)('rejects %s as seed', async (_, seed, code, received) => {
    const error = await rejection(call(fastHashAsync, 'x', { seed }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(`Received ${received}`) });
  });

  it('rejects options of the wrong kind', async () => {
    for (const options of [null, 1, 'x']) {
      const expected = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
      expect(await rejection(call(fastHashAsync, 'x', options))).toMatchObject(expected);
      expect(await rejection(call(fastSearchAsync, 'x', 'x', options))).toMatchObject(expected);
    }
    for (const signal of [null, 1, {}, 'x']) {
      const expected = { code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining('options.signal') };
      expect(await rejection(call(fastHashAsync, 'x', { signal }))).toMatchObject(expected);
      expect(await rejection(call(fastSearchAsync, 'x', 'x', { signal }))).toMatchObject(expected);
    }
  });

  it('holds to the memory limit', async () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const limit = 256 * PAGE;
    const bytes = Buffer.alloc(limit - PAGE);
    const expected = { name: 'RangeError', code: 'ERR_STRINGOPS_MEMORY', needed: limit + 1, limit };
    expect(await rejection(call(small.fastSearchAsync, bytes, 'x'))).toMatchObject(expected);
    expect(await rejection(call(small.fastHashAsync, Buffer.alloc(bytes.length + 1)))).toMatchObject(expected);
    expect(await small.fastHashAsync(bytes)).toBe(ops.fastHash(bytes));
    expect(stillAnswers(small)).toEqual(ANSWERS);
  });

  it('fits if it did when it was called, whatever is held meanwhile', async () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const bytes = Buffer.alloc(3 << 20);
    const calls = [small.fastHashAsync(bytes), small.fastSearchAsync(bytes, 'x'), small.fastSearchAsync('x', bytes)];
    const text = small.hold(Buffer.alloc(255 * PAGE));
    expect(await Promise.all(calls)).toEqual([ops.fastHash(bytes), -1, -1]);
    expect(small.memory.heldBytes).toBe(255 * PAGE);
    expect(await rejection(small.fastHashAsync('x'))).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY' });
    text.free();
    expect(stillAnswers(small)).toEqual(ANSWERS);
  });

  it('does nothing for a signal that is aborted', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    expect(await rejection(call(fastHashAsync, 'x', { signal }))).toBe(reason);
    expect(await rejection(call(fastSearchAsync, 'x', 'x', { signal }))).toBe(reason);
    expect((await rejection(fastHashAsync('x', { signal: AbortSignal.abort() }))).name).toBe('AbortError');
  });

  it('skips work that is aborted while it waits', async () => {
    const controller = new AbortController();
    const bytes = Buffer.alloc(1 << 20);
    // More than the pool has threads, and slow, so that ours must wait; without threads none has begun.
    const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)('x', 'y', 200_000, 64, 'sha512'));
    const waiting = fastHashAsync(bytes, { signal: controller.signal });
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    expect(await rejection(waiting)).toBe(reason);
    await Promise.all(busy);
    expect(await fastHashAsync('foobar')).toBe(0xbf9cf968);
  });

  it('lets work finish that is aborted too late', async () => {
    const controller = new AbortController();
    expect(await fastHashAsync('foobar', { signal: controller.signal })).toBe(0xbf9cf968);
    controller.abort();
    expect(await fastHashAsync('foobar')).toBe(0xbf9cf968);
  });

  it('listens once to a signal, however many calls it is given to', async () => {
    const { signal } = new AbortController();
    const calls = Array.from({ length: 30 }, (_, i) =>
      i % 2 ? fastHashAsync(`${i}`, { signal }) : fastSearchAsync(`${i}`, 'x', { signal }),
    );
    expect(getEventListeners(signal, 'abort').length).toBe(1);
    await Promise.all(calls);
    expect(getEventListeners(signal, 'abort')).toEqual([]);

    const controller = new AbortController();
    const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)('x', 'y', 200_000, 64, 'sha512'));
    const waiting = Array.from({ length: 30 }, () => fastHashAsync('x'.repeat(1000), { signal: controller.signal }));
    controller.abort('enough');
    expect(await Promise.all(waiting.map(rejection))).toEqual(waiting.map(() => 'enough'));
    await Promise.all(busy);
  });

  it('keeps the event loop going', async () => {
    const bytes = Buffer.alloc(100 << 20, 0x61);
    // Again, as a busy machine may let this thread sleep while the pool does the work; a loop that is blocked never
    // turns.
    let turns = 0;
    for (let attempt = 0; attempt < 100 && turns <= 5; attempt++) {
      turns = 0;
      let isOver = false;
      const count = () => {
        turns++;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      await fastHashAsync(bytes);
      isOver = true;
    }
    expect(turns).toBeGreaterThan(5);
  });

  it('serves many at once, from workers too', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      const ops = require(${JSON.stringify(root)}).loadStringOpsSync({ backend: workerData.backend });
      (async () => {
        const bytes = Buffer.alloc(200_000, workerData.i + 1);
        const first = ops.fastHash(bytes);
        const text = ops.hold(bytes);
        const results = await Promise.all(Array.from({ length: 50 }, (_, n) => n % 2
          ? ops.fastHashAsync(bytes).then((hash) => hash === first)
          : ops.fastSearchAsync(bytes, Buffer.of(workerData.i + 1, 99)).then((at) => at === -1)));
        const same = results.every(Boolean) && text.fastHash() === first && text.fastSearch('xyz') === -1;
        parentPort.postMessage({ same, first });
      })();
    `;
    const results = await Promise.all(
      Array.from(
        { length: 4 },
        (_, i) =>
          new Promise((resolve, reject) => {
            const worker = new Worker(script, { eval: true, workerData: { backend, i } });
            worker.once('message', resolve).once('error', reject);
          }),
      ),
    );
    expect(results).toEqual(
      Array.from({ length: 4 }, (_, i) => ({ same: true, first: ops.fastHash(Buffer.alloc(200_000, i + 1)) })),
    );
  });

  it('does not mind a worker that ends while work is pending', () => {
    const { value } = inChild(`
      const { Worker } = require('node:worker_threads');
      const script = ${JSON.stringify(`
        const ops = require(${JSON.stringify(root)}).loadStringOpsSync({ backend: '${backend}' });
        const bytes = Buffer.alloc(8 << 20);
        ops.hold(bytes);
        for (let i = 0; i < 12; i++) ops.fastHashAsync(bytes);
        require('node:worker_threads').parentPort.postMessage('up');
        if (require('node:worker_threads').workerData) process.exit();
      `)};
      for (let i = 0; i < 6; i++) {
        const worker = new Worker(script, { eval: true, workerData: i % 2 });
        await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
        await worker.terminate();
      }
      return (await pkg.loadStringOps({ backend: '${backend}' })).fastHashAsync('foobar');
    `);
    expect(value).toBe(0xbf9cf968);
  });

  it('does not mind a process that ends while work is pending', () => {
    const script = `
      const ops = require(${JSON.stringify(root)}).loadStringOpsSync({ backend: '${backend}' });
      for (let i = 0; i < 8; i++) ops.fastHashAsync(Buffer.alloc(8 << 20));
      setTimeout(() => process.exit(7), 5);
    `;
    const { status, signal, stderr } = node(['-e', script]);
    expect({ status, signal, stderr }).toEqual({ status: 7, signal: null, stderr: '' });
  });
});

describe('many slices', () => {
  // The slower of the two backends that work in slices: on any machine a turn takes few of its slices.
  const backend = 'javascript';

  it('take turns, with the event loop between them however many are in flight', async () => {
    const [one, other] = [loadStringOpsSync({ backend }), loadStringOpsSync({ backend })];
    const SLICES = 16;
    const bytes = Buffer.alloc(SLICES << 18, 'abc');
    const expected = one.fastHash(bytes);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    // If all their slices ran in one turn, there would be as many turns as one of them has slices.
    const hashes = await Promise.all(
      Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? one : other).fastHashAsync(bytes)),
    );
    isOver = true;
    expect(new Set(hashes)).toEqual(new Set([expected]));
    expect(turns).toBeGreaterThan(2 * SLICES);
  });
});
