// Hashes of 64 bits against what JavaScript offers for them: every line returns the same BigInt, but where it says so.
import { createRequire } from 'node:module';
import fnv1a from '@sindresorhus/fnv1a';
import { duration, lengthName, times } from './figures.mjs';
import { EFFORTS, timeInTurns } from './measure.mjs';
import { texts } from './texts.mjs';

const require = createRequire(import.meta.url);
const LENGTHS = [11, 64, 256, 1024, 4300, 65536];

const PRIME = 0x100000001b3n;
const OFFSET_BASIS = 0xcbf29ce484222325n;

const MASK = 2n ** 64n - 1n;

/** @param {string} text that is ASCII */
function bigIntLoop(text) {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * PRIME) & MASK;
  return hash;
}

/** The same as V8 compiles it to instructions of 64 bits. @param {string} text that is ASCII */
function asUintLoop(text) {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * PRIME);
  return hash;
}

/**
 * In four limbs of 16 bits, two to a number, as it is usually written by hand.
 *
 * @param {string} text that is ASCII
 */
function twoLimbLoop(text) {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    low = (low ^ text.charCodeAt(i)) >>> 0;
    const bottom = (low & 0xffff) * 0x1b3;
    const middle = (low >>> 16) * 0x1b3 + (bottom >>> 16);
    high = (Math.imul(high, 0x1b3) + (low << 8) + (middle >>> 16)) >>> 0;
    low = ((middle << 16) | (bottom & 0xffff)) >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** @returns {Promise<string[][]>} head first */
export async function measure() {
  const { loadStringOpsSync } = require('../..');
  const ours = ['wasmtime', 'native', 'webassembly', 'javascript'].map((backend) => {
    const { fastHash64 } = loadStringOpsSync({ backend });
    return [`\`fastHash64\`, \`${backend}\``, (/** @type {string} */ text) => fastHash64(text)];
  });
  const { fastHash, fastHash64Hex } = loadStringOpsSync({ backend: 'wasmtime' });
  /** @type {[name: string, run: Function][]} */
  const contenders = [
    ...ours,
    ['`@sindresorhus/fnv1a`, `size: 64`', (/** @type {string} */ text) => fnv1a(text, { size: 64 })],
    ['a loop of BigInts and `&`', bigIntLoop],
    ['a loop of BigInts and `BigInt.asUintN`', asUintLoop],
    ['a loop of two limbs', twoLimbLoop],
    ['`fastHash64Hex`, `wasmtime`: 16 digits', (/** @type {string} */ text) => fastHash64Hex(text)],
    ['`fastHash`, `wasmtime`: 32 bits', (/** @type {string} */ text) => fastHash(text)],
  ];
  // A module is compiled well only once it has run for a while, and for short texts it does not run.
  for (const text of texts('ascii', 1024)) {
    for (const [, run] of contenders) for (let i = 0; i < 2000; i++) run(text);
  }
  const columns = LENGTHS.map((length) => {
    const inputs = texts('ascii', length).map((text) => [text]);
    for (const [text] of inputs) {
      const expected = bigIntLoop(text);
      for (const [name, run] of contenders) {
        const result = run(text);
        if (
          typeof result === 'bigint'
            ? result !== expected
            : typeof result === 'string' && BigInt(`0x${result}`) !== expected
        ) {
          throw new Error(`${name} disagrees`);
        }
      }
    }
    return timeInTurns(
      contenders.map(([, run]) => run),
      inputs,
      EFFORTS.quick,
    );
  });
  const cell = ([first, ...others], index) => {
    const took = [first, ...others][index];
    return index === 0 ? duration(took) : `${duration(took)} (${times(took / first)})`;
  };
  return [
    ['', ...LENGTHS.map(lengthName)],
    ...contenders.map(([name], index) => [name, ...columns.map((column) => cell(column, index))]),
  ];
}
