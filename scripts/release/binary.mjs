// What a built addon is: its format and architecture, read from the header on any machine; for ELF also which glibc it
// needs and whether it can be unloaded (a process-wide engine must stay mapped), which takes readelf.
//
// node scripts/release/binary.mjs [DIR]: checks what was built here, which is linked with the glibc of this machine and may
// need it; or the binaries in DIR, which are to be published and may need no more than GLIBC_FLOOR.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, root } from '../steps.mjs';
import { binaryName, targets } from './targets.mjs';

const { damageOf } = createRequire(import.meta.url)('../../lib/backends/addon/loader.js');

/** The largest that is published, in bytes. */
export const LARGEST = 1_900_000;

/** The newest glibc a published binary may need: the one that Node 20's own binaries need. */
export const GLIBC_FLOOR = '2.28';

const ELF_MACHINES = { 62: 'x64', 183: 'arm64' };
const MACH_CPUS = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const PE_MACHINES = { 0x8664: 'x64', 0xaa64: 'arm64' };

/**
 * @param {string} file
 * @returns {{ format: string, arch: string | undefined, size: number }}
 */
export function readHeader(file) {
  const bytes = fs.readFileSync(file);
  const size = bytes.length;
  if (size < 64) return { format: 'unknown', arch: undefined, size };
  if (bytes.readUInt32BE(0) === 0x7f454c46) return { format: 'elf', arch: ELF_MACHINES[bytes.readUInt16LE(18)], size };
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return { format: 'mach-o', arch: MACH_CPUS[bytes.readUInt32LE(4)], size };
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    const header = bytes.readUInt32LE(0x3c);
    if (header + 6 <= size && bytes.readUInt32LE(header) === 0x00004550) {
      return { format: 'pe', arch: PE_MACHINES[bytes.readUInt16LE(header + 4)], size };
    }
  }
  return { format: 'unknown', arch: undefined, size };
}

/** Orders versions by their numbers: 2.9 before 2.28. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readelf(file, ...options) {
  const { stdout, error, status } = spawnSync('readelf', [...options, file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  if (error) throw new Error('readelf is not installed (Debian: binutils)');
  if (status !== 0) throw new Error(`readelf cannot read ${file}`);
  return stdout;
}

/**
 * @param {string} file an ELF library
 * @returns {{ nodelete: boolean, libraries: string[], glibc: Map<string, string[]> }} `glibc`: symbols by the version
 *   they need, oldest first
 */
export function readElf(file) {
  const dynamic = readelf(file, '-d', '-W');
  /** @type {Map<string, string[]>} */
  const glibc = new Map();
  for (const [, version] of readelf(file, '-V', '-W').matchAll(/Name: GLIBC_([\d.]+)/g)) glibc.set(version, []);
  for (const [, symbol, version] of readelf(file, '--dyn-syms', '-W').matchAll(/ UND (\S+?)@+GLIBC_([\d.]+)/g)) {
    glibc.set(version, [...(glibc.get(version) ?? []), symbol]);
  }
  return {
    nodelete: /Flags:.*NODELETE/.test(dynamic),
    libraries: [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name),
    glibc: new Map([...glibc].sort(([a], [b]) => compareVersions(a, b))),
  };
}

/**
 * What is wrong with a binary to be published for a target; an empty list if nothing is.
 *
 * @param {string} file
 * @param {import('./targets.mjs').Target} target
 * @param {string} [floor] the newest glibc it may need
 * @returns {{ faults: string[], facts: string[] }}
 */
export function judge(file, target, floor = GLIBC_FLOOR) {
  const { format, arch, size } = readHeader(file);
  const faults = [];
  const facts = [`${format} ${arch}`, `${size} bytes`];
  if (format !== target.format) faults.push(`it is ${format}, not ${target.format}`);
  if (arch !== target.arch) faults.push(`it is for ${arch}, not ${target.arch}`);
  if (size > LARGEST) faults.push(`it has ${size} bytes, more than ${LARGEST}`);
  const bytes = fs.readFileSync(file);
  // The run time of Microsoft's compiler, without which Windows comes; Node has its own built in.
  const [library] = format === 'pe' ? (/vcruntime\d+\.dll/i.exec(bytes.toString('latin1')) ?? []) : [];
  if (library !== undefined) faults.push(`it needs ${library}, which not every Windows has`);
  if (faults.length > 0 || format !== 'elf') return { faults, facts };

  const damage = damageOf(file);
  if (damage !== undefined) faults.push(`it is damaged: ${damage}`);
  const { nodelete, libraries, glibc } = readElf(file);
  const newest = [...glibc.keys()].at(-1);
  if (target.libc === 'musl') {
    if (newest !== undefined) faults.push(`it needs glibc ${newest}, and musl has none`);
    if (!libraries.some((name) => /musl|^libc\.so$/.test(name)))
      faults.push(`it is not linked with musl: ${libraries}`);
    facts.push(`needs ${libraries.join(' ')}`);
    return { faults, facts };
  }
  if (!nodelete) faults.push('it can be unloaded: it lacks the NODELETE flag');
  if (newest === undefined) faults.push('it names no version of glibc');
  for (const [version, symbols] of glibc) {
    if (compareVersions(version, floor) > 0)
      faults.push(`it needs glibc ${version}, above ${floor}: ${symbols.join(' ')}`);
  }
  facts.push('NODELETE', `needs glibc ${newest}`);
  return { faults, facts };
}

/** @param {string} [published] a folder of binaries */
function check(published) {
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
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check(process.argv[2]);
