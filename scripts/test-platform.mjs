// npm run test:platform                    the binaries of other platforms, of each that can be built and run here
// npm run test:platform -- TRIPLE …        of these only
//   --require                              it is a failure if one has to be skipped
//   --smoke                                the smoke suite only, not the tests of the operations on every backend
//   --run 'COMMAND'                        what starts Node of that platform, for a single TRIPLE
//
// Without --run there is a command for Linux on arm64 with glibc: qemu, Debian's libraries for cross compilers and the
// Node of scripts/tools/foreign/. The binary is the one that is published; see docs/PLATFORMS.md.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { publish } from './package/platform.mjs';
import {
  ALL_BACKENDS,
  installed,
  installTools,
  npmInstall,
  OPERATION_TESTS,
  output,
  project,
  runSmoke,
  temporaryFolder,
} from './package/scratch.mjs';
import { hostTarget, packageName, targets } from './release/targets.mjs';
import { fail, has, root } from './steps.mjs';

/** The major versions in scripts/tools/foreign/; the tests of the operations run on the first. */
const MAJORS = [22, 20, 24];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { require: { type: 'boolean' }, smoke: { type: 'boolean' }, run: { type: 'string' } },
});
const own = hostTarget();
const chosen =
  positionals.length === 0
    ? targets.filter((target) => target !== own)
    : positionals.map(
        (triple) => targets.find((target) => target.triple === triple) ?? fail(`package.json has no target ${triple}`),
      );
if (chosen.includes(own)) fail(`${own.triple} is this machine's own: npm run test:package -- platform`);
if (values.run !== undefined && chosen.length !== 1) fail('--run is for a single target');

const scratch = temporaryFolder();
const rows = [];
let failed = 0;
for (const target of chosen) {
  const lacking = lackingToBuild(target) ?? lackingToRun(target);
  if (lacking !== undefined) {
    console.log(`${target.triple} is skipped: ${lacking}`);
    if (values.require) failed += 1;
    continue;
  }
  try {
    tryTarget(target);
  } catch (error) {
    failed += 1;
    console.error(`${target.triple} FAILED: ${error.message}`);
  }
}
if (rows.length > 0) console.table(rows);
if (failed > 0) fail(`${failed} of ${chosen.length} platforms failed${values.require ? ', or were skipped' : ''}`);

/** What scripts/build-release.mjs needs and this machine does not have. */
function lackingToBuild({ triple, platform, libc }) {
  if (platform !== 'linux') return `it is built on ${platform} only`;
  const { stdout } = spawnSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' });
  if (!stdout) return 'Rust is not installed';
  if (!fs.existsSync(path.join(stdout.trim(), 'lib', 'rustlib', triple))) return `rustup target add ${triple}`;
  if (libc === 'gnu' && (process.platform !== 'linux' || process.arch !== 'x64'))
    return 'it is built on Linux on x64 only';
  if (libc === 'musl' && !has('cargo-zigbuild')) return 'pip install ziglang cargo-zigbuild';
  return undefined;
}

function emulator() {
  return ['qemu-aarch64-static', 'qemu-aarch64'].find(has);
}

/** Where the libraries for Linux on arm64 are: by default those of Debian's packages for cross compilers. */
function sysroot() {
  return process.env.QEMU_LD_PREFIX ?? '/usr/aarch64-linux-gnu';
}

function lackingToRun({ arch, libc }) {
  if (values.run !== undefined) return undefined;
  if (arch !== 'arm64' || libc !== 'gnu') return `--run 'COMMAND' must say what starts Node there`;
  if (emulator() === undefined) return 'apt-get install qemu-user-static';
  if (!fs.existsSync(path.join(sysroot(), 'lib', 'ld-linux-aarch64.so.1'))) {
    return 'apt-get install libc6-arm64-cross libstdc++6-arm64-cross, or say with QEMU_LD_PREFIX where those libraries are';
  }
  return undefined;
}

/** The commands that start Node there. */
function commands() {
  if (values.run !== undefined) return [values.run.trim().split(/\s+/)];
  installTools('foreign', ['--force', '--ignore-scripts']); // npm refuses packages for another CPU
  return MAJORS.map((major) => [emulator(), '-L', sysroot(), installed('foreign', `node${major}`, 'bin', 'node')]);
}

/** The version of the Node a command starts, which must be that platform's. */
function versionOf([program, ...args], { platform, arch }) {
  const said = output(
    program,
    [...args, '-p', '[process.platform, process.arch, process.version].join(" ")'],
    scratch,
  ).trim();
  if (!said.startsWith(`${platform} ${arch} `))
    throw new Error(`${[program, ...args].join(' ')} starts Node for ${said}`);
  return said.split(' ')[2];
}

function tryTarget(target) {
  const nodes = commands().map((command) => ({ command, version: versionOf(command, target) }));
  const { main, platform, binary } = publish(path.join(scratch, target.name, 'published'), target);
  const folder = project(path.join(scratch, target.name, 'project'), { type: 'module' });
  npmInstall(folder, [main.file, platform.file], ['--force']);
  const installed = path.join(folder, 'node_modules', packageName(target), path.basename(binary));
  // The loader tells musl from glibc by this machine's `ldd`, not by the Node that runs.
  const env = target.libc === 'musl' ? { NAPI_RS_NATIVE_LIBRARY_PATH: installed } : {};

  for (const [index, { command, version }] of nodes.entries()) {
    const began = performance.now();
    const [imported, required] = ['import', 'require'].map((by) => runSmoke(folder, { by, command, env }));
    const row = {
      target: target.triple,
      node: version,
      backend: imported.backend,
      'by import': imported.cases,
      'by require': required.cases,
    };
    if (index === 0 && !values.smoke)
      for (const backend of ALL_BACKENDS) row[backend] = runTests(backend, command, binary);
    rows.push({ ...row, seconds: Math.round((performance.now() - began) / 1000) });
  }
}

/**
 * Runs the tests of the operations there. vitest itself runs here; its workers, which it starts with
 * `process.execPath`, run in a program that stands in for it.
 *
 * @returns {number} how many passed
 */
function runTests(backend, command, binary) {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const program = path.join(scratch, 'node');
  // Not for vitest's own process, whose bundler's loader also reads the variable.
  fs.writeFileSync(program, `#!/bin/sh\nexport NAPI_RS_NATIVE_LIBRARY_PATH='${binary}'\nexec ${quoted} "$@"\n`, {
    mode: 0o755,
  });
  const preload = path.join(scratch, 'preload.cjs');
  fs.writeFileSync(preload, `process.execPath = ${JSON.stringify(program)};\n`);
  const report = path.join(scratch, `${backend}.json`);
  output(
    process.execPath,
    [
      '--require',
      preload,
      path.join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--testTimeout=0',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
      ...OPERATION_TESTS,
    ],
    root,
    { STRINGOPS_BACKEND: backend, STRINGOPS_PROPERTY_RUNS: '100' },
  ); // of 500: an emulator is slow
  const { success, numPassedTests } = JSON.parse(fs.readFileSync(report, 'utf8'));
  if (!success || !(numPassedTests > 1000)) throw new Error(`the tests of the operations did not run on ${backend}`);
  return numPassedTests;
}
