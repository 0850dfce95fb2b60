import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireHere } from '../support/package.js';

// What a scan gives, beside String.prototype.match on an expression made for the occasion; and the cache of results,
// beside the plainest model of one. In any order of calls on one instance.
const { WASMRuntime } = requireHere('../../index.js');

const RUNS = { numRuns: Number(process.env.STRINGOPS_PROPERTY_RUNS ?? 500) };

/** Letters that are equal without regard to case by u alone, or by its absence; halves of characters; what separates. */
const UNITS = [
  'a',
  'A',
  'b',
  'k',
  'K',
  '\u212a',
  's',
  'ſ',
  'ß',
  'İ',
  'é',
  '世',
  '🚀',
  '\ud83d',
  '\ude80',
  '\ufffd',
  '\0',
  '\n',
  ' ',
  '/',
  ',',
  '1',
];
const content = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...UNITS), { maxLength: 40 }).map((units) => units.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const source = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'a',
        'A',
        'k',
        's',
        'ſ',
        '世',
        '🚀',
        '.',
        '\\w',
        '\\b',
        '^',
        '$',
        '[^a]',
        '(a)',
        'a*?',
        '(?:)',
        '\\s*',
        '/',
        '[/]',
        '(?=b)',
        '\\ud83d',
        'x|',
      ),
      {
        maxLength: 4,
      },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'ab(['), maxLength: 3 }),
);
const flags = fc.oneof(
  fc.subarray([...'dgimsuvy']).map((letters) => letters.join('')),
  fc.constantFrom('gi', '', 'gg', 'gx', '/'),
);
const pattern = fc.tuple(source, flags, fc.boolean());

/** What a caller passes, made anew; a string where no expression can be. */
function made([text, own, isString]) {
  try {
    return isString ? text : new RegExp(text, own);
  } catch {
    return text;
  }
}

function expected(text, patterns, stringFlags) {
  const expressions = patterns.map((one) =>
    typeof one === 'string' ? new RegExp(one, stringFlags) : new RegExp(one.source, one.flags),
  );
  new RegExp('', stringFlags);
  const results = expressions.flatMap((expression, index) => {
    const match = text.match(expression);
    if (match === null) return [];
    const matches = expression.global ? [...match] : [match[0]];
    const one = patterns[index];
    return [{ pattern: typeof one === 'string' ? one : one.source, matches, count: matches.length }];
  });
  return results;
}

const outcome = async (call) => {
  try {
    return await call();
  } catch (error) {
    return error.constructor.name;
  }
};

describe('a scan', () => {
  it('finds what match finds, whatever was asked before', async () => {
    const asked = fc.record({ text: content, patterns: fc.array(pattern, { maxLength: 4 }), stringFlags: flags });
    const sessions = fc.tuple(fc.array(asked, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(4), { maxLength: 15 }));
    const property = fc.asyncProperty(sessions, async ([questions, order]) => {
      const runtime = new WASMRuntime();
      const calls = [...questions.keys(), ...order.map((index) => index % questions.length)];
      const known = new Set();
      for (const index of calls) {
        const { text, patterns, stringFlags } = questions[index];
        const list = patterns.map(made);
        for (const one of list) if (typeof one !== 'string') one.lastIndex = 3;
        const want = await outcome(() => expected(text, list, stringFlags));
        const got = await outcome(() => runtime.acceleratedRegexMatch(text, list, stringFlags));
        if (typeof want === 'string') expect(got).toBe(want);
        else {
          expect(got.results).toEqual(want);
          expect(got.totalMatches).toBe(want.reduce((total, { count }) => total + count, 0));
          expect([got.patternsMatched, got.patternsTotal]).toEqual([want.length, list.length]);
          if (known.has(index)) expect(got.fromCache).toBe(true);
          known.add(index);
          if (list.length > 0) {
            const has = await runtime.hasPattern(text, list[0], stringFlags);
            expect(has).toBe(
              text.match(typeof list[0] === 'string' ? new RegExp(list[0], stringFlags) : new RegExp(list[0])) !== null,
            );
          }
        }
        for (const one of list) if (typeof one !== 'string') expect(one.lastIndex).toBe(3);
      }
    });
    await fc.assert(property, RUNS);
  });

  it('tells letters apart as the flags have it', async () => {
    const runtime = new WASMRuntime();
    for (const [text, letter] of [
      ['\u212a', 'k'],
      ['ſ', 's'],
      ['K', 'k'],
      ['S', 's'],
      ['\u212a', 'K'],
      ['k', '\u212a'],
    ]) {
      for (const own of ['i', 'iu', 'iv', 'gi', 'giu', 'u', '']) {
        const want = new RegExp(letter, own).test(text);
        expect(await runtime.hasPattern(text, letter, own), `/${letter}/${own} in ${text}`).toBe(want);
        expect(await runtime.hasPattern(text, new RegExp(letter, own))).toBe(want);
      }
    }
  });
});

describe('the cache of results', () => {
  it('gives a result back for the same question alone', async () => {
    const part = fc.constantFrom('', 'a', 'b', ',', 'r', 's', 'sg,1,a', 'rg,1,a', '1', '\0', '\ud83d', '\ufffd', '世');
    const text = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''));
    const one = fc.record({ source: text, flags: fc.constantFrom('g', 'gi', 'ig', '', 'gu'), isString: fc.boolean() });
    const question = fc.record({
      text,
      patterns: fc.array(one, { maxLength: 3 }),
      flags: fc.constantFrom('g', 'gi', 'ig'),
    });
    const keyOf = ({ text: content, patterns, flags: ofStrings }) => {
      const sorted = (letters) => [...letters].sort().join('');
      const list = patterns.map(({ source: own, flags: letters, isString }) =>
        isString ? ['string', own, sorted(ofStrings)] : ['expression', new RegExp(own).source, sorted(letters)],
      );
      // As code units: JSON writes halves of characters as escapes.
      return JSON.stringify([content, list]);
    };
    const property = fc.asyncProperty(fc.array(question, { maxLength: 12 }), async (questions) => {
      const runtime = new WASMRuntime();
      const seen = new Set();
      for (const asked of questions) {
        const list = asked.patterns.map(({ source: own, flags: letters, isString }) =>
          isString ? own : new RegExp(own, letters),
        );
        const { fromCache } = await runtime.acceleratedRegexMatch(asked.text, list, asked.flags);
        expect(fromCache).toBe(seen.has(keyOf(asked)));
        seen.add(keyOf(asked));
      }
      const { cacheHits, cacheMisses, totalExecutions, resultCacheSize } = runtime.getMetrics();
      expect([cacheHits + cacheMisses, cacheMisses, resultCacheSize]).toEqual([
        questions.length,
        totalExecutions,
        seen.size,
      ]);
    });
    await fc.assert(property, RUNS);
  });

  it('takes flags in another order for the same', async () => {
    const runtime = new WASMRuntime();
    const isKnown = async (...args) => (await runtime.acceleratedRegexMatch('a', ...args)).fromCache;
    expect(await isKnown(['a', /b/gi], 'gi')).toBe(false);
    expect(await isKnown(['a', /b/gi], 'ig')).toBe(true);
    expect(await isKnown(['a', /b/gi])).toBe(true);
    expect(await isKnown(['a', /b/g])).toBe(false);
  });

  it('is not taken in by a pattern that looks like two, or by a text that looks like a pattern', async () => {
    for (const kind of ['', 's', 'r', ',s', ',r', '|s', '\0s', ';s', '/s']) {
      for (const separator of [
        '',
        ',',
        ';',
        '|',
        '/',
        '\0',
        '\n',
        '\u2028',
        '\ud83d',
        'g,',
        ',g,',
        ',1,',
        'g,1,',
        ',g,1,',
        '","',
      ]) {
        const runtime = new WASMRuntime();
        const isKnown = async (...args) => (await runtime.acceleratedRegexMatch(...args)).fromCache;
        const one = `a${kind}${separator}b`;
        for (const [text, list] of [
          ['x', ['a', 'b']],
          ['x', [one]],
          ['x', ['a', one]],
          [`x${one}`, []],
          [`xa${separator}`, ['b']],
        ]) {
          expect(await isKnown(text, list, 'g'), JSON.stringify([text, list])).toBe(false);
        }
      }
    }
  });

  it('gives up what was asked for least recently', async () => {
    const property = fc.asyncProperty(fc.array(fc.nat(520), { minLength: 600, maxLength: 900 }), async (order) => {
      const runtime = new WASMRuntime();
      let model = [];
      for (const index of order) {
        const { fromCache } = await runtime.acceleratedRegexMatch(`text ${index % 300}`, [`${index}`], 'g');
        expect(fromCache).toBe(model.includes(index));
        model = [index, ...model.filter((other) => other !== index)].slice(0, 500);
        expect(runtime.getMetrics().resultCacheSize).toBe(model.length);
      }
    });
    // Each run asks some hundreds of questions.
    await fc.assert(property, { numRuns: Math.ceil(RUNS.numRuns / 50) });
  });
});
