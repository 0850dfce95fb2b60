import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { BACKENDS, loadStringOpsSync } from '../support/package.js';
import { failure, thrown } from '../support/outcomes.js';

const PAGE = 65536;
const KEYS = ['bytes', 'heldBytes', 'maximumBytes', 'maximumPages', 'pages', 'peakBytes', 'timesGrown'];

describe.each(BACKENDS)('the memory of %s', (backend) => {
  const isJavaScript = backend === 'javascript';

  it('has the same keys everywhere, and is a new plain object each time', () => {
    const ops = loadStringOpsSync({ backend, maximumPages: 1000 });
    const { memory } = ops;
    expect(Object.keys(memory).sort()).toEqual(KEYS);
    expect(Object.getPrototypeOf(memory)).toBe(Object.prototype);
    expect(ops.memory).not.toBe(memory);
    expect(memory).toMatchObject({ maximumPages: 1000, maximumBytes: 1000 * PAGE, heldBytes: 0, timesGrown: 0 });
    expect(memory.pages).toBe(Math.ceil(memory.bytes / PAGE));
    expect(memory.bytes === 0).toBe(isJavaScript);
  });

  it.skipIf(isJavaScript)('tells that it has grown, and gives back on request', () => {
    const ops = loadStringOpsSync({ backend });
    const before = ops.memory;
    ops.fastHash('é'.repeat(15_000_000));
    const grown = ops.memory;
    expect(grown.timesGrown).toBe(1);
    expect(grown.bytes).toBeGreaterThan(30_000_000);
    expect(grown.peakBytes).toBe(grown.bytes);
    const { trim } = ops;
    expect(trim()).toBe(undefined);
    expect(ops.memory).toEqual({ ...before, peakBytes: grown.peakBytes, timesGrown: 1 });
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it.skipIf(isJavaScript)('does not keep what is past the retention limit', () => {
    const ops = loadStringOpsSync({ backend });
    const before = ops.memory;
    ops.fastHash('é'.repeat(50_000_000));
    expect(ops.memory.bytes).toBe(before.bytes);
    expect(ops.memory.peakBytes).toBeGreaterThan(100_000_000);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    const large = loadStringOpsSync({ backend, initialPages: 2000 });
    large.fastHash('é'.repeat(50_000_000));
    expect(stillAnswers(large)).toEqual(ANSWERS);
  });

  it('gives 500 MB back to the system', () => {
    const { value } = inChild(
      `
        const ops = await pkg.loadStringOps({ backend: '${backend}' });
        ops.fastHash('warm');
        // The engine releases memory in threads of its own, in its own time; what is kept is still there after a
        // hundred collections.
        const settle = async (most) => {
          let rss = Infinity;
          for (let i = 0; i < 5 || (i < 100 && rss >= most); i++) {
            gc();
            await new Promise((done) => setTimeout(done, 20));
            rss = process.memoryUsage().rss;
          }
          return rss;
        };
        const before = await settle(Infinity);
        (() => {
          const text = 'é'.repeat(250_000_000);
          ops.fastHash(text);
        })();
        const after = await settle(before + (100 << 20));
        return { extra: after - before, answer: ops.fastHash('foobar'), bytes: ops.memory.bytes };
      `,
      { flags: ['--expose-gc'] },
    );
    expect(value.answer).toBe(0xbf9cf968);
    expect(value.bytes).toBeLessThanOrEqual(16 << 20);
    expect(value.extra).toBeLessThan(100 << 20);
  });

  it('goes on working after an input past the limit', () => {
    const ops = loadStringOpsSync({ backend, maximumPages: 512 });
    const before = ops.memory;
    const error = thrown(() => ops.fastHash('é'.repeat(256 * PAGE)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: 513 * PAGE, limit: 512 * PAGE });
    expect(ops.memory.bytes).toBe(before.bytes);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('can be looked into', () => {
    const { memory, inspectMemory } = loadStringOpsSync({ backend });
    const length = Math.min(64, memory.bytes);
    const seen = inspectMemory(0, length);
    expect(Object.keys(seen)).toEqual(['offset', 'length', 'hex', 'text']);
    expect(seen).toMatchObject({ offset: 0, length });
    expect(seen.hex).toMatch(isJavaScript ? /^$/ : /^([0-9a-f]{2} ){63}[0-9a-f]{2}$/);
    expect(inspectMemory(memory.bytes, 0)).toEqual({ offset: memory.bytes, length: 0, hex: '', text: '' });
  });

  it.skipIf(isJavaScript)('shows the inputs of the latest call', () => {
    const ops = loadStringOpsSync({ backend });
    ops.fastHash('wörld '.repeat(100));
    const { hex, text } = ops.inspectMemory(61440, 9);
    expect({ hex, text }).toEqual({ hex: '77 c3 b6 72 6c 64 20 77 c3', text: 'wörld w\ufffd' });
    expect(ops.inspectMemory(61440 + 1, 2).text).toBe('ö');
    expect(ops.inspectMemory(ops.memory.bytes - 3, 3).hex).toMatch(/^.. .. ..$/);
  });

  it('refuses what is out of bounds', () => {
    const { memory, inspectMemory } = loadStringOpsSync({ backend });
    const { bytes } = memory;
    for (const [offset, length, name] of [
      [bytes + 1, 0, 'offset'],
      [-1, 0, 'offset'],
      [0.5, 0, 'offset'],
      [Number.NaN, 0, 'offset'],
      [2 ** 53, 0, 'offset'],
      [bytes, 1, 'length'],
      [0, bytes + 1, 'length'],
      [0, -1, 'length'],
      [0, Infinity, 'length'],
      [0, 2 ** 20 + 1, 'length'],
    ]) {
      const error = failure(() => inspectMemory(offset, length));
      expect(error).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
      expect(error.message).toContain(`"${name}"`);
    }
    for (const [offset, length] of [['0', 1], [0, '1'], [0], [], [0n, 1]]) {
      expect(failure(() => inspectMemory(offset, length))).toMatchObject({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
  });
});
