// npm run fuzz -- [--seconds N] [--jobs N] [--require] [target…]: differential fuzzing of the Rust code, by cargo-fuzz.
//
// Every target runs for N seconds (default 60) on its archive in __tests__/fuzz/corpus/; new units go to
// __tests__/fuzz/new/, findings to __tests__/fuzz/artifacts/. Without a nightly toolchain it says so and exits with 0,
// unless --require is given.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cargoTool } from './cargo-tool.mjs';
import { unpack } from './fuzz-archive.mjs';
import { fail, root } from './steps.mjs';

export const TARGETS = ['hash', 'compare', 'search', 'utf16'];

/** Inputs that every target must have executed: a target that reads none, or stops early, finds nothing either. */
const LEAST = 3000;

/**
 * Seconds for one input, and MiB of memory, after which it is a finding. The seconds are the clock's: at `nice 10`
 * beside other work a target may have a fiftieth of them.
 */
const LIMITS = ['-timeout=180', '-rss_limit_mb=3000'];

const folder = path.join(root, '__tests__/fuzz');

/** What the targets are built with: a nightly toolchain's name, '' if the only toolchain is one, else undefined. */
function nightly() {
  const listed = spawnSync('rustup', ['toolchain', 'list'], { encoding: 'utf8' });
  if (listed.status === 0) return /^nightly\S*/m.exec(listed.stdout)?.[0];
  const { stdout } = spawnSync('rustc', ['--version'], { encoding: 'utf8' });
  return /nightly/.test(stdout ?? '') ? '' : undefined;
}

/** @returns {string | null} why nothing can be fuzzed here */
export function lacks() {
  if (process.platform === 'win32') return 'libFuzzer and AddressSanitizer are not set up for Windows here';
  if (nightly() === undefined)
    return 'there is no nightly Rust toolchain: rustup toolchain install nightly --profile minimal';
  return null;
}

/** What cargo is called with. */
export const environment = () => {
  const toolchain = nightly();
  return toolchain ? { ...process.env, RUSTUP_TOOLCHAIN: toolchain } : process.env;
};

/** Versions by crate. */
function locked(file) {
  const versions = new Map();
  for (const [, name, version] of fs.readFileSync(file, 'utf8').matchAll(/^name = "(.*)"\nversion = "(.*)"$/gm)) {
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return versions;
}

/** What is fuzzed must be what is shipped, its dependencies too. */
function checkLocks() {
  const addon = locked(path.join(root, 'Cargo.lock'));
  for (const [name, versions] of locked(path.join(folder, 'Cargo.lock'))) {
    const shipped = addon.get(name);
    const other = shipped && versions.find((version) => !shipped.includes(version));
    if (other)
      fail(
        `__tests__/fuzz/Cargo.lock has ${name} ${other}, Cargo.lock ${shipped.join(' and ')}: cargo update --manifest-path __tests__/fuzz/Cargo.toml --precise ${shipped[0]} ${name}`,
      );
  }
}

/** Builds all targets, with AddressSanitizer and coverage. @returns {string} the folder with the programs */
export function build() {
  checkLocks();
  const cargoFuzz = cargoTool('cargo-fuzz');
  const { status, error } = spawnSync(cargoFuzz, ['fuzz', 'build', '--fuzz-dir', folder], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: environment(),
  });
  if (error || status !== 0) fail(`the fuzz targets cannot be built: ${error?.message ?? `status ${status}`}`);
  const { stdout } = spawnSync('rustc', ['-vV'], { encoding: 'utf8', env: environment() });
  const host = /^host: (.*)$/m.exec(stdout)?.[1];
  return path.join(folder, 'target', host, 'release');
}

/**
 * Runs a program of libFuzzer's; its report goes to a file. @returns {Promise<{ status: number | null, log: string }>}
 */
function execute(program, args, file) {
  const output = fs.openSync(file, 'w');
  return new Promise((resolve, reject) => {
    // At a low priority: fuzzing takes a whole core.
    const child = spawn('nice', ['-n', '10', program, '-print_final_stats=1', ...LIMITS, ...args], {
      cwd: root,
      stdio: ['ignore', output, output],
    });
    child.on('error', reject);
    child.on('close', (status) => {
      fs.closeSync(output);
      resolve({ status, log: fs.readFileSync(file, 'utf8') });
    });
  });
}

const last = (log, pattern) => Number([...log.matchAll(pattern)].at(-1)?.[1] ?? 0);

/** libFuzzer's own figures. */
export const figures = (log) => ({
  inputs: last(log, /^stat::number_of_executed_units:\s+(\d+)/gm),
  seconds: last(log, /^Done \d+ runs in (\d+) second/gm),
  edges: last(log, /\bcov: (\d+)/g),
  fresh: last(log, /^stat::new_units_added:\s+(\d+)/gm),
});

/**
 * Runs one target. @returns {Promise<{ ok: boolean, compared: string }>} whether all was well, and what was compared
 */
async function fuzz(program, target, seconds) {
  const corpus = unpack(target);
  const [fresh, artifacts, logs] = ['new', 'artifacts', 'logs'].map((name) => path.join(folder, name, target));
  for (const needed of [fresh, artifacts, logs]) fs.mkdirSync(needed, { recursive: true });
  const folders = [`-artifact_prefix=${artifacts}${path.sep}`, fresh, corpus];
  const inCorpus = fs.readdirSync(corpus).length;
  const started = performance.now();
  let { status, log } = await execute(
    program,
    [`-max_total_time=${seconds}`, ...folders],
    path.join(logs, 'timed.log'),
  );
  let { inputs, edges, fresh: added } = figures(log);
  if (status === 0 && inputs < LEAST) {
    // A slow machine takes longer, but tests no less.
    const more = await execute(program, [`-runs=${LEAST}`, ...folders], path.join(logs, 'counted.log'));
    ({ status, log } = more);
    const further = figures(log);
    inputs += further.inputs;
    edges = Math.max(edges, further.edges);
    added += further.fresh;
  }
  const took = (performance.now() - started) / 1000;
  const compared = /^compared: .*$/m.exec(log)?.[0] ?? '';
  for (const line of log.matchAll(/^NOT COMPARED.*$/gm)) console.log(`${target}: ${line[0]}`);
  if (status === 0) {
    console.log(
      `${target}: ${inputs} inputs, ${Math.round(inputs / took)} a second, ${edges} edges, ${added} new units to ${inCorpus} in the corpus, ${took.toFixed(0)} s`,
    );
    if (inputs < LEAST) console.error(`${target}: only ${inputs} inputs, at least ${LEAST} must run`);
    return { ok: inputs >= LEAST, compared };
  }
  console.error(`${target}: FOUND something (status ${status}), after ${inputs} inputs`);
  console.error(log.split('\n').slice(-60).join('\n').replace(/^/gm, '    '));
  console.error(`again: ${path.relative(root, program)} ${path.relative(root, artifacts)}/<the file named above>`);
  return { ok: false, compared };
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      jobs: { type: 'string', default: '2' },
      require: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [seconds, jobs] = [values.seconds, values.jobs].map(Number);
  if (!(Number.isInteger(seconds) && seconds > 0))
    fail(`--seconds must be a whole number above 0, not '${values.seconds}'`);
  if (!(Number.isInteger(jobs) && jobs > 0)) fail(`--jobs must be a whole number above 0, not '${values.jobs}'`);
  const unknown = positionals.filter((target) => !TARGETS.includes(target));
  if (unknown.length > 0) fail(`there is no fuzz target ${unknown.join(', ')}; there are ${TARGETS.join(', ')}`);

  const reason = lacks();
  if (reason !== null) {
    if (values.require) fail(`nothing can be fuzzed: ${reason}`);
    console.log(`SKIPPED, nothing was fuzzed: ${reason}`);
    return;
  }
  const started = performance.now();
  const programs = build();
  console.log(`fuzz targets built in ${((performance.now() - started) / 1000).toFixed(0)} s`);

  const waiting = positionals.length > 0 ? [...new Set(positionals)] : [...TARGETS];
  const results = [];
  const worker = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      results.push(await fuzz(path.join(programs, target), target, seconds));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  for (const line of new Set(results.map(({ compared }) => compared)))
    console.log(line || 'the targets do not say what they compared');
  if (results.some(({ ok, compared }) => !ok || compared === '')) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
