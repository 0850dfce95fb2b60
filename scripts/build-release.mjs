// node scripts/build-release.mjs [--target TRIPLE] [--output DIR]
//
// Builds the binary that is published for a platform, this machine's by default, into artifacts/. It differs from `npm
// run build` in what it links with: on Linux an old glibc or musl, so that the binary also runs on old systems.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './release/binary.mjs';
import { binaryName, hostTarget, targets } from './release/targets.mjs';
import { fail, has, root, run, upToDate } from './steps.mjs';

/** Linker and libraries of an old glibc, from scripts/tools/toolchains/. Returns their folder. */
function unpackToolchain(cpu) {
  const folder = path.join('target', 'toolchains', cpu);
  upToDate({
    name: `toolchain-${cpu}`,
    inputs: ['scripts/tools/toolchains/package.json', 'scripts/tools/toolchains/package-lock.json'],
    outputs: [folder],
    make() {
      run('npm', ['ci', '--prefix', 'scripts/tools/toolchains', '--no-audit', '--no-fund', '--loglevel=error']);
      fs.rmSync(path.join(root, folder), { recursive: true, force: true });
      fs.mkdirSync(path.join(root, folder), { recursive: true });
      const archive = `scripts/tools/toolchains/node_modules/@napi-rs/cross-toolchain-x64-target-${cpu}/${cpu}-unknown-linux-gnu.tar.xz`;
      run('tar', ['-xJf', archive, '-C', folder]);
    },
  });
  return path.join(root, folder);
}

const { values } = parseArgs({
  options: { target: { type: 'string' }, output: { type: 'string', default: 'artifacts' } },
});
const target = values.target === undefined ? hostTarget() : targets.find(({ triple }) => triple === values.target);
if (target === undefined)
  fail(`package.json has no target ${values.target ?? `for ${process.platform} on ${process.arch}`}`);

const options = ['--target', target.triple, '--output-dir', values.output];
const foreign = target.platform !== process.platform || target.arch !== process.arch;
// Only then: otherwise build.rs's compiler generates code for its own machine, and is built faster.
if (foreign) options.push('--features', 'cross');

if (target.libc === 'gnu') {
  if (process.platform !== 'linux' || process.arch !== 'x64') fail('binaries for glibc are built on Linux on x64');
  const [cpu] = target.triple.split('-');
  const linker = `CARGO_TARGET_${target.triple.replaceAll('-', '_').toUpperCase()}_LINKER`;
  process.env[linker] = path.join(unpackToolchain(cpu), 'bin', `${target.triple}-gcc`);
} else if (target.libc === 'musl') {
  if (!has('cargo-zigbuild')) fail('binaries for musl are built with zig: pip install ziglang cargo-zigbuild');
  options.push('--zig');
}

run(process.execPath, ['scripts/build.mjs', ...options]);

const file = path.join(root, values.output, binaryName(target));
const { faults, facts } = judge(file, target);
console.log(`${path.relative(root, file)}: ${facts.join(', ')}`);
if (faults.length > 0) fail(`${binaryName(target)}: ${faults.join('; ')}`);
