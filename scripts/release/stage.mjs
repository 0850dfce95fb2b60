// node scripts/release/stage.mjs --artifacts DIR --into DIR [--only TRIPLE]...
//
// Lays out what is published: DIR/package (the root package, without a binary, with the platform packages as optional
// dependencies of its exact version) and DIR/package/npm/* (the platform packages). Nothing in the tree is changed, and
// nothing is published. Every binary must be there and be what its name says; --only limits that to some platforms, for
// a trial.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, run, tool } from '../steps.mjs';
import { NOTICES, notices } from '../licenses/licenses.mjs';
import { buildJavaScript } from '../setup.mjs';
import { judge } from './binary.mjs';
import { binaryName, packageName, targets } from './targets.mjs';

const { values } = parseArgs({
  options: {
    artifacts: { type: 'string' },
    into: { type: 'string' },
    only: { type: 'string', multiple: true },
    repository: { type: 'string' },
  },
});
if (values.artifacts === undefined || values.into === undefined) fail('stage needs --artifacts DIR and --into DIR');
const artifacts = path.resolve(values.artifacts);
const staged = path.join(path.resolve(values.into), 'package');
const chosen = targets.filter(({ triple }) => values.only === undefined || values.only.includes(triple));
if (chosen.length !== (values.only?.length ?? targets.length))
  fail(`--only names a target that is not in package.json`);

// The gate. Nothing is laid out unless every binary passes.
const present = fs
  .readdirSync(artifacts, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.node'));
const faults = [];
for (const target of chosen) {
  const found = present.filter((file) => path.basename(file) === binaryName(target));
  if (found.length !== 1) {
    faults.push(`${binaryName(target)}: there are ${found.length} of it`);
    continue;
  }
  const verdict = judge(path.join(artifacts, found[0]), target);
  console.log(`${binaryName(target)}: ${verdict.facts.join(', ')}`);
  faults.push(...verdict.faults.map((fault) => `${binaryName(target)}: ${fault}`));
}
const known = chosen.map(binaryName);
for (const file of present) {
  if (!known.includes(path.basename(file))) faults.push(`${file}: no platform of package.json has it`);
}
if (faults.length > 0) fail(`the binaries are not fit to be published\n${faults.join('\n')}`);

// The root package: what npm would pack, without binaries, and with the terms of what is in it.
buildJavaScript();
fs.mkdirSync(staged, { recursive: true });
if (fs.readdirSync(staged).length > 0) fail(`${staged} is not empty`);
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
for (const file of packed(root).filter((name) => !name.endsWith('.node'))) {
  fs.mkdirSync(path.dirname(path.join(staged, file)), { recursive: true });
  fs.copyFileSync(path.join(root, file), path.join(staged, file));
}
fs.writeFileSync(path.join(staged, NOTICES), notices());
manifest.files = [...manifest.files.filter((pattern) => !pattern.endsWith('.node')), NOTICES];
manifest.napi.targets = chosen.map(({ triple }) => triple);
// These are of use only in the repository. npm compares `repository` with where the publishing workflow ran.
delete manifest.devDependencies;
delete manifest.overrides;
delete manifest.scripts;
if (values.repository !== undefined) manifest.repository = { type: 'git', url: `git+${values.repository}.git` };
writeManifest(staged, manifest);

// The platform packages.
run(tool('napi'), ['create-npm-dirs', '--cwd', staged]);
run(tool('napi'), ['artifacts', '--cwd', staged, '--output-dir', artifacts]);
// It also leaves a copy of each binary beside the root package.
for (const target of chosen) fs.rmSync(path.join(staged, binaryName(target)), { force: true });
for (const target of chosen) {
  const folder = path.join(staged, 'npm', target.name);
  const platform = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  platform.files.push('LICENSE', NOTICES);
  if (manifest.repository !== undefined) platform.repository = manifest.repository;
  writeManifest(folder, platform);
  fs.copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  fs.copyFileSync(path.join(staged, NOTICES), path.join(folder, NOTICES));
}
run(tool('napi'), ['pre-publish', '--cwd', staged, '--tag-style', 'npm', '--skip-optional-publish', '--no-gh-release']);

// What was laid out.
const made = JSON.parse(fs.readFileSync(path.join(staged, 'package.json'), 'utf8'));
const expected = Object.fromEntries(chosen.map((target) => [packageName(target), manifest.version]));
if (JSON.stringify(sorted(made.optionalDependencies)) !== JSON.stringify(sorted(expected))) {
  fail(`the root package names ${JSON.stringify(made.optionalDependencies)}, not ${JSON.stringify(expected)}`);
}
const rootFiles = packed(staged);
const binaries = rootFiles.filter((file) => file.endsWith('.node'));
if (binaries.length > 0) fail(`the root package carries ${binaries.join(', ')}`);
for (const target of chosen) {
  const files = packed(path.join(staged, 'npm', target.name)).sort();
  const wanted = ['LICENSE', 'README.md', NOTICES, 'package.json', binaryName(target)].sort();
  if (files.join() !== wanted.join())
    fail(`${packageName(target)} holds ${files.join(', ')}, not ${wanted.join(', ')}`);
}
console.log(`${staged}: ${rootFiles.length} files, no binary; ${chosen.length} platform packages`);

/** The files npm would pack of a folder. */
function packed(folder) {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) fail(`npm cannot pack ${folder}: ${stderr}`);
  return JSON.parse(stdout)[0].files.map(({ path: file }) => file);
}

function writeManifest(folder, value) {
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(value, null, 2)}\n`);
}

function sorted(object = {}) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
