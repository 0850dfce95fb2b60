// node scripts/format.mjs [--check]: one width and one style for JavaScript, TypeScript, Markdown and Rust.
import fs from 'node:fs';
import path from 'node:path';
import { output, root, run, tool } from './steps.mjs';

/** Files that are given, generated, or kept as they were found. */
const LEFT_ALONE =
  /^(__tests__\/(stringOps\.test\.js|guide\/|fuzz\/corpus\/)|benches\/stringOps\.bench\.js|dist\/|docs\/(RELIABILITY|performance)\.md)/;

const check = process.argv.includes('--check');
const files = output('git', ['ls-files', '*.js', '*.mjs', '*.cjs', '*.ts', '*.mts', '*.cts', '*.md'])
  .trim()
  .split('\n')
  .filter((file) => !LEFT_ALONE.test(file) && fs.existsSync(path.join(root, file)));
run(tool('prettier'), [check ? '--check' : '--write', '--log-level', check ? 'log' : 'warn', ...files]);
for (const manifest of ['Cargo.toml', '__tests__/fuzz/Cargo.toml']) {
  run('cargo', ['fmt', '--manifest-path', manifest, ...(check ? ['--check'] : [])]);
}
