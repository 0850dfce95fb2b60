import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './package.js';

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
