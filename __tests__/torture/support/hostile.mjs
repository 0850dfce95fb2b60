// A hostile module in place of ours, in the addon and under StringOpsWrapper.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from '../../../scripts/steps.mjs';
import { copyPackage } from '../../support/child.js';
import { corpus } from '../../support/corpus.js';
import { oracle } from '../../support/oracle.js';
import { StringOpsWrapper } from '../../support/package.js';

// In the addon: a copy of the package whose addon has __tests__/rust/sandbox/hostile.wat in place of stringOps.wat: the built binary,
// with one artifact in it replaced by the other. Both are in the folder to which build.rs wrote.

const addon = () => readdirSync(root).find((name) => /^stringops-booster\..*\.node$/.test(name));

/** Folders to which a build of this crate has written, for every profile and target. */
function* outFolders() {
  const target = path.join(root, 'target');
  if (!existsSync(target)) return;
  const profiles = readdirSync(target).flatMap((name) => [
    name,
    ...['release', 'debug'].map((profile) => path.join(name, profile)),
  ]);
  for (const profile of profiles) {
    const builds = path.join(target, profile, 'build');
    if (!existsSync(builds)) continue;
    for (const name of readdirSync(builds)) {
      const out = path.join(builds, name, 'out');
      if (name.startsWith('stringops-booster-') && existsSync(path.join(out, 'hostile.cwasm'))) yield out;
    }
  }
}

/** The addon with the other artifact, or the reason why there is none. */
function exchanged() {
  const name = addon();
  if (name === undefined) return 'the addon is not built';
  const binary = readFileSync(path.join(root, name));
  for (const out of outFolders()) {
    const ours = readFileSync(path.join(out, 'stringOps.cwasm'));
    const hostile = readFileSync(path.join(out, 'hostile.cwasm'));
    const at = binary.indexOf(ours);
    if (at === -1 || hostile.length === 0 || hostile.length > ours.length) continue;
    // What remains of the old one is never read, as the sections of an artifact have offsets.
    hostile.copy(binary, at);
    return { name, binary };
  }
  return 'the folder in which the addon was built is not here: npm run build';
}

/** @returns {string | null} why there can be none here */
export function lacksHostileAddon() {
  const result = exchanged();
  return typeof result === 'string' ? result : null;
}

/** @returns {{ directory: string, remove: () => void }} */
export function hostileAddon() {
  const result = exchanged();
  if (typeof result === 'string') throw new Error(result);
  const copy = copyPackage();
  const session = '__tests__/torture/support/hostile-session.cjs';
  cpSync(path.join(root, session), path.join(copy.directory, path.basename(session)));
  writeFileSync(path.join(copy.directory, result.name), result.binary);
  return copy;
}

// Under the wrapper: StringOpsWrapper on a hostile module (hostile-modules.mjs), what every operation returns, and that
// it is either the
// expected error or within the range its inputs allow.

const text = 'abcabc'.repeat(30) + 'é世🚀 and the end of abc';
const bytes = Buffer.from(text);

/** Three calls of each operation. */
const CALLS = {
  fastHash: [[text], [bytes], [bytes.subarray(0, 7)]],
  fastHash64: [[text], [bytes, 7n], [bytes.subarray(0, 7)]],
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
  if (operation === 'fastHash64') return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
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
    const made = make(() => ({
      call: (other) => ops[other](...CALLS[other][0]),
      isRight: (other) =>
        isDeepStrictEqual(plain(ops[other](...CALLS[other][0])), plain(oracle[other](...CALLS[other][0]))),
    }));
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
    let elsewhere = 0;
    for (const args of CALLS[operation]) {
      const { value, code, error } = outcomeOf(() => ops[operation](...args));
      const what = `${name}: ${operation} gave ${code ?? value}${error ? `\n${error.stack}` : ''}`;
      if (code !== undefined) {
        assert.equal(code, due, what);
        assert(code !== 'ERR_STRINGOPS_MODULE' || error.constructor === Error, what);
        thrown++;
        note(code);
      } else {
        const isRight = isDeepStrictEqual(plain(value), plain(oracle[operation](...args)));
        // What is correct in spite of the module was answered without it.
        if (due !== undefined && isRight) elsewhere++;
        assert(due === undefined || later || isRight, what);
        assert(isInRange(operation, args, value), what);
        assert(!right || isRight, what);
        note(right ? 'right' : 'in range');
      }
      goodAnswers(1);
    }
    assert(due === undefined || thrown + elsewhere > 0, `${name}: ${operation} never threw`);
    assert(before.equals(bytes), `${name}: ${operation} wrote to its input`);
  }
}
