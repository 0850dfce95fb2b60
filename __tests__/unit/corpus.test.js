import { describe, expect, it } from 'vitest';
import { addonFunctions, contenders } from '../support/contenders.js';
import { corpus } from '../support/corpus.js';
import { oracle } from '../support/oracle.js';

/** Whether an answer is the expected one: a number, a BigInt, digits, or an array of them. */
const isSame = (actual, expected) =>
  Array.isArray(expected)
    ? actual.length === expected.length && expected.every((value, i) => actual[i] === value)
    : actual === expected;

/** The rows whose answer is not the expected one, by name. */
function wrongRows(ops, rows = corpus) {
  return rows.flatMap(({ name, operation, args, expected }) => {
    const actual = ops[operation](...args);
    return isSame(actual, expected) ? [] : [{ name, expected, actual }];
  });
}

describe('corpus', () => {
  it('is there', () => {
    const count = (operation) => corpus.filter((row) => row.operation === operation).length;
    expect(count('fastHash')).toBeGreaterThanOrEqual(400);
    expect(count('fastHash64')).toBe(count('fastHash'));
    expect(count('fastHashMany64')).toBe(count('fastHashMany'));
    expect(corpus.filter(({ name }) => name.startsWith('hash, 64 bits: FNV reference suite')).length).toBe(203);
    expect(count('fastCompare')).toBeGreaterThanOrEqual(300);
    expect(count('fastSearch')).toBeGreaterThanOrEqual(400);
    expect(count('fastIndexOf')).toBeGreaterThanOrEqual(75);
    expect(count('fastSearchAll')).toBeGreaterThanOrEqual(45);
    expect(count('fastCount')).toBe(count('fastSearchAll'));
    expect(count('fastHashMany')).toBeGreaterThanOrEqual(15);
  });

  it('holds only names that differ', () => {
    const names = corpus.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('holds only answers that naive loops give too', () => {
    // A count is the length of a list, which has a row of its own.
    expect(
      wrongRows(
        oracle,
        corpus.filter(({ operation }) => operation !== 'fastCount'),
      ),
    ).toEqual([]);
  });

  it.each([...contenders, ...addonFunctions])('is right on $name', ({ create }) => {
    expect(wrongRows(create())).toEqual([]);
  });

  it.each([...contenders, ...addonFunctions])('is right on $name for the bytes of its strings', ({ create }) => {
    const ops = create();
    const encoder = new TextEncoder();
    const bytes = (arg) => (typeof arg === 'string' ? encoder.encode(arg) : arg);
    // Indexes into a text are in units, those into its bytes are not.
    const rows = corpus.filter(
      ({ operation }) => !['fastIndexOf', 'fastHashMany', 'fastHashMany64'].includes(operation),
    );
    const wrong = rows.filter(({ operation, args: [first, second, ...options], expected }) => {
      const other = operation.startsWith('fastHash') ? second : bytes(second);
      return [
        ops[operation](bytes(first), other, ...options),
        ops[operation](bytes(first), second, ...options),
        ops[operation](first, other, ...options),
      ].some((actual) => !isSame(actual, expected));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
