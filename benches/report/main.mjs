// npm run bench [-- OPTIONS] [PART …]: measures, and writes the report. scripts/bench.mjs sets everything up before.
//   PART               only these: a backend (the map), or a table: others, hash64, needles, vm, held, promises, execute, startup
//   --backend NAME     the same as a part of that name
//   --quick            short turns, without the longest texts; the figures are rough
//   --only SUBSTRING   only the rows of the map whose name has it, such as `fastHash ascii` or `latin1 common, miss`
//   --resume           goes on where an earlier run of the same commit stopped
//   --report           writes the report from what was measured last
// Each part runs in a process of its own and leaves benches/results/partial/PART.json, which is not committed. A run
// of everything, and --report, write benches/results/latest.json, docs/performance.md, docs/charts.svg and the figures in
// README.md.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, root } from '../../scripts/steps.mjs';
import { groupBy, mean, point, pointsOf, times, worst } from './figures.mjs';
import { assertAgreement, rowsOf } from './map.mjs';
import { EFFORTS, loopOf, timeInTurns } from './measure.mjs';
import { BACKENDS, describePoint, table, writeReport } from './page.mjs';

const latest = path.join(root, 'benches/results/latest.json');
const partial = path.join(root, 'benches/results/partial');
const LONGEST_QUICK = 65536;
/** A row below the floor is measured this many times in all, and each contender's quickest turn counts. */
const ATTEMPTS = 4;

/** The tables besides the map: each module's `measure` returns its lines, the head first, some with points of a chart. */
const TABLES = {
  others: './others.mjs',
  hash64: './hash64.mjs',
  needles: './needles.mjs',
  vm: './vm-context.mjs',
  held: '../held.cjs',
  promises: '../promises.mjs',
  execute: '../execute.mjs',
  startup: './startup-table.mjs',
};
const PARTS = [...BACKENDS, ...Object.keys(TABLES)];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    resume: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    part: { type: 'string' },
  },
});

const fileOf = (/** @type {string} */ part) => path.join(partial, `${part}.json`);
const read = (/** @type {string} */ file) =>
  fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;

/** JSON in which short values, such as curves, are on one line. @param {any} value @returns {string} */
function stringify(value, indent = '\n') {
  const line = JSON.stringify(value);
  if (line.length < 400) return line;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => stringify(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${stringify(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${inner}${parts.join(`,${inner}`)}${indent}${close}`;
}

/** @param {string} file @param {object} value */
function write(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, `${stringify(value)}\n`);
  fs.renameSync(`${file}.new`, file);
}

/** What the figures depend on, as far as the machine reveals it. */
function circumstances() {
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
  const changed =
    git('status', '--porcelain', '--', 'index.js', 'lib', 'modules', 'src', 'benches/report/*.mjs') !== '';
  const info = fs.existsSync('/proc/cpuinfo') ? fs.readFileSync('/proc/cpuinfo', 'utf8') : '';
  const flags = info.match(/^flags\s*:(.*)$/m)?.[1].split(' ') ?? [];
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed ? ' with changes' : ''}`,
    node: process.version,
    cpu: `${os.cpus()[0].model.trim()} (${['sse4_1', 'avx2', 'avx512bw'].filter((flag) => flags.includes(flag)).join(', ')})`,
    cores: os.availableParallelism(),
    platform: `${os.platform()} ${os.arch()}`,
  };
}

/** Every contender sees every kind of input before anything is timed, so that none is compiled for one kind alone. */
function showAllKinds(/** @type {any} */ ops) {
  for (const { ours, plain, inputs } of rowsOf(ops, [11, 64, 1024])) {
    const some = inputs();
    for (const contender of [ours, plain]) loopOf(contender, some[0])(some, ours === ops.fastHashMany ? 8 : 1000);
  }
}

/** @param {import('./map.mjs').Row} row @param {import('./measure.mjs').Effort} effort @returns {[number, number]} */
function measureRow(row, effort) {
  let best = [Infinity, Infinity];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const inputs = row.inputs();
    assertAgreement(row, inputs);
    const took = timeInTurns([row.ours, row.plain], inputs, effort);
    best = best.map((value, index) => Number(Math.min(value, took[index]).toPrecision(4)));
    if (!point(row.curve, row.length, /** @type {[number, number]} */ (best)).below) break;
  }
  return /** @type {[number, number]} */ (best);
}

/** Measures the map on a backend, and saves what it has after each length. @param {string} backend */
function measureMap(backend) {
  const ops = createRequire(import.meta.url)('../..').loadStringOpsSync({ backend });
  if (ops.backend !== backend) fail(`${backend} was asked for and ${ops.backend} came`);
  const where = circumstances();
  const effort = options.quick ? 'quick' : 'full';
  const before = options.resume ? read(fileOf(backend)) : undefined;
  const same =
    before !== undefined && JSON.stringify([before.where, before.effort]) === JSON.stringify([where, effort]);
  /** @type {import('./figures.mjs').Curves} */
  const curves = same ? before.curves : {};
  const rows = rowsOf(ops).filter(
    ({ curve, length }) => `${curve} ${length}`.includes(options.only) && !(options.quick && length > LONGEST_QUICK),
  );
  if (rows.length === 0) fail(`no row of the map has '${options.only}' in its name`);
  showAllKinds(ops);

  let seconds = same ? before.seconds : 0;
  for (const [length, some] of groupBy(rows, (row) => row.length)) {
    const started = Date.now();
    for (const row of some) {
      curves[row.curve] ??= {};
      curves[row.curve][length] ??= measureRow(row, EFFORTS[effort]);
    }
    seconds += (Date.now() - started) / 1000;
    const complete = length === rows[rows.length - 1].length && options.only === '';
    if (options.only === '') write(fileOf(backend), { where, effort, seconds: Math.round(seconds), complete, curves });
    console.error(`${backend}: ${some.length} rows of length ${length}, ${Math.round(seconds)} s so far`);
  }
  return curves;
}

/** @param {string} backend @param {import('./figures.mjs').Curves} curves */
function showMap(backend, curves) {
  const points = pointsOf(curves);
  const groups = groupBy(points, ({ operation }) => operation);
  const lines = [...groups, ['all', points]].map(([name, some]) => [
    name,
    String(some.length),
    times(mean(some)),
    times(worst(some, 1)[0].gain),
    String(some.filter(({ below }) => below).length),
  ]);
  console.log(`\n${backend}, Node ${process.version}, against plain JavaScript of the same meaning\n`);
  console.log(table([['', 'rows', 'mean', 'worst', 'below the floor'], ...lines]));
  console.log();
  for (const one of options.only === '' ? worst(points, 20) : points) console.log(`- ${describePoint(one)}`);
}

/** @param {string} part */
async function measurePart(part) {
  if (BACKENDS.includes(part)) return showMap(part, measureMap(part));
  const { measure } = await import(TABLES[part]);
  const measured = await measure();
  const { lines, ...more } = Array.isArray(measured) ? { lines: measured } : measured;
  write(fileOf(part), { where: circumstances(), effort: 'full', complete: true, lines, ...more });
  console.log(`\n${part}\n\n${table(lines)}`);
}

/** The newest results of each part. */
async function report() {
  const before = read(latest)?.parts ?? {};
  const newest = PARTS.map((part) => {
    const measured = read(fileOf(part));
    return [part, measured?.complete && measured.effort === 'full' ? measured : before[part]];
  });
  const parts = Object.fromEntries(newest.filter(([, measured]) => measured !== undefined));
  write(latest, { parts });
  await writeReport({ parts }, root);
}

const asked = [...positionals, ...options.backend];
for (const part of [...asked, ...(options.part ? [options.part] : [])]) {
  if (!PARTS.includes(part)) fail(`there is no part '${part}': ${PARTS.join(', ')}`);
}
if (options.part !== undefined) {
  await measurePart(options.part);
} else if (options.report) {
  await report();
} else {
  const everything = asked.length === 0 && options.only === '' && !options.quick;
  const chosen = asked.length > 0 ? asked : everything ? PARTS : BACKENDS.slice(0, 1);
  if (everything && !options.resume) fs.rmSync(partial, { recursive: true, force: true });
  for (const part of chosen) {
    if (options.resume && TABLES[part] !== undefined && read(fileOf(part)) !== undefined) continue;
    const more = process.argv.slice(2).filter((argument) => argument.startsWith('--quick') || argument === '--resume');
    const args = [fileURLToPath(import.meta.url), '--part', part, ...more, '--only', options.only];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  if (everything) await report();
}
