// All rows there are, one of them run, and docs/RELIABILITY.md, whose tables are made from the rows and their results.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../../../scripts/steps.mjs';

const folder = fileURLToPath(new URL('../rows/', import.meta.url));

const TEXTS = ['id', 'provoked', 'how', 'expected', 'unit'];

/**
 * @typedef {object} Row
 * @property {string} area
 * @property {string} id
 * @property {string} provoked
 * @property {string} how
 * @property {string} expected
 * @property {string} unit
 * @property {{ full: number, ci?: number }} least
 * @property {() => string | null} [skip]
 * @property {boolean} [maySkip] whether even CI may run on a machine that cannot provoke it
 * @property {number} [seconds]
 * @property {(context: { ci: boolean, least: number }) => Promise<{ count: number, outcome: string }>} run
 */

/** @returns {Promise<Row[]>} in the order of the files' names */
export async function allRows() {
  const found = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .sort()) {
    const { area, rows } = await import(pathToFileURL(path.join(folder, file)).href);
    if (typeof area !== 'string' || !Array.isArray(rows) || rows.length === 0)
      throw new Error(`${file} has no area or no rows`);
    for (const row of rows) {
      for (const name of TEXTS)
        if (typeof row[name] !== 'string' || row[name] === '')
          throw new Error(`${file}: ${row.id}: ${name} is missing`);
      if (!(row.least?.full > 0) || (row.least.ci !== undefined && !(row.least.ci > 0)))
        throw new Error(`${file}: ${row.id}: least`);
      if (found.some(({ id }) => id === row.id)) throw new Error(`${file}: ${row.id} is there twice`);
      found.push({ ...row, area });
    }
  }
  return found;
}

const document = path.join(root, 'docs/RELIABILITY.md');
const START = '<!-- made by npm run test:torture -- --report -->';
const END = '<!-- end -->';

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function duration(seconds) {
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

function happened(result) {
  if (!result) return 'not run yet';
  if (result.status === 'skipped') return `skipped: ${result.outcome}`;
  return result.status === 'passed' ? result.outcome : `**failed**: ${result.outcome}`;
}

/**
 * @param {Row[]} rows
 * @param {Record<string, any>} results by id
 */
function tables(rows, results) {
  const lines = [];
  let area = '';
  for (const row of rows) {
    if (row.area !== area) {
      area = row.area;
      lines.push(
        '',
        `## ${area}`,
        '',
        '| provoked | how | must happen | happened | count | ran | in CI |',
        '|---|---|---|---|---:|---:|---|',
      );
    }
    const result = results[row.id];
    const passed = result?.status === 'passed';
    const cells = [
      row.provoked,
      row.how,
      row.expected,
      happened(result),
      passed ? `${result.count.toLocaleString('en')} ${row.unit}` : '',
      passed ? duration(result.seconds) : '',
      row.least.ci === undefined
        ? 'no'
        : row.least.ci === row.least.full
          ? 'yes'
          : `${row.least.ci.toLocaleString('en')}`,
    ];
    lines.push(`| ${cells.map(cell).join(' | ')} |`);
  }
  return lines.join('\n');
}

/**
 * @param {Row[]} rows
 * @param {Record<string, any>} results
 * @returns {{ text: string, current: boolean }}
 */
export function report(rows, results) {
  const before = readFileSync(document, 'utf8');
  const [start, end] = [before.indexOf(START), before.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`docs/RELIABILITY.md lacks its marks ${START} and ${END}`);
  const text = `${before.slice(0, start)}${START}\n${tables(rows, results)}\n\n${before.slice(end)}`;
  return { text, current: text === before };
}

/** @param {string} text */
export const writeReport = (text) => writeFileSync(document, text);

// node rows.mjs ID full|ci FILE: runs one row and writes the outcome to FILE.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [id, size, file] = process.argv.slice(2);
  const row = (await allRows()).find((candidate) => candidate.id === id);
  if (!row) throw new Error(`there is no row ${id}`);
  const ci = size === 'ci';
  const least = (ci ? row.least.ci : undefined) ?? row.least.full;
  const { count, outcome } = await row.run({ ci, least });
  if (!(count >= least)) throw new Error(`${count} ${row.unit}, expected at least ${least}`);
  if (typeof outcome !== 'string' || outcome === '') throw new Error('the row does not say what happened');
  writeFileSync(file, JSON.stringify({ count, outcome }));
}
