// docs/RELIABILITY.md: its tables are made from the rows and their latest results.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/steps.mjs';

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
 * @param {import('./rows.mjs').Row[]} rows
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
 * @param {import('./rows.mjs').Row[]} rows
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
