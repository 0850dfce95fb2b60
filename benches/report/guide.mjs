// Runs the WASM Implementation Guide's own benchmark, benches/stringOps.bench.js, and keeps what it prints.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * @param {string} root
 * @returns {string}
 */
export function runGuideBenchmark(root) {
  console.log("Running the guide's own benchmark …");
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'bench', '--run', 'benches/stringOps.bench.js'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  );
  if (status !== 0) throw new Error(`The guide's benchmark failed:\n${stdout}${stderr}`);
  // Above the results stands where the package lies on this machine, which is no part of them.
  const from = stdout.indexOf('✓');
  if (from === -1) throw new Error(`The guide's benchmark printed no results:\n${stdout}`);
  return stdout
    .slice(from)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
