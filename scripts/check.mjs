// npm run check: what tells most in least time, before a commit. It sets everything up, then runs formatting, lints, types,
// import rules, and the unit tests on the default backend; `npm test` has the other backends, the Rust tests, and the
// files of APART.
import { performance } from 'node:perf_hooks';
import { setup } from './setup.mjs';
import { has, run, tool } from './steps.mjs';

/** Tests that start processes, one after the other, or read whole packages: half of all the time. */
const APART = [
  'booster-callers',
  'booster-outline',
  'cli-system',
  'constant-memory',
  'fallback',
  'loader',
  'migrating',
  'realms',
];

const node = (...args) => run(process.execPath, args);

const STEPS = {
  setup,
  format: () => node('scripts/format.mjs', '--check'),
  eslint: () => run(tool('eslint'), ['-c', 'scripts/eslint.config.mjs', '.']),
  clippy: () => run('cargo', ['clippy', '--quiet', '--locked', '--all-targets', '--', '-D', 'warnings']),
  types: () => run(tool('tsc'), ['-p', 'tsconfig.json']),
  imports: () => node('scripts/check-imports.mjs'),
  tests: () =>
    run(tool('vitest'), ['run', ...APART.map((name) => `--exclude=__tests__/unit/${name}.test.js`)], {
      env: { ...process.env, STRINGOPS_TEST_BACKENDS: 'wasmtime' },
    }),
};

const took = [];
for (const [name, step] of Object.entries(STEPS)) {
  if (name === 'clippy' && !has('cargo')) continue;
  const began = performance.now();
  step();
  took.push(`${name} ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
console.log(took.join(', '));
