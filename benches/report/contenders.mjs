// Who runs in a row. `answer` says how a contender's result stands to ours:
//   same   FNV-1a, byte order or byte offset: every result must equal that of the plainest JavaScript
//   units  the place as an index in UTF-16 units: must be the same place
//   utf16  the order or hash of UTF-16 units: must be equal where all texts make it so, see `rows.mjs`
//   other  another algorithm or another order, run for context; nothing is asserted
import { createRequire } from 'node:module';
import xxhashWasm from 'xxhash-wasm';

const require = createRequire(import.meta.url);
const { loadStringOpsSync } = require('../..');
const { xxh32 } = require('@node-rs/xxhash');
const { h32, h32Raw } = await xxhashWasm();

export const BACKENDS = /** @type {const} */ (['wasmtime', 'native', 'webassembly', 'javascript']);

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {'same' | 'units' | 'utf16' | 'other'} answer
 * @property {(a: any, b: any) => number | boolean} run
 * @property {boolean} [ours]
 */

const ours = BACKENDS.map((backend) => {
  const ops = loadStringOpsSync({ backend });
  if (ops.backend !== backend) throw new Error(`${backend} was forced and ${ops.backend} came`);
  return { backend, ops };
});

/**
 * @param {'fastHash' | 'fastCompare' | 'fastSearch'} operation
 * @returns {Contender[]}
 */
const backends = (operation) =>
  ours.map(({ backend, ops }) => {
    const run = ops[operation];
    return { name: backend, answer: 'same', ours: true, run };
  });

/** StringZilla's addon, where its package is installed; it is made for Linux on x64. */
const stringzilla = (() => {
  try {
    return require('@stringzilla/linux-x64');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
})();

/** @param {Contender} contender */
const ifStringZilla = (contender) => (stringzilla === null ? [] : [contender]);

const encoder = new TextEncoder();
const scratch = new Uint8Array(3 << 20);

/** @param {Uint8Array} bytes @param {number} length */
function loopOverBytes(bytes, length) {
  let hash = 2166136261;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], 16777619);
  return hash >>> 0;
}

/** @param {string} text */
function loopOverUnits(text) {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function compareByteByByte(a, b) {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

/** @type {Record<'hash' | 'compare' | 'search', { strings: Contender[], bytes: Contender[] }>} */
export const CONTENDERS = {
  hash: {
    strings: [
      ...backends('fastHash'),
      { name: 'charCodeAt loop', answer: 'utf16', run: loopOverUnits },
      {
        name: 'encodeInto, loop',
        answer: 'same',
        run: (text) => loopOverBytes(scratch, encoder.encodeInto(text, scratch).written),
      },
      { name: 'xxh32, @node-rs/xxhash', answer: 'other', run: (text) => xxh32(text) },
      { name: 'xxh32, xxhash-wasm', answer: 'other', run: (text) => h32(text) },
    ],
    bytes: [
      ...backends('fastHash'),
      { name: 'byte loop', answer: 'same', run: (bytes) => loopOverBytes(bytes, bytes.length) },
      { name: 'xxh32, @node-rs/xxhash', answer: 'other', run: (bytes) => xxh32(bytes) },
      { name: 'xxh32, xxhash-wasm', answer: 'other', run: (bytes) => h32Raw(bytes) },
      // 64 bits as a BigInt, which is looked at but not turned into a number.
      ...ifStringZilla({
        name: 'StringZilla hash',
        answer: 'other',
        run: (bytes) => stringzilla.hash(bytes) === 0n,
      }),
    ],
  },
  compare: {
    strings: [
      ...backends('fastCompare'),
      { name: '`===`, `<`', answer: 'utf16', run: (a, b) => (a === b ? 0 : a < b ? -1 : 1) },
      { name: 'localeCompare', answer: 'other', run: (a, b) => a.localeCompare(b) },
      {
        name: 'Buffer.from, compare',
        answer: 'same',
        run: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
      },
    ],
    bytes: [
      ...backends('fastCompare'),
      { name: 'Buffer.compare', answer: 'same', run: (a, b) => Buffer.compare(a, b) },
      { name: 'byte loop', answer: 'same', run: compareByteByByte },
      ...ifStringZilla({ name: 'StringZilla compare', answer: 'same', run: (a, b) => stringzilla.compare(a, b) }),
    ],
  },
  search: {
    strings: [
      ...backends('fastSearch'),
      { name: 'indexOf', answer: 'units', run: (haystack, needle) => haystack.indexOf(needle) },
      {
        name: 'Buffer.from, indexOf',
        answer: 'same',
        run: (haystack, needle) => Buffer.from(haystack).indexOf(needle),
      },
    ],
    bytes: [
      ...backends('fastSearch'),
      { name: 'Buffer.indexOf', answer: 'same', run: (haystack, needle) => haystack.indexOf(needle) },
      ...ifStringZilla({
        name: 'StringZilla find',
        answer: 'same',
        run: (haystack, needle) => Number(stringzilla.indexOf(haystack, needle)),
      }),
    ],
  },
};
