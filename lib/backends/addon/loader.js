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
  const platforms = platformsHere();
  const own = ownFile(platforms[0]);
  if (own !== undefined) {
    try {
      return openAt(own);
    } catch {
      // What is wrong with it is said below, unless there is another one.
    }
  }
  const { here, openFile, openPackage } = require('../../../binaries.js');
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
    return openAt(file);
  } catch (error) {
    throw loadFailed('The native addon could not be loaded', error);
  }
}

/** @param {string} file */
function openAt(file) {
  if (process.platform === 'linux') checkWhole(() => file);
  const module = { exports: {} };
  process.dlopen(module, file);
  return checkOurs(module.exports);
}

/**
 * The likeliest binary where a checkout has it, in the folder above dist/, or where npm and pnpm install its package:
 * opened as it is, since Node takes 0.4 to 1.2 ms to find it by way of binaries.js. That file being there tells that
 * this is no bundle, which must not look above itself.
 *
 * @param {string} platform
 * @returns {string | undefined}
 */
function ownFile(platform) {
  // In a bundle of webpack it may be where this file was, seen from a folder that is not the current one.
  if (typeof __dirname !== 'string' || !__dirname.endsWith('dist')) return undefined;
  if (!builtin('node:path').isAbsolute(__dirname)) return undefined;
  const folder = __dirname.slice(0, -'/dist'.length);
  const { existsSync } = builtin('node:fs');
  if (!existsSync(`${folder}/binaries.js`)) return undefined;
  const name = `stringops-booster.${platform}.node`;
  if (existsSync(`${folder}/${name}`)) return `${folder}/${name}`;
  // What is installed within this package goes before what is installed beside it.
  const beside = `${folder}/../stringops-booster-${platform}/${name}`;
  return !existsSync(`${folder}/node_modules`) && existsSync(beside) ? beside : undefined;
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
    return reading(process.execPath, (read) => read(0, LINKER_WITHIN)).includes('/ld-musl-');
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
const damageOf = (file) =>
  reading(file, (read, size) => {
    const header = read(0, HEADER_LENGTH);
    if (header.length < HEADER_LENGTH || !header.startsWith('\x7fELF\x02\x01')) return undefined;
    const [sections, length, count] = [
      numberAt(header, SECTIONS_AT, 8),
      numberAt(header, SECTION_LENGTH_AT, 2),
      numberAt(header, SECTION_COUNT_AT, 2),
    ];
    const end = sections + length * count;
    // Whether the last byte is there: to ask for the size takes Node longer.
    if (end === 0 || (Number.isSafeInteger(end) && read(end - 1, 1) !== '')) return undefined;
    return `it has ${size()} bytes, and should have ${end}`;
  });

/**
 * @param {string} text with a byte a unit
 * @param {number} at
 * @param {number} length in bytes, the least significant first
 */
function numberAt(text, at, length) {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = 256 * value + text.charCodeAt(at + i);
  return value;
}

/**
 * @template R
 * @param {string} file
 * @param {(read: (at: number, length: number) => string, size: () => number) => R} use `read` gives a byte a unit, and
 *   fewer where the file ends
 * @returns {R}
 */
function reading(file, use) {
  const { closeSync, fstatSync, openSync, readSync } = builtin('node:fs');
  const handle = openSync(file, 'r');
  try {
    return use(
      (at, length) => {
        const bytes = Buffer.allocUnsafe(length);
        return bytes.toString('latin1', 0, readSync(handle, bytes, 0, length, at));
      },
      () => fstatSync(handle).size,
    );
  } finally {
    closeSync(handle);
  }
}

module.exports = { loadBinding, damageOf };
