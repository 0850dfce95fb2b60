// Every operation against loops too simple to be wrong, on random inputs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyInput, anyList, anyPosition, anySeed, anyString, searchPair } from '../../support/inputs.js';
import { oracle } from '../../support/oracle.js';
import { contenders } from './support.mjs';

const RUNS = { numRuns: 300 };

const overlapping = fc.constantFrom(undefined, { overlapping: false }, { overlapping: true });

/** @type {[operation: string, args: fc.Arbitrary<unknown[]>][]} */
const CALLS = [
  ['fastHash', fc.tuple(anyInput, anySeed)],
  ['fastCompare', fc.tuple(anyInput, anyInput)],
  ['fastSearch', searchPair],
  ['fastIndexOf', fc.tuple(searchPair, anyPosition).map(([pair, position]) => [...pair, position])],
  ['fastSearchAll', fc.tuple(searchPair, overlapping).map(([pair, options]) => [...pair, options])],
  ['fastCount', fc.tuple(searchPair, overlapping).map(([pair, options]) => [...pair, options])],
  ['fastHashMany', fc.tuple(anyList)],
];

const plain = (result) => (result instanceof Uint32Array ? [...result] : result);

describe.each(contenders)('$name', ({ create }) => {
  const ops = create();

  it.each(CALLS)('%s gives what loops give', (operation, args) => {
    const check = (values) => {
      expect(plain(ops[operation](...values))).toEqual(oracle[operation](...values));
    };
    fc.assert(fc.property(args, check), RUNS);
  });

  it('hashes a text in two parts as in one', () => {
    const check = (a, b) => {
      expect(ops.fastHash(b, ops.fastHash(a))).toBe(ops.fastHash(a + b));
    };
    const whole = anyString.map((text) => text.toWellFormed());
    fc.assert(fc.property(whole, whole, check), RUNS);
  });
});
