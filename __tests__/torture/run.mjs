// npm run test:torture -- [--ci] [--only PATTERN] [--list] [--report] [--check]
//
// Provokes everything that can go wrong, for real, on the built addon, and writes what happened to docs/RELIABILITY.md.
// --ci runs the rows and sizes that are short enough for CI; --only those whose area or id matches; --list names them;
// --report rewrites the document from the latest results, and --check fails if that would change it. Each row runs in a
// process of its own (--row ID full|ci FILE), and most start others, whose results, error codes and exit statuses they
// check. A row whose process dies has failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/steps.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    row: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const latest = fileURLToPath(new URL('./results/latest.json', import.meta.url));
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

const save = (results) =>
  writeFileSync(latest, `${JSON.stringify(Object.fromEntries(Object.entries(results).sort()), null, 2)}\n`);

const folder = fileURLToPath(new URL('./rows/', import.meta.url));

const TEXTS = ['id', 'provoked', 'how', 'expected', 'unit'];

/**
 * One of the `rows` that a file in rows/ exports, beside its `area`, which is a heading.
 *
 * @typedef {object} Row
 * @property {string} area
 * @property {string} id unique, in kebab case
 * @property {string} provoked what goes wrong; this and the next two are columns of the table, a sentence each
 * @property {string} how by which means, for real
 * @property {string} expected what must happen, which `run` asserts
 * @property {string} unit what `count` counts
 * @property {{ full: number, ci?: number }} least fewer than this fails the row; without `ci` it does not run in CI
 * @property {() => string | null} [skip] the reason why this machine cannot provoke it
 * @property {boolean} [maySkip] whether even CI may run on a machine that cannot provoke it
 * @property {number} [seconds] after which the row counts as hanging
 * @property {(context: { ci: boolean, least: number }) => Promise<{ count: number, outcome: string }>} run throws if
 *   something is wrong; `outcome` says what happened, with its figures
 */

/** @returns {Promise<Row[]>} in the order of the files' names */
async function allRows() {
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
function report(rows, results) {
  const before = readFileSync(document, 'utf8');
  const [start, end] = [before.indexOf(START), before.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`docs/RELIABILITY.md lacks its marks ${START} and ${END}`);
  const text = `${before.slice(0, start)}${START}\n${tables(rows, results)}\n\n${before.slice(end)}`;
  return { text, current: text === before };
}

/** @param {string} text */
const writeReport = (text) => writeFileSync(document, text);

const rows = await allRows();
if (options.row) {
  await runHere(...positionals);
  process.exit(0);
}
const pattern = new RegExp(options.only, 'i');
const chosen = rows.filter(
  (row) => (pattern.test(row.id) || pattern.test(row.area)) && (!options.ci || row.least.ci !== undefined),
);

/** Seconds after which a row that says nothing else counts as hanging: many times what it takes, as machines are busy. */
const HANGING = 1800;

/** Runs one row and writes the outcome to a file. */
async function runHere(id, size, file) {
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`there is no row ${id}`);
  const ci = size === 'ci';
  const least = (ci ? row.least.ci : undefined) ?? row.least.full;
  const { count, outcome } = await row.run({ ci, least });
  if (!(count >= least)) throw new Error(`${count} ${row.unit}, expected at least ${least}`);
  if (typeof outcome !== 'string' || outcome === '') throw new Error('the row does not say what happened');
  writeFileSync(file, JSON.stringify({ count, outcome }));
}

/** Runs a row in a process of its own; its output is shown only if it fails. */
function runRow(row) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'torture-'));
  const file = path.join(folder, 'result.json');
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [process.argv[1], '--row', row.id, options.ci ? 'ci' : 'full', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    let hanging = false;
    const limit = setTimeout(
      () => {
        hanging = true;
        // The whole group: a row's own children hang with it.
        process.kill(-child.pid, 'SIGKILL');
      },
      (row.seconds ?? HANGING) * 1000,
    );
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      const seconds = (performance.now() - started) / 1000;
      const passed = status === 0 && existsSync(file);
      const result = passed
        ? { status: 'passed', ...readJson(file), seconds }
        : {
            status: 'failed',
            outcome: hanging ? `still running after ${row.seconds ?? HANGING} s` : `ended with ${status ?? signal}`,
            count: 0,
            seconds,
            output,
          };
      rmSync(folder, { recursive: true, force: true });
      resolve(result);
    });
  });
}

if (options.list) {
  for (const { area, id, least } of chosen)
    console.log(`${area}: ${id} (${least.full}${least.ci === undefined ? '' : `, in CI ${least.ci}`})`);
  process.exit(0);
}
if (options.report || options.check) {
  const known = readJson(latest);
  const { text, current } = report(rows, known);
  if (options.report) {
    writeReport(text);
    // Results of rows that no longer exist. (A run leaves them: they may be newer than the rows it knows.)
    save(Object.fromEntries(Object.entries(known).filter(([id]) => rows.some((row) => row.id === id))));
  }
  if (!options.report && !current) {
    console.error('docs/RELIABILITY.md is not what the rows and results make: npm run test:torture -- --report');
    process.exit(1);
  }
  process.exit(0);
}
if (chosen.length === 0) {
  console.error(`no row matches ${options.only}`);
  process.exit(1);
}

const results = {};
for (const row of chosen) {
  const reason = row.skip?.() ?? null;
  const result = reason === null ? await runRow(row) : { status: 'skipped', outcome: reason, count: 0, seconds: 0 };
  results[row.id] = result;
  console.log(
    `${result.status.padEnd(7)} ${row.id}: ${result.status === 'passed' ? `${result.count} ${row.unit}, ` : ''}${result.outcome} (${result.seconds.toFixed(1)} s)`,
  );
  if (result.output) console.log(result.output.trimEnd().replace(/^/gm, '        '));
}
const of = (status) => Object.values(results).filter((result) => result.status === status).length;
console.log(`\ntorture: ${of('passed')} rows passed, ${of('skipped')} skipped, ${of('failed')} failed`);

// The document reports full runs; a run in CI, smaller, does not write.
if (!options.ci) {
  const known = readJson(latest);
  for (const [id, { output: _, ...result }] of Object.entries(results)) {
    if (result.status === 'skipped' && known[id]?.status === 'passed') continue;
    known[id] = {
      ...result,
      seconds: Number(result.seconds.toFixed(1)),
      date: new Date().toISOString().slice(0, 10),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    };
  }
  save(known);
  writeReport(report(rows, known).text);
}
// How many rows CI must run, .ci/counts.json says. One that skips itself must be about what not every machine has.
const hidden = options.ci ? chosen.filter(({ id, maySkip }) => results[id].status === 'skipped' && !maySkip) : [];
for (const { id } of hidden) console.error(`${id} was skipped, and has no \`maySkip: true\``);
process.exit(of('failed') === 0 && hidden.length === 0 ? 0 : 1);
