'use strict';

/**
 * What callers pass, and the regular expressions made from patterns, which no caller ever gets.
 */

const { ownCopy } = require('./bounded-cache.js');
const { attempt, invalidArgType, isRevoked } = require('../errors/errors.js');

const DEFAULT_FLAGS = 'gi';

const { apply } = Reflect;
const { [Symbol.match]: match } = RegExp.prototype;
const { get: readSource } = /** @type {{ get: () => string }} */ (
  Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')
);

/** @typedef {{ source: string, flags: string, isString: boolean }} Pattern */
/** @typedef {{ regexp: RegExp, flags: string, source: string }} Compiled */

/**
 * @param {unknown} value
 * @param {string} name of the argument
 * @returns {string}
 */
function readString(value, name) {
  if (typeof value !== 'string') throw invalidArgType(name, value, 'a string');
  return value;
}

/**
 * @template T
 * @param {unknown} value
 * @param {string} name of the argument
 * @param {(element: unknown, index: number) => T} read
 * @returns {T[]} its elements as they are now; its own iterator does not count, nor do elements added later
 */
function readArray(value, name, read) {
  if (isRevoked(value) || !Array.isArray(value)) throw invalidArgType(name, value, 'an array');
  const elements = [];
  for (let index = 0, { length } = value; index < length; index++) elements.push(read(value[index], index));
  return elements;
}

/**
 * @param {unknown} value
 * @param {string} flags for a string
 * @param {string} name of the argument
 * @returns {Pattern}
 */
function readPattern(value, flags, name) {
  if (typeof value === 'string') return { source: value, flags, isString: true };
  // The source comes from the expression itself, of whatever realm; nothing else has one, except the prototype.
  const source =
    typeof value === 'object' && value !== RegExp.prototype ? attempt(() => apply(readSource, value, [])).value : null;
  if (source === null) throw invalidArgType(name, value, 'a string or a RegExp');
  // A copy has its flags; its own `flags` asks for properties that it, or its class, may have redefined.
  return { source, flags: new RegExp(/** @type {RegExp} */ (value)).flags, isString: false };
}

/**
 * @param {unknown} patterns
 * @param {string} flags for the strings among them
 * @param {import('./bounded-cache.js').BoundedCache<Compiled>} cache
 * @returns {{ compiled: Compiled[], list: string }} equal lists have equal strings, others do not
 * @throws {SyntaxError}
 */
function readPatterns(patterns, flags, cache) {
  // Bad flags are an error even if no string uses them.
  if (flags !== DEFAULT_FLAGS) new RegExp('', flags);
  let list = '';
  const compiled = readArray(patterns, 'patterns', (value, index) => {
    const pattern = readPattern(value, flags, `patterns[${index}]`);
    const own = compile(pattern, cache);
    // Lengths, not separators, as a source may contain any character.
    list += `${pattern.isString ? 's' : 'r'}${own.flags},${own.source.length},${own.source}`;
    return own;
  });
  return { compiled, list };
}

/**
 * @param {Pattern} pattern
 * @param {import('./bounded-cache.js').BoundedCache<Compiled>} cache
 * @returns {Compiled}
 */
function compile({ source, flags }, cache) {
  let compiled = cache.get(source, flags);
  if (compiled === undefined) {
    const own = ownCopy(source);
    const regexp = new RegExp(own, flags);
    compiled = { regexp, flags: regexp.flags, source: own };
    cache.add(own, flags, compiled, 0);
  }
  return compiled;
}

/**
 * @param {string} content
 * @param {Compiled} compiled
 * @returns {string[]} what `String.prototype.match` returns with `g`; otherwise the whole match or nothing
 */
function matchesOf(content, { regexp, flags }) {
  regexp.lastIndex = 0;
  const found = apply(match, regexp, [content]);
  if (found === null) return [];
  return (flags.includes('g') ? found : [found[0]]).map(ownCopy);
}

module.exports = { DEFAULT_FLAGS, matchesOf, readArray, readPattern, readPatterns, readString };
