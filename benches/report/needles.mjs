// Sets of needles against what JavaScript offers for them. Every line gives the same answer, but where it says so.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import AhoCorasick from 'ahocorasick';
import { duration, lengthName } from './figures.mjs';
import { EFFORTS, timeInTurns } from './measure.mjs';
import { settle, texts } from './texts.mjs';

const require = createRequire(import.meta.url);
export const COUNTS = [1, 5, 20, 64, 100, 300, 1000];
const LENGTHS = [4300, 65536, 1048576];
const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];
/** Whose lines are left to the chart: for strings `native` is as `wasmtime`, and `webassembly` does as `javascript`. */
const ALIKE = ['native', 'webassembly'];
/** What a match every so many characters is looked for in. */
const APART = 10_240;

let state = 20261128;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

/** Words of 4 to 12 random letters that none of the texts has. @param {string[]} among @param {number} count */
function absent(among, count) {
  const words = new Set();
  while (words.size < count) {
    const word = String.fromCharCode(...Array.from({ length: 4 + random(9) }, () => 97 + random(26)));
    if (!among.some((text) => text.toLowerCase().includes(word))) words.add(word);
  }
  return [...words];
}

/** The text with one of the needles every `APART` characters. @param {string} text @param {string[]} needles */
function withMatches(text, needles) {
  const parts = [];
  for (let at = 0; at < text.length; at += APART) {
    parts.push(text.slice(at, at + APART), needles[random(needles.length)]);
  }
  return settle('ascii', parts.join(''));
}

/** @typedef {[name: string, run: (text: any) => number]} Contender */

/** @param {string} what @param {Contender[]} contenders @param {any[][]} inputs */
function timesOf(what, contenders, inputs) {
  for (const input of inputs) {
    for (const [name, run] of contenders) {
      if (run(input) !== contenders[0][1](input)) throw new Error(`${what}: ${name} disagrees`);
    }
  }
  return timeInTurns(
    contenders.map(([, run]) => run),
    inputs.map((input) => [input]),
    EFFORTS.quick,
  );
}

/** How much text the command and grep are given, in MiB, and how often each takes its turn. */
const FILE_SIZE = 64;
const TURNS = 3;

/**
 * The command beside `grep -Fob`, on a file with a match every `APART` characters.
 *
 * @returns {Map<string, string[]>} cells of a line, by its name; without grep there is none
 */
function besideGrep() {
  const rows = new Map();
  if (spawnSync('grep', ['--version']).status !== 0) return rows;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'needles-'));
  const [text, list] = [path.join(folder, 'text'), path.join(folder, 'list')];
  const command = fileURLToPath(new URL('../../bin/stringops-booster.js', import.meta.url));
  const programs = [
    [
      `${FILE_SIZE} MB file: the command \`search -f\``,
      process.execPath,
      [command, 'search', '--all', '-f', list, text],
    ],
    [`${FILE_SIZE} MB file: \`grep -Fob -f\``, 'grep', ['-Fob', '-f', list, text]],
  ];
  const plain = texts('ascii', 1048576);
  for (const count of COUNTS) {
    const needles = absent(plain, count);
    fs.writeFileSync(list, needles.map((needle) => `${needle}\n`).join(''));
    fs.writeFileSync(
      text,
      Array.from({ length: FILE_SIZE }, (_, i) => withMatches(plain[i % plain.length], needles)).join(''),
    );
    const least = programs.map(() => Infinity);
    const printed = new Set();
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [index, [, program, args]] of programs.entries()) {
        const start = performance.now();
        const { status, stdout } = spawnSync(program, args, {
          env: { ...process.env, LC_ALL: 'C' },
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        });
        least[index] = Math.min(least[index], performance.now() - start);
        if (status !== 0) throw new Error(`${program} ended with ${status}`);
        printed.add(stdout);
      }
    }
    if (printed.size > 1) throw new Error(`the command and grep disagree about ${count} needles`);
    for (const [index, [name]] of programs.entries()) {
      rows.set(name, [...(rows.get(name) ?? []), duration(least[index] * 1e6)]);
    }
  }
  fs.rmSync(folder, { recursive: true });
  return rows;
}

/**
 * @returns {Promise<{ lines: string[][], points: object[] }>} the lines with the head first, and the gains against the
 *   regular expression of each backend
 */
export async function measure() {
  const { loadStringOpsSync } = require('../..');
  const all = BACKENDS.map((backend) => loadStringOpsSync({ backend }));
  const lines = [['', ...COUNTS.map((count) => (count === 1 ? '1 needle' : String(count)))]];
  /** @type {object[]} */
  const points = [];
  /** @type {Map<string, string[]>} */
  const rows = new Map();
  for (const length of LENGTHS) {
    const plain = texts('ascii', length);
    for (const kind of ['absent', 'absent, ignoring case', 'all, one match in 10 K']) {
      if (kind.startsWith('all') && length < APART) continue;
      const ignoreCase = kind.includes('case');
      for (const count of COUNTS) {
        const needles = absent(plain, count);
        const expression = new RegExp(needles.join('|'), ignoreCase ? 'gi' : 'g');
        const isAll = kind.startsWith('all');
        const inputs = isAll ? plain.map((text) => withMatches(text, needles)) : plain;
        const sets = all.map((ops) => ops.needles(needles, { ignoreCase }));
        const bytes = new Map(inputs.map((text) => [text, Buffer.from(text)]));
        const package_ = new AhoCorasick(needles);
        const matchAll = (text) => {
          let found = 0;
          for (const { index } of text.matchAll(expression)) found += index >= 0 ? 1 : 0;
          return found;
        };
        const test = (text) => {
          expression.lastIndex = 0;
          return Number(expression.test(text));
        };
        /** @type {Contender[]} */
        const contenders = [
          ...sets.map((set, index) => [
            BACKENDS[index],
            isAll ? (text) => set.searchAll(text).length / 2 : (text) => Number(set.test(text)),
          ]),
          [
            'native, of a Buffer',
            isAll ? (text) => sets[1].count(bytes.get(text)) : (text) => Number(sets[1].test(bytes.get(text))),
          ],
          ['regular expression', isAll ? matchAll : test],
          ...(isAll || ignoreCase
            ? []
            : [
                ['includes each', (text) => Number(needles.some((needle) => text.includes(needle)))],
                ['ahocorasick of npm', (text) => package_.search(text).length],
              ]),
        ];
        const took = timesOf(`${kind}, ${length}, ${count}`, contenders, inputs);
        for (const [index, [name]] of contenders.entries()) {
          const row = `${lengthName(length)}, ${kind}: ${name}`;
          if (!ALIKE.includes(name)) rows.set(row, [...(rows.get(row) ?? []), duration(took[index])]);
          const reference = took[contenders.findIndex(([other]) => other === 'regular expression')];
          if (!BACKENDS.includes(name)) continue;
          const [ours, against] = [took[index], reference].map((ns) => Number(ns.toPrecision(4)));
          const gain = Number((against / ours).toPrecision(4));
          points.push({
            backend: name,
            kind: `${lengthName(length)}, ${kind}`,
            length: count,
            gain,
            ours,
            plain: against,
          });
        }
        for (const set of sets) set.free();
      }
    }
  }
  for (const [row, cells] of [...rows, ...besideGrep()]) lines.push([row, ...cells]);
  return { lines, points };
}
