import { describe, expect, it } from 'vitest';
import { addonFunctions, contenders } from './support/contenders.js';
import { corpus } from './support/corpus.js';
import { oracle } from './support/oracle.js';

/** The rows whose answer is not the expected one, by name. */
function wrongRows(ops) {
  return corpus.flatMap(({ name, operation, args, expected }) => {
    const actual = ops[operation](...args);
    return actual === expected ? [] : [{ name, expected, actual }];
  });
}

describe('corpus', () => {
  it('is there', () => {
    const count = (operation) => corpus.filter((row) => row.operation === operation).length;
    expect(count('fastHash')).toBeGreaterThanOrEqual(200);
    expect(count('fastCompare')).toBeGreaterThanOrEqual(300);
    expect(count('fastSearch')).toBeGreaterThanOrEqual(400);
  });

  it('holds only names that differ', () => {
    const names = corpus.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('holds only answers that naive loops give too', { timeout: 60_000 }, () => {
    expect(wrongRows(oracle)).toEqual([]);
  });

  it.each([...contenders, ...addonFunctions])('is right on $name', { timeout: 60_000 }, ({ create }) => {
    expect(wrongRows(create())).toEqual([]);
  });

  it.each([...contenders, ...addonFunctions])('is right on $name for the bytes of its strings', { timeout: 60_000 }, ({ create }) => {
    const ops = create();
    const encoder = new TextEncoder();
    const bytes = (arg) => (typeof arg === 'string' ? encoder.encode(arg) : arg);
    const wrong = corpus.filter(({ operation, args: [first, second], expected }) => {
      const other = operation === 'fastHash' ? second : bytes(second);
      return [
        ops[operation](bytes(first), other),
        ops[operation](bytes(first), second),
        ops[operation](first, other),
      ].some((actual) => actual !== expected);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
