// StringOpsWrapper on a hostile module (hostile-modules.mjs): what every operation returns, and that it is either the
// expected error or within the range its inputs allow.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { corpus } from '../../support/corpus.js';

const { StringOpsFallback, StringOpsWrapper } = createRequire(import.meta.url)('../../../index.js');

const text = 'abcabc'.repeat(30) + 'é世🚀 and the end of abc';
const bytes = Buffer.from(text);

/** Three calls of each operation. */
const CALLS = {
  fastHash: [[text], [bytes], [bytes.subarray(0, 7)]],
  fastHashMany: [[[text, bytes]], [[bytes.subarray(3)]], [[text, text, 'a']]],
  fastCompare: [
    [text, bytes.subarray(1)],
    [bytes, text.slice(0, 90)],
    ['b', bytes],
  ],
  fastSearch: [
    [bytes, 'abc'],
    [text, bytes.subarray(170)],
    [text, '\u0001'],
  ],
  fastSearchAll: [
    [text, 'abc'],
    [bytes, 'abcabc', { overlapping: true }],
    [text, bytes.subarray(0, 60), { overlapping: true }],
  ],
  fastCount: [
    [bytes, bytes.subarray(1, 4)],
    [text, 'a'],
    [text, 'bcabca', { overlapping: true }],
  ],
  fastIndexOf: [
    [bytes, 'abc'],
    [text, bytes.subarray(2, 9), 3],
    [bytes, bytes.subarray(170), 9],
  ],
};

const lengthOf = (input) => Buffer.byteLength(input);
const isUint32 = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;

/** Whether a result is one that an honest module could give for inputs of these lengths. */
function isInRange(operation, args, value) {
  if (operation === 'fastHash') return isUint32(value);
  if (operation === 'fastHashMany') return value instanceof Uint32Array && value.length === args[0].length;
  if (operation === 'fastCompare') return [-1, 0, 1].some((order) => Object.is(order, value));
  const last = lengthOf(args[0]) - lengthOf(args[1]);
  const isOffset = (offset) => Number.isInteger(offset) && offset >= 0 && offset <= last;
  if (operation === 'fastCount') return Number.isInteger(value) && value >= 0 && value <= last + 1;
  if (operation === 'fastSearchAll')
    return (
      value instanceof Uint32Array && value.every((offset, i) => isOffset(offset) && (i === 0 || offset > value[i - 1]))
    );
  return value === -1 || isOffset(value);
}

function outcomeOf(call) {
  try {
    return { value: call() };
  } catch (error) {
    return { code: error.code ?? error.name, error };
  }
}

const memory = new WebAssembly.Memory({ initial: 256 });
const shipped = new WebAssembly.Module(
  readFileSync(new URL('../../../modules/stringOps/stringOps.wasm', import.meta.url)),
);
const good = new StringOpsWrapper(new WebAssembly.Instance(shipped, { env: { memory, log() {} } }), memory);
const oracle = new StringOpsFallback();
const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);
let row = 0;

/** A good instance beside the hostile one answers rows of the corpus. */
function goodAnswers(rows) {
  for (let i = 0; i < rows; i++) {
    const { name, operation, args, expected } = corpus[row++ % corpus.length];
    assert.deepEqual(plain(good[operation](...args)), expected, name);
  }
}

/**
 * @param {import('./hostile-modules.mjs').Case} hostile
 * @param {Record<string, number>} outcomes counts of what came, added to
 */
export function provoke({ name, make, refused, throws = {}, later = false, right = false }, outcomes) {
  const note = (what) => (outcomes[what] = (outcomes[what] ?? 0) + 1);
  const before = Buffer.from(bytes);
  for (const operation of refused === undefined ? Object.keys(CALLS) : ['fastHash']) {
    /** @type {any} */
    let ops;
    const made = make(() => ({ call: (other) => ops[other](...CALLS[other][0]) }));
    const construction = outcomeOf(() => (ops = new StringOpsWrapper(made.instance, made.memory)));
    if (refused !== undefined) {
      assert.equal(construction.code, refused, `${name}: ${construction.error?.stack}`);
      note(refused);
      goodAnswers(5);
      continue;
    }
    assert.equal(construction.error, undefined, `${name}: ${construction.error?.stack}`);
    made.after?.();
    const due = Object.keys(throws).find((code) => throws[code].includes(operation));
    let thrown = 0;
    for (const args of CALLS[operation]) {
      const { value, code, error } = outcomeOf(() => ops[operation](...args));
      const what = `${name}: ${operation} gave ${code ?? value}${error ? `\n${error.stack}` : ''}`;
      if (code !== undefined) {
        assert.equal(code, due, what);
        assert(code !== 'ERR_STRINGOPS_MODULE' || error.constructor === Error, what);
        thrown++;
        note(code);
      } else {
        assert(due === undefined || later, what);
        assert(isInRange(operation, args, value), what);
        if (right) assert.deepEqual(plain(value), plain(oracle[operation](...args)), what);
        note(right ? 'right' : 'in range');
      }
      goodAnswers(1);
    }
    assert(due === undefined || thrown > 0, `${name}: ${operation} never threw`);
    assert(before.equals(bytes), `${name}: ${operation} wrote to its input`);
  }
}
