// The one way the addon is built: a release build, with the loader and its types written beside it.
// (Without --js and --dts the generator would write over index.js and index.d.ts.)
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, run, tool } from './steps.mjs';

run(tool('napi'), [
  'build', '--platform', '--release',
  '--js', 'binding.cjs', '--dts', 'binding.d.cts', '--no-dts-header',
  ...process.argv.slice(2),
  '--', '--locked',
]);

// Linux would run into a damaged binary blindly, so its end tells whether it is whole; see lib/backends/binary-file.js.
const args = process.argv.slice(2);
const folder = path.resolve(root, args.includes('--output-dir') ? args[args.indexOf('--output-dir') + 1] : '.');
const { sealed } = createRequire(import.meta.url)('../lib/backends/binary-file.js');
for (const name of readdirSync(folder).filter((entry) => /^stringops-booster\.linux-.*\.node$/.test(entry))) {
  const file = path.join(folder, name);
  // A new file in the place of the old one: a process that has the old one mapped keeps it.
  writeFileSync(`${file}.sealed`, sealed(readFileSync(file)), { mode: 0o755 });
  renameSync(`${file}.sealed`, file);
}
