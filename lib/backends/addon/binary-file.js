'use strict';

/**
 * Whether the addon's file is whole. Linux maps a library as it is and trusts it: of one that was cut short, or
 * damaged on its way, the first touch of what is not there ends the process (SIGBUS, SIGSEGV), and nobody
 * can fall back. macOS and Windows look for themselves.
 */

const { readFileSync } = require('node:fs');
const { crc32 } = require('node:zlib');
const { loadFailed } = require('../../errors/errors.js');

/** Ends the file, before a CRC-32 of all that is before it; `npm run build` writes both. */
const SEAL = 'stringops';
const SEAL_LENGTH = SEAL.length + 4;

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

/** Throws if the file that would be loaded is not whole. */
function checkBinary() {
  if (process.platform !== 'linux' || process.env.NAPI_RS_NATIVE_LIBRARY_PATH) return;
  for (const name of names()) {
    let file;
    let bytes;
    try {
      file = require.resolve(name);
      bytes = readFileSync(file);
    } catch {
      continue; // It is not there, or may not be read: the loader says so.
    }
    const damage = damageOf(bytes);
    if (damage !== undefined) throw loadFailed(`${file} is damaged: ${damage}`);
  }
}

/**
 * @param {Buffer} bytes of the file
 * @returns {string | undefined}
 */
function damageOf(bytes) {
  // Everything else is refused by whoever maps it.
  if (bytes.length < HEADER_LENGTH || bytes.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
  const sections = Number(bytes.readBigUInt64LE(SECTIONS_AT));
  const end = sections + bytes.readUInt16LE(SECTION_LENGTH_AT) * bytes.readUInt16LE(SECTION_COUNT_AT);
  if (end > bytes.length) return `it has ${bytes.length} bytes, and should have ${end}`;
  if (!isSealed(bytes) || typeof crc32 !== 'function') return undefined;
  const crcAt = bytes.length - 4;
  return crc32(bytes.subarray(0, crcAt)) === bytes.readUInt32LE(crcAt)
    ? undefined
    : 'its CRC-32 is not that of its bytes';
}

/** @param {Buffer} bytes */
const isSealed = (bytes) => bytes.toString('latin1', bytes.length - SEAL_LENGTH, bytes.length - 4) === SEAL;

/**
 * @param {Buffer} bytes of a binary
 * @returns {Buffer} the same with its CRC-32 at its end
 */
function sealed(bytes) {
  const content = isSealed(bytes) ? bytes.subarray(0, bytes.length - SEAL_LENGTH) : bytes;
  const seal = Buffer.from(`${SEAL}\0\0\0\0`, 'latin1');
  const whole = Buffer.concat([content, seal]);
  whole.writeUInt32LE(crc32(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}

module.exports.checkBinary = checkBinary;
module.exports.damageOf = damageOf;
module.exports.isSealed = isSealed;
module.exports.sealed = sealed;
