// Lines that no test runs, compared with the explanations for them.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../steps.mjs';

/**
 * @typedef {object} Explanation
 * @property {string} file relative to the root
 * @property {string} [after] text of a line before `from`, if `from` occurs more than once
 * @property {string} [from] text of the first line it is about
 * @property {string} [to] text of the last; by default `from`'s line alone
 * @property {string} why no test here can run it
 */

/**
 * The lines an explanation is about: from the first that contains `from` to the next that contains `to`; all lines of
 * the file without `from`.
 *
 * @param {Explanation} explanation
 * @param {string[]} source
 */
function rangeOf({ file, after, from, to }, source) {
  if (from === undefined) return { first: 1, last: source.length };
  const start = after === undefined ? 0 : source.findIndex((line) => line.includes(after));
  if (start === -1) throw new Error(`${file} has no line ${after}`);
  const first = source.findIndex((line, index) => index >= start && line.includes(from)) + 1;
  if (first === 0) throw new Error(`${file} has no line ${from}`);
  if (to === undefined) return { first, last: first };
  const length = source.slice(first - 1).findIndex((line) => line.includes(to));
  if (length === -1) throw new Error(`${file} has no line ${to} after ${from}`);
  return { first, last: first + length };
}

/**
 * Prints a table and what is unexplained. Returns whether all is well.
 *
 * @param {import('./reports.mjs').Coverage[]} files
 */
export function judge(files) {
  /** @type {Explanation[]} */
  const explanations = JSON.parse(fs.readFileSync(path.join(root, 'scripts/coverage/unreached.json'), 'utf8'));
  let well = true;
  const totals = new Map();
  for (const { file, lines, unreached } of files.toSorted((a, b) => a.file.localeCompare(b.file))) {
    const source = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
    const ranges = explanations
      .filter((explanation) => explanation.file === file)
      .map((explanation) => ({ explanation, ...rangeOf(explanation, source), used: 0 }));
    const unexplained = unreached.filter((line) => {
      const range = ranges.find(({ first, last }) => line >= first && line <= last);
      if (range) range.used++;
      return range === undefined;
    });
    const language = /\.rs$/.test(file) ? 'Rust' : 'JavaScript';
    const total = totals.get(language) ?? { lines: 0, unreached: 0 };
    totals.set(language, { lines: total.lines + lines, unreached: total.unreached + unreached.length });
    if (unreached.length > 0) {
      console.log(
        `${file}: ${unreached.length} of ${lines} lines not run${unexplained.length === 0 ? ', explained' : ''}`,
      );
    }
    for (const line of unexplained) {
      well = false;
      console.log(`  ${file}:${line}: ${source[line - 1].trim()}`);
    }
    for (const { explanation, used } of ranges) {
      if (used > 0) continue;
      well = false;
      console.log(`  ${file}: "${explanation.from ?? 'the whole file'}" is explained, and is run after all`);
    }
  }
  for (const [language, { lines, unreached }] of totals) {
    console.log(
      `${language}: ${lines - unreached} of ${lines} lines run (${((100 * (lines - unreached)) / lines).toFixed(1)} %)`,
    );
  }
  const absent = explanations.filter(({ file }) => !fs.existsSync(path.join(root, file)));
  for (const { file } of absent) console.log(`  ${file} is explained, and is not there`);
  return well && absent.length === 0;
}
