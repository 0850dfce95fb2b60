// What else is used for such things, some of it with a different meaning; each line says which.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import wabt from 'wabt';
import xxhashWasm from 'xxhash-wasm';
import { duration, lengthName } from './figures.mjs';
import { EFFORTS, timeInTurns } from './measure.mjs';
import { KINDS, overwrite, settle, texts } from './texts.mjs';

const require = createRequire(import.meta.url);
const GUIDE = new URL('../../__tests__/guide/loader/', import.meta.url);
const LENGTHS = [64, 1024, 4300, 65536, 1048576];

/** The module of the WASM Implementation Guide, as printed there, in V8's WebAssembly. */
async function guideModule() {
  const { parseWat } = await wabt();
  const parsed = parseWat('stringOps.wat', readFileSync(new URL('stringOps.wat', GUIDE), 'utf8'), {});
  const memory = new WebAssembly.Memory({ initial: 256 });
  const module = new WebAssembly.Module(parsed.toBinary({}).buffer);
  const { StringOpsWrapper } = await import(new URL('stringOps.wrapper.js', GUIDE).href);
  const wrapper = new StringOpsWrapper(new WebAssembly.Instance(module, { env: { memory, log() {} } }), memory);
  // It never frees, and would throw after 16 MiB; here each call starts at the beginning of its memory.
  const call = (operation) => (a, b) => {
    wrapper._offset = 0;
    return wrapper[operation](a, b);
  };
  return { hash: call('fastHash'), compare: call('fastCompare'), search: call('fastSearch') };
}

/** @returns {Promise<string[][]>} head first */
export async function measure() {
  const { fastHash, fastCompare, fastSearch } = require('../..').loadStringOpsSync({ backend: 'wasmtime' });
  const { xxh32 } = require('@node-rs/xxhash');
  const { h32 } = await xxhashWasm();
  const guide = await guideModule();
  const needle = KINDS.ascii.needles.common[0];
  const ascii = (length) => texts('ascii', length);
  const apart = (length) =>
    ascii(length).map((text) => ['x', 'y'].map((mark) => overwrite('ascii', text, mark, length - 1)));
  const signed = (hash) => (text) => hash(text) >>> 0;

  /**
   * @type {[what: string, inputs: (length: number) => any[][], contenders: [name: string, answer: string, run:
   * Function][]][]}
   */
  const groups = [
    [
      'hash',
      (length) => ascii(length).map((text) => [text]),
      [
        ['fastHash', 'same', (text) => fastHash(text)],
        ["the guide's module on V8", 'same, but signed', signed(guide.hash)],
        ['xxh32 of @node-rs/xxhash', 'another hash', (text) => xxh32(text)],
        ['h32 of xxhash-wasm', 'another hash, of 32 bits', (text) => h32(text)],
      ],
    ],
    [
      'compare, last differs',
      apart,
      [
        ['fastCompare', 'same', (a, b) => fastCompare(a, b)],
        ["the guide's module on V8", 'same', guide.compare],
        ['Buffer.compare of Buffer.from', 'same', (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))],
        ['localeCompare', "a locale's order", (a, b) => a.localeCompare(b)],
      ],
    ],
    [
      'search, miss',
      (length) => ascii(length).map((text) => [text, needle]),
      [
        ['fastSearch', 'same', (haystack, what) => fastSearch(haystack, what)],
        ["the guide's module on V8", 'same', guide.search],
        ['indexOf of Buffer.from', 'same', (haystack, what) => Buffer.from(haystack).indexOf(what)],
        ['includes', 'whether, not where', (haystack, what) => Number(haystack.includes(what)) - 1],
      ],
    ],
    [
      'search in bytes, miss',
      (length) => ascii(length).map((text) => [Buffer.from(text), Buffer.from(settle('ascii', needle))]),
      [
        ['fastSearch', 'same', (haystack, what) => fastSearch(haystack, what)],
        ['Buffer.indexOf', 'same', (haystack, what) => haystack.indexOf(what)],
      ],
    ],
  ];
  const lines = [['', 'answer', ...LENGTHS.map(lengthName)]];
  for (const [what, inputsOf, contenders] of groups) {
    const columns = LENGTHS.map((length) => {
      const inputs = inputsOf(length);
      const [ours] = contenders;
      for (const input of inputs) {
        for (const [name, answer, run] of contenders) {
          if (answer.startsWith('same') && run(...input) !== ours[2](...input))
            throw new Error(`${what}: ${name} disagrees`);
        }
      }
      return timeInTurns(
        contenders.map(([, , run]) => run),
        inputs,
        EFFORTS.quick,
      );
    });
    for (const [index, [name, answer]] of contenders.entries()) {
      lines.push([`${what}: ${name}`, answer, ...columns.map((column) => duration(column[index]))]);
    }
  }
  return lines;
}
