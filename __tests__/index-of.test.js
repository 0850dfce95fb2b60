import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addonFunctions, contenders } from './support/contenders.js';

const LENGTH = 50_000;

/** Texts long enough to cross, of few kinds of characters; ASCII where a reader would look for it. */
const longText = fc
  .tuple(
    fc.constantFrom('ab', 'aab', 'the cat ', 'xa'),
    fc.array(fc.tuple(fc.nat(LENGTH), fc.constantFrom('é', '世', '🚀', '\ud83d', '\ude80', 'aac', 'q')), {
      maxLength: 6,
    }),
    fc.constantFrom('', 'needle', 'b', 'é!', '🚀a', '\ude80a'),
  )
  .map(([unit, inserted, end]) => {
    let text = unit.repeat(LENGTH / unit.length);
    for (const [at, piece] of inserted) text = text.slice(0, at) + piece + text.slice(at);
    return `${text}${end}${unit}`;
  });

const needle = fc.constantFrom(
  'aac', 'needle', 'ac', 'a', 'b', 'q', 'aq', 'é', 'aé', 'a世', 'a🚀', 'a\ud83d', '\ude80a', 'abb', 'bba',
  'the cat the dog', 'catt', '', '\ufffd', 'a\ufffd',
);

const position = fc.oneof(fc.constantFrom(undefined, 0, -5, Number.NaN, Infinity), fc.nat(LENGTH + 10));

const property = (check) => fc.assert(fc.property(longText, needle, position, check), { numRuns: 250 });

describe.each(contenders)('fastIndexOf in long strings on $name', { timeout: 60_000 }, ({ create }) => {
  const ops = create();

  it('is indexOf', () => {
    property((text, pattern, start) => {
      expect(ops.fastIndexOf(text, pattern, start)).toBe(text.indexOf(pattern, start));
    });
  });

  it('is indexOf wherever the match is', () => {
    for (const filler of ['ab', 'aé', 'a世', 'a🚀']) {
      for (let length = 8180; length < 300_000; length = Math.ceil(length * 1.31)) {
        const text = `${filler.repeat(Math.ceil(length / filler.length)).slice(0, length)}abba${filler.repeat(9)}`;
        for (const start of [0, 1, 2, 8191, 8192, length]) {
          expect(ops.fastIndexOf(text, 'abba', start)).toBe(text.indexOf('abba', start));
        }
      }
    }
  });

  it('finds an early match in a long text without reading on', () => {
    const text = `${'ab'.repeat(50)}needle${'ab'.repeat(5_000_000)}`;
    expect(ops.fastIndexOf(text, 'needle')).toBe(100);
    const start = performance.now();
    for (let i = 0; i < 1000; i++) ops.fastIndexOf(text, 'needle');
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe.each(addonFunctions)('unitSearch of $name', { timeout: 60_000 }, ({ create }) => {
  const { unitSearch } = create();

  it.each([0, 1, 3, 7])('is indexOf for needles without surrogates, with hint %i', (hint) => {
    property((text, pattern) => {
      if (/[\ud800-\udfff\ufffd]/.test(pattern)) return;
      expect(unitSearch(text, pattern, hint)).toBe(text.indexOf(pattern));
      expect(unitSearch(text.slice(0, 90), pattern, 0)).toBe(text.slice(0, 90).indexOf(pattern));
    });
  });
});
