import { describe, expect, it } from 'vitest';
import { ANSWERS, contenders, stillAnswers } from '../support/contenders.js';
import { requireHere } from '../support/package.js';
import { failure, thrown } from '../support/outcomes.js';
import { wrongInputs, wrongOverlapping, wrongPositions, wrongSeeds } from '../support/wrong-values.js';

const { OPERATIONS } = requireHere('../../lib/operations/table.js');

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

  it.each(wrongInputs)('refuses %s as an element, and says which', (_, value, received) => {
    for (const [i, rest] of [
      [0, []],
      [3, ['abc', Uint8Array.of(1), '']],
      [40, Array(40).fill('x'.repeat(50))],
    ]) {
      for (const list of [[...rest, value, 'abc'], [...rest, value].values()]) {
        expect(failure(() => ops.fastHashMany(list))).toEqual(isWrongType(`inputs[${i}]`, received));
      }
    }
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  const iterable = /^an array$|String object|Uint8Array$|Uint8Array.prototype/;

  it.each(wrongInputs.filter(([name]) => !iterable.test(name)))('refuses %s as a list', (_, value, received) => {
    expect(failure(() => ops.fastHashMany(value))).toEqual({
      class: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: `The "inputs" argument must be an array or another iterable of strings and Uint8Arrays. Received ${received}`,
    });
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('refuses a string and bytes as a list', () => {
    for (const value of ['abc', Uint8Array.of(1, 2), new DataView(new ArrayBuffer(8))]) {
      expect(failure(() => ops.fastHashMany(value))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    }
  });

  it.each(wrongPositions)('refuses %s as position', (_, value, received) => {
    for (const input of ['abc', Uint8Array.of(1)]) {
      expect(failure(() => ops.fastIndexOf(input, input, value))).toEqual({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: `The "position" argument must be a number. Received ${received}`,
      });
    }
  });

  it.each(wrongOverlapping)('refuses %s as options', (_, options, subject, received) => {
    for (const operation of ['fastSearchAll', 'fastCount']) {
      const error = failure(() => ops[operation]('abc', 'b', options));
      expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      expect(error.message).toMatch(new RegExp(`^The "${subject}" .* Received ${received}$`));
      expect(ops[operation]('abc', 'd', {})).toEqual(ops[operation]('abc', 'd', undefined));
    }
  });

  it('tells the inputs first, then what is said about them', () => {
    expect(failure(() => ops.fastIndexOf('a', 1, 'x'))).toEqual(isWrongType('needle', 'type number (1)'));
    expect(failure(() => ops.fastSearchAll(1, 'a', 1))).toEqual(isWrongType('haystack', 'type number (1)'));
    expect(failure(() => ops.fastCount('a', 1, 1))).toEqual(isWrongType('needle', 'type number (1)'));
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
