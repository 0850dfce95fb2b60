// Rust and the addon under the tools that see what a test cannot: AddressSanitizer, Miri, valgrind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { lacks } from '../../../scripts/memory-safety.mjs';
import { root } from '../../../scripts/steps.mjs';

export const area = 'Memory safety';

/** Runs one part of scripts/memory-safety.mjs. Returns what it counted, and how long it took. */
function part(name, { ci }) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'scripts/memory-safety.mjs'), name, '--require', ...(ci ? ['--short'] : [])],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return JSON.parse(new RegExp(`^memory safety: ${name} passed in \\d+ s: (.*)$`, 'm').exec(stdout)[1]);
}

export const rows = [
  {
    id: 'rust-and-addon-under-asan',
    provoked: 'Reads and writes outside an allocation, or in a freed one, in Rust code',
    how: 'AddressSanitizer: all Rust tests; then the addon in Node: corpus, random and wrong inputs, held texts, promises, streams, growing memory, a worker. Code compiled by wasmtime is not instrumented; it checks each access itself',
    expected: 'The canary is found, in a program and in Node; nothing else is',
    unit: 'Rust tests',
    least: { full: 60 },
    seconds: 5400,
    skip: () => lacks('asan'),
    async run(size) {
      const { count, calls, cpuLevel } = part('asan', size);
      return { count, outcome: `canary found, no report; in Node ${calls} calls checked, kernels at ${cpuLevel}` };
    },
  },
  {
    id: 'kernels-under-miri',
    provoked: 'Undefined behaviour in Rust: pointers past their slice, wrong alignment, uninitialised bytes, aliasing',
    how: 'Miri on the tests of the hash and UTF-16 kernels, the native block, the places of held texts; with SSE2 alone, then with SSE4.1 and AVX2. Miri has no AVX-512 intrinsics, and cannot run wasmtime or Node-API',
    expected: 'The canary is found; nothing else is',
    unit: 'tests',
    least: { full: 46 },
    seconds: 5400,
    skip: () => lacks('miri'),
    async run(size) {
      const { count } = part('miri', size);
      return { count, outcome: 'canary found, no report' };
    },
  },
  {
    id: 'addon-under-valgrind',
    provoked: "Reads of memory that is not the addon's, or is uninitialised, in the built addon within Node",
    how: "valgrind's memcheck, including the code that V8 and wasmtime generate at run time: corpus, random and wrong inputs, held texts, promises, streams, growing memory, a worker. It does not emulate AVX-512, so the kernels run one level lower",
    expected:
      "The canary is found; nothing else is, except what __tests__/rust/valgrind.supp explains, which is all V8's",
    unit: 'calls',
    least: { full: 4500 },
    seconds: 7200,
    skip: () => lacks('valgrind'),
    async run(size) {
      const { calls, cpuLevel, summary } = part('valgrind', size);
      return { count: calls, outcome: `canary found; ${summary}; kernels at ${cpuLevel}` };
    },
  },
];
