// The built addon: its format, architecture and size, and on Linux that it is never unloaded (a process-wide engine
// must stay mapped) and what it needs of glibc.
//
// What is built here is linked with the glibc of this machine and may need it; what is published may need no more than
// GLIBC_FLOOR. node scripts/check-binary.mjs DIR checks binaries that are to be published.
import fs from 'node:fs';
import path from 'node:path';
import { GLIBC_FLOOR, judge } from './release/binary.mjs';
import { binaryName, targets } from './release/targets.mjs';
import { fail, root } from './steps.mjs';

const [published] = process.argv.slice(2);
const folder = path.resolve(root, published ?? '.');
const floor =
  published === undefined ? (process.report.getReport().header.glibcVersionRuntime ?? GLIBC_FLOOR) : GLIBC_FLOOR;

const names = fs.readdirSync(folder).filter((name) => name.endsWith('.node'));
if (names.length === 0) fail(`there is no built addon to check in ${folder}`);
for (const name of names) {
  const target = targets.find((candidate) => binaryName(candidate) === name);
  if (target === undefined) fail(`${name} is of no platform in package.json`);
  const { faults, facts } = judge(path.join(folder, name), target, floor);
  if (faults.length > 0) fail(`${name}: ${faults.join('; ')}`);
  console.log(`${name}: ${facts.join(', ')}${target.libc === 'gnu' ? ` (at most ${floor})` : ''}`);
}
