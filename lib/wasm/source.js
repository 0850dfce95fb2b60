'use strict';

/**
 * Modules that have to be read first: from files or, where there are none, over the network.
 */

const { attempt, invalidArgType, invalidArgValue, loadFailed, outOfRange } = require('../errors/errors.js');
const { builtin } = require('../node/builtins.js');

/** @returns {typeof import('node:fs') | null} */
const files = () => builtin('fs');

/**
 * @param {string | URL} place
 * @param {number} most bytes
 * @returns {Uint8Array<ArrayBuffer>}
 */
function readSourceSync(place, most) {
  const fs = files();
  if (fs === null)
    throw invalidArgValue('source', place, 'must be bytes or a compiled module, as nothing can be fetched at once');
  checkSize(fs.statSync(place).size, most);
  return new Uint8Array(fs.readFileSync(place));
}

/**
 * @param {string | URL} place
 * @param {number} most
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function readSource(place, most) {
  const fs = files();
  if (fs === null) return fetchSource(place, most);
  checkSize((await fs.promises.stat(place)).size, most);
  return new Uint8Array(await fs.promises.readFile(place));
}

/**
 * @param {string | URL} url
 * @param {number} most
 */
async function fetchSource(url, most) {
  // not covered from here: only in browsers (__tests__/browser/in-page/loading.mjs)
  const response = await fetch(url);
  if (!response.ok) throw loadFailed(`${response.url} was answered with ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  checkSize(bytes.length, most);
  return bytes;
}

/** @param {unknown} source @returns {string | URL} */
function placeOf(source) {
  if (typeof source === 'string') return source;
  if (!isUrl(source)) {
    throw invalidArgType('source', source, 'a Uint8Array, an ArrayBuffer, a WebAssembly.Module, a path or a URL');
  }
  if (files() === null || source.protocol === 'file:') return source;
  throw invalidArgValue('source', source.href, 'must be the URL of a file');
}

/** Absent in realms that have no URLs. */
const href = Object.getOwnPropertyDescriptor(globalThis.URL?.prototype ?? {}, 'href')?.get;

/**
 * @param {unknown} value
 * @returns {value is URL}
 */
const isUrl = (value) => href !== undefined && attempt(() => href.call(value)).error === null;

/** @param {number} size @param {number} most */
function checkSize(size, most) {
  if (size > most) throw outOfRange('source', `a module of at most ${most} bytes`, size);
}

module.exports = { checkSize, placeOf, readSource, readSourceSync };
