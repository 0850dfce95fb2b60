// npm run coverage -- [--js]
//
// Which lines the tests run, in JavaScript (vitest, V8's own counters) and in Rust (cargo-llvm-cov; the Rust tests, and
// an instrumented addon under the JavaScript tests).
//
// A line of JavaScript that no test can run has a comment before it: `// not covered: WHY`. It stands for the statement
// after it, to its last line: what is indented deeper, and the brackets that close it; `// not covered from here: WHY`
// stands for all that is left of its block. A line without one, or a comment that is no longer true, makes this exit
// with 1. Of Rust the lines are only listed: most are arms of errors that only a refusing system, a panic or a dying
// environment takes, in processes that end without a count (__tests__/torture).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, root, run, tool } from './steps.mjs';
import { setup } from './setup.mjs';

const out = path.join(root, 'coverage');
const children = path.join(out, 'children');
const target = path.join(root, 'target', 'coverage');

/** Replaces the addon by another one until this process ends. */
function standIn(addon) {
  const name =
    fs.readdirSync(root).find((file) => /^stringops-booster\..*\.node$/.test(file)) ?? fail('the addon is not built');
  const place = path.join(root, name);
  const aside = path.join(target, name);
  fs.copyFileSync(place, aside);
  // By renaming, as a mapped file must not be written to.
  const put = (file) => {
    fs.copyFileSync(file, `${place}.new`);
    fs.renameSync(`${place}.new`, place);
  };
  process.on('exit', () => put(aside));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  put(addon);
}

/** cargo-llvm-cov's environment: everything built and run in it is counted. */
function instrumentedEnvironment() {
  const env = { ...process.env, CARGO_TARGET_DIR: target };
  const { status, stdout, stderr } = spawnSync('cargo', ['llvm-cov', 'show-env'], { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) fail(`cargo llvm-cov show-env failed\n${stderr}`);
  for (const line of stdout.trim().split('\n')) {
    const [, name, value] = /^(?:export )?(\w+)=(.*)$/.exec(line) ?? fail(`cargo llvm-cov show-env printed ${line}`);
    env[name] = value.replace(/^(['"])(.*)\1$/, '$2');
  }
  return env;
}

/** Whether the tests passed; what they ran is reported in either case. */
function testJavaScript(env) {
  const { status } = spawnSync(
    tool('vitest'),
    [
      'run',
      '--coverage.enabled',
      '--coverage.provider=v8',
      '--coverage.reportsDirectory=coverage/js',
      '--coverage.reporter=json',
      '--coverage.reportOnFailure',
      '--coverage.include=lib/**',
      '--coverage.include=index.js',
      '--coverage.include=modules/**/*.js',
      '--coverage.include=bin/**',
      '--coverage.include=dist/*.js',
      '--coverage.include=binaries.js',
      // In one process, which ends by itself and so writes LLVM's counts; forks are killed.
      '--pool=threads',
      // These need a process of their own: they change its working directory, or measure its memory.
      '--exclude=__tests__/unit/documents.test.js',
      '--exclude=__tests__/unit/constant-memory.test.js',
      // Every test runs several times slower here, and none is about time.
      '--testTimeout=600000',
      '--hookTimeout=600000',
    ],
    { cwd: root, stdio: 'inherit', env: { ...env, NODE_V8_COVERAGE: children } },
  );
  return status === 0;
}

/** @param {string} line */
const indentOf = (line) => line.length - line.trimStart().length;

/** @typedef {{ file: string, lines: number, unreached: number[] }} Coverage line numbers from 1 */

const relative = (file) => path.relative(root, file).replaceAll('\\', '/');

/**
 * Istanbul's format: a line has run as often as the statement that begins on it.
 *
 * @param {string} report
 * @returns {Coverage[]}
 */
function javascriptLines(report) {
  const covered = Object.values(JSON.parse(fs.readFileSync(report, 'utf8')));
  // What the build copies into dist/ has its own authors, and their tests.
  const ours = covered.filter(({ path: file }) => !file.includes('node_modules'));
  return ours.map(({ path: file, statementMap, s }) => {
    const counts = new Map();
    for (const [id, { start }] of Object.entries(statementMap)) {
      counts.set(start.line, Math.max(counts.get(start.line) ?? 0, s[id]));
    }
    return {
      file: relative(file),
      lines: counts.size,
      unreached: [...counts].filter(([, count]) => count === 0).map(([line]) => line),
    };
  });
}

/**
 * LLVM's format: segments, each the start of a region with its count, up to the next segment.
 *
 * @param {string} report
 * @returns {Coverage[]}
 */
function rustLines(report) {
  const {
    data: [{ files }],
  } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return files.map(({ filename, segments, summary }) => {
    const unreached = new Set();
    const reached = new Set();
    segments.forEach(([line, , count, hasCount, isEntry, isGap], index) => {
      if (!hasCount || isGap) return;
      const end = segments[index + 1]?.[0] ?? line;
      // A region's first line counts; so do the lines it covers whole.
      if (isEntry) (count === 0 ? unreached : reached).add(line);
      for (let inner = line + 1; inner < end; inner++) (count === 0 ? unreached : reached).add(inner);
    });
    const source = fs.readFileSync(filename, 'utf8').split('\n');
    const code = (line) => !/^[\s{}();,]*(\/\/.*)?$/.test(source[line - 1] ?? '');
    return {
      file: relative(filename),
      lines: summary.lines.count,
      unreached: [...unreached].filter((line) => !reached.has(line) && code(line)).sort((a, b) => a - b),
    };
  });
}

// Processes that tests start: V8 writes what they ran when they end (NODE_V8_COVERAGE).

/**
 * @param {string} folder of V8's reports
 * @returns {Map<string, Set<number>>} by file, the lines that some process ran; numbers from 1
 */
function childLines(folder) {
  const reached = new Map();
  if (!fs.existsSync(folder)) return reached;
  for (const name of fs.readdirSync(folder)) {
    let report;
    try {
      report = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    } catch {
      continue; // from a process that was killed while writing
    }
    for (const { url, functions } of report.result) {
      if (!url.startsWith('file:')) continue;
      const file = path.relative(root, fileURLToPath(url)).replaceAll('\\', '/');
      if (!/^(dist|lib|bin|modules)\/|^(index|binaries)\.js$/.test(file)) continue;
      for (const [at, line] of linesRun(file, functions)) {
        if (!reached.has(at)) reached.set(at, new Set());
        reached.get(at)?.add(line);
      }
    }
  }
  return reached;
}

/** @type {Map<string, { source: string, tokens: { at: number, file: string, line: number }[] }>} */
const sources = new Map();

/** A file's tokens, each with where it is from: a file of dist/ has a map to lib/. */
function tokensOf(file) {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const full = path.join(root, file);
  const source = fs.readFileSync(full, 'utf8');
  const map = fs.existsSync(`${full}.map`) ? new SourceMap(JSON.parse(fs.readFileSync(`${full}.map`, 'utf8'))) : null;
  const tokens = [];
  let start = 0;
  source.split('\n').forEach((text, index) => {
    for (const { index: column } of text.matchAll(/[\w$]+|[^\s\w$]/g)) {
      const from = map?.findEntry(index, column);
      tokens.push(
        from?.originalSource === undefined
          ? { at: start + column, file, line: index + 1 }
          : {
              at: start + column,
              file: relative(path.resolve(path.dirname(full), from.originalSource)),
              line: from.originalLine + 1,
            },
      );
    }
    start += text.length + 1;
  });
  const read = { source, tokens };
  sources.set(file, read);
  return read;
}

/**
 * The lines of which a process ran a token: the innermost range around it decides.
 *
 * @param {string} file
 * @param {{ ranges: { startOffset: number, endOffset: number, count: number }[] }[]} functions
 * @returns {[file: string, line: number][]}
 */
function linesRun(file, functions) {
  const { source, tokens } = tokensOf(file);
  const ran = new Uint8Array(source.length);
  const sizeOf = ({ startOffset, endOffset }) => endOffset - startOffset;
  const outerFirst = functions.flatMap(({ ranges }) => ranges).sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const { startOffset, endOffset, count } of outerFirst) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return tokens.filter(({ at }) => ran[at] === 1).map(({ file: from, line }) => [from, line]);
}

/**
 * @param {Coverage[]} files
 * @param {Map<string, Set<number>>} reached
 * @returns {Coverage[]} without the lines that other processes ran
 */
const merged = (files, reached) =>
  files.map((file) => ({ ...file, unreached: file.unreached.filter((line) => !reached.get(file.file)?.has(line)) }));

/** What other tests run, which count nothing: lib/browser/ in Chromium, and binaries.js on each platform. */
const ELSEWHERE = /^(lib\/browser\/|binaries\.js$)/;

const MARKER = /^\s*\/\/ not covered(?<block> from here)?: \S/;

/**
 * The statements that a file says cannot be covered.
 *
 * @param {string[]} source
 * @returns {{ first: number, last: number, used: number }[]} line numbers from 1
 */
function markedLines(source) {
  return source.flatMap((line, at) => {
    const marker = MARKER.exec(line);
    if (marker === null) return [];
    let first = at + 1;
    while (/^\s*\/\//.test(source[first] ?? '')) first++;
    const indent = indentOf(source[first] ?? '');
    let last = first;
    const toTheEnd = marker.groups?.block !== undefined;
    const goesOn = (/** @type {string} */ next) =>
      next.trim() === '' ||
      indentOf(next) > indent ||
      (indentOf(next) === indent && (toTheEnd || /^\s*[)\]}]/.test(next)));
    while (last + 1 < source.length && goesOn(source[last + 1])) {
      last++;
      if (!toTheEnd && indentOf(source[last]) === indent && !/[{([,]$/.test(source[last])) break;
    }
    return [{ first: first + 1, last: last + 1, used: 0 }];
  });
}

/**
 * Prints what no test runs and no comment explains, and comments that are untrue. Whether there was none of either.
 *
 * @param {Coverage[]} files
 */
function judge(files) {
  let well = true;
  const totals = new Map();
  for (const { file, lines, unreached } of files.toSorted((a, b) => a.file.localeCompare(b.file))) {
    const language = file.endsWith('.rs') ? 'Rust' : 'JavaScript';
    const total = totals.get(language) ?? { lines: 0, unreached: 0 };
    totals.set(language, { lines: total.lines + lines, unreached: total.unreached + unreached.length });
    if (ELSEWHERE.test(file)) continue;
    const source = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
    const marked = markedLines(source);
    for (const line of unreached) {
      const explained = marked.find(({ first, last }) => line >= first && line <= last);
      if (explained) explained.used++;
      else {
        if (language === 'JavaScript') well = false;
        console.log(`${file}:${line} is not run: ${source[line - 1].trim()}`);
      }
    }
    for (const { first, used } of marked) {
      if (used > 0) continue;
      well = false;
      console.log(`${file}:${first} is said not to be covered, and is run: ${source[first - 1].trim()}`);
    }
  }
  for (const [language, { lines, unreached }] of totals) {
    const share = ((100 * (lines - unreached)) / lines).toFixed(1);
    console.log(`${language}: ${lines - unreached} of ${lines} lines run (${share} %)`);
  }
  return well;
}

setup();
fs.rmSync(out, { recursive: true, force: true });
const hasLlvmCov = spawnSync('cargo', ['llvm-cov', '--version'], { stdio: 'ignore' }).status === 0;
const rust = !process.argv.includes('--js') && hasLlvmCov;
if (!rust)
  console.log(
    'Rust coverage is skipped: ' +
      (process.argv.includes('--js')
        ? '--js was given'
        : 'cargo-llvm-cov is missing (cargo install --locked cargo-llvm-cov)'),
  );

let passed;
if (rust) {
  const env = instrumentedEnvironment();
  run('cargo', ['llvm-cov', 'clean', '--workspace', '--profraw-only'], { env });
  run('cargo', ['test', '--locked'], { env });
  run('cargo', ['build', '--locked'], { env });
  standIn(path.join(target, 'debug', 'libstringops_booster.so'));
  passed = testJavaScript(env);
  // Tests that start Node with an environment of their own leave their counts where they ran.
  for (const name of fs.readdirSync(root).filter((file) => file.endsWith('.profraw'))) {
    fs.renameSync(path.join(root, name), path.join(target, name));
  }
  fs.mkdirSync(out, { recursive: true });
  run('cargo', ['llvm-cov', 'report', '--json', '--output-path', 'coverage/rust.json'], { env });
} else {
  passed = testJavaScript(process.env);
}

const files = [
  ...merged(javascriptLines(path.join(out, 'js/coverage-final.json')), childLines(children)),
  ...(rust ? rustLines(path.join(out, 'rust.json')) : []),
];
process.exit(judge(files) && passed ? 0 : 1);
