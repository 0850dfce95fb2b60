'use strict';

/**
 * Whether the addon's file is as long as its header says. Linux maps a library as it is and trusts it: of one that was
 * cut short, the first touch of what is not there ends the process (SIGBUS, SIGSEGV), and nobody can fall back. macOS
 * and Windows look for themselves.
 */

const { closeSync, fstatSync, openSync, readSync } = require('node:fs');
const { loadFailed } = require('../../errors/errors.js');

/** Where the header of a 64-bit ELF file says where its last part, the table of sections, begins, and how long it is. */
const SECTIONS_AT = 0x28;
const SECTION_LENGTH_AT = 0x3a;
const SECTION_COUNT_AT = 0x3c;
const HEADER_LENGTH = 0x40;

/**
 * The names under which the addon is found here, in the order in which its loader tries them.
 *
 * @returns {string[]}
 */
const names = () =>
  ['gnu', 'musl']
    .map((libc) => `linux-${process.arch}-${libc}`)
    .flatMap((platform) => [`../../../stringops-booster.${platform}.node`, `stringops-booster-${platform}`]);

/** Throws if the file that would be loaded was cut short. */
function checkBinary() {
  if (process.platform !== 'linux' || process.env.NAPI_RS_NATIVE_LIBRARY_PATH) return;
  for (const name of names()) {
    let file;
    let damage;
    try {
      file = require.resolve(name);
      damage = damageOf(file);
    } catch {
      continue; // It is not there, or may not be read: the loader says so.
    }
    if (damage !== undefined) throw loadFailed(`${file} is damaged: ${damage}`);
  }
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function damageOf(file) {
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(HEADER_LENGTH);
    const { size } = fstatSync(handle);
    // Everything else is refused by whoever maps it.
    if (readSync(handle, header, 0, HEADER_LENGTH, 0) < HEADER_LENGTH) return undefined;
    if (header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
    const sections = Number(header.readBigUInt64LE(SECTIONS_AT));
    const end = sections + header.readUInt16LE(SECTION_LENGTH_AT) * header.readUInt16LE(SECTION_COUNT_AT);
    return end > size ? `it has ${size} bytes, and should have ${end}` : undefined;
  } finally {
    closeSync(handle);
  }
}

module.exports.checkBinary = checkBinary;
module.exports.damageOf = damageOf;
