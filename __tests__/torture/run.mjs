// npm run test:torture -- [--ci] [--only PATTERN] [--list] [--report] [--check]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allRows, report, writeReport } from './support/rows.mjs';

const { values: options } = parseArgs({
  options: {
    ci: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const latest = fileURLToPath(new URL('./results/latest.json', import.meta.url));
const runner = fileURLToPath(new URL('./support/rows.mjs', import.meta.url));
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

const save = (results) =>
  writeFileSync(latest, `${JSON.stringify(Object.fromEntries(Object.entries(results).sort()), null, 2)}\n`);

const rows = await allRows();
const pattern = new RegExp(options.only, 'i');
const chosen = rows.filter(
  (row) => (pattern.test(row.id) || pattern.test(row.area)) && (!options.ci || row.least.ci !== undefined),
);

/** Seconds after which a row that says nothing else counts as hanging: many times what it takes, as machines are busy. */
const HANGING = 1800;

/** Runs a row in a process of its own; its output is shown only if it fails. */
function runRow(row) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'torture-'));
  const file = path.join(folder, 'result.json');
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [runner, row.id, options.ci ? 'ci' : 'full', file], {
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
    // Results of rows that are no more. (A run leaves them: they may be newer than the rows it knows.)
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

// The document tells of full runs; a run in CI, smaller, does not write.
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
