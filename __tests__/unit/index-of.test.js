import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addonFunctions, contenders } from '../support/contenders.js';

const LENGTH = 50_000;

/** Texts long enough to cross, with few different characters; ASCII where a reader would check for it. */
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
  'aac',
  'needle',
  'ac',
  'a',
  'b',
  'q',
  'aq',
  'é',
  'aé',
  'a世',
  'a🚀',
  'a\ud83d',
  '\ude80a',
  'abb',
  'bba',
  'the cat the dog',
  'catt',
  '',
  '\ufffd',
  'a\ufffd',
);

const position = fc.oneof(fc.constantFrom(undefined, 0, -5, Number.NaN, Infinity), fc.nat(LENGTH + 10));

const property = (check) => fc.assert(fc.property(longText, needle, position, check), { numRuns: 250 });

describe.each(contenders)('fastIndexOf in long strings on $name', ({ create }) => {
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
    const text = `${'ab'.repeat(50)}needle${'ab'.repeat(50_000_000)}`;
    // Reading all of it each time would be 10^13 units, an hour's work.
    let others = 0;
    for (let i = 0; i < 100_000; i++) if (ops.fastIndexOf(text, 'needle') !== 100) others++;
    expect(others).toBe(0);
  });
});

/** Needles of which V8's own indexOf compares most or all at every place of a repetitive text. */
const endless = (/** @type {string} */ unit, /** @type {number} */ length, /** @type {string} */ odd) => {
  const half = unit.repeat(length / 2 / unit.length);
  return [
    `${half}${odd}${half}`,
    `${half}${half}${odd}`,
    `${odd}${half}${half}`,
    `${unit.repeat(300)}${odd}${half}${half}`,
  ];
};

// The guide's own module compares every byte of a needle at every place.
const linear = contenders.filter(({ name }) => !name.includes('guide'));

describe.each(linear)('long needles on $name', ({ create }) => {
  const ops = create();

  it.each(['a', 'ab', '世', 'a🚀', '\ud83d'])('are found where indexOf finds them, in %j repeated', (unit) => {
    const text = unit.repeat(12_000 / unit.length);
    for (const odd of ['b', 'é', '界', '\ude80', '']) {
      for (const needle of endless(unit, 600, odd)) {
        for (const at of [0, 1, 4000, 11_999]) {
          const changed = `${text.slice(0, at)}${needle}${text.slice(at)}`;
          for (const start of [0, at, at + 1]) {
            expect(ops.fastIndexOf(changed, needle, start)).toBe(changed.indexOf(needle, start));
          }
          const index = changed.toWellFormed().indexOf(needle.toWellFormed());
          expect(ops.fastSearch(changed, needle)).toBe(
            index === -1 ? -1 : new TextEncoder().encode(changed.toWellFormed().slice(0, index)).length,
          );
          // All but the last unit matches.
          const more = `${needle}!`;
          expect(ops.fastIndexOf(changed, more)).toBe(changed.indexOf(more));
          expect(ops.fastSearch(changed, more)).toBe(-1);
        }
      }
    }
  });

  // The product of both lengths is 8e12: hours.
  it.each(['a', '世'])('are searched in linear time, in %j repeated', (unit) => {
    const text = unit.repeat(4_000_000);
    for (const needle of endless(unit, 2_000_000, 'b')) {
      expect(ops.fastIndexOf(text, needle)).toBe(-1);
      expect(ops.fastSearch(text, needle)).toBe(-1);
      expect(ops.fastIndexOf(`${text}${needle}`, needle, 5)).toBe(
        text.length - (/^[^b]*/.exec(needle)?.[0].length ?? 0) + needle.indexOf('b'),
      );
    }
  });
});

describe.each(addonFunctions)('unitSearch of $name', ({ create }) => {
  const { unitSearch } = create();
  const { byLowestBytes } = unitSearch;
  const lowest = (text) =>
    Buffer.from(text, 'utf16le')
      .swap16()
      .filter((_, i) => i % 2 === 1)
      .toString('latin1');

  it('finds where the lowest bytes of units agree', () => {
    property((text, pattern) => {
      expect(byLowestBytes(text, pattern)).toBe(lowest(text).indexOf(lowest(pattern)));
    });
  });

  it('does so in texts larger than the memory it begins with', () => {
    const text = 'ab'.repeat(9_000_000);
    for (const before of [16_700_000, 17_000_000]) {
      expect(byLowestBytes(`${text.slice(0, before)}xyz`, 'xyz')).toBe(before);
      expect(byLowestBytes(text.slice(0, before), 'xyz')).toBe(-1);
    }
  });

  /** Texts in which the lowest bytes of a needle are everywhere, or often. */
  const similar = {
    'last unit': (length) => ['\u4e61'.repeat(LENGTH), `${'\u4e61'.repeat(length - 1)}\u4f61`],
    'first unit': (length) => ['\u4e61'.repeat(LENGTH), `\u4f61${'\u4e61'.repeat(length - 1)}`],
    'unit in the middle': (length) => [
      '\u4e61'.repeat(LENGTH),
      `${'\u4e61'.repeat(length >> 1)}\u4f61${'\u4e61'.repeat((length - 1) >> 1)}`,
    ],
    'last unit, in a period of two': (length) => [
      '\u4e61\u{1f662}'.repeat(LENGTH / 3),
      `${'\u4e61\u{1f662}'.repeat(length)}\u4f61`,
    ],
    'every unit': (length) => ['\u0161'.repeat(LENGTH), '\u4e61'.repeat(length)],
    'every unit, seldom': (length) => [
      `${'\u6587\u5b57'.repeat(2000)}${'\u0161'.repeat(length)}`.repeat(LENGTH / 4000),
      '\u4e61'.repeat(length),
    ],
  };

  it.each(Object.keys(similar))('passes each part a few times where the lowest bytes mislead: %s', async (name) => {
    // Within, as this file runs in a page too, where there is no addon.
    const { requireHere } = await import('../support/package.js');
    const { locate } = requireHere('../../lib/operations/locate.js');
    const crossed = { byLowestBytes: 0, byUtf8: 0 };
    const counting = (way) => (text, pattern) => {
      crossed[way] += text.length;
      return unitSearch[way](text, pattern);
    };
    const cross = { byLowestBytes: counting('byLowestBytes'), byUtf8: counting('byUtf8') };
    for (const length of [2, 16, 250, 251, 1000, 10_000]) {
      const [text, pattern] = similar[name](length);
      for (const before of [text.length, 700, 9_000, 30_001]) {
        const whole = before === text.length ? text : text.slice(0, before) + pattern + text.slice(before);
        for (const from of [0, 3, before]) {
          Object.assign(crossed, { byLowestBytes: 0, byUtf8: 0 });
          expect(locate(whole, pattern, from, cross)).toBe(whole.indexOf(pattern, from));
          expect(crossed.byLowestBytes + crossed.byUtf8).toBeLessThan(4 * (whole.length + pattern.length));
          // The engine, which takes up to 100 times as long, does little of it.
          if (before < text.length || from > 3 || name.endsWith('seldom')) continue;
          expect(crossed.byUtf8).toBeGreaterThan(text.length - pattern.length - 3000);
        }
      }
    }
  });
});

describe.each(contenders)('fastIndexOf of $name', ({ create }) => {
  const ops = create();

  it.each([
    ['a\u0465i', '\u0461\u0165\u4e69'],
    ['\u4e61\u4e65', 'ae'],
  ])('is not misled by %j where only the lowest bytes agree', (needle, similar) => {
    const text = 'a quite ordinary text without it, '.repeat(500);
    for (const at of [700, 1500, 9000]) {
      const misleading = text.slice(0, at) + similar + text.slice(at);
      expect(ops.fastIndexOf(misleading, needle)).toBe(-1);
      expect(ops.fastSearch(misleading, needle)).toBe(-1);
      const whole = misleading.slice(0, at + 99) + needle + misleading.slice(at + 99);
      expect(ops.fastIndexOf(whole, needle)).toBe(at + 99);
      expect(ops.fastSearch(whole, needle)).toBe(new TextEncoder().encode(whole.slice(0, at + 99)).length);
    }
  });
});
