// The built addon: its size, and on Linux that it is never unloaded (a process-wide engine must stay mapped).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, root } from './steps.mjs';

const LARGEST = 1.5 * 1024 * 1024;

const names = fs.readdirSync(root).filter((name) => name.endsWith('.node'));
if (names.length === 0) fail('there is no built addon to check');
for (const name of names) {
  const file = path.join(root, name);
  const { size } = fs.statSync(file);
  if (size > LARGEST) fail(`${name} has ${size} bytes, more than ${LARGEST}`);
  console.log(`${name}: ${size} bytes`);
  if (process.platform !== 'linux') continue;
  const { stdout, error } = spawnSync('readelf', ['-d', file], { encoding: 'utf8' });
  if (error) {
    console.log('NOT CHECKED: readelf is not installed');
  } else if (!stdout.includes('NODELETE')) {
    fail(`${name} can be unloaded: it lacks the NODELETE flag`);
  } else {
    console.log(`${name}: NODELETE`);
  }
}
