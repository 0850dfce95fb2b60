'use strict';

/**
 * Methods of strings as functions, for loops. V8 finds `text.charCodeAt` by the kind of the text, of which there are ten:
 * in one or two bytes a unit, interned, a slice, joined, outside the heap. Where a program has passed five of them, each
 * call looks the method up anew, and a loop takes five times as long. These are known when the package loads.
 *
 * `call.bind(method)` would say the same, but Maglev, which compiles what Node 24 has run a few hundred times, does not
 * look into a bound function: a loop takes 2.4 times as long until it has run some thousand times more.
 */

const { charCodeAt: unitAt, indexOf: find, slice: cut, startsWith: begins } = String.prototype;

/** @type {(text: string, index: number) => number} */
const charCodeAt = (text, index) => unitAt.call(text, index);

/** @type {(text: string, part: string, from?: number) => number} */
const indexOf = (text, part, from) => find.call(text, part, from);

/** @type {(text: string, start: number, end?: number) => string} */
const slice = (text, start, end) => cut.call(text, start, end);

/** @type {(text: string, part: string, from?: number) => boolean} */
const startsWith = (text, part, from) => begins.call(text, part, from);

module.exports = { charCodeAt, indexOf, slice, startsWith };
