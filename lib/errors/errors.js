'use strict';

/**
 * Every error of this package is made here, so that codes and wording stay in one place. What each code means is in
 * `lib/types/errors.d.ts`.
 */

const { describe } = require('./describe.js');

/** The most UTF-16 units of a module's or an operation's name that are quoted. */
const LONGEST_NAME = 64;

/** @typedef {[message: string, more: object, cause?: unknown]} Said a message, and properties of the error */

/**
 * A function that makes the errors of one code.
 *
 * @template {any[]} Args
 * @param {string} code
 * @param {new (message: string, options?: ErrorOptions) => Error} Kind
 * @param {(...args: Args) => string | Said} say
 */
const maker = (code, Kind, say) =>
  function make(/** @type {Args} */ ...args) {
    const said = say(...args);
    const [message, more, cause] = typeof said === 'string' ? [said, undefined, undefined] : said;
    const error = cause === undefined ? new Kind(message) : new Kind(message, { cause });
    return Object.assign(beginStack(error, make), { code }, more);
  };

/**
 * Begins the stack of an error where the mistake was made.
 *
 * @template {Error} E
 * @param {E} error
 * @param {Function} maker of the error
 */
function beginStack(error, maker) {
  if (typeof Error.captureStackTrace === 'function') Error.captureStackTrace(error, maker);
  return error;
}

/**
 * Node calls a dotted name a property, and any other an argument.
 *
 * @param {string} name
 */
const subject = (name) => `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;

/** @type {(name: string, value: unknown, expected?: string) => string} `expected` with its article */
const wrongType = (name, value, expected = 'a string or a Uint8Array') =>
  `The ${subject(name)} must be ${expected}. Received ${describe(value)}`;

/** @type {(name: string, value: unknown, reason: string) => string} `reason` completes `The argument "x" …` */
const wrongValue = (name, value, reason) => `The ${subject(name)} ${reason}. Received ${describe(value)}`;

/** @type {(variable: string, value: string, allowed: readonly string[]) => string} */
const wrongVariable = (name, value, allowed) =>
  `The environment variable ${name} must be one of ${list(allowed)}. Received ${describe(value)}`;

/** @type {(name: string, range: string, value: unknown) => string} `range` completes `It must be …` */
const notInRange = (name, range, value) => {
  const received = typeof value === 'number' ? String(value) : describe(value);
  return `The value of ${JSON.stringify(name)} is out of range. It must be ${range}. Received ${received}`;
};

/** @type {(needed: number, limit: number, cause?: unknown) => Said} in bytes; `cause` if it was not our own limit */
const tooLarge = (needed, limit, cause) => {
  const message = `The inputs of this call need ${needed} bytes of memory, and the limit is ${limit} bytes`;
  return [message, { needed, limit }, cause];
};

/** @type {(what: string, cause?: unknown) => Said} what did not happen, as a sentence without its full stop */
const notLoaded = (what, cause) => [cause === undefined ? what : `${what}: ${reasonOf(cause)}`, {}, cause];

/** @type {(what: string, value: unknown, expected: string) => string} what returned it; `expected` with its article */
const wrongReturn = (what, value, expected) => `${what} must return ${expected}. Received ${describe(value)}`;

/** @type {(module: string, available: string[]) => Said} */
const noModule = (module, available) => [
  `There is no module ${quoted(module)}; modules are ${list(available)}`,
  { module, available },
];

/** @type {(module: string, operation: string, available: string[]) => Said} */
const noOperation = (module, operation, available) => [
  `The module ${quoted(module)} has no operation ${quoted(operation)}; its operations are ${list(available)}`,
  { module, operation, available },
];

/** @type {(module: string) => Said} */
const exists = (module) => [`A module ${quoted(module)} is registered already`, { module }];

/** @type {(module: string, inHook: boolean) => Said} the requested module, and whether a hook asked, not a loader */
const waitsForItself = (module, inHook) => [
  inHook
    ? `A dispose hook would wait for its own end by waiting for the module ${quoted(module)}`
    : `The loader of the module ${quoted(module)} would wait for its own end`,
  { module },
];

const reopen = () => 'The coordinator has been disposed; initialize() makes it usable again';
const calledBack = () => 'The log callback called back into the instance whose call it serves';

/** @type {(what: string, cause?: unknown) => Said} what happened, as a sentence without its full stop */
const saidSo = (what, cause) => [what, {}, cause];

/** @param {unknown[]} errors */
function unloadFailed(errors) {
  const message = `${errors.length} modules could not be disposed of: ${errors.map(reasonOf).join('; ')}`;
  const error = beginStack(new AggregateError(errors, message), unloadFailed);
  return Object.assign(error, { code: 'ERR_STRINGOPS_UNLOAD' });
}

/**
 * @param {string} backend
 * @param {unknown} cause
 */
function backendUnavailable(backend, cause) {
  const message = `The "${backend}" backend is unavailable: ${reasonOf(cause)}`;
  const error = beginStack(new Error(message, { cause }), backendUnavailable);
  // By default console.log cuts a chain after its third error, and the last ones tell most.
  Object.defineProperty(error, Symbol.for('nodejs.util.inspect.custom'), ownDescriptor({ value: inspectWhole }));
  return Object.assign(error, { code: 'ERR_STRINGOPS_BACKEND', backend });
}

/**
 * A property descriptor to which Object.prototype adds nothing: a `get` or `value` that others put there would make it
 * invalid.
 *
 * @param {PropertyDescriptor} descriptor
 * @returns {PropertyDescriptor}
 */
const ownDescriptor = (descriptor) => Object.assign(Object.create(null), descriptor);

/**
 * @this {unknown}
 * @param {number} _depth
 * @param {object} options
 * @param {(value: unknown, options: object) => string} inspect
 */
function inspectWhole(_depth, options, inspect) {
  return inspect(this, { ...options, depth: Infinity, customInspect: false });
}

/**
 * The first line of an error's message, or two if the first ends with a colon; for anything else that was thrown, and for an error without a message, what it
 * is. It may be anyone's object, so an error thrown by reading it is not passed on.
 *
 * @param {unknown} cause
 * @returns {string}
 */
function reasonOf(cause) {
  const said = isError(cause) ? read(cause, 'message') : cause;
  const line = typeof said === 'string' ? said.replace(/:\n/, ': ').split('\n', 1)[0] : '';
  return line === '' ? `${describe(cause)} was thrown` : line;
}

/**
 * @param {unknown} error
 * @returns {Error[]} it and its causes, outermost first; each once, even if they form a circle
 */
function linksOf(error) {
  /** @type {Error[]} */
  const links = [];
  for (let link = error; isError(link) && !links.includes(link); link = read(link, 'cause')) links.push(link);
  return links;
}

/**
 * Whether it is an error, of any realm: where a test runner gives files a realm of their own, errors from Node's own
 * functions belong to another. Of a proxy whose traps throw, it is not known.
 *
 * @param {unknown} value
 * @returns {value is Error}
 */
const isError = (value) =>
  attempt(() => value instanceof Error || ERROR_TAG.test(Object.prototype.toString.call(value))).value === true;

const ERROR_TAG = /^\[object (?:Error|DOMException)\]$/;

/** @type {(error: Error, key: 'message' | 'cause') => unknown} null if reading it throws */
const read = (error, key) => attempt(() => error[key]).value;

/**
 * Whether a value is a revoked proxy, from which nothing can be read. `Array.isArray` finds that out without running a
 * trap of any other proxy.
 *
 * @param {unknown} value
 */
function isRevoked(value) {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/**
 * For a property of an object that has private fields. Without it `structuredClone` and `postMessage` would send an empty
 * object and say nothing; a symbol they refuse, with a `DataCloneError` that has these words.
 *
 * @param {string} what with its article
 */
const uncloneable = (what) => Symbol.for(`stringops-booster: ${what} cannot be cloned`);

/**
 * @param {unknown} error
 * @returns {string[]} what it and its causes say, outermost first; of the reason for a fallback, what its errors say
 */
const reasonsOf = (error) => (error instanceof AggregateError ? error.errors : [error]).flatMap(linksOf).map(reasonOf);

/**
 * A name that anyone may have chosen, of any length.
 *
 * @param {string} name
 */
const quoted = (name) => `'${name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name}'`;

/** @param {readonly string[]} names */
const list = (names) => names.map((name) => `'${name}'`).join(', ');

/**
 * What a function returns, or what it throws.
 *
 * @template T
 * @param {() => T} make
 * @returns {{ value: T, error: null } | { value: null, error: unknown }}
 */
function attempt(make) {
  try {
    return { value: make(), error: null };
  } catch (error) {
    return { value: null, error };
  }
}

module.exports.invalidArgType = maker('ERR_INVALID_ARG_TYPE', TypeError, wrongType);
module.exports.invalidArgValue = maker('ERR_INVALID_ARG_VALUE', TypeError, wrongValue);
module.exports.invalidEnvironment = maker('ERR_INVALID_ARG_VALUE', TypeError, wrongVariable);
module.exports.outOfRange = maker('ERR_OUT_OF_RANGE', RangeError, notInRange);
module.exports.memoryLimit = maker('ERR_STRINGOPS_MEMORY', RangeError, tooLarge);
module.exports.loadFailed = maker('ERR_STRINGOPS_BACKEND', Error, notLoaded);
module.exports.brokenModule = maker('ERR_STRINGOPS_MODULE', Error, saidSo);
module.exports.hashState = maker('ERR_STRINGOPS_HASH_STATE', Error, saidSo);
module.exports.freed = maker('ERR_STRINGOPS_FREED', Error, (what = 'held text') => `The ${what} has been freed`);
module.exports.internal = maker(
  'ERR_STRINGOPS_INTERNAL',
  Error,
  (what = 'panic') => `stringops-booster: internal error (${what})`,
);
module.exports.reentrant = maker('ERR_STRINGOPS_REENTRANT', Error, calledBack);
module.exports.invalidReturnValue = maker('ERR_INVALID_RETURN_VALUE', TypeError, wrongReturn);
module.exports.unknownModule = maker('ERR_STRINGOPS_UNKNOWN_MODULE', Error, noModule);
module.exports.unknownOperation = maker('ERR_STRINGOPS_UNKNOWN_OPERATION', Error, noOperation);
module.exports.moduleExists = maker('ERR_STRINGOPS_MODULE_EXISTS', Error, exists);
module.exports.loadCycle = maker('ERR_STRINGOPS_CYCLE', Error, waitsForItself);
module.exports.disposed = maker('ERR_STRINGOPS_DISPOSED', Error, reopen);
module.exports.attempt = attempt;
module.exports.backendUnavailable = backendUnavailable;
module.exports.isRevoked = isRevoked;
module.exports.linksOf = linksOf;
module.exports.list = list;
module.exports.maker = maker;
module.exports.ownDescriptor = ownDescriptor;
module.exports.reasonOf = reasonOf;
module.exports.reasonsOf = reasonsOf;
module.exports.uncloneable = uncloneable;
module.exports.unloadFailed = unloadFailed;
