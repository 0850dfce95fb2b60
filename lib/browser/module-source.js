'use strict';

/**
 * stringOps.wasm in a browser: fetched and compiled while it downloads, or obtained in another way, once for all
 * instances of the page.
 */

const { OURS } = require('../backends/webassembly/module-exports.js');
const { brokenModule, invalidArgType, list, loadFailed, reasonOf } = require('../errors/errors.js');
const { MODULE_OPERATIONS } = require('../operations/table.js');

/**
 * Where the module is if the caller does not say: at a URL among the package's other files or, if a bundler left that
 * behind, in a script that bundlers include.
 *
 * @typedef {object} Places
 * @property {() => URL} url
 * @property {() => Promise<{ default: string }>} script whose default export is the module in base64
 */

/** What stringOps.wasm exports. */
const EXPORTS = [...MODULE_OPERATIONS, ...OURS];

/** The smallest possible module: a magic number and a version. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

const { toString } = Object.prototype;

const WASM = 'a URL, a Response, an ArrayBuffer, a typed array or a WebAssembly.Module';

/** Kinds of objects by their tags, which are the same in every realm: edge runtimes and test runners have their own. */
const KINDS = new Map([
  ['URL', 'url'],
  ['WebAssembly.Module', 'module'],
  ['ArrayBuffer', 'bytes'],
  ['Response', 'response'],
]);

/** @type {Places | undefined} */
let places;

/** @type {WebAssembly.Module | undefined} the first that was compiled */
let compiled;

/** @type {Promise<WebAssembly.Module> | undefined} the compilation from `places` in progress */
let underWay;

/** @param {Places} found passed by the entry, as only an ES module knows its own URL */
function setPlaces(found) {
  places = found;
}

/**
 * The kind of a `wasm` option. If it is of none, it is refused, before anything is awaited.
 *
 * @param {unknown} wasm
 */
function kindOf(wasm) {
  if (wasm === undefined) return 'places';
  if (typeof wasm === 'string') return 'url';
  if (ArrayBuffer.isView(wasm)) return 'bytes';
  const kind = KINDS.get(tagOf(wasm)) ?? (isPromise(wasm) ? 'response' : undefined);
  if (kind !== undefined) return kind;
  throw invalidArgType('options.wasm', wasm, WASM);
}

/**
 * @param {any} wasm
 * @returns {Promise<WebAssembly.Module>}
 */
async function compileModule(wasm) {
  const kind = kindOf(wasm);
  // The same one for everyone who asks at the same time; a failure is not remembered.
  if (kind === 'places') return compiled ?? (underWay ??= compilePlaces().finally(() => (underWay = undefined)));
  if (kind === 'module') return checkModule(wasm);
  checkEngine();
  if (kind === 'url') return compileResponse(await request(wasm));
  if (kind === 'bytes') return checkModule(await WebAssembly.compile(plain(wasm)));
  const response = await wasm;
  if (tagOf(response) !== 'Response') throw invalidArgType('options.wasm', response, 'a promise of a Response');
  return compileResponse(response);
}

/**
 * The module, if nothing has to be awaited.
 *
 * @param {any} wasm
 * @returns {WebAssembly.Module}
 */
function compileModuleSync(wasm) {
  const kind = kindOf(wasm);
  if (kind === 'places' && compiled !== undefined) return compiled;
  if (kind === 'module') return checkModule(wasm);
  if (kind !== 'bytes') {
    throw loadFailed('The module is not there yet: await loadStringOps() once, and loadStringOpsSync() has it, too');
  }
  checkEngine();
  return checkModule(new WebAssembly.Module(plain(wasm)));
}

async function compilePlaces() {
  checkEngine();
  if (places === undefined) throw loadFailed('Nobody has said where the module is');
  /** @type {unknown} */
  let atUrl;
  try {
    return await compileResponse(await request(places.url()));
  } catch (error) {
    atUrl = error;
  }
  try {
    const { default: base64 } = await places.script();
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return checkModule(await WebAssembly.compile(bytes));
  } catch (error) {
    throw loadFailed(`The module is neither at its URL (${reasonOf(atUrl)}) nor in its script`, error);
  }
}

/** Fails where nothing at all can be compiled, before anything is fetched in vain. */
function checkEngine() {
  if (typeof WebAssembly !== 'object') throw loadFailed('This JavaScript engine has no WebAssembly');
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    throw loadFailed(
      'This page or worker may not compile WebAssembly, and no compiled module was passed as "wasm"',
      cause,
    );
  }
}

/** @param {string | URL} url */
async function request(url) {
  try {
    return await fetch(url);
  } catch (cause) {
    throw loadFailed(`${nameOf(String(url))} cannot be fetched`, cause);
  }
}

/** @param {Response} response */
async function compileResponse(response) {
  const { ok, status, url } = response;
  if (!ok) throw loadFailed(`${nameOf(url)} was answered with status ${status}`);
  const type = response.headers.get('content-type') ?? '';
  // Servers that do not know the type are common; engines compile while downloading only with that type, without
  // parameters.
  const streams = /^\s*application\/wasm\s*$/i.test(type) && typeof WebAssembly.compileStreaming === 'function';
  try {
    if (streams) return checkModule(await WebAssembly.compileStreaming(response));
    return checkModule(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (cause) {
    throw loadFailed(`${nameOf(url)}, served as ${type === '' ? 'nothing' : type}, gives no module`, cause);
  }
}

/**
 * Bytes as engines take them: V8 refuses a DataView.
 *
 * @param {BufferSource} bytes
 * @returns {BufferSource}
 */
const plain = (bytes) =>
  ArrayBuffer.isView(bytes)
    ? new Uint8Array(/** @type {ArrayBuffer} */ (bytes.buffer), bytes.byteOffset, bytes.byteLength)
    : bytes;

/**
 * @param {WebAssembly.Module} module
 * @returns {WebAssembly.Module} the same, after noting the first
 */
function checkModule(module) {
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  const missing = EXPORTS.filter((name) => !names.includes(name));
  if (missing.length !== 0) throw brokenModule(`The module does not export ${list(missing)}`);
  compiled ??= module;
  return module;
}

/** @param {string} url of a response; one made by hand has none, and a data URL with the module itself is long */
const nameOf = (url) => (url === '' ? 'A Response without a URL' : url.startsWith('data:') ? 'A data: URL' : url);

/** @param {unknown} value */
const tagOf = (value) => toString.call(value).slice('[object '.length, -1);

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';

module.exports = { setPlaces, kindOf, compileModule, compileModuleSync };
