// The same answers everywhere: four backends and a naive oracle on a million random calls, and the fuzz targets.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { lacks } from '../../../scripts/fuzz.mjs';
import { root } from '../../../scripts/steps.mjs';
import { OPERATIONS, compareAll } from '../support/differential.mjs';

const { loadStringOpsSync } = createRequire(import.meta.url)('../../../index.js');

export const area = 'Differential testing';

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

/** Seconds for each fuzz target here. Results of an hour of each are in __tests__/fuzz/CAMPAIGN.md. */
const FUZZ_SECONDS = 60;

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
    how: `cargo-fuzz on hash, compare, search and utf16, ${FUZZ_SECONDS} s each (CI does the same in a step of its own); for runs of an hour and more see __tests__/fuzz/CAMPAIGN.md`,
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
