// npm run test:runtimes            the packed package on every runtime, by require and by import
// npm run test:runtimes -- NAME …  on these only
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  ALL_BACKENDS,
  installed,
  installTools,
  npmInstall,
  output,
  pack,
  project,
  runSmoke,
  temporaryFolder,
  WITH_ADDON,
} from './package/scratch.mjs';
import { fail, root } from './steps.mjs';

const exe = process.platform === 'win32' ? '.exe' : '';
const node = (major) => installed('runtimes', `node${major}`, 'bin', `node${exe}`);
const bin = (name) => installed('runtimes', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

const WITHOUT_ADDON = { backend: 'webassembly', available: ['webassembly', 'javascript'] };
// What the smoke suite itself needs from Deno: files, the environment, and worker threads' files.
const DENO = [bin('deno'), 'run', '--no-prompt', '--node-modules-dir=manual', '--allow-read', '--allow-env'];

/** What runs a file, and what the package must find there. Each is tried with both `require` and `import`. */
const RUNTIMES = [
  ...[20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, command: [node(major)], expected: WITH_ADDON })),
  {
    name: 'Node 24 --no-addons',
    command: [node(24), '--no-addons'],
    expected: { ...WITHOUT_ADDON, reason: 'loading addons is disabled' },
  },
  { name: 'Bun', command: [bin('bun'), 'run'], expected: WITH_ADDON },
  { name: 'Deno', command: [...DENO, '--allow-ffi'], expected: WITH_ADDON },
  { name: 'Deno without --allow-ffi', command: DENO, expected: { ...WITHOUT_ADDON, reason: 'Requires ffi access' } },
];

/** Programs of one line on other terms: what they must print, on either stream, and the status they must end with. */
const TERMS = [
  {
    name: 'Deno without --allow-env',
    command: [bin('deno'), 'run', '--no-prompt', '--node-modules-dir=manual', '--allow-read', '--allow-ffi'],
    says: /^wasmtime 3214735720$/m,
  },
  {
    name: 'Node 18',
    command: [node(18)],
    says: /Error: stringops-booster needs Node\.js 20\.19 or later; this is v18\./,
    status: 1,
  },
];
const PROGRAM = `import { loadStringOps } from 'stringops-booster';
const ops = await loadStringOps();
console.log(ops.backend, ops.fastHash('foobar'));
`;

installTools('runtimes');
const scratch = temporaryFolder();
const { file } = pack(root, scratch);
const folder = npmInstall(project(path.join(scratch, 'project'), { type: 'module' }), [file]);

const isChosen = ({ name }) =>
  process.argv.length === 2 ||
  process.argv.slice(2).some((wish) => name.toLowerCase().replaceAll(' ', '').startsWith(wish.toLowerCase()));
const chosen = RUNTIMES.filter(isChosen);
if (chosen.length === 0 && !TERMS.some(isChosen)) fail(`no runtime is called ${process.argv.slice(2).join(' ')}`);
const rows = [];
let failed = 0;
for (const { name, command, expected } of chosen) {
  const version = output(command[0], ['--version'], scratch).match(/\d+\.\d+\.\d+/)?.[0];
  try {
    const [imported, required] = ['import', 'require'].map((by) => runSmoke(folder, { by, command, expected }));
    rows.push({
      runtime: name,
      version,
      backend: imported.backend,
      forced: expected.available.length,
      'by import': imported.cases,
      'by require': required.cases,
    });
  } catch (error) {
    failed += 1;
    rows.push({ runtime: name, version, backend: 'FAILED' });
    console.error(`${name} ${version}: ${error.message}`);
  }
}
fs.writeFileSync(path.join(folder, 'program.mjs'), PROGRAM);
for (const { name, command, says, status = 0 } of TERMS.filter(isChosen)) {
  const [program, ...args] = command;
  const ended = spawnSync(program, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8' });
  const right = ended.status === status && says.test(`${ended.stdout}${ended.stderr}`);
  rows.push({ runtime: name, backend: right ? 'as it must' : 'FAILED' });
  if (right) continue;
  failed += 1;
  console.error(`${name} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
}
console.table(rows);
console.log(`cases run on each of the backends that can be forced, of ${ALL_BACKENDS.length}; the others must refuse`);
if (failed > 0) fail(`the package fails on ${failed} of ${chosen.length} runtimes`);
