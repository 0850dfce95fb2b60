// The same answers everywhere: four backends and a naive oracle on a million random calls, and the fuzz targets. The row
// of workers under load has each of its workers run this file.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { lacks } from '../../../scripts/fuzz.mjs';
import { root } from '../../../scripts/steps.mjs';
import { anyPosition, anySeed, anySeed64, recipes } from '../../support/inputs.js';
import { oracle, utf8 } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';

export const area = 'Differential testing';

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

/** Seconds for each fuzz target here. Results of an hour of each are at the end of docs/RELIABILITY.md. */
const FUZZ_SECONDS = 60;

const { alikePair, anyInput, anyList, anyParts, searchPair } = recipes;

/**
 * What an operation is called with, and how the oracle and an instance answer. Inputs are made anew for each instance,
 * because a rope that has been read is no longer one.
 *
 * @typedef {object} Operation
 * @property {fc.Arbitrary<any>} any
 * @property {(value: any) => unknown} expected
 * @property {(ops: any, value: any) => unknown} actual
 */

const list = (offsets) => {
  if (!(offsets instanceof Uint32Array)) throw new Error('the offsets are no Uint32Array');
  return [...offsets];
};

/** A hash in parts: consecutive texts are one text, which bytes end. */
function partsHash(parts, seed) {
  const chunks = [];
  let text = '';
  for (const part of parts.map((recipe) => recipe.value())) {
    if (typeof part === 'string') text += part;
    else {
      chunks.push(utf8(text), part);
      text = '';
    }
  }
  chunks.push(utf8(text));
  return oracle.fastHash(Buffer.concat(chunks), seed);
}

/** Every answer of a held text, as a list. */
function heldAnswers(ask, { needle, other, seed, position, overlapping }) {
  return [
    ask('fastHash', seed),
    ask('fastCompare', other),
    ask('fastSearch', needle),
    ask('fastIndexOf', needle, position),
    ask('fastSearchAll', needle, { overlapping }),
    ask('fastCount', needle, { overlapping }),
  ].map((answer) => (answer instanceof Uint32Array ? list(answer) : answer));
}

/**
 * Searches of one held text, enough of them that it gets its filter, which 8 searches in vain make for texts of 1 KiB
 * and more.
 */
const HELD_ROUNDS = 10;

function holdAndAsk(ops, { haystack, needle, other, ...rest }) {
  const text = ops.hold(haystack.make());
  const second = ops.hold(other.make());
  try {
    const ask = (name, ...args) => text[name](...args);
    const of = () => heldAnswers(ask, { needle: needle.make(), other: other.make(), ...rest });
    const first = of();
    for (let round = 0; round < HELD_ROUNDS; round++) {
      const found = text.fastSearch(needle.make());
      if (found !== first[2]) throw new Error(`a held text found ${first[2]} at first and ${found} in round ${round}`);
    }
    return [first, of(), text.fastCompare(second), text.fastCompare(text), text.byteLength];
  } finally {
    text.free();
    second.free();
  }
}

function heldExpected({ haystack, needle, other, ...rest }) {
  const text = haystack.value();
  const ask = (name, ...args) => (name === 'fastHash' ? oracle.fastHash(text, ...args) : oracle[name](text, ...args));
  const answers = heldAnswers(ask, { needle: needle.value(), other: other.value(), ...rest });
  return [answers, answers, answers[1], 0, utf8(text).length];
}

/** @param {string} name @param {(ops: any, result: any) => unknown} [read] */
const searching = (name, third, read = (answer) => answer) => ({
  any: fc.tuple(searchPair, third),
  expected: ([[haystack, needle], argument]) => oracle[name](haystack.value(), needle.value(), argument),
  actual: (ops, [[haystack, needle], argument]) => read(ops[name](haystack.make(), needle.make(), argument)),
});

const overlapping = fc.boolean().map((value) => ({ overlapping: value }));

/** @type {Record<string, Operation>} */
const OPERATIONS = {
  fastHash: {
    any: fc.tuple(anyInput, anySeed),
    expected: ([input, seed]) => oracle.fastHash(input.value(), seed),
    actual: (ops, [input, seed]) => ops.fastHash(input.make(), seed),
  },
  fastHash64: {
    any: fc.tuple(anyInput, anySeed64),
    expected: ([input, seed]) => [oracle.fastHash64(input.value(), seed), oracle.fastHash64Hex(input.value(), seed)],
    actual: (ops, [input, seed]) => [ops.fastHash64(input.make(), seed), ops.fastHash64Hex(input.make(), seed)],
  },
  fastCompare: {
    any: fc.oneof({ weight: 3, arbitrary: alikePair }, { weight: 1, arbitrary: fc.tuple(anyInput, anyInput) }),
    expected: ([a, b]) => {
      const order = oracle.fastCompare(a.value(), b.value());
      return [order, 0 - order];
    },
    actual: (ops, [a, b]) => [ops.fastCompare(a.make(), b.make()), ops.fastCompare(b.make(), a.make())],
  },
  fastSearch: {
    any: searchPair,
    expected: ([haystack, needle]) => oracle.fastSearch(haystack.value(), needle.value()),
    actual: (ops, [haystack, needle]) => ops.fastSearch(haystack.make(), needle.make()),
  },
  fastIndexOf: searching('fastIndexOf', anyPosition),
  fastSearchAll: searching('fastSearchAll', overlapping, list),
  fastCount: searching('fastCount', overlapping),
  fastHashMany: {
    any: anyList,
    expected: (inputs) => oracle.fastHashMany(inputs.map((input) => input.value())),
    actual: (ops, inputs) => list(ops.fastHashMany(inputs.map((input) => input.make()))),
  },
  fastHashMany64: {
    any: anyList,
    expected: (inputs) => oracle.fastHashMany64(inputs.map((input) => input.value())),
    actual: (ops, inputs) => [...ops.fastHashMany64(inputs.map((input) => input.make()))],
  },
  hold: {
    any: fc
      .tuple(searchPair, fc.oneof(anyInput, fc.constant(null)), anySeed, anyPosition, fc.boolean())
      .map(([[haystack, needle], other, seed, position, wanted]) => ({
        haystack,
        needle,
        other: other ?? haystack,
        seed,
        position,
        overlapping: wanted,
      })),
    expected: heldExpected,
    actual: holdAndAsk,
  },
  createHash: {
    any: fc.tuple(anyParts, anySeed),
    expected: ([parts, seed]) => partsHash(parts, seed),
    actual: (ops, [parts, seed]) => {
      const hash = ops.createHash(seed === undefined ? undefined : { seed });
      for (const part of parts) hash.update(part.make());
      return hash.digest();
    },
  },
};

/** JSON would show -0 as 0. */
const shown = (answer) => inspect(answer, { depth: 4, breakLength: Infinity, maxArrayLength: 40 });

/** Also tells 0 from -0. */
const same = (a, b) =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((one, at) => same(one, b[at]))
    : Object.is(a, b);

/** Milliseconds for shrinking a counterexample, which otherwise has no limit. */
const SHRINKING = 20_000;

/** Characters of a report: a counterexample may be long. */
const REPORT = 3000;

function describeFailure(property, first, numRuns) {
  const path = first.counterexamplePath ?? undefined;
  const smaller = fc.check(property, { seed: first.seed, path, numRuns, interruptAfterTimeLimit: SHRINKING });
  const { errorInstance, counterexample, seed } = smaller.failed && smaller.counterexample ? smaller : first;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${message.slice(0, REPORT)}\nseed ${seed}, path ${first.counterexamplePath}, for ${fc.stringify(counterexample).slice(0, REPORT)}`;
}

/**
 * Runs an operation on every instance, on `cases` random inputs.
 *
 * @param {string} name
 * @param {Record<string, any>} instances by the name of their backend
 * @param {{ cases: number, seed: number }} options
 * @returns {Record<string, number>} cases compared, by backend
 */
function compareAll(name, instances, { cases, seed }) {
  const { any, expected, actual } = OPERATIONS[name];
  const counts = Object.fromEntries(Object.keys(instances).map((backend) => [backend, 0]));
  const property = fc.property(any, (value) => {
    const answer = expected(value);
    for (const [backend, ops] of Object.entries(instances)) {
      const given = actual(ops, value);
      if (!same(given, answer))
        throw new Error(`${name} on ${backend} gives ${shown(given)}, the oracle ${shown(answer)}`);
      counts[backend]++;
    }
  });
  const result = fc.check(property, { numRuns: cases, seed, endOnFailure: true });
  if (result.failed) throw new Error(describeFailure(property, result, cases));
  return counts;
}

/** `STRINGOPS_TORTURE_SEED=n` repeats a run. */
function chosenSeed() {
  const wanted = process.env.STRINGOPS_TORTURE_SEED;
  if (wanted === undefined) return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(wanted) || Number(wanted) >= 2 ** 31)
    throw new Error(`STRINGOPS_TORTURE_SEED must be a whole number below 2^31, not '${wanted}'`);
  return Number(wanted);
}

function instances() {
  const all = Object.fromEntries(BACKENDS.map((backend) => [backend, loadStringOpsSync({ backend })]));
  for (const [backend, ops] of Object.entries(all))
    if (ops.backend !== backend) throw new Error(`${backend} is ${ops.backend}`);
  return all;
}

export const rows = [
  {
    id: 'four-backends-agree',
    provoked: 'Backends that answer differently',
    how: `Random calls of ${Object.keys(OPERATIONS).join(', ')}: strings of ASCII, Latin-1, Chinese, emoji, lone surrogates and mixtures, as flat strings, ropes, slices and two-byte strings; bytes at any alignment`,
    expected: 'wasmtime, native, webassembly and javascript answer as the naive oracle does',
    unit: 'cases',
    least: { full: 1_000_000, ci: 20_000 },
    seconds: 7200,
    async run({ least }) {
      const seed = chosenSeed();
      // Printed at once, so that a run that is killed can be repeated too.
      console.log(`STRINGOPS_TORTURE_SEED=${seed}`);
      const all = instances();
      const names = Object.keys(OPERATIONS);
      const cases = Math.ceil(least / names.length);
      let count = 0;
      for (const name of names) {
        const counts = compareAll(name, all, { cases, seed });
        for (const backend of BACKENDS)
          if (counts[backend] !== cases)
            throw new Error(`${name} on ${backend}: ${counts[backend]} cases, not ${cases}`);
        count += cases;
      }
      return {
        count,
        outcome: `no difference: ${names.length} operations on ${BACKENDS.length} backends, seed ${seed}`,
      };
    },
  },
  {
    id: 'fuzz-targets',
    provoked: 'Inputs found by a coverage-guided fuzzer, under AddressSanitizer',
    how: `cargo-fuzz on hash, hash64, compare, search and utf16, ${FUZZ_SECONDS} s each (CI does the same in a step of its own); runs of an hour are below`,
    expected:
      'wasmtime, native, every CPU level, the serial loop and a naive oracle agree; no memory error, no panic, no slow input',
    unit: 'inputs',
    least: { full: 12_000 },
    skip: lacks,
    seconds: 3600,
    async run() {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path.join(root, 'scripts/fuzz.mjs'), '--require', '--seconds', String(FUZZ_SECONDS)],
        { encoding: 'utf8', maxBuffer: 1 << 28 },
      );
      if (status !== 0) throw new Error(`fuzz.mjs ended with ${status}\n${stdout}\n${stderr}`);
      const targets = [...stdout.matchAll(/^(\w+): (\d+) inputs, .*?(\d+) edges/gm)];
      if (targets.length !== 4) throw new Error(`${targets.length} targets ran, not 4\n${stdout}`);
      const [, compared] = /^compared: (.*)$/m.exec(stdout) ?? [];
      if (compared === undefined) throw new Error(`the targets do not say what they compare\n${stdout}`);
      return {
        count: targets.reduce((sum, [, , inputs]) => sum + Number(inputs), 0),
        outcome: `no finding; ${targets.map(([, name, , edges]) => `${name} ${edges} edges`).join(', ')}; compared: ${compared}`,
      };
    },
  },
];

/** In a worker: compares for a while, and until there are enough calls; then says how many there were. */
async function underLoad({ backend, seed, milliseconds, least }) {
  const ops = loadStringOpsSync({ backend });
  const bytes = Buffer.from(`${seed} `.repeat(1000));
  let calls = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end || calls < least; seed++) {
    for (const name of Object.keys(OPERATIONS))
      calls += compareAll(name, { [backend]: ops }, { cases: 10, seed })[backend];
    const hash = await ops.fastHashAsync(bytes, { seed });
    if (hash !== oracle.fastHash(bytes, seed))
      throw new Error(`fastHashAsync on ${backend} gives ${hash}, seed ${seed}`);
    calls++;
  }
  parentPort.postMessage({ calls, backend: ops.backend });
}

if (workerData?.milliseconds !== undefined) await underLoad(workerData);
