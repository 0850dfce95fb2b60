// The platforms for which a binary is published, from the one list of them: `napi.targets` in package.json.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../steps.mjs';

const ARCHITECTURES = { x86_64: 'x64', aarch64: 'arm64' };
const SYSTEMS = {
  'unknown-linux-gnu': { platform: 'linux', libc: 'gnu', format: 'elf' },
  'unknown-linux-musl': { platform: 'linux', libc: 'musl', format: 'elf' },
  'apple-darwin': { platform: 'darwin', format: 'mach-o' },
  'pc-windows-msvc': { platform: 'win32', libc: 'msvc', format: 'pe' },
};

/** @typedef {{ triple: string, name: string, platform: string, arch: string, libc?: string, format: string }} Target */

/**
 * @param {string} triple as Rust names it
 * @returns {Target}
 */
export function parseTarget(triple) {
  const [cpu, ...rest] = triple.split('-');
  const arch = ARCHITECTURES[cpu];
  const system = SYSTEMS[rest.join('-')];
  if (arch === undefined || system === undefined) throw new Error(`unknown target ${triple}`);
  return { triple, arch, ...system, name: [system.platform, arch, system.libc].filter(Boolean).join('-') };
}

const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

/** @type {Target[]} */
export const targets = manifest.napi.targets.map(parseTarget);

/** @param {Target} target */
export const binaryName = ({ name }) => `${manifest.napi.binaryName}.${name}.node`;

/** @param {Target} target */
export const packageName = ({ name }) => `${manifest.name}-${name}`;

/** The target of this machine, or undefined where none is published for it. */
export function hostTarget() {
  const gnu = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return targets.find(
    ({ platform, arch, libc }) =>
      platform === process.platform && arch === process.arch && (platform !== 'linux' || (libc === 'gnu') === gnu),
  );
}
