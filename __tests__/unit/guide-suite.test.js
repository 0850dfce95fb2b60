import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { node } from '../support/child.js';
import { BACKENDS, requireHere, root } from '../support/package.js';

// The guide's own suite knows nothing of backends, so the environment chooses.
const vitest = path.join(path.dirname(requireHere.resolve('vitest/package.json')), 'vitest.mjs');

describe("the guide's suite", () => {
  it.each([
    ...BACKENDS.map((backend) => ({ name: backend, env: { STRINGOPS_BACKEND: backend } })),
    { name: 'the first choice', env: {} },
    { name: 'the first choice without WebAssembly', env: { DISABLE_WASM: 'true' } },
  ])('passes on $name', ({ env }) => {
    const args = [vitest, 'run', '--reporter=json', '__tests__/stringOps.test.js'];
    const { status, stdout, stderr } = node(args, { cwd: root, env });
    expect(stderr).not.toContain('STRINGOPS_FALLBACK');
    expect(status, stderr + stdout).toBe(0);
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      numTotalTests: 13,
      numPassedTests: 13,
    });
  });
});

// The test suite and the benchmark of the WASM Implementation Guide are used unchanged. A change of ours that breaks
// them should be reconsidered.
const GIVEN = {
  '../stringOps.test.js': '09f938a8a03883642bb6de340b2c69e5f5b917f5ee5c28a51a1b47a09f8545cb',
  '../../benches/stringOps.bench.js': '8b0bedc3b9fa61a66156eea99b6f2fc0d4849d1176e15ae1382d713879da1aad',
};

it.each(Object.entries(GIVEN))('%s is as it was given', (file, expected) => {
  const content = readFileSync(new URL(file, import.meta.url));
  expect(createHash('sha256').update(content).digest('hex')).toBe(expected);
});
