import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { requireHere } from '../support/package.js';

// What the booster remembers, and when it forgets.
const { WASMRuntime } = requireHere('../../index.js');

const MIB = 1024 * 1024;

const isKnown = async (runtime, text, patterns = ['zz']) => {
  const { fromCache } = await runtime.acceleratedRegexMatch(text, patterns);
  return fromCache;
};

describe('results', () => {
  it('take 32 MiB at most, and go in the order of use', async () => {
    const runtime = new WASMRuntime();
    const texts = Array.from({ length: 40 }, (_, i) => `${i}`.padStart(MIB - 200, 'x'));
    for (const text of texts) await isKnown(runtime, text);
    expect(runtime.getMetrics().resultCacheSize).toBe(32);
    expect(runtime.getMetrics().resultCacheBytes).toBeLessThanOrEqual(32 * MIB);
    expect(await isKnown(runtime, texts[8])).toBe(true);
    expect(await isKnown(runtime, 'y'.repeat(MIB - 200))).toBe(false);
    expect(await isKnown(runtime, texts[8])).toBe(true);
    expect(await isKnown(runtime, texts[10])).toBe(true);
    expect(await isKnown(runtime, texts[9])).toBe(false);
  });

  it('count two bytes a unit where a text needs them, and matches as well', async () => {
    const runtime = new WASMRuntime();
    const bytes = () => runtime.getMetrics().resultCacheBytes;
    await isKnown(runtime, 'x'.repeat(1000));
    const narrow = bytes();
    expect(narrow).toBeGreaterThanOrEqual(1000);
    await isKnown(runtime, `世${'x'.repeat(999)}`);
    expect(bytes() - narrow).toBe(narrow + 1000);
    const before = bytes();
    await runtime.acceleratedRegexMatch('x'.repeat(1000), [/(?:)/g]);
    expect(bytes() - before).toBeGreaterThan(8 * 1001);
    // The same text is there once.
    expect(bytes() - before).toBeLessThan(1000 + 64 * 1001);
    runtime.reset();
    expect(bytes()).toBe(0);
  });

  it('of long texts that differ in one unit are told apart, and given up one by one', async () => {
    const runtime = new WASMRuntime();
    const length = 20_000;
    // Everywhere, the ends too; many differ where no sample of them would.
    const places = [0, 63, 64, 100, length - 65, length - 1, ...Array.from({ length: 594 }, (_, i) => 200 + 33 * i)];
    const texts = places.map((place) => `${'x'.repeat(place)}y${'x'.repeat(length - 1 - place)}`);
    for (const [i, text] of texts.entries()) {
      const { results, fromCache } = await runtime.acceleratedRegexMatch(text, [/^x*y/]);
      expect([fromCache, results[0].matches[0].length]).toEqual([false, places[i] + 1]);
    }
    expect(runtime.getMetrics().resultCacheSize).toBe(500);
    for (const [i, text] of texts.entries()) {
      if (i >= 100) expect(await isKnown(runtime, text, [/^x*y/])).toBe(true);
    }
    expect(await isKnown(runtime, texts[0], [/^x*y/])).toBe(false);
    expect(await isKnown(runtime, texts[100], [/^x*y/])).toBe(false);
    expect(await isKnown(runtime, texts[102], [/^x*y/])).toBe(true);
  });

  it('that are larger than all of it are computed each time', async () => {
    const runtime = new WASMRuntime();
    const text = 'x'.repeat(33 * MIB);
    expect([await isKnown(runtime, text), await isKnown(runtime, text)]).toEqual([false, false]);
    expect(runtime.getMetrics()).toMatchObject({ resultCacheSize: 0, resultCacheBytes: 0, cacheMisses: 2 });
  });
});

it('a thousand patterns stay compiled, and no more', async () => {
  const runtime = new WASMRuntime();
  for (let i = 0; i < 1500; i += 100) {
    await runtime.acceleratedRegexMatch(
      'a',
      Array.from({ length: 100 }, (_, j) => `a${i + j}`),
    );
  }
  expect(runtime.getMetrics().patternsCached).toBe(1000);
});

it('outlines are remembered exactly, within bounds, and are fresh objects', () => {
  const runtime = new WASMRuntime();
  const common = 'x = 1;\n'.repeat(1000);
  for (let round = 0; round < 2; round++) {
    for (const name of ['A', 'B']) {
      const { body } = runtime.parseASTFast(`${common}class ${name} {}`);
      expect(body).toEqual([{ type: 'ClassDeclaration', name, methods: [] }]);
      body[0].methods.push(body);
      body.length = 0;
    }
  }
  for (let i = 0; i < 300; i++) runtime.parseASTFast(`/*${'x'.repeat(100_000)}${i}*/`);
  expect(runtime.getMetrics().outlineCacheBytes).toBeGreaterThan(7 * MIB);
  expect(runtime.getMetrics().outlineCacheBytes).toBeLessThanOrEqual(8 * MIB);
  expect(runtime.getMetrics().resultCacheSize).toBe(0);
});

describe.each([
  ['a match', 'await runtime.acceleratedRegexMatch(text, [/needle in a haystack/g])'],
  ['a match without g', 'await runtime.acceleratedRegexMatch(text, [/needle in a haystack/])'],
  ['a pattern that was cut from a text', "await runtime.acceleratedRegexMatch('a', [text.slice(0, 30)])"],
  ['a content that was cut from a text', "await runtime.acceleratedRegexMatch(text.slice(0, 30), ['a'])"],
  ['a code that was cut from a text', 'runtime.parseASTFast(text.slice(0, 30))'],
  ['a name', 'runtime.parseASTFast(text)'],
])('%s', (_, call) => {
  it.each(['x', '世'])('does not keep the text alive (%s)', (unit) => {
    const { value } = inChild(
      `const runtime = new pkg.WASMRuntime();
       const kept = [];
       const round = async (i, length) => {
         const text = i + ${JSON.stringify(unit)}.repeat(length) + ' needle in a haystack; class ALongNameOfAClass {}';
         kept.push(${call});
         // What the runtime itself remembers is its right. What was cut from a text is to be remembered here.
         if (!${JSON.stringify(call)}.includes('slice')) runtime.reset();
       };
       const heap = () => { for (let i = 0; i < 4; i++) gc(); return process.memoryUsage().heapUsed; };
       for (let i = 0; i < 20; i++) await round(-i, 100);
       const before = heap();
       for (let i = 0; i < 20; i++) await round(i, 1 << 21);
       return (heap() - before) / (1 << 20);`,
      { flags: ['--expose-gc'] },
    );
    // Each of the twenty texts is 2 MiB, or 4, and not even the last may stay.
    expect(value).toBeLessThan(1);
  });
});
