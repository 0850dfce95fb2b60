// Sets of needles against a loop of `indexOf`, on every backend; the corpus, errors, streams, and what they cost.
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { build } from '../support/corpus.js';
import { anyInput, anyString } from '../support/inputs.js';
import { needlesIn, utf8 } from '../support/oracle.js';
import { BACKENDS, loadStringOpsSync, requireHere, root } from '../support/package.js';
import corpus from '../corpus/needles.json' with { type: 'json' };

const { NeedleAutomaton } = requireHere('../../lib/kernels/needle-automaton.js');
const { NeedleExpression } = requireHere('../../lib/kernels/needle-expression.js');
const { encodeNeedles } = requireHere('../../lib/operations/needle-list.js');
const { NeedleMatcher } = requireHere('../../lib/operations/needle-matcher.js');
const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const RUNS = { numRuns: Number(process.env.STRINGOPS_PROPERTY_RUNS ?? 60) };
const OVERLAPPING = { overlapping: true };

const flat = (pairs) => pairs.flat();
const lengthOf = (needle) => utf8(needle).length;
const countsOf = (pairs, size) =>
  Array.from({ length: size }, (_, k) => pairs.filter(([needle]) => needle === k).length);

async function streamed(set, chunks, options) {
  const found = [];
  for await (const match of set.searchStream(chunks, options)) found.push(match);
  return found;
}

/** Everything that a set says of a haystack, by what the pairs are. */
function checkAll(set, haystack, needles, matches, overlapping) {
  expect([...set.searchAll(haystack)]).toEqual(flat(matches));
  expect([...set.searchAll(haystack, OVERLAPPING)]).toEqual(flat(overlapping));
  expect(set.count(haystack)).toBe(matches.length);
  expect(set.count(haystack, OVERLAPPING)).toBe(overlapping.length);
  expect([...set.countEach(haystack)]).toEqual(countsOf(matches, needles.length));
  expect([...set.countEach(haystack, OVERLAPPING)]).toEqual(countsOf(overlapping, needles.length));
  expect(set.test(haystack)).toBe(matches.length > 0);
  const [first] = matches;
  const found = first && { needle: first[0], offset: first[1], length: lengthOf(needles[first[0]]) };
  expect(set.search(haystack)).toEqual(found ?? null);
}

/** Few different characters, with all that can go wrong among them. */
const characters = fc.constantFrom(...'aaabbABk\u212a', 'é', 'É', '語', '🚀', '\ud83d', '\ude80', '\ufffd');
const odd = fc.string({ unit: characters, minLength: 1, maxLength: 6 });
const bytes = fc
  .array(fc.constantFrom(0x61, 0x62, 0x41, 0xc3, 0xa9, 0xef, 0xbf, 0xbd, 0xf0, 0x80), { minLength: 1, maxLength: 5 })
  .map((list) => Uint8Array.from(list));
const needle = fc.oneof(
  { weight: 6, arbitrary: odd },
  { weight: 2, arbitrary: bytes },
  fc.nat(40).map((n) => 'a'.repeat(n + 1)),
  anyInput.filter((input) => input.length > 0),
);
const text = fc.oneof(
  fc.string({ unit: characters, maxLength: 300 }),
  fc.array(bytes, { maxLength: 60 }).map((parts) => Buffer.concat(parts)),
  fc.nat(600).map((n) => 'a'.repeat(n)),
  fc.tuple(odd, fc.nat(100)).map(([part, n]) => part.repeat(n)),
  anyString,
);
const list = fc.oneof(
  fc.array(needle, { minLength: 1, maxLength: 6 }),
  fc.array(needle, { minLength: 60, maxLength: 90 }),
  fc.array(needle, { minLength: 1, maxLength: 3 }).map((some) => [...some, ...some]),
);

describe.each(BACKENDS)('on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });
  const other = loadStringOpsSync({ backend, maximumPages: 65535 });

  it.each(corpus.rows)('the corpus: $name', (row) => {
    const [needles, haystack] = [row.needles.map(build), build(row.haystack)];
    const { ignoreCase = false, matches, overlapping } = row;
    expect(needlesIn(haystack, needles, { ignoreCase })).toEqual(matches);
    expect(needlesIn(haystack, needles, { ignoreCase, overlapping: true })).toEqual(overlapping);
    const set = ops.needles(needles, { ignoreCase });
    const held = ops.hold(haystack);
    checkAll(set, haystack, needles, matches, overlapping);
    checkAll(set, utf8(haystack), needles, matches, overlapping);
    checkAll(set, held, needles, matches, overlapping);
    // By now, short strings are searched by an expression.
    for (let i = 0; i < 20; i++) set.test(haystack);
    checkAll(set, haystack, needles, matches, overlapping);
  });

  it('finds like the oracle', () => {
    const check = ([needles, haystack, ignoreCase, calls, from]) => {
      const set = ops.needles(needles, { ignoreCase });
      const held = other.hold(haystack);
      const [matches, overlapping] = [false, true].map((all) =>
        needlesIn(haystack, needles, { ignoreCase, overlapping: all }),
      );
      for (let i = 0; i < calls; i++) checkAll(set, haystack, needles, matches, overlapping);
      checkAll(set, held, needles, matches, overlapping);
      const [rest] = needlesIn(utf8(haystack).subarray(from), needles, { ignoreCase });
      expect(set.search(haystack, from)?.offset).toBe(rest && rest[1] + from);
      expect(set.search(haystack, from)?.needle).toBe(rest?.[0]);
    };
    const calls = fc.constantFrom(1, 1, 1, 20);
    fc.assert(fc.property(fc.tuple(list, text, fc.boolean(), calls, fc.nat(400)), check), RUNS);
  });

  it('finds in streams like the oracle, wherever they are cut', async () => {
    const check = async ([needles, haystack, ignoreCase, overlapping, sizes]) => {
      const set = ops.needles(needles, { ignoreCase });
      const whole = utf8(haystack);
      const chunks = [];
      for (let at = 0, i = 0; at < whole.length; at += sizes[i++ % sizes.length]) {
        chunks.push(whole.subarray(at, at + sizes[i % sizes.length]));
      }
      for (let at = 0; chunks.length > 0 && at < chunks.length; at++) sizes.push(chunks[at].length);
      const joined = Buffer.concat(chunks);
      const expected = needlesIn(joined, needles, { ignoreCase, overlapping });
      const found = await streamed(set, chunks, { overlapping });
      expect(found).toEqual(
        expected.map(([number, offset]) => ({ needle: number, offset, length: lengthOf(needles[number]) })),
      );
    };
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    await fc.assert(fc.asyncProperty(fc.tuple(list, text, fc.boolean(), fc.boolean(), sizes), check), RUNS);
  });

  it('finds in texts so long that they cross in parts, and so dense that they are left to the automaton', () => {
    const words = Array.from({ length: 70 }, (_, i) => `common-${i.toString(36)}`);
    const long = 'common-zz, common-12 and 語 '.repeat(400);
    for (const needles of [['common-zz!', 'Common-12'], words, [...words, 'é', long.slice(0, 5000)]]) {
      for (const haystack of [`${long}${needles.at(-1)}`, `${needles[0]}${long}`, 'common-'.repeat(1500)]) {
        for (const ignoreCase of [false, true]) {
          const set = ops.needles(needles, { ignoreCase });
          const matches = needlesIn(haystack, needles, { ignoreCase });
          checkAll(set, haystack, needles, matches, needlesIn(haystack, needles, { ignoreCase, overlapping: true }));
        }
      }
    }
  });

  it('takes from 1 to 100,000 needles, none of them empty', () => {
    const code = (make) => {
      try {
        return make();
      } catch ({ name, code, message }) {
        return [name, code, message.split('. Received')[0]];
      }
    };
    const value = (message) => ['TypeError', 'ERR_INVALID_ARG_VALUE', message];
    expect(code(() => ops.needles([]))).toEqual(value('The "list" argument must have at least one needle, list[0]'));
    expect(code(() => ops.needles(['a', '']))).toEqual(value('The "list[1]" argument must not be empty'));
    expect(code(() => ops.needles(['a', Buffer.alloc(0)]))).toEqual(value('The "list[1]" argument must not be empty'));
    expect(code(() => ops.needles(['a', 1]))).toEqual([
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      'The "list[1]" argument must be a string or a Uint8Array',
    ]);
    const many = Array.from({ length: 100_000 }, (_, i) => `needle-${i}`);
    const tooMany = value('The "list[100000]" argument is one too many: a set has at most 100000 needles');
    expect(code(() => ops.needles([...many, 'x']))).toEqual(tooMany);
    const endless = (function* () {
      for (;;) yield 'a';
    })();
    expect(code(() => ops.needles(endless))).toEqual(tooMany);
    const set = ops.needles(many);
    expect(set.size).toBe(100_000);
    expect(set.search('the needle-99999 is here')).toEqual({ needle: 99_999, offset: 4, length: 12 });
    expect([...set.searchAll('needle-1needle-10x', OVERLAPPING)]).toEqual([1, 0, 10, 8, 1, 8]);
  });

  it('keeps its needles, whatever becomes of the arrays', () => {
    const mine = Buffer.from('abc');
    const set = ops.needles([mine, mine.subarray(1)]);
    mine.fill('x');
    expect([...set.searchAll('abc', OVERLAPPING)]).toEqual([0, 0, 1, 1]);
    expect(set.test(mine)).toBe(false);
  });

  it('obeys the memory rule, with its needles and 8 bytes a match', () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const room = 255 * 65536;
    const over = (needed) => expect.objectContaining({ code: 'ERR_STRINGOPS_MEMORY', needed, limit: 256 * 65536 });
    const thrown = (run) => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(() => small.needles(['a'.repeat(room), 'b']))).toEqual(over(256 * 65536 + 1));
    const set = small.needles(['xy', 'z']);
    expect(set.test('a'.repeat(room - 3))).toBe(false);
    expect(thrown(() => set.test('a'.repeat(room - 2)))).toEqual(over(256 * 65536 + 1));
    const dense = 'z'.repeat(2_000_000);
    expect(set.count(dense)).toBe(2_000_000);
    expect(thrown(() => set.searchAll(dense))).toEqual(over(65536 + 3 + 2_000_000 * 9));
    expect(thrown(() => set.searchAll(dense, OVERLAPPING))).toEqual(over(65536 + 3 + 2_000_000 * 9));
    const held = small.hold('a'.repeat(room - 3));
    expect(set.test(held)).toBe(false);
    expect(thrown(() => set.test('b'))).toEqual(over(256 * 65536 + 1));
    expect(thrown(() => small.needles(['abcd']).test(held))).toEqual(over(256 * 65536 + 1));
  });

  it('is freed once, and then is an error', async () => {
    const set = ops.needles(['a']);
    const stream = set.searchStream(['xa', 'ya']);
    expect((await stream.next()).value).toEqual({ needle: 0, offset: 1, length: 1 });
    set.free();
    set.free();
    const freed = expect.objectContaining({
      code: 'ERR_STRINGOPS_FREED',
      message: 'The set of needles has been freed',
    });
    for (const use of [(s) => s.size, (s) => s.test('a'), (s) => s.search('a'), (s) => s.searchAll('a')]) {
      expect(() => use(set)).toThrow(freed);
    }
    for (const use of [(s) => s.count('a'), (s) => s.countEach('a'), (s) => s.searchStream(['a'])]) {
      expect(() => use(set)).toThrow(freed);
    }
    await expect(stream.next()).rejects.toEqual(freed);
    const held = ops.hold('a');
    held.free();
    expect(() => ops.needles(['a']).test(held)).toThrow(
      expect.objectContaining({ code: 'ERR_STRINGOPS_FREED', message: 'The held text has been freed' }),
    );
    const options = {
      get overlapping() {
        late.free();
        return false;
      },
    };
    const late = ops.needles(['a']);
    expect(() => late.count('a', options)).toThrow(freed);
  });

  it('is not cloned, but says so', () => {
    const set = ops.needles(['a']);
    expect(() => structuredClone(set)).toThrow(
      expect.objectContaining({
        name: 'DataCloneError',
        message: expect.stringContaining('a set of needles cannot be cloned'),
      }),
    );
  });

  it('works under the coordinator', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend });
    await coordinator.initialize();
    const { result } = await coordinator.execute('stringOps', 'needles', ['b', 'bc']);
    expect(result.search('abc')).toEqual({ needle: 1, offset: 1, length: 2 });
    await coordinator.dispose();
  });

  it('works in a worker', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { loadStringOpsSync } = require(workerData.root);
      const ops = loadStringOpsSync({ backend: workerData.backend });
      parentPort.postMessage(ops.needles(['b', 'bc']).searchAll('abcb'));
    `;
    const worker = new Worker(script, { eval: true, workerData: { root, backend } });
    const answer = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
    expect([...answer]).toEqual([1, 1, 0, 3]);
  });

  describe('a stream', () => {
    /** What has been given when so much has come. */
    async function given(needles, chunks, options) {
      let read = 0;
      const source = (function* () {
        for (const chunk of chunks) {
          yield chunk;
          read++;
        }
      })();
      const seen = [];
      for await (const { needle: number, offset } of ops.needles(needles).searchStream(source, options)) {
        seen.push([number, offset, read]);
      }
      return seen;
    }

    it('gives a match once no longer one can begin there', async () => {
      // A chunk counts as read when the next one is asked for.
      expect(await given(['ab', 'abcd'], ['ab', 'x', 'y'])).toEqual([[0, 0, 1]]);
      expect(await given(['ab', 'abcd'], ['ab', 'c', 'd', 'y'])).toEqual([[1, 0, 2]]);
      expect(await given(['ab', 'abcd'], ['ab', 'c', 'ab'])).toEqual([
        [0, 0, 2],
        [0, 3, 3],
      ]);
      expect(await given(['ab', 'z'.repeat(5000)], ['ab', 'y'])).toEqual([[0, 0, 0]]);
      // What begins within a match does not hold up the next.
      expect(await given(['ab', 'bcde', 'c'], ['abc', 'x'])).toEqual([
        [0, 0, 0],
        [2, 2, 0],
      ]);
      expect(await given(['ab', 'b', 'abc'], ['xab', 'y'], OVERLAPPING)).toEqual([
        [0, 1, 1],
        [1, 2, 1],
      ]);
    });

    it('puts characters together, and takes offsets beyond 32 bits', async () => {
      const set = ops.needles(['🚀', 'b']);
      expect(await streamed(set, ['a\ud83d', '\ude80b'])).toEqual([
        { needle: 0, offset: 1, length: 4 },
        { needle: 1, offset: 5, length: 1 },
      ]);
    });

    it('keeps no more than a chunk and the longest needle, however long it nearly matches', async () => {
      const set = ops.needles([`${'a'.repeat(20_000)}b`, 'aac']);
      const chunks = Array.from({ length: 600 }, () => 'a'.repeat(100));
      const found = await streamed(set, [...chunks, 'c', `${'a'.repeat(20_000)}b`]);
      expect(found).toEqual([
        { needle: 1, offset: 59_998, length: 3 },
        { needle: 0, offset: 60_001, length: 20_001 },
      ]);
    });

    it('is closed when the loop is left, and passes on what the signal says', async () => {
      let closed = 0;
      const source = () => ({
        async *[Symbol.asyncIterator]() {
          try {
            for (;;) yield 'ab';
          } finally {
            closed++;
          }
        },
      });
      const set = ops.needles(['a', 'b']);
      for await (const { offset } of set.searchStream(source())) if (offset > 3) break;
      await set.searchStream(source()).return();
      expect(closed).toBe(1);
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(streamed(set, source(), { signal })).rejects.toThrow('enough');
      await expect(streamed(set, ['a', 1])).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    });
  });
});

describe('an expression, where it is quicker than the addon,', () => {
  /** Whether it is used for a string of so many units that has been searched some times. */
  function isUsed(needles, length, ignoreCase = false) {
    const matcher = new NeedleMatcher({ needles: {} }, null, needles, encodeNeedles(needles, ignoreCase), () => {});
    const text = 'x'.repeat(length);
    for (let i = 0; i < 16; i++) matcher.expressionFor(text);
    return matcher.expressionFor(text) !== undefined;
  }

  it.each([
    [['one', 'two', 'three', 'four', 'five'], false, 192],
    [['one', 'two', 'three', 'four', 'five'], true, 192],
    [['one', 'two', 'three', 'four'], false, 384],
    [['one', 'two', 'three', 'four'], true, 384],
    [['four'], false, 384],
    [['one'], true, 384],
    [['four'], true, 131_072],
    [['x'.repeat(65)], false, 448],
    [['x'.repeat(33)], true, 384],
    [Array.from({ length: 65 }, (_, i) => `${i}th`), false, 448],
  ])('finds %j, in any case: %j, in up to %d units', (needles, ignoreCase, most) => {
    expect(isUsed(needles, most, ignoreCase)).toBe(true);
    expect(isUsed(needles, most + 1, ignoreCase)).toBe(false);
  });

  it('lists matches far apart without a look at every character between them', () => {
    const set = loadStringOpsSync({ backend: 'javascript' }).needles(['needle', 'thread']);
    const text = `${'é'.repeat(5000)}needle${'语'.repeat(5000)}thread`;
    const codeUnits = vi.spyOn(String.prototype, 'charCodeAt');
    try {
      expect([...set.searchAll(text)]).toEqual([0, 10_000, 1, 25_006]);
      expect([...set.countEach(text)]).toEqual([1, 1]);
      expect(codeUnits.mock.calls.length).toBeLessThan(1000);
    } finally {
      codeUnits.mockRestore();
    }
  });

  it.each(BACKENDS)('and one needle in any case is found on %s', (backend) => {
    const set = loadStringOpsSync({ backend }).needles(['NeeDle'], { ignoreCase: true });
    const text = `${'é nee'.repeat(5000)}nEEdle needle${'x'.repeat(40_000)}`;
    const found = { needle: 0, offset: 30_000, length: 6 };
    for (let i = 0; i < 20; i++) expect(set.search(text)).toEqual(found);
    expect(set.test(text)).toBe(true);
    expect(set.test(text.slice(0, 25_003))).toBe(false);
    expect([...set.searchAll(text)]).toEqual([0, 30_000, 0, 30_007]);
    expect(set.count(text)).toBe(2);
  });
});

describe('the worst cases take linear time', () => {
  /** How often an automaton looks at a byte of a text: each look is an access of an element. */
  function looks(length, make) {
    let count = 0;
    const whole = make(length);
    const text = new Proxy(whole, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) count++;
        return Reflect.get(target, key, target);
      },
    });
    return { text, whole, counted: () => count };
  }

  const nested = Array.from({ length: 200 }, (_, i) => 'a'.repeat(i + 1));
  const SETS = {
    'nested needles': nested,
    'a needle that nearly matches everywhere': ['a', `${'a'.repeat(3000)}b`],
    'needles that begin alike': Array.from({ length: 500 }, (_, i) => `${'a'.repeat(100)}${i}`),
    'needles that end alike': Array.from({ length: 300 }, (_, i) => `${i}${'a'.repeat(i)}`),
  };

  it.each(Object.entries(SETS))(
    'of %s: each byte is read at most twice, and followed once for each state',
    (_, needles) => {
      const automaton = new NeedleAutomaton(encodeNeedles(needles, false), true);
      for (const length of [20_000, 80_000]) {
        const { text, counted } = looks(length, (n) => new Uint8Array(n).fill(0x61));
        let found = 0;
        automaton.each(text, length, false, [[0, length]], () => found++);
        expect(counted()).toBeLessThanOrEqual(4 * length + 2 * automaton.longest);
        const before = counted();
        // A count does not go through the matches, of which there may be thousands at each byte.
        expect(automaton.count(text, length, [[0, length]])).toBeGreaterThanOrEqual(found);
        expect(counted() - before).toBeLessThanOrEqual(4 * length + 2 * automaton.longest);
      }
    },
  );

  it.each(Object.entries(SETS))(
    'of %s: no expression is made that could go over a text again and again',
    (_, needles) => {
      expect(NeedleExpression.suits(needles, false, () => true)).toBe(false);
    },
  );

  it('an expression is made of ordinary words', () => {
    const words = Array.from({ length: 1000 }, (_, i) => `${((i * 7919) % 46656).toString(36)}word`);
    expect(NeedleExpression.suits(words, false, () => true)).toBe(true);
    expect(NeedleExpression.suits(['é'], true, () => true)).toBe(false);
    expect(NeedleExpression.suits([Buffer.from('a')], false, () => true)).toBe(false);
  });

  it.each(BACKENDS)('and %s answers right', (backend) => {
    const ops = loadStringOpsSync({ backend });
    const text = 'a'.repeat(30_000);
    for (const needles of Object.values(SETS)) {
      const set = ops.needles(needles);
      const longest = needles.filter((word) => /^a+$/.test(word)).sort((a, b) => b.length - a.length)[0];
      const expected = longest === undefined ? 0 : Math.floor(text.length / longest.length);
      expect(set.count(text)).toBe(expected + (longest?.length > 1 && text.length % longest.length > 0 ? 1 : 0));
      expect(set.searchAll(text).length).toBe(2 * set.count(text));
      const all = needles.reduce((sum, word) => sum + (/^a+$/.test(word) ? text.length - word.length + 1 : 0), 0);
      expect(set.count(text, OVERLAPPING)).toBe(all);
    }
  });
});
