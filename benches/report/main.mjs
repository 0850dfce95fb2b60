// The report's program; scripts/bench.mjs sets everything up and starts it.
//   --quick            short turns, without the longest texts; the figures are rough
//   --only SUBSTRING   only the rows whose name has it, such as `hash ascii` or `search miss`
//   --no-guide         without the guide's own benchmark
// A run of all rows at full length writes benches/results/latest.json, docs/performance.md and docs/charts/. Any
// other run prints its rows and writes benches/results/partial/, which is not committed.
//   --report           writes the report and the charts anew from benches/results/latest.json
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { assertAgreement, allRows, nameOf } from './rows.mjs';
import { LENGTHS, longTextsAreExternal } from './inputs.mjs';
import { EFFORTS, measureInTurns } from './measure.mjs';
import { runGuideBenchmark } from './guide.mjs';
import { writeReport } from './report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'no-guide': { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

/** What the figures depend on, as far as the machine tells. */
function machine() {
  const dependencies = JSON.parse(fs.readFileSync(path.join(root, 'benches/package.json'), 'utf8'));
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: os.cpus()[0].model.trim(),
    instructions: instructionSets(),
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    v8: process.versions.v8,
    longTextsAreExternal: longTextsAreExternal(),
    packages: { ...dependencies.dependencies, ...dependencies.devDependencies },
  };
}

/** The widest vectors of the processor, where the system tells; its model name often does not. */
function instructionSets() {
  if (!fs.existsSync('/proc/cpuinfo')) return [];
  const flags =
    fs
      .readFileSync('/proc/cpuinfo', 'utf8')
      .match(/^flags\s*:(.*)$/m)?.[1]
      .split(' ') ?? [];
  return ['sse4_1', 'avx2', 'avx512bw'].filter((flag) => flags.includes(flag));
}

/**
 * Lets every contender see every kind of input before anything is timed: code that has seen one kind only is
 * compiled for it, and the order of the rows would decide who profits.
 *
 * @param {import('./rows.mjs').Row[]} rows
 */
function showAllKinds(rows) {
  const short = rows.filter((row) => row.length <= 1024);
  for (let round = 0; round < 30; round++) {
    for (const row of short) {
      const inputs = kindInputs(row);
      for (const { run } of row.contenders) for (const [a, b] of inputs) run(a, b);
    }
  }
}

/** @type {Map<string, [any, any][]>} */
const kept = new Map();
function kindInputs(/** @type {import('./rows.mjs').Row} */ row) {
  const name = nameOf(row);
  if (!kept.has(name)) kept.set(name, row.inputs());
  return /** @type {[any, any][]} */ (kept.get(name));
}

async function run() {
  const effort = options.quick ? EFFORTS.quick : EFFORTS.full;
  const all = allRows();
  // The longest texts take most of the time: a quick run does without, unless it is asked for some rows.
  const longest = options.quick && options.only === '' ? LENGTHS.at(-1) : Infinity;
  const rows = all.filter((row) => nameOf(row).includes(options.only) && row.length !== longest);
  if (rows.length === 0) throw new Error(`No row has '${options.only}' in its name, such as '${nameOf(all[0])}'`);
  showAllKinds(all);
  kept.clear();

  const started = Date.now();
  const results = [];
  for (const [index, row] of rows.entries()) {
    const inputs = row.inputs();
    assertAgreement(row, inputs);
    const times = await measureInTurns(row.contenders, inputs, effort);
    const { operation, kind, length, plain } = row;
    results.push({ operation, case: row.case, kind, length, plain, inputs: inputs.length, times });
    show(index, rows.length, row, times);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const complete = rows.length === all.length && !options.quick;
  const guide = options['no-guide'] || options.only !== '' || options.quick ? null : runGuideBenchmark(root);
  return { machine: machine(), effort: options.quick ? 'quick' : 'full', seconds, complete, guide, rows: results };
}

/**
 * @param {number} index
 * @param {number} count
 * @param {import('./rows.mjs').Row} row
 * @param {Record<string, import('./measure.mjs').Times>} times
 */
function show(index, count, row, times) {
  const base = times[row.plain].min;
  const cells = Object.entries(times).map(([name, { min }]) => `${name} ${min} (${(base / min).toPrecision(3)}x)`);
  console.log(`[${index + 1}/${count}] ${nameOf(row)}, ns: ${cells.join(' · ')}`);
}

const results = path.join(root, 'benches/results');
const latest = path.join(results, 'latest.json');
const partial = path.join(results, 'partial');

if (options.report) {
  await writeReport(JSON.parse(fs.readFileSync(latest, 'utf8')), path.join(root, 'docs'), root);
} else {
  const report = await run();
  const json = report.complete ? latest : path.join(partial, 'latest.json');
  fs.mkdirSync(path.dirname(json), { recursive: true });
  fs.writeFileSync(json, `${stringify(report)}\n`);
  console.log(`${report.rows.length} rows in ${report.seconds} s: ${path.relative(root, json)}`);
  if (options.only === '') await writeReport(report, report.complete ? path.join(root, 'docs') : partial, root);
}

/** JSON with one contender a line, for a readable difference. @param {any} report */
function stringify(report) {
  return JSON.stringify(report, null, 1).replace(
    /\{\s*("min": [^}]*?)\s*\}/g,
    (_, inner) => `{ ${inner.replace(/\s+/g, ' ')} }`,
  );
}
