// Packs the package, installs the tarball in a project of its own, and runs it there by require and by import.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fail, root } from './steps.mjs';

const NEEDED = [
  'package.json', 'README.md', 'bin/stringops-booster.js', 'types/streams.d.ts', 'types/async.d.ts', 'types/held-text.d.ts', 'types/coordinator.d.ts', 'src/booster/wasm-runtime-coordinator.js', 'LICENSE', 'index.js', 'index.mjs', 'index.d.ts', 'index.d.mts', 'binding.cjs',
  'lib/load.js', 'modules/stringOps/index.js', 'modules/stringOps/index.d.ts', 'modules/stringOps/stringOps.wasm',
  'modules/stringOps/stringOps.wat',
];

const SCRIPT = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as imported from 'stringops-booster';
import * as folder from 'stringops-booster/modules/stringOps/index.js';
import { StringOpsWrapper } from 'stringops-booster/modules/stringOps/stringOps.wrapper.js';
import { StringOpsFallback } from 'stringops-booster/modules/stringOps/stringOps.fallback.js';
import { WASMRuntimeCoordinator } from 'stringops-booster/src/booster/wasm-runtime-coordinator.js';
const required = createRequire(import.meta.url)('stringops-booster');
for (const name of ['loadStringOps', 'loadStringOpsSync', 'getStringOps', 'StringOpsWrapper', 'StringOpsFallback']) {
  assert.equal(imported[name], required[name], name);
  assert.equal(folder[name], required[name], name);
}
assert.equal(WASMRuntimeCoordinator, imported.WASMRuntimeCoordinator);
assert.equal((await new WASMRuntimeCoordinator().execute('stringOps', 'fastHash', 'foobar')).result, 0xbf9cf968);
assert.equal(StringOpsWrapper, required.StringOpsWrapper);
assert.equal(StringOpsFallback, required.StringOpsFallback);
const ops = await imported.loadStringOps();
assert.equal(ops.backend, 'wasmtime');
assert.equal(ops, required.loadStringOpsSync());
for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
  assert.equal((await imported.loadStringOps({ backend })).fastHash(Buffer.from('foobar')), 0xbf9cf968, backend);
}
console.log('the installed package works: ' + ops.backend);
`;

/** Runs a command and gives what it prints; ends the program if it fails. */
function output(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) fail(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'stringops-package-'));
try {
  const [{ filename, files, size }] = JSON.parse(output('npm', ['pack', '--json', '--pack-destination', scratch], root));
  const packed = files.map((file) => file.path);
  const missing = NEEDED.filter((file) => !packed.includes(file));
  if (missing.length > 0) fail(`the package lacks ${missing.join(', ')}`);
  const stray = packed.filter((file) => /^(src(?!\/booster)|target|__tests__|benches|scripts|docs|tests|examples)\//.test(file));
  if (stray.length > 0) fail(`the package holds ${stray.join(', ')}`);
  console.log(`${filename}: ${packed.length} files, ${size} bytes`);

  fs.writeFileSync(path.join(scratch, 'package.json'), '{ "private": true }');
  output('npm', ['install', '--no-audit', '--no-fund', '--offline', path.join(scratch, filename)], scratch);
  fs.writeFileSync(path.join(scratch, 'run.mjs'), SCRIPT);
  process.stdout.write(output(process.execPath, ['run.mjs'], scratch));
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
