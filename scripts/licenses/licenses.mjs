// npm run licenses             writes THIRD-PARTY-LICENSES.md, the terms of everything linked into the binaries
// npm run licenses -- --check  fails if it does not match the lock file
//
// The texts come from the crates themselves, never from the network, so that the same lock file gives the same list.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cargoTool } from '../cargo-tool.mjs';
import { fail, root, run } from '../steps.mjs';

const FILE = 'THIRD-PARTY-LICENSES.md';

const about = cargoTool('cargo-about');
run('cargo', ['fetch', '--locked', '--quiet']); // the crates of every target, as scripts/licenses/about.toml names them
const { status, stdout, stderr } = spawnSync(
  about,
  ['generate', '--locked', '--offline', '--fail', 'scripts/licenses/about.hbs'],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  },
);
if (status !== 0) fail(`cargo-about ended with ${status}: ${stderr}`);
const made = `${stdout
  .replaceAll('\r\n', '\n')
  .replace(/[ \t]+$/gm, '')
  .trimEnd()}\n`;

const file = path.join(root, FILE);
if (!process.argv.includes('--check')) {
  fs.writeFileSync(file, made);
  console.log(`${FILE}: ${made.length} characters`);
} else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== made) {
  fail(`${FILE} is not what Cargo.lock makes: run "npm run licenses"`);
} else {
  console.log(`${FILE} is what Cargo.lock makes`);
}
