// npm run fuzz -- [--seconds N] [--jobs N] [--require] [target…]: differential fuzzing of the Rust code, by cargo-fuzz.
//
// Every target runs for N seconds (default 60) on its archive in __tests__/fuzz/corpus/; new units go to
// __tests__/fuzz/new/, findings to __tests__/fuzz/artifacts/. Without a nightly toolchain it says so and exits with 0,
// unless --require is given.
//
// npm run fuzz -- --corpus [--from FOLDER]…: rebuilds the archives, small and minimised. From the archives as they are,
// recipes of the rows of __tests__/corpus/, what fuzzing found, and FOLDER/<target>/, libFuzzer keeps the few files that
// together reach everything the others do, and of these some of every size are taken.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cargoTool } from './cargo-tool.mjs';
import { fail, root } from './steps.mjs';

/** What there is to fuzz. One program has them all; its environment says which it runs. */
const TARGETS = ['hash', 'hash64', 'compare', 'needles', 'search', 'utf16'];

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
const environment = () => {
  const toolchain = nightly();
  return toolchain ? { ...process.env, RUSTUP_TOOLCHAIN: toolchain } : process.env;
};

/** What the program is called with to run one target. */
const environmentOf = (target) => ({ ...process.env, STRINGOPS_FUZZ: target });

/** Runs a command that must succeed. */
function must(command, args, env = environment()) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env });
  if (error || status !== 0) fail(`${command} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`);
}

/** Versions by crate. */
function locked(file) {
  const versions = new Map();
  for (const [, name, version] of fs.readFileSync(file, 'utf8').matchAll(/^name = "(.*)"\nversion = "(.*)"$/gm)) {
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return versions;
}

/** The inputs with which a target begins. */
const archiveOf = (target) => path.join(folder, 'corpus', `${target}.tar.gz`);

/** Unpacks the target's archive. @returns {string} the folder with its files, made anew each time */
function unpack(target) {
  const place = path.join(folder, 'target/corpus', target);
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  must('tar', ['-xzf', archiveOf(target), '-C', place]);
  if (fs.readdirSync(place).length === 0) fail(`${archiveOf(target)} is empty`);
  return place;
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

/** Builds the targets, with AddressSanitizer and coverage. @returns {string} the path of the program */
function build() {
  checkLocks();
  must(cargoTool('cargo-fuzz'), ['fuzz', 'build', '--fuzz-dir', folder]);
  const { stdout } = spawnSync('rustc', ['-vV'], { encoding: 'utf8', env: environment() });
  const host = /^host: (.*)$/m.exec(stdout)?.[1];
  return path.join(folder, 'target', host, 'release', 'differential');
}

/** Runs a target; libFuzzer's report goes to a file. @returns {Promise<{ status: number | null, log: string }>} */
function execute(program, target, args, file) {
  const output = fs.openSync(file, 'w');
  return new Promise((resolve, reject) => {
    // At a low priority: fuzzing takes a whole core.
    const child = spawn('nice', ['-n', '10', program, '-print_final_stats=1', ...LIMITS, ...args], {
      cwd: root,
      stdio: ['ignore', output, output],
      env: environmentOf(target),
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
    target,
    [`-max_total_time=${seconds}`, ...folders],
    path.join(logs, 'timed.log'),
  );
  let { inputs, edges, fresh: added } = figures(log);
  if (status === 0 && inputs < LEAST) {
    // A slow machine takes longer, but tests no less.
    const more = await execute(program, target, [`-runs=${LEAST}`, ...folders], path.join(logs, 'counted.log'));
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
  console.error(
    `again: STRINGOPS_FUZZ=${target} ${path.relative(root, program)} ${path.relative(root, artifacts)}/<the file named above>`,
  );
  return { ok: false, compared };
}

/** The most a target's corpus may have. */
const MOST = { files: 300, bytes: 500 * 1024 };

/** Rebuilds the archives. @param {string} program @param {string[]} from folders with more inputs */
function rebuildCorpora(program, from) {
  const work = fs.mkdtempSync(path.join(folder, 'target', 'corpus-'));
  const seeds = path.join(work, 'seeds');
  const manifest = path.join(folder, 'Cargo.toml');
  must('cargo', ['run', '-q', '--release', '--locked', '--manifest-path', manifest, '--example', 'seeds', '--', seeds]);
  for (const target of TARGETS) {
    const merged = path.join(work, target);
    fs.mkdirSync(merged);
    const sources = [
      unpack(target),
      ...[seeds, path.join(folder, 'new'), ...from].map((source) => path.join(source, target)),
    ].filter((source) => fs.existsSync(source));
    const args = ['-n', '10', program, '-set_cover_merge=1', '-timeout=30', '-rss_limit_mb=3000', merged, ...sources];
    must('nice', args, environmentOf(target));

    const files = fs.readdirSync(merged).map((name) => ({ name, size: fs.statSync(path.join(merged, name)).size }));
    files.sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1));
    const step = Math.max(1, files.length / MOST.files);
    let bytes = 0;
    const kept = files
      .filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
      .filter(({ size }) => (bytes += size) <= MOST.bytes);
    if (kept.length < 10) fail(`${target}: only ${kept.length} files are left`);
    must('tar', ['-czf', archiveOf(target), '-C', merged, ...kept.map(({ name }) => name)]);
    console.log(`${target}: ${kept.length} files of ${files.length} that cover all`);
  }
  fs.rmSync(work, { recursive: true });
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      jobs: { type: 'string', default: '2' },
      require: { type: 'boolean', default: false },
      corpus: { type: 'boolean', default: false },
      from: { type: 'string', multiple: true, default: [] },
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
    if (values.require || values.corpus) fail(`nothing can be fuzzed: ${reason}`);
    console.log(`SKIPPED, nothing was fuzzed: ${reason}`);
    return;
  }
  const started = performance.now();
  const program = build();
  console.log(`fuzz targets built in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (values.corpus) return rebuildCorpora(program, values.from);

  const waiting = positionals.length > 0 ? [...new Set(positionals)] : [...TARGETS];
  const results = [];
  const worker = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      results.push(await fuzz(program, target, seconds));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  for (const line of new Set(results.map(({ compared }) => compared)))
    console.log(line || 'the targets do not say what they compared');
  if (results.some(({ ok, compared }) => !ok || compared === '')) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
