// Hashes, searches and compares the lines of a text file, and does the same in plain JavaScript for comparison.
//   npm start -- FILE NEEDLE      or      node examples/text-file.cjs FILE NEEDLE
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { loadStringOps } = require('..');

const DEFAULT_FILE = path.join(__dirname, '..', 'package-lock.json');
const DEFAULT_NEEDLE = 'vitest';

/** What one would write without this package. */
const plain = {
  /** @param {string} text */
  hash(text) {
    let hash = 2166136261;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    return hash >>> 0;
  },
  /** @param {string} a @param {string} b */
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  /** @param {string} text @param {string} needle */
  search: (text, needle) => text.indexOf(needle),
};

/**
 * The shortest of several runs, in microseconds.
 *
 * @param {() => void} run
 */
function time(run) {
  let best = Infinity;
  const end = performance.now() + 200;
  for (let round = 0; round < 5 || (performance.now() < end && round < 1000); round++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best * 1000;
}

/** @param {number} value */
const micros = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(0)).padStart(10) + ' us';

/** @param {number} ours @param {number} theirs */
function verdict(ours, theirs) {
  const ratio = theirs / ours;
  if (ratio >= 1.05) return `${ratio.toFixed(2)} times as fast`;
  if (ratio <= 0.95) return `${(1 / ratio).toFixed(2)} times SLOWER`;
  return 'about the same';
}

/**
 * @param {string} name
 * @param {string | number} result
 * @param {() => void} ours
 * @param {() => void} theirs
 * @param {string} label of what plain JavaScript does
 */
function report(name, result, ours, theirs, label) {
  const [mine, other] = [time(ours), time(theirs)];
  console.log(
    `${name.padEnd(34)} ${String(result).padStart(12)}  ${micros(mine)}  ${micros(other)} ${label.padEnd(12)} ${verdict(mine, other)}`,
  );
}

/** @param {string} file */
function readText(file) {
  try {
    const bytes = fs.readFileSync(file);
    const text = bytes.toString('utf8');
    if (Buffer.compare(Buffer.from(text), bytes) !== 0) {
      console.log(
        `note      ${file} is not UTF-8 (${bytes.length} bytes): what follows is about its text with replacement characters`,
      );
    }
    return text;
  } catch (error) {
    console.error(`stringops-booster: cannot read ${file}: ${/** @type {Error} */ (error).message}`);
    process.exit(2);
  }
}

/** @param {string[]} args */
async function main([given, needle = DEFAULT_NEEDLE]) {
  // npm runs scripts in the project's folder; a relative path is relative to where npm was called.
  const file = given === undefined ? DEFAULT_FILE : path.resolve(process.env.INIT_CWD ?? '.', given);
  const text = readText(file);
  const ops = await loadStringOps();
  const lines = text.split('\n');
  const isAscii = Buffer.byteLength(text) === text.length;

  console.log(
    `file      ${path.relative(process.cwd(), file) || file}: ${text.length} characters, ${Buffer.byteLength(text)} bytes, ${lines.length} lines`,
  );
  console.log(`backend   ${ops.backend}${ops.fallbackReason ? ` (${ops.fallbackReason.message})` : ''}`);
  console.log(`needle    ${JSON.stringify(needle)}\n`);
  console.log(
    `${''.padEnd(34)} ${'result'.padStart(12)}  ${'this package'.padStart(13)}  ${'plain JavaScript'.padStart(13)}`,
  );

  const hash = ops.fastHash(text);
  report(
    'hash of the text',
    hash.toString(16).padStart(8, '0'),
    () => ops.fastHash(text),
    () => plain.hash(text),
    'loop',
  );
  if (isAscii && hash !== plain.hash(text)) throw new Error('the hashes differ');

  const distinct = new Set(lines.map((line) => ops.fastHash(line))).size;
  report(
    'hashes of its lines, distinct',
    distinct,
    () => {
      for (const line of lines) ops.fastHash(line);
    },
    () => {
      for (const line of lines) plain.hash(line);
    },
    'loop',
  );

  const offset = ops.fastSearch(text, needle);
  const index = plain.search(text, needle);
  if (offset !== (index < 0 ? -1 : Buffer.byteLength(text.slice(0, index)))) throw new Error('the offsets differ');
  report(
    'first byte of the needle',
    offset,
    () => ops.fastSearch(text, needle),
    () => plain.search(text, needle),
    'indexOf',
  );
  const missing = `${needle}\u0001`;
  report(
    'a needle that is not there',
    ops.fastSearch(text, missing),
    () => ops.fastSearch(text, missing),
    () => plain.search(text, missing),
    'indexOf',
  );

  let ascending = 0;
  for (let i = 1; i < lines.length; i++) if (ops.fastCompare(lines[i - 1], lines[i]) <= 0) ascending++;
  report(
    'lines not below the one before',
    ascending,
    () => {
      for (let i = 1; i < lines.length; i++) ops.fastCompare(lines[i - 1], lines[i]);
    },
    () => {
      for (let i = 1; i < lines.length; i++) plain.compare(lines[i - 1], lines[i]);
    },
    '<',
  );

  const copy = `${text.slice(0, -1)}\u0001`;
  report(
    'the text against a changed copy',
    ops.fastCompare(text, copy),
    () => ops.fastCompare(text, copy),
    () => plain.compare(text, copy),
    '<',
  );
  if (!isAscii)
    console.log('\nThe plain loop hashes UTF-16 units, so its hash of text that is not ASCII is another one.');
}

main(process.argv.slice(2));
