'use strict';

/**
 * What users declare of a module's functions, and how values cross.
 */

const { invalidArgType, invalidArgValue, list, outOfRange } = require('../errors/errors.js');
const { readNamed } = require('../operations/input.js');
const { isOutOfBounds, lengthOf } = require('../text/typed-array.js');

/** @typedef {import('./description.js').FunctionType} FunctionType */
/** @typedef {'bytes' | 'f64s' | 'f32s' | 'i32s' | 'u32s'} ArrayKind */
/** @typedef {'number' | 'u32' | 'i64' | 'boolean'} ScalarKind */

/**
 * @typedef {object} Parameter
 * @property {ScalarKind | ArrayKind | 'string'} kind
 * @property {boolean} out whether an array is written by the module
 */

/**
 * @typedef {object} Signature
 * @property {Parameter[]} parameters
 * @property {string | undefined} result as declared
 */

/** @typedef {(name: string, value: any) => any} Check what goes into the module, or an error that names the argument */

/** The class of an array, by kind. */
const ARRAYS = Object.freeze({
  bytes: 'Uint8Array',
  f64s: 'Float64Array',
  f32s: 'Float32Array',
  i32s: 'Int32Array',
  u32s: 'Uint32Array',
});

/** What a parameter is in the module; `number` is one of three types. @type {Record<string, string[]>} */
const LOWERED = {
  number: ['number'],
  u32: ['i32'],
  i64: ['i64'],
  boolean: ['i32'],
  string: ['i32', 'i32'],
  bytes: ['i32', 'i32'],
  f64s: ['i32'],
  f32s: ['i32'],
  i32s: ['i32'],
  u32s: ['i32'],
};

/** The same of results. @type {Record<string, string[]>} */
const RESULTS = {
  number: ['number'],
  u32: ['i32'],
  i64: ['i64'],
  boolean: ['i32'],
  string: ['i64'],
  bytes: ['i64'],
  void: [],
};

const NUMBERS = ['i32', 'f32', 'f64'];

/**
 * @param {string} path
 * @param {unknown} signature `WasmSignature`
 * @returns {Signature}
 */
function readSignature(path, signature) {
  // Left out, it is as wrong as anything else that is no object.
  const given = signature === undefined ? null : signature;
  const { parameters, result } = readNamed(given, ['parameters', 'result'], 'an object', path);
  if (!Array.isArray(parameters)) throw invalidArgType(`${path}.parameters`, parameters, 'an array');
  if (result !== undefined) oneOf(`${path}.result`, result, RESULTS);
  return {
    parameters: Array.from(parameters, (parameter, i) => readParameter(`${path}.parameters[${i}]`, parameter)),
    result: /** @type {string | undefined} */ (result),
  };
}

/** @param {string} path @param {unknown} parameter @returns {Parameter} */
function readParameter(path, parameter) {
  if (typeof parameter === 'string') {
    oneOf(path, parameter, LOWERED);
    return { kind: /** @type {any} */ (parameter), out: false };
  }
  const { out } = readNamed(parameter === undefined ? null : parameter, ['out'], 'a string or an object', path);
  oneOf(`${path}.out`, out, ARRAYS);
  return { kind: /** @type {any} */ (out), out: true };
}

/** @param {string} path @param {unknown} value @param {object} known */
function oneOf(path, value, known) {
  if (typeof value !== 'string') throw invalidArgType(path, value, 'a string');
  if (!Object.hasOwn(known, value)) throw invalidArgValue(path, value, `must be one of ${list(Object.keys(known))}`);
}

/** @param {Parameter} parameter */
const needsMemory = ({ kind }) => kind === 'string' || kind in ARRAYS;

/**
 * Compares what was declared with what the module has.
 *
 * @param {string} name of the export
 * @param {Signature} signature
 * @param {FunctionType | null} type null where only the number of parameters is known
 * @param {number} count of parameters
 * @returns {string} the result's kind; `any` if none was declared, and the module's is not known
 */
function checkSignature(name, signature, type, count) {
  const { parameters, result } = signature;
  const lowered = parameters.flatMap(({ kind }) => LOWERED[kind]);
  const resultKind = result ?? (type === null ? 'any' : kindOf(type.results));
  const results = resultKind === null ? null : RESULTS[resultKind];
  const fits =
    type === null
      ? lowered.length === count
      : results !== null && agree(lowered, type.parameters) && agree(results, type.results);
  if (fits) return /** @type {string} */ (resultKind);
  const declared = `(${parameters.map(({ kind, out }) => (out ? `{ out: ${kind} }` : kind)).join(', ')}) => ${result ?? 'anything'}`;
  const has = type === null ? `${count} parameters` : shownType(type);
  const needs =
    type === null ? `${lowered.length} parameters` : shownType({ parameters: lowered, results: results ?? [] });
  throw invalidArgValue(
    `options.functions.${name}`,
    signature,
    `declares ${declared}, for which the export '${name}' must have ${needs}; it has ${has}`,
  );
}

/** @param {string[]} results @returns {string | null} for a result that was not declared; null for several */
function kindOf(results) {
  if (results.length === 0) return 'void';
  if (results.length > 1) return null;
  return results[0] === 'i64' ? 'i64' : 'number';
}

/** @param {string[]} declared @param {string[]} types */
const agree = (declared, types) =>
  declared.length === types.length &&
  declared.every((one, i) => one === types[i] || (one === 'number' && NUMBERS.includes(types[i])));

/** @param {FunctionType} type */
const shownType = ({ parameters, results }) => `(${parameters.join(', ')}) -> (${results.join(', ')})`;

/** The checks of values that cross as they are. @type {Record<string, Check>} */
const CHECKS = {
  i32(name, value) {
    if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
    if ((value | 0) === value) return value;
    throw outOfRange(name, 'an integer from -2147483648 to 2147483647', value);
  },
  float(name, value) {
    if (typeof value === 'number') return value;
    throw invalidArgType(name, value, 'a number');
  },
  u32(name, value) {
    if (typeof value !== 'number') throw invalidArgType(name, value, 'a number');
    if (value >>> 0 === value) return value;
    throw outOfRange(name, 'an integer from 0 to 4294967295', value);
  },
  i64(name, value) {
    if (typeof value !== 'bigint') throw invalidArgType(name, value, 'a bigint');
    if (BigInt.asIntN(64, value) === value) return value;
    throw outOfRange(name, 'an integer from -(2n ** 63n) to 2n ** 63n - 1n', value);
  },
  boolean(name, value) {
    if (typeof value === 'boolean') return value ? 1 : 0;
    throw invalidArgType(name, value, 'a boolean');
  },
  string(name, value) {
    if (typeof value === 'string') return value;
    throw invalidArgType(name, value, 'a string');
  },
};

const tag = /** @type {(this: unknown) => string | undefined} */ (
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get
);

for (const [kind, name] of Object.entries(ARRAYS)) {
  CHECKS[kind] = (argument, value) => {
    if (tag.call(value) === name && (lengthOf(value) !== 0 || !isOutOfBounds(value))) return value;
    throw invalidArgType(argument, value, `${name === 'Int32Array' ? 'an' : 'a'} ${name}`);
  };
}

/**
 * @param {Parameter} parameter
 * @param {string | undefined} type of the module's parameter; undefined where it is not known
 * @returns {Check}
 */
function checkOf({ kind }, type) {
  if (kind !== 'number') return CHECKS[kind];
  return type === 'i32' ? CHECKS.i32 : CHECKS.float;
}

module.exports = { ARRAYS, LOWERED, checkOf, checkSignature, needsMemory, readSignature, shownType };
