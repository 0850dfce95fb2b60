'use strict';

/**
 * Every error of this package is made here, so that codes and wording stay in one place. What each code means is in
 * `lib/types/errors.d.ts`.
 */

const { describe } = require('./describe.js');

/** The most UTF-16 units of a module's or an operation's name that are quoted. */
const LONGEST_NAME = 64;

const ANY_INPUT = 'a string or a Uint8Array';

/**
 * @template {Error} E
 * @param {E} error
 * @param {string} code
 * @param {Function} factory left out of the stack, so that the stack begins where the mistake was made
 * @returns {E & { code: string }}
 */
function coded(error, code, factory) {
  if (typeof Error.captureStackTrace === 'function') Error.captureStackTrace(error, factory);
  return Object.assign(error, { code });
}

/**
 * Node calls a dotted name a property, and any other an argument.
 *
 * @param {string} name
 */
const subject = (name) => `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;

/**
 * @param {string} name of the argument, or dotted path of the property
 * @param {unknown} value what came
 * @param {string} [expected] with its article
 */
function invalidArgType(name, value, expected = ANY_INPUT) {
  const message = `The ${subject(name)} must be ${expected}. Received ${describe(value)}`;
  return coded(new TypeError(message), 'ERR_INVALID_ARG_TYPE', invalidArgType);
}

/**
 * @param {string} name of the argument, or dotted path of the property
 * @param {unknown} value what came
 * @param {string} reason completes the sentence `The argument "x" …`
 */
function invalidArgValue(name, value, reason) {
  const message = `The ${subject(name)} ${reason}. Received ${describe(value)}`;
  return coded(new TypeError(message), 'ERR_INVALID_ARG_VALUE', invalidArgValue);
}

/**
 * @param {string} name of the environment variable
 * @param {string} value what it holds
 * @param {readonly string[]} allowed
 */
function invalidEnvironment(name, value, allowed) {
  const message = `The environment variable ${name} must be one of ${list(allowed)}. Received ${describe(value)}`;
  return coded(new TypeError(message), 'ERR_INVALID_ARG_VALUE', invalidEnvironment);
}

/**
 * @param {string} name of the argument, or dotted path of the property
 * @param {string} range completes `It must be …`
 * @param {unknown} value what came
 */
function outOfRange(name, range, value) {
  const received = typeof value === 'number' ? String(value) : describe(value);
  const message = `The value of ${JSON.stringify(name)} is out of range. It must be ${range}. Received ${received}`;
  return coded(new RangeError(message), 'ERR_OUT_OF_RANGE', outOfRange);
}

/**
 * @param {number} needed bytes
 * @param {number} limit bytes
 * @param {unknown} [cause] what refused the memory, if it was not our own limit
 */
function memoryLimit(needed, limit, cause) {
  const message = `The inputs of this call need ${needed} bytes of memory, and the limit is ${limit} bytes`;
  const error = cause === undefined ? new RangeError(message) : new RangeError(message, { cause });
  return Object.assign(coded(error, 'ERR_STRINGOPS_MEMORY', memoryLimit), { needed, limit });
}

/**
 * @param {string} backend
 * @param {unknown} cause
 */
function backendUnavailable(backend, cause) {
  const message = `The "${backend}" backend is unavailable: ${reasonOf(cause)}`;
  const error = coded(new Error(message, { cause }), 'ERR_STRINGOPS_BACKEND', backendUnavailable);
  // By default console.log cuts a chain after its third error, and the last ones tell most.
  Object.defineProperty(error, Symbol.for('nodejs.util.inspect.custom'), ownDescriptor({ value: inspectWhole }));
  return Object.assign(error, { backend });
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
 * @param {string} what did not happen, as a sentence without its full stop
 * @param {unknown} [cause]
 */
function loadFailed(what, cause) {
  const error = cause === undefined ? new Error(what) : new Error(`${what}: ${reasonOf(cause)}`, { cause });
  return coded(error, 'ERR_STRINGOPS_BACKEND', loadFailed);
}

/**
 * @param {string} what the module did, as a sentence without its full stop
 * @param {unknown} [cause] what it threw
 */
function brokenModule(what, cause) {
  const error = cause === undefined ? new Error(what) : new Error(what, { cause });
  return coded(error, 'ERR_STRINGOPS_MODULE', brokenModule);
}

/** @param {string} what was done at the wrong time, as a sentence without its full stop */
function hashState(what) {
  return coded(new Error(what), 'ERR_STRINGOPS_HASH_STATE', hashState);
}

function freed() {
  return coded(new Error('The held text has been freed'), 'ERR_STRINGOPS_FREED', freed);
}

/**
 * @param {string} what returned it, as the beginning of a sentence
 * @param {unknown} value what came
 * @param {string} expected with its article
 */
function invalidReturnValue(what, value, expected) {
  const message = `${what} must return ${expected}. Received ${describe(value)}`;
  return coded(new TypeError(message), 'ERR_INVALID_RETURN_VALUE', invalidReturnValue);
}

/**
 * @param {string} module
 * @param {string[]} available
 */
function unknownModule(module, available) {
  const message = `There is no module ${quoted(module)}; modules are ${list(available)}`;
  const error = coded(new Error(message), 'ERR_STRINGOPS_UNKNOWN_MODULE', unknownModule);
  return Object.assign(error, { module, available });
}

/**
 * @param {string} module
 * @param {string} operation
 * @param {string[]} available
 */
function unknownOperation(module, operation, available) {
  const message = `The module ${quoted(module)} has no operation ${quoted(operation)}; its operations are ${list(available)}`;
  const error = coded(new Error(message), 'ERR_STRINGOPS_UNKNOWN_OPERATION', unknownOperation);
  return Object.assign(error, { module, operation, available });
}

/** @param {string} module */
function moduleExists(module) {
  const message = `A module ${quoted(module)} is registered already`;
  return Object.assign(coded(new Error(message), 'ERR_STRINGOPS_MODULE_EXISTS', moduleExists), { module });
}

/**
 * @param {string} module the requested module
 * @param {boolean} inHook whether a hook asked, not a loader
 */
function loadCycle(module, inHook) {
  const message = inHook
    ? `A dispose hook would wait for its own end by waiting for the module ${quoted(module)}`
    : `The loader of the module ${quoted(module)} would wait for its own end`;
  return Object.assign(coded(new Error(message), 'ERR_STRINGOPS_CYCLE', loadCycle), { module });
}

function disposed() {
  const message = 'The coordinator has been disposed; initialize() makes it usable again';
  return coded(new Error(message), 'ERR_STRINGOPS_DISPOSED', disposed);
}

/** @param {unknown[]} errors */
function unloadFailed(errors) {
  const message = `${errors.length} modules could not be disposed of: ${errors.map(reasonOf).join('; ')}`;
  return coded(new AggregateError(errors, message), 'ERR_STRINGOPS_UNLOAD', unloadFailed);
}

function panicked() {
  const message = 'stringops-booster: internal error (panic)';
  return coded(new Error(message), 'ERR_STRINGOPS_INTERNAL', panicked);
}

function reentrant() {
  const message = 'The log callback called back into the instance whose call it serves';
  return coded(new Error(message), 'ERR_STRINGOPS_REENTRANT', reentrant);
}

/**
 * The first line of an error's message; for anything else that was thrown, and for an error without a message, what it
 * is. It may be anyone's object, so an error thrown by reading it is not passed on.
 *
 * @param {unknown} cause
 * @returns {string}
 */
function reasonOf(cause) {
  const said = isError(cause) ? read(cause, 'message') : cause;
  const line = typeof said === 'string' ? said.split('\n', 1)[0] : '';
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
 * functions belong to another.
 *
 * @param {unknown} value
 * @returns {value is Error}
 */
function isError(value) {
  try {
    return value instanceof Error || /^\[object (?:Error|DOMException)\]$/.test(Object.prototype.toString.call(value));
  } catch {
    // A proxy that was revoked, or whose traps throw.
    return false;
  }
}

/**
 * @param {Error} error
 * @param {'message' | 'cause'} key
 * @returns {unknown} undefined if reading it throws
 */
function read(error, key) {
  try {
    return error[key];
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} error
 * @returns {string[]} what it and its causes say, outermost first
 */
const reasonsOf = (error) => linksOf(error).map(reasonOf);

/**
 * A name that anyone may have chosen, of any length.
 *
 * @param {string} name
 */
const quoted = (name) => `'${name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name}'`;

/** @param {readonly string[]} names */
const list = (names) => names.map((name) => `'${name}'`).join(', ');

module.exports.invalidArgType = invalidArgType;
module.exports.invalidArgValue = invalidArgValue;
module.exports.invalidEnvironment = invalidEnvironment;
module.exports.outOfRange = outOfRange;
module.exports.memoryLimit = memoryLimit;
module.exports.backendUnavailable = backendUnavailable;
module.exports.loadFailed = loadFailed;
module.exports.brokenModule = brokenModule;
module.exports.hashState = hashState;
module.exports.freed = freed;
module.exports.panicked = panicked;
module.exports.reentrant = reentrant;
module.exports.invalidReturnValue = invalidReturnValue;
module.exports.unknownModule = unknownModule;
module.exports.unknownOperation = unknownOperation;
module.exports.moduleExists = moduleExists;
module.exports.loadCycle = loadCycle;
module.exports.disposed = disposed;
module.exports.unloadFailed = unloadFailed;
module.exports.reasonOf = reasonOf;
module.exports.reasonsOf = reasonsOf;
module.exports.list = list;
module.exports.ownDescriptor = ownDescriptor;
