// Every operation against loops too simple to be wrong, on random inputs. It also runs in a browser.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addonFunctions, contenders } from '../support/contenders.js';
import {
  alikePair,
  anyInput,
  anyList,
  anyPosition,
  anySeed,
  anySeed64,
  anyString,
  longAlike,
  longPair,
  searchPair,
} from '../support/inputs.js';
import { oracle, utf8 } from '../support/oracle.js';

const RUNS = { numRuns: Number(globalThis.process?.env.STRINGOPS_PROPERTY_RUNS ?? 500) };

const holds = (arbitrary, predicate) => fc.assert(fc.property(arbitrary, predicate), RUNS);

describe('the oracle', () => {
  it('encodes as TextEncoder does', () => {
    const encoder = new TextEncoder();
    holds(anyString, (text) => {
      expect([...utf8(text)]).toEqual([...encoder.encode(text)]);
    });
  });
});

describe.each([...contenders, ...addonFunctions])('$name', ({ create }) => {
  const ops = create();

  it('hashes like the oracle', () => {
    holds(fc.tuple(anyInput, anySeed), ([input, seed]) => {
      expect(ops.fastHash(input, seed)).toBe(oracle.fastHash(input, seed));
    });
  });

  it('hashes to 64 bits like the oracle', () => {
    holds(fc.tuple(anyInput, anySeed64, anyInput), ([input, seed, next]) => {
      const hash = oracle.fastHash64(input, seed);
      expect(ops.fastHash64(input, seed)).toBe(hash);
      expect(ops.fastHash64Hex(input, seed)).toBe(oracle.fastHash64Hex(input, seed));
      expect(ops.fastHash64(next, hash)).toBe(oracle.fastHash64(next, hash));
    });
  });

  it('goes on from a hash', () => {
    holds(fc.tuple(anyInput, anyInput), ([a, b]) => {
      const both = [...utf8(a), ...utf8(b)];
      expect(ops.fastHash(b, ops.fastHash(a))).toBe(ops.fastHash(Uint8Array.from(both)));
    });
  });

  it('compares like the oracle', () => {
    holds(fc.oneof(alikePair, fc.tuple(anyInput, anyInput)), ([a, b]) => {
      expect(ops.fastCompare(a, b)).toBe(oracle.fastCompare(a, b));
      expect(ops.fastCompare(b, a)).toBe(oracle.fastCompare(b, a));
    });
  });

  it('searches like the oracle', () => {
    holds(searchPair, ([haystack, needle]) => {
      expect(ops.fastSearch(haystack, needle)).toBe(oracle.fastSearch(haystack, needle));
    });
  });

  it('finds positions like the oracle', () => {
    holds(fc.tuple(searchPair, anyPosition), ([[haystack, needle], position]) => {
      expect(ops.fastIndexOf(haystack, needle, position)).toBe(oracle.fastIndexOf(haystack, needle, position));
    });
  });

  it('finds all like the oracle', () => {
    holds(fc.tuple(searchPair, fc.boolean()), ([[haystack, needle], overlapping]) => {
      const expected = oracle.fastSearchAll(haystack, needle, { overlapping });
      const offsets = ops.fastSearchAll(haystack, needle, { overlapping });
      expect(offsets).toBeInstanceOf(Uint32Array);
      expect([...offsets]).toEqual(expected);
      expect(ops.fastCount(haystack, needle, { overlapping })).toBe(expected.length);
    });
  });

  it('finds in long texts like the oracle', () => {
    holds(
      fc.tuple(longPair, fc.boolean(), fc.boolean(), fc.nat(700)),
      ([[text, needle], asBytes, overlapping, start]) => {
        const inputs = asBytes ? [utf8(text), utf8(needle)] : [text, needle];
        const all = oracle.fastSearchAll(...inputs, { overlapping });
        expect(ops.fastSearch(...inputs)).toBe(all[0] ?? -1);
        expect([...ops.fastSearchAll(...inputs, { overlapping })]).toEqual(all);
        expect(ops.fastCount(...inputs, { overlapping })).toBe(all.length);
        expect(ops.fastIndexOf(text, needle)).toBe(text.indexOf(needle));
        expect(ops.fastIndexOf(text, needle, start)).toBe(text.indexOf(needle, start));
      },
    );
  });

  it('compares and hashes long texts like the oracle', () => {
    holds(longAlike, ([a, b]) => {
      const order = oracle.fastCompare(a, b);
      expect(ops.fastCompare(a, b)).toBe(order);
      expect(ops.fastCompare(b, a)).toBe(0 - order + 0);
      expect(ops.fastCompare(utf8(a), utf8(b))).toBe(order);
      expect(ops.fastCompare(a, `${a}x`)).toBe(-1);
      expect(ops.fastHash(a)).toBe(oracle.fastHash(a));
      expect(ops.fastHash64(a)).toBe(oracle.fastHash64(a));
      expect([...ops.fastHashMany([a, b, a.slice(5, 30)])]).toEqual(oracle.fastHashMany([a, b, a.slice(5, 30)]));
    });
  });

  it('hashes many like the oracle', () => {
    holds(anyList, (inputs) => {
      expect([...ops.fastHashMany(inputs)]).toEqual(oracle.fastHashMany(inputs));
      const hashes = ops.fastHashMany64(inputs);
      expect(hashes).toBeInstanceOf(BigUint64Array);
      expect([...hashes]).toEqual(oracle.fastHashMany64(inputs));
    });
  });

  it('hashes more inputs than there is room for at first', () => {
    const inputs = Array.from({ length: 70_000 }, (_, i) => Uint8Array.of(i, i >> 8));
    expect([...ops.fastHashMany(inputs)]).toEqual(oracle.fastHashMany(inputs));
  });

  it('does not care where in a buffer an array lies', () => {
    holds(fc.tuple(anyInput, anyInput, fc.nat(34)), ([a, b, offset]) => {
      const place = (input) => {
        const bytes = utf8(input);
        const buffer = new Uint8Array(bytes.length + 2 * offset).fill(0x61);
        buffer.set(bytes, offset);
        return buffer.subarray(offset, offset + bytes.length);
      };
      expect(ops.fastHash(place(a))).toBe(oracle.fastHash(a));
      expect(ops.fastHash64(place(a))).toBe(oracle.fastHash64(a));
      expect(ops.fastCompare(place(a), place(b))).toBe(oracle.fastCompare(a, b));
      expect(ops.fastSearch(place(a), place(b))).toBe(oracle.fastSearch(a, b));
    });
  });

  it('does not care how a string is held', () => {
    holds(fc.tuple(anyString, anyString), ([a, b]) => {
      const rope = a + b;
      const slice = `${a}${b}xxxxxxxxxxxxxxxx`.slice(0, rope.length);
      expect(ops.fastHash(rope)).toBe(oracle.fastHash(slice));
      expect(ops.fastHash64(a + b)).toBe(oracle.fastHash64(slice));
      expect(ops.fastCompare(a + b, slice)).toBe(0);
      expect(ops.fastSearch(a + b, slice)).toBe(0);
    });
  });
});
