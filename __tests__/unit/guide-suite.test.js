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
