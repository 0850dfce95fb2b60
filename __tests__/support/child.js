// Processes of their own, copies of the package, and binaries that are broken.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './package.js';

/** The environment without variables that would force a backend, or tell a child that it runs within a test runner. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(STRINGOPS_|DISABLE_WASM$|VITEST|NODE_OPTIONS$|NODE_ENV$|TEST$)/.test(name),
  );
  return Object.fromEntries(kept);
}

/**
 * Runs Node.
 *
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 */
export function node(args, { env = {}, cwd = root } = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (error) throw error;
  return { status, signal, stdout, stderr };
}

/**
 * Runs the body of an async function in a process of its own, with the package as `pkg`, and returns what it returned.
 *
 * @param {string} body
 * @param {{ flags?: string[], env?: Record<string, string>, directory?: string }} [options]
 */
export function inChild(body, { flags = [], env, directory = root } = {}) {
  const script = `
    const pkg = require(${JSON.stringify(directory)});
    (async () => { ${body} })().then((value) => console.log(JSON.stringify(value)));
  `;
  const { status, signal, stdout, stderr } = node([...flags, '-e', script], { env, cwd: directory });
  if (status !== 0) throw new Error(`the child ended with ${status ?? signal}:\n${stderr}`);
  return { value: JSON.parse(stdout), stderr };
}

/**
 * A copy of the package, from which to remove things.
 *
 * @param {(source: string) => boolean} [keep] by path relative to the package
 */
export function copyPackage(keep = () => true) {
  const directory = mkdtempSync(path.join(tmpdir(), 'stringops-'));
  const entries = ['package.json', 'index.js', 'index.mjs', 'binaries.js', 'dist', 'modules'];
  for (const entry of entries) {
    cpSync(path.join(root, entry), path.join(directory, entry), {
      recursive: true,
      filter: (source) => keep(path.relative(root, source)),
    });
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The built addon's file name here. */
export const BINARY = readdirSync(root).find((name) => name.endsWith('.node'));

const whole = () => readFileSync(path.join(root, BINARY));

/** The addon as an interrupted copy would leave it. @param {number} part of its bytes, 0 to 1 */
export const truncated = (part) => {
  const bytes = whole();
  return bytes.subarray(0, Math.floor(part * bytes.length));
};

/** A complete addon for this platform that is not ours: one that comes with Vite. */
export function ofAnotherPackage() {
  const folder = path.join(root, 'node_modules/@rolldown');
  const file = readdirSync(folder, { recursive: true })
    .map(String)
    .find((name) => name.endsWith('.node'));
  return readFileSync(path.join(folder, file));
}

/** The beginning of a library of another platform. */
/** @param {'elf-aarch64' | 'mach-o' | 'pe'} kind */
export function header(kind) {
  const bytes = Buffer.alloc(65536);
  if (kind === 'mach-o') {
    bytes.writeUInt32LE(0xfeedfacf, 0); // 64-bit magic
    bytes.writeUInt32LE(0x0100000c, 4); // arm64
    bytes.writeUInt32LE(8, 12); // a bundle
  } else if (kind === 'pe') {
    bytes.write('MZ', 0, 'latin1');
    bytes.writeUInt32LE(0x80, 0x3c); // where the PE header is
    bytes.write('PE\0\0', 0x80, 'latin1');
    bytes.writeUInt16LE(0x8664, 0x84); // x86-64
  } else {
    bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1');
    bytes.writeUInt16LE(3, 16); // a shared object
    bytes.writeUInt16LE(183, 18); // aarch64
    bytes.writeUInt32LE(1, 20);
  }
  return bytes;
}
