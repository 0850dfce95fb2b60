'use strict';

/**
 * The options of `loadWasm`, checked. Each is read once.
 */

const { invalidArgType, isRevoked, outOfRange } = require('../errors/errors.js');
const { MOST_PAGES, checkPages } = require('../operations/memory-limit.js');
const { readNamed } = require('../operations/input.js');
const { readSignature } = require('./signatures.js');

const NAMES = Object.freeze(['imports', 'limits', 'functions', 'allocator', 'initialPages']);
const LIMITS = Object.freeze(['deadline', 'fuel', 'maximumPages', 'maximumBytes']);

/** Bytes of a module. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * @typedef {object} Wishes
 * @property {WebAssembly.Imports} imports
 * @property {number | undefined} deadline milliseconds
 * @property {number | undefined} fuel
 * @property {number | undefined} maximumPages
 * @property {number} maximumBytes
 * @property {boolean} needsBytes whether there is a limit that a compiled module cannot have
 * @property {boolean} limited whether anything is to be counted
 * @property {Map<string, import('./signatures.js').Signature>} functions
 * @property {{ alloc: string, free: string | undefined } | undefined} allocator
 * @property {number | undefined} initialPages
 */

/**
 * @param {unknown} options `WasmOptions`
 * @returns {Wishes}
 */
function readOptions(options) {
  const { imports = {}, limits, functions = {}, allocator, initialPages } = readNamed(options, NAMES);
  const { deadline, fuel, maximumPages, maximumBytes } = readNamed(limits, LIMITS, 'an object', 'options.limits');
  if (deadline !== undefined) checkNumber('deadline', deadline, Number.isFinite, 'a finite number above 0');
  if (fuel !== undefined) checkNumber('fuel', fuel, Number.isSafeInteger, 'a safe integer above 0');
  if (maximumBytes !== undefined)
    checkNumber('maximumBytes', maximumBytes, Number.isSafeInteger, 'a safe integer above 0');
  if (maximumPages !== undefined) checkPages('options.limits.maximumPages', maximumPages, 0, MOST_PAGES);
  const most = /** @type {number | undefined} */ (maximumPages) ?? MOST_PAGES;
  if (initialPages !== undefined) checkPages('options.initialPages', initialPages, 0, most);
  const signatures = Object.entries(objectOf('options.functions', functions)).map(
    ([name, signature]) => /** @type {const} */ ([name, readSignature(`options.functions.${name}`, signature)]),
  );
  return /** @type {Wishes} */ ({
    imports: readImports(imports),
    deadline,
    fuel,
    maximumPages,
    maximumBytes: maximumBytes ?? MOST_BYTES,
    needsBytes: [deadline, fuel, maximumPages, maximumBytes].some((limit) => limit !== undefined),
    limited: deadline !== undefined || fuel !== undefined || maximumPages !== undefined,
    functions: new Map(signatures),
    allocator: allocator === undefined ? undefined : readAllocator(allocator),
    initialPages,
  });
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {(value: unknown) => boolean} isRight
 * @param {string} range
 */
function checkNumber(name, value, isRight, range) {
  if (typeof value !== 'number') throw invalidArgType(`options.limits.${name}`, value, 'a number');
  if (!isRight(value) || value <= 0) throw outOfRange(`options.limits.${name}`, range, value);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function objectOf(name, value) {
  if (typeof value !== 'object' || value === null || isRevoked(value) || Array.isArray(value)) {
    throw invalidArgType(name, value, 'an object');
  }
  return /** @type {Record<string, unknown>} */ (value);
}

/**
 * @param {unknown} imports
 * @returns {WebAssembly.Imports} a copy of the names of modules. What is in them is looked up as WebAssembly itself does,
 *   for it may be inherited, or a proxy's
 */
function readImports(imports) {
  const copy = Object.create(null);
  for (const [module, names] of Object.entries(objectOf('options.imports', imports))) {
    const isObject = (typeof names === 'object' && names !== null) || typeof names === 'function';
    if (!isObject || isRevoked(names)) throw invalidArgType(`options.imports.${module}`, names, 'an object');
    copy[module] = names;
  }
  return copy;
}

/** @param {unknown} allocator */
function readAllocator(allocator) {
  const { alloc, free } = readNamed(allocator, ['alloc', 'free'], 'an object', 'options.allocator');
  if (typeof alloc !== 'string') throw invalidArgType('options.allocator.alloc', alloc, 'a string');
  if (free !== undefined && typeof free !== 'string') throw invalidArgType('options.allocator.free', free, 'a string');
  return { alloc, free };
}

module.exports.readOptions = readOptions;
