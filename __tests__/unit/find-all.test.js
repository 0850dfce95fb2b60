import { describe, expect, it } from 'vitest';
import { contenders } from '../support/contenders.js';
import { detachedArray } from '../support/wrong-values.js';
import { failure, thrown } from '../support/outcomes.js';

const PAGE = 65536;
const LIMIT = 256 * PAGE;

describe.each(contenders)('$name', ({ name, create }) => {
  const ops = create({ maximumPages: 256 });

  it('gives an array of its own', () => {
    const [a, b] = [ops.fastSearchAll('abab', 'ab'), ops.fastSearchAll('abab', 'ab')];
    expect(a).toBeInstanceOf(Uint32Array);
    expect(a.buffer.byteLength).toBe(8);
    a[0] = 5;
    expect([...b]).toEqual([0, 2]);
    expect(ops.fastSearchAll('a', 'b')).toEqual(new Uint32Array(0));
  });

  it('holds the offsets to the limit, and says how much they need', () => {
    const haystack = Buffer.alloc(6_000_000, 'a');
    expect(ops.fastCount(haystack, 'a')).toBe(6_000_000);
    const needed = PAGE + 6_000_001 + 4 * 6_000_000;
    for (const input of [haystack, haystack.toString('latin1')]) {
      const error = thrown(() => ops.fastSearchAll(input, 'a'));
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed, limit: LIMIT });
      const empty = { code: 'ERR_STRINGOPS_MEMORY', needed: needed + 3 };
      expect(thrown(() => ops.fastSearchAll(input, ''))).toMatchObject(empty);
    }
    const most = Math.floor((LIMIT - PAGE - 1) / 5);
    expect(ops.fastSearchAll(haystack.subarray(0, most), 'a').length).toBe(most);
    expect(failure(() => ops.fastSearchAll(haystack.subarray(0, most + 1), 'a'))?.code).toBe('ERR_STRINGOPS_MEMORY');
    expect([...ops.fastSearchAll('banana', 'a')]).toEqual([1, 3, 5]);
  });

  it('refuses inputs past the limit', () => {
    const long = 'a'.repeat(LIMIT - PAGE);
    for (const call of [
      () => ops.fastCount(long, 'a'),
      () => ops.fastSearchAll(long, 'a'),
      () => ops.fastIndexOf(long, 'a'),
      () => ops.fastIndexOf(long, 'a', LIMIT),
      () => ops.fastHashMany([long, 'a']),
      () => ops.fastHashMany(Array(17).fill('a'.repeat(1_000_000))),
    ]) {
      expect(thrown(call)).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', limit: LIMIT });
    }
    expect(thrown(() => ops.fastHashMany([long, 'é']))).toMatchObject({ needed: LIMIT + 2 });
    expect(ops.fastHashMany([long]).length).toBe(1);
  });

  it('looks at the inputs after the getters of the options', () => {
    for (const operation of ['fastSearchAll', 'fastCount']) {
      const bytes = new Uint8Array(100_000);
      const options = {
        get overlapping() {
          structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
          return true;
        },
      };
      expect(failure(() => ops[operation](bytes, 'a', options))?.message).toContain('detached');
    }
    const failing = {
      get overlapping() {
        throw new Error('mine');
      },
    };
    expect(() => ops.fastCount('a', 'a', failing)).toThrow('mine');
  });

  it.skipIf(name.includes('guide'))('takes linear time where matches overlap', () => {
    const overlapping = { overlapping: true };
    // The product of both lengths would be 10^12 to 10^13 bytes for the longest needles, which takes hours, or minutes
    // with memcmp.
    const most = 2_000_000;
    for (const unit of ['a', 'ab', 'aab']) {
      const haystack = unit.repeat(most);
      for (const times of [2, 300, most / 2]) {
        const needle = unit.repeat(times);
        expect(ops.fastCount(haystack, needle, overlapping)).toBe(most - times + 1);
        expect(ops.fastCount(haystack, `${needle}b`, overlapping)).toBe(0);
      }
    }
  });
});

describe.each(contenders)('fastHashMany on $name', ({ create }) => {
  const ops = create();
  const hash = (...inputs) => inputs.map((input) => ops.fastHash(input));

  it('takes any iterable', () => {
    const inputs = ['a', 'b'.repeat(40), Buffer.from('c')];
    const expected = hash(...inputs);
    const generator = (function* () {
      yield* inputs;
    })();
    for (const list of [inputs, Object.freeze([...inputs]), new Set(inputs), generator, inputs.values()]) {
      expect([...ops.fastHashMany(list)]).toEqual(expected);
    }
    expect(ops.fastHashMany([])).toEqual(new Uint32Array(0));
    class Inputs extends Array {}
    expect([...ops.fastHashMany(Inputs.from(inputs))]).toEqual(expected);
    expect([...ops.fastHashMany(new Proxy(inputs, {}))]).toEqual(expected);
  });

  it('takes a hole for undefined', () => {
    const list = ['a', 'b'];
    list[3] = 'd';
    expect(failure(() => ops.fastHashMany(list))?.message).toContain('"inputs[2]"');
    expect(failure(() => ops.fastHashMany(Array(2 ** 32 - 1)))?.message).toContain('"inputs[0]"');
  });

  it('reads each element once, in order, and as many as there were', () => {
    const read = [];
    const list = new Proxy(['x'.repeat(30), 'y'.repeat(30)], {
      get(target, key) {
        if (/^\d+$/.test(String(key))) read.push(key);
        target.push('more');
        return target[key];
      },
    });
    // The proxy's length is read first, and is 3 by then.
    expect(ops.fastHashMany(list).length).toBe(3);
    expect(read).toEqual(['0', '1', '2']);

    const shrinking = ['a'.repeat(30), 'b', 'c'];
    Object.defineProperty(shrinking, 1, {
      get() {
        shrinking.length = 2;
        return 'b';
      },
    });
    expect(failure(() => ops.fastHashMany(shrinking))?.message).toContain('"inputs[2]"');
  });

  it('has elements stand for what they are when all have been read', () => {
    const bytes = new Uint8Array(100).fill(1);
    const list = [bytes, 'a'];
    Object.defineProperty(list, 1, {
      get() {
        bytes.fill(2);
        return 'z';
      },
    });
    expect([...ops.fastHashMany(list)]).toEqual(hash(new Uint8Array(100).fill(2), 'z'));
    const detaching = [new Uint8Array(100), 'a'];
    Object.defineProperty(detaching, 1, {
      get() {
        structuredClone(detaching[0].buffer, { transfer: [detaching[0].buffer] });
        return 'z';
      },
    });
    expect(failure(() => ops.fastHashMany(detaching))?.message).toMatch(/"inputs\[0\]".*detached/);
    expect(failure(() => ops.fastHashMany(['', detachedArray()]))?.message).toMatch(/"inputs\[1\]".*detached/);
  });

  it('lets through what an element or the list throws', () => {
    const throwing = {
      get() {
        throw new Error('mine');
      },
    };
    expect(() => ops.fastHashMany(new Proxy([], throwing))).toThrow('mine');
    expect(() =>
      ops.fastHashMany(
        (function* () {
          yield 'a';
          throw new Error('mine');
        })(),
      ),
    ).toThrow('mine');
    expect(ops.fastHash('foobar')).toBe(0xbf9cf968);
  });

  it('joins more than fits one batch', () => {
    const inputs = Array.from({ length: 3000 }, (_, i) => `${i}`.repeat(1 + (i % 60)) + (i % 700 === 0 ? 'é' : ''));
    expect([...ops.fastHashMany(inputs)]).toEqual(hash(...inputs));
  });
});
