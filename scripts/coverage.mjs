// npm run coverage -- [--js]
//
// Which lines the tests run, in JavaScript (vitest, V8's own counters) and in Rust (cargo-llvm-cov; the Rust tests, and
// an instrumented addon under the JavaScript tests). A line of JavaScript that no test runs must say why, by a comment
// before it: `// not covered: WHY`. A line without one, or a comment that is no longer true, makes it exit with 1.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, root, run, tool } from './steps.mjs';
import { childLines, javascriptLines, judge, merged, rustLines } from './coverage-lines.mjs';
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
