// Tries the binary in the root on this machine: the packed package with the smoke suite, then the tests of the
// operations on every backend. For machines of the release workflow that did not build the binary themselves.
import fs from 'node:fs';
import path from 'node:path';
import {
  ALL_BACKENDS,
  npmInstall,
  OPERATION_TESTS,
  pack,
  project,
  runSmoke,
  temporaryFolder,
} from '../package/scratch.mjs';
import { fail, root, run, tool } from '../steps.mjs';
import { binaryName, hostTarget } from './targets.mjs';

const target = hostTarget();
if (target === undefined) fail(`no binary is published for ${process.platform} on ${process.arch}`);
if (!fs.existsSync(path.join(root, binaryName(target)))) fail(`${binaryName(target)} is not here`);

const scratch = temporaryFolder();
const { file } = pack(root, scratch);
const folder = npmInstall(project(path.join(scratch, 'project'), { type: 'module' }), [file]);
for (const by of ['import', 'require']) console.log(`${target.name}, by ${by}:`, runSmoke(folder, { by }));

for (const backend of ALL_BACKENDS)
  run(tool('vitest'), ['run', ...OPERATION_TESTS], { env: { ...process.env, STRINGOPS_BACKEND: backend } });
