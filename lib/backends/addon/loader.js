'use strict';

/**
 * Loads the addon's binary: on Linux the one for the C library with which this Node is linked or, if that is missing or
 * damaged, the other one. Each is looked for in this package and then in its platform's package.
 */

const { loadFailed, reasonOf } = require('../../errors/errors.js');
const { builtin, variable } = require('../../node/builtins.js');

/**
 * What the addon exports.
 *
 * @typedef {object} Binding
 * @property {() => { version: string, target: string, backends: string[], cpuLevel: string, wasmtime: string }}
 *   buildInfo
 * @property {(options: { backend: string, initialPages: number, maximumPages: number }, hooks: object) =>
 *   { reasons: string[] } | Record<string, (...args: unknown[]) => unknown>} createInstance
 */

/** Where a 64-bit ELF header says where the file's last part, the section table, begins, and how long it is. */
const SECTIONS_AT = 0x28;
const SECTION_LENGTH_AT = 0x3a;
const SECTION_COUNT_AT = 0x3c;
const HEADER_LENGTH = 0x40;

/** Bytes at the start of Node's own file, which contain the name of its dynamic linker. */
const LINKER_WITHIN = 4096;

/** @type {Binding | undefined} */
let loaded;

/** @returns {Binding} */
const loadBinding = () => (loaded ??= findBinding());

function findBinding() {
  // With an addon Node aborts as it writes the snapshot. There is no WebAssembly while it builds one, so others need not
  // load `node:v8`, which takes a millisecond.
  if (typeof WebAssembly !== 'object' && builtin('node:v8')?.startupSnapshot.isBuildingSnapshot()) {
    // not covered from here: in a snapshot (scripts/package/bundles.mjs)
    throw loadFailed('A start-up snapshot cannot hold an addon');
  }
  const given = variable('NAPI_RS_NATIVE_LIBRARY_PATH');
  if (given !== '') return openGiven(given);
  const { here, openFile, openPackage } = require('../../../binaries.js');
  const platforms = platformsHere();
  /** @type {unknown} of the likeliest existing binary */
  let refused;
  for (const platform of platforms) {
    for (const [open, fileOf] of /** @type {const} */ ([
      [openFile, () => `${here}/stringops-booster.${platform}.node`],
      [openPackage, () => builtin('node:module').createRequire(`${here}/`).resolve(`stringops-booster-${platform}`)],
    ])) {
      try {
        if (process.platform === 'linux') checkWhole(fileOf);
        const opened = open(platform);
        if ('error' in opened) throw opened.error;
        if (!isEmpty(opened.binding)) return checkOurs(opened.binding);
      } catch (error) {
        if (!isMissing(error)) refused ??= error;
      }
    }
  }
  throw loadFailed('The native addon could not be loaded', refused ?? missing(platforms[0]));
}

/** @param {string} file */
function openGiven(file) {
  try {
    if (process.platform === 'linux') checkWhole(() => file);
    const module = { exports: {} };
    process.dlopen(module, file);
    return checkOurs(module.exports);
  } catch (error) {
    throw loadFailed('The native addon could not be loaded', error);
  }
}

/** @param {string} platform */
const missing = (platform) =>
  new Error(
    `There is no binary for ${platform} here: the package stringops-booster-${platform} is not installed, or not bundled`,
  );

/** @returns {string[]} the names of the binaries that this system may be able to load, the likelier one first */
function platformsHere() {
  const { platform, arch } = process;
  const libraries = { linux: isMusl() ? ['-musl', '-gnu'] : ['-gnu', '-musl'], win32: ['-msvc'] };
  return (libraries[/** @type {'linux' | 'win32'} */ (platform)] ?? ['']).map((libc) => `${platform}-${arch}${libc}`);
}

/** Whether Node is linked with musl, by the name of its dynamic linker, which is at the start of Node's file. */
function isMusl() {
  try {
    return readStart(process.execPath, LINKER_WITHIN).includes('/ld-musl-');
  } catch {
    return false; // It may be unreadable. The other binary is tried as well.
  }
}

/**
 * How Node, Bun, Deno and yarn's Plug'n'Play report a missing module; and a single executable, esbuild's and others' ES
 * modules one that the bundler left behind.
 *
 * @param {unknown} error
 */
const isMissing = (error) =>
  /^Cannot find (module|package)|tried to access|^No such built-in module|^Dynamic require of|^require is not defined/.test(
    reasonOf(error),
  );

/**
 * What webpack gives for a missing module the second time it is asked for it.
 *
 * @param {any} binding
 */
const isEmpty = (binding) => typeof binding === 'object' && Object.keys(binding).length === 0;

/**
 * A complete addon of something else loads as well.
 *
 * @param {any} binding
 * @returns {Binding}
 */
function checkOurs(binding) {
  if (typeof binding?.createInstance === 'function') return binding;
  // not covered: in copies of the package, as above
  throw loadFailed('The file in its place is an addon of another package');
}

/**
 * Linux maps a library unchecked: if it was cut short, the first access to the missing part ends the process (SIGBUS,
 * SIGSEGV), and nobody can fall back. macOS and Windows check it themselves.
 *
 * @param {() => string} fileOf
 */
function checkWhole(fileOf) {
  let file;
  let damage;
  try {
    file = fileOf();
    damage = damageOf(file);
  } catch {
    return; // It is missing or unreadable, or a bundler has moved it: opening it will say so.
  }
  if (damage !== undefined) throw loadFailed(`${file} is damaged: ${damage}`);
}

/**
 * @param {string} file
 * @returns {string | undefined} what is wrong with its length; undefined for a file that is not a library for Linux
 */
function damageOf(file) {
  const header = readStart(file, HEADER_LENGTH);
  if (header.length < HEADER_LENGTH || header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
  const { size } = builtin('node:fs').statSync(file);
  const sections = Number(header.readBigUInt64LE(SECTIONS_AT));
  const end = sections + header.readUInt16LE(SECTION_LENGTH_AT) * header.readUInt16LE(SECTION_COUNT_AT);
  return end > size ? `it has ${size} bytes, and should have ${end}` : undefined;
}

/**
 * @param {string} file
 * @param {number} length in bytes
 * @returns {Buffer} what it starts with
 */
function readStart(file, length) {
  const { closeSync, openSync, readSync } = builtin('node:fs');
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(handle, bytes, 0, length, 0));
  } finally {
    closeSync(handle);
  }
}

module.exports = { loadBinding, damageOf };
