import { describe, expect, it } from 'vitest';
import { ANSWERS, contenders, stillAnswers } from './support/contenders.js';
import { requireHere } from './support/package.js';
import { failure, thrown } from './support/thrown.js';
import { wrongInputs, wrongSeeds } from './support/wrong-values.js';

const { OPERATIONS } = requireHere('../../lib/operations.js');

/** Every input of every operation. */
const inputs = Object.entries(OPERATIONS).flatMap(([operation, names]) =>
  names.map((name, position) => ({ operation, name, position, count: names.length })),
);

const isWrongType = (name, received) => ({
  class: 'TypeError',
  code: 'ERR_INVALID_ARG_TYPE',
  message: `The "${name}" argument must be a string or a Uint8Array. Received ${received}`,
});

describe.each(contenders)('$name', ({ name: contender, create }) => {
  const ops = create();

  describe.each(inputs)('$operation, $name', ({ operation, name, position, count }) => {
    it.each(wrongInputs)('refuses %s', (_, value, received) => {
      for (const others of ['abc', '', new Uint8Array(3), new Uint8Array(0)]) {
        const args = Array(count).fill(others).with(position, value);
        expect(failure(() => ops[operation](...args))).toEqual(isWrongType(name, received));
      }
      expect(stillAnswers(ops)).toEqual(ANSWERS);
    });

    it('is missed when it is missing', () => {
      const args = Array(position).fill('abc');
      expect(failure(() => ops[operation](...args))).toEqual(isWrongType(name, 'undefined'));
    });
  });

  it('names the first of two wrong arguments', () => {
    expect(failure(() => ops.fastCompare(1, 2))).toEqual(isWrongType('a', 'type number (1)'));
    expect(failure(() => ops.fastSearch(1, 2))).toEqual(isWrongType('haystack', 'type number (1)'));
    expect(failure(() => ops.fastHash(1, 'x'))).toEqual(isWrongType('input', 'type number (1)'));
  });

  it.each(wrongSeeds)('refuses %s as seed', (_, value, code, received) => {
    for (const input of ['abc', '', Uint8Array.of(1)]) {
      const error = thrown(() => ops.fastHash(input, value));
      expect(error).toBeInstanceOf(code === 'ERR_OUT_OF_RANGE' ? RangeError : TypeError);
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/"seed"/);
      expect(error.message.endsWith(`Received ${received}`), error.message).toBe(true);
    }
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('takes -0 as seed 0 and undefined as none', () => {
    expect(ops.fastHash('abc', -0)).toBe(ops.fastHash('abc', 0));
    expect(ops.fastHash('abc', undefined)).toBe(ops.fastHash('abc'));
  });

  it('takes no notice of further arguments', () => {
    expect(ops.fastHash('foobar', undefined, Symbol('x'))).toBe(ANSWERS[0]);
    expect(ops.fastSearch('héllo world', 'world', 'x')).toBe(7);
    expect(['b', 'a', 'c'].sort(ops.fastCompare.bind(ops))).toEqual(['a', 'b', 'c']);
  });

  it('shows the call in the stack of an error', () => {
    expect(thrown(() => ops.fastHash(1)).stack).toContain('errors.test.js');
  });

  it.runIf(!contender.startsWith('StringOps'))('refuses to log what is no 32-bit integer', () => {
    expect(failure(() => ops.debugLog('1'))).toMatchObject({
      class: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
    });
    expect(failure(() => ops.debugLog())).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    for (const value of [0.5, Number.NaN, Infinity, 2 ** 31, -(2 ** 31) - 1]) {
      expect(failure(() => ops.debugLog(value))).toMatchObject({
        class: 'RangeError',
        code: 'ERR_OUT_OF_RANGE',
      });
    }
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });
});
