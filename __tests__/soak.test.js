import { describe, expect, it } from 'vitest';
import { inChild } from './support/child.js';
import { BACKENDS } from './support/package.js';

const MEGABYTE = 2 ** 20;

describe('a million calls', { timeout: 120_000 }, () => {
  it.each(BACKENDS)('leave the memory as it was on %s', (backend) => {
    const { value } = inChild(
      `
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
      const rss = () => { gc(); gc(); return process.memoryUsage().rss; };
      run(100_000);
      const before = rss();
      run(1_000_000);
      return { wrong, grown: rss() - before };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.wrong).toBe(0);
    expect(value.grown).toBeLessThan(16 * MEGABYTE);
  });

  it.each(BACKENDS)('on instances that come and go on %s', (backend) => {
    const { value } = inChild(
      `
      const pause = () => new Promise((resolve) => setImmediate(resolve));
      async function run(instances) {
        for (let n = 0; n < instances; n++) {
          const ops = await pkg.loadStringOps({ backend: '${backend}', log: () => ops });
          ops.fastHash('foobar');
          ops.debugLog(n);
          if (n % 50 === 0) { gc(); await pause(); }
        }
        gc(); await pause(); gc(); await pause();
        return process.memoryUsage().rss;
      }
      const before = await run(400);
      return { grown: await run(400) - before };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.grown).toBeLessThan(16 * MEGABYTE);
  });

  it.each(['wasmtime', 'native'])('give back what a large input took on %s', (backend) => {
    const { value } = inChild(
      `
      const ops = await pkg.loadStringOps({ backend: '${backend}' });
      const rss = () => { gc(); gc(); return process.memoryUsage().rss; };
      ops.fastHash('é'.repeat(1000));
      const before = rss();
      for (let n = 0; n < 3; n++) ops.fastHash('é'.repeat(60_000_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
      ops.fastHash('x');
      return { grown: rss() - before };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.grown).toBeLessThan(64 * MEGABYTE);
  });
});

describe('instances that nobody collects by hand', { timeout: 120_000 }, () => {
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
