'use strict';

/**
 * Methods of strings as functions, for loops. V8 finds `text.charCodeAt` by the kind of the text, of which there are ten:
 * in one or two bytes a unit, interned, a slice, joined, outside the heap. Where a program has passed five of them, each
 * call looks the method up anew, and a loop takes five times as long. These are known when the package loads.
 */

const { prototype } = String;
const { call } = Function.prototype;

/** @type {(text: string, index: number) => number} */
const charCodeAt = call.bind(prototype.charCodeAt);

/** @type {(text: string, part: string, from?: number) => number} */
const indexOf = call.bind(prototype.indexOf);

/** @type {(text: string, start: number, end?: number) => string} */
const slice = call.bind(prototype.slice);

/** @type {(text: string, part: string, from?: number) => boolean} */
const startsWith = call.bind(prototype.startsWith);

module.exports = { charCodeAt, indexOf, slice, startsWith };
