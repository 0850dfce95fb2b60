import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { BACKENDS } from '../support/package.js';

const MEGABYTE = 2 ** 20;

/**
 * For a child: the least that a process grows by in one of five rounds. What leaks does so in each; the engine takes
 * some more memory in one round or another, and most of it when a busy machine keeps its collector waiting.
 */
const LEAST_GROWTH = `
  const leastGrowth = async (round, most) => {
    const rss = async () => {
      for (let i = 0; i < 3; i++) { gc(); await new Promise((resolve) => setImmediate(resolve)); }
      return process.memoryUsage().rss;
    };
    let least = Infinity;
    for (let i = 0; i < 5 && least >= most; i++) {
      const before = await rss();
      await round();
      least = Math.min(least, await rss() - before);
    }
    return least;
  };`;

describe('a million calls', () => {
  it.each(BACKENDS)('leave the memory as it was on %s', (backend) => {
    const { value } = inChild(
      `
      ${LEAST_GROWTH}
      const ops = await pkg.loadStringOps({ backend: '${backend}', log() {} });
      const texts = ['', 'a', 'hello world', 'Hello 世界 🚀', 'x'.repeat(300), 'é'.repeat(300), Buffer.alloc(300, 97), new Uint8Array(0)];
      const pick = (n) => texts[n % texts.length];
      const expected = new Map();
      let wrong = 0;
      function run(calls) {
        for (let n = 0; n < calls; n++) {
          const key = n % 64;
          const [a, b] = [pick(key), pick(key >> 3)];
          const result = ops.fastHash(a) * 4 + ops.fastCompare(a, b) + ops.fastSearch(a, b) * 2 ** 40;
          if (!expected.has(key)) expected.set(key, result);
          if (expected.get(key) !== result) wrong++;
          if (n % 100 === 0) { try { ops.fastHash(n); wrong++; } catch {} ops.debugLog(n); }
        }
      }
      run(100_000);
      const grown = await leastGrowth(() => run(1_000_000), ${16 * MEGABYTE});
      return { wrong, grown };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.wrong).toBe(0);
    expect(value.grown).toBeLessThan(16 * MEGABYTE);
  });

  it.each(BACKENDS)('on instances that come and go on %s', (backend) => {
    const { value } = inChild(
      `
      ${LEAST_GROWTH}
      const pause = () => new Promise((resolve) => setImmediate(resolve));
      async function run(instances) {
        for (let n = 0; n < instances; n++) {
          const ops = await pkg.loadStringOps({ backend: '${backend}', log: () => ops });
          ops.fastHash('foobar');
          ops.debugLog(n);
          if (n % 50 === 0) { gc(); await pause(); }
        }
      }
      await run(400);
      return { grown: await leastGrowth(() => run(400), ${16 * MEGABYTE}) };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.grown).toBeLessThan(16 * MEGABYTE);
  });

  it.each(['wasmtime', 'native'])('give back what a large input took on %s', (backend) => {
    const { value } = inChild(
      `
      const ops = await pkg.loadStringOps({ backend: '${backend}' });
      ops.fastHash('é'.repeat(1000));
      const before = process.memoryUsage().rss;
      for (let n = 0; n < 3; n++) ops.fastHash('é'.repeat(60_000_000));
      ops.fastHash('x');
      // The engine gives back in threads of its own, in its time; what is kept is still there after a hundred collections.
      let grown = Infinity;
      for (let i = 0; i < 100 && grown >= ${64 * MEGABYTE}; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
        grown = process.memoryUsage().rss - before;
      }
      return { grown };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.grown).toBeLessThan(64 * MEGABYTE);
  });
});

describe('instances that nobody collects by hand', () => {
  it.each(['wasmtime', 'native'])('are collected before they pile up, on %s', (backend) => {
    const { value } = inChild(`
      let most = 0;
      for (let n = 0; n < 5000; n++) {
        (await pkg.loadStringOps({ backend: '${backend}', log() {} })).fastHash(Buffer.alloc(300));
        if (n % 50 === 0) {
          await new Promise((resolve) => setImmediate(resolve));
          most = Math.max(most, process.memoryUsage().rss);
        }
      }
      return most;
    `);
    expect(value).toBeLessThan(600 * MEGABYTE);
  });
});
