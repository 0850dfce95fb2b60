// npm run test:memory-safety -- [asan] [miri] [valgrind] [--short] [--require]
//
//   asan      the Rust tests, and the addon in Node, built with AddressSanitizer (a nightly toolchain, cc)
//   miri      the tests of the kernels and of the native block, interpreted (nightly with the component miri)
//   valgrind  the built addon in Node under memcheck (valgrind; it has no AVX-512, so the kernels run at avx2)
//
// All three by default. Each first shows that it finds a byte read past an allocation
// (__tests__/rust/canary/overflow.rs). A part whose tool is missing is skipped with a message, unless --require is
// given; --short takes fewer inputs. What ran is counted from the tools' output, and too little of it is a failure.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, has, root } from './steps.mjs';

const TARGET = 'x86_64-unknown-linux-gnu';
const work = path.join(root, 'target/memory-safety');
const canary = path.join(root, '__tests__/rust/canary/overflow.rs');
const session = path.join(root, '__tests__/torture/support/memory-session.mjs');

/** The least that must have run: Rust tests, checked calls in Node. */
const LEAST = { asan: 58, miri: 23, calls: 4500 };

/** CPU features that Miri has intrinsics for; it has none for AVX-512. */
const MIRI_FEATURES = '+sse4.2,+ssse3,+popcnt,+avx2,+bmi1,+bmi2,+lzcnt';

/** What is interpreted: all unsafe code below the bindings, except the engine's. */
const MIRI_TESTS = ['fnv1a::tests', 'utf16::tests', 'backend::native', 'backend::shelf', 'backend::grams'];

/** @param {string[]} args */
function output(command, args, { env = {}, cwd = root } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  if (result.error) fail(`${command} cannot be run: ${result.error.message}`);
  return { status: result.status ?? result.signal, text: `${result.stdout}\n${result.stderr}` };
}

/** The same, shown; ends the program if it fails. */
function shown(what, command, args, options) {
  console.log(`\n--> ${what}`);
  const { status, text } = output(command, args, options);
  process.stdout.write(
    text.replace(/^(?:.*(?:Compiling|Downloaded|Finished|Running).*|\s*|warning: Miri does not.*)\n/gm, ''),
  );
  if (status !== 0) fail(`${what}: ended with ${status}`);
  return text;
}

/** Passed tests, by cargo's own summaries. */
function passed(text) {
  let count = 0;
  for (const [, ok, failed] of text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
    if (failed !== '0') fail(`${failed} tests failed`);
    count += Number(ok);
  }
  return count;
}

/** The JavaScript session, and what it counted. */
function node(what, command, args, { rounds, env }) {
  const text = shown(what, command, [...args, '--expose-gc', session, String(rounds)], {
    env: { STRINGOPS_BACKEND: '', DISABLE_WASM: '', ...env },
  });
  const counts = JSON.parse(/^\{"calls".*\}$/m.exec(text)?.[0] ?? fail('the session in Node did not come to its end'));
  if (counts.calls < LEAST.calls) fail(`the session in Node checked ${counts.calls} calls, less than ${LEAST.calls}`);
  return counts;
}

/** The canary must be found. */
function finds(what, { status, text }, report) {
  if (status === 0 || !report.test(text))
    fail(
      `${what} does not find the byte that __tests__/rust/canary/overflow.rs reads: it ended with ${status}\n${text}`,
    );
  console.log(`${what} finds the canary: ${report.exec(text)[0].trim()}`);
}

const nightly = (args, options) => output('rustup', ['run', 'nightly', ...args], options);
const hasNightly = () => has('rustup') && nightly(['rustc', '--version']).status === 0;
const builtAddon = () => readdirSync(root).find((name) => /^stringops-booster\..*\.node$/.test(name));

/** A shared library with the toolchain's own runtime, for a Node built without it. */
function asanRuntime() {
  // Not libasan.so: under that name it would take itself for a second runtime.
  const library = path.join(work, 'asan-runtime.so');
  const folder = nightly(['rustc', '--print', 'target-libdir']).text.trim().split('\n')[0];
  const archive = path.join(folder, 'librustc-nightly_rt.asan.a');
  if (!existsSync(archive)) fail(`the nightly toolchain has no ${archive}`);
  const own = path.join(work, 'rt.a');
  copyFileSync(archive, own);
  // Only programs may be linked so.
  const preinit = output('ar', ['t', own])
    .text.split('\n')
    .filter((name) => name.includes('preinit'));
  shown('the runtime of AddressSanitizer as a library', 'ar', ['d', own, ...preinit]);
  shown('linking it', 'cc', [
    '-shared',
    '-o',
    library,
    '-Wl,--whole-archive',
    own,
    '-Wl,--no-whole-archive',
    '-ldl',
    '-lpthread',
    '-lm',
    '-lrt',
  ]);
  rmSync(own);
  return library;
}

const canaryBinary = (name, flags) => {
  const file = path.join(work, name);
  const { status, text } = nightly(['rustc', '--edition=2024', '-g', ...flags, '-o', file, canary]);
  if (status !== 0) fail(`the canary cannot be compiled\n${text}`);
  return file;
};

const load = (file) => ['-e', `process.dlopen({ exports: {} }, ${JSON.stringify(file)})`];

const PARTS = {
  asan: {
    lacks() {
      if (process.platform !== 'linux' || process.arch !== 'x64') return 'it is set up for Linux on x64';
      if (!hasNightly())
        return 'there is no nightly Rust toolchain (rustup toolchain install nightly --profile minimal)';
      return has('cc') && has('ar') ? null : 'there is no C linker (cc, ar)';
    },
    run({ short }) {
      const env = {
        RUSTFLAGS: '-Zsanitizer=address',
        CARGO_TARGET_DIR: path.join(root, 'target/asan'),
        RUSTUP_TOOLCHAIN: 'nightly',
      };
      finds(
        'AddressSanitizer',
        output(canaryBinary('canary-asan', ['-Zsanitizer=address']), []),
        /.*heap-buffer-overflow.*/,
      );
      // --target, so that build scripts are not instrumented.
      const tests = shown(
        'Rust tests under AddressSanitizer',
        'cargo',
        ['test', '--target', TARGET, '--locked', '--tests'],
        { env },
      );
      const count = passed(tests);
      if (count < LEAST.asan) fail(`${count} Rust tests ran under AddressSanitizer, less than ${LEAST.asan}`);

      const library = asanRuntime();
      // V8 keeps its memory to the end, which cannot be told from a leak of ours.
      const inNode = { LD_PRELOAD: library, ASAN_OPTIONS: 'detect_leaks=0' };
      const addon = path.join(work, 'addon-asan.node');
      const folder = path.join(env.CARGO_TARGET_DIR, TARGET, 'debug/deps');
      copyFileSync(path.join(folder, 'libstringops_booster.so'), addon);
      const bad = canaryBinary('canary-asan.node', [
        '-Zsanitizer=address',
        '-Zexternal-clangrt',
        '--crate-type=cdylib',
      ]);
      finds(
        'AddressSanitizer in Node',
        output(process.execPath, load(bad), { env: inNode }),
        /.*heap-buffer-overflow.*/,
      );
      const { calls, cpuLevel } = node('the addon in Node under AddressSanitizer', process.execPath, [], {
        rounds: short ? 20 : 1000,
        env: { ...inNode, NAPI_RS_NATIVE_LIBRARY_PATH: addon },
      });
      return { count, calls, cpuLevel };
    },
  },
  miri: {
    lacks() {
      if (!hasNightly())
        return 'there is no nightly Rust toolchain (rustup toolchain install nightly --component miri --component rust-src)';
      return nightly(['cargo', 'miri', '--version']).status === 0
        ? null
        : 'the nightly toolchain has no miri (rustup component add --toolchain nightly miri rust-src)';
    },
    run({ short }) {
      const sysroot = nightly(['cargo', 'miri', 'setup', '--print-sysroot']).text.trim().split('\n')[0];
      finds('Miri', nightly(['miri', '--sysroot', sysroot, '--edition=2024', canary]), /error: Undefined Behavior.*/);
      const env = {
        RUSTUP_TOOLCHAIN: 'nightly',
        CARGO_TARGET_DIR: path.join(root, 'target/miri'),
        // proptest reads a file of earlier failures, and takes its number of cases from here.
        MIRIFLAGS: '-Zmiri-disable-isolation',
        PROPTEST_CASES: short ? '1' : '4',
      };
      let count = 0;
      // First with SSE2 alone, which is what Miri's CPU has, then at the levels it has intrinsics for.
      for (const features of short ? [MIRI_FEATURES] : ['', MIRI_FEATURES]) {
        const flags = { ...env, RUSTFLAGS: features && `-Ctarget-feature=${features}` };
        const text = shown(
          `Rust tests under Miri, ${features || 'no features beyond SSE2'}`,
          'cargo',
          ['miri', 'test', '--locked', '--lib', '--', ...MIRI_TESTS],
          { env: flags },
        );
        const here = passed(text);
        if (here < LEAST.miri) fail(`${here} tests ran under Miri, less than ${LEAST.miri}`);
        count += here;
      }
      return { count };
    },
  },
  valgrind: {
    lacks() {
      if (!has('valgrind')) return 'there is no valgrind (apt-get install valgrind)';
      return builtAddon() === undefined ? 'the addon is not built (npm run build)' : null;
    },
    run({ short }) {
      const log = path.join(work, 'valgrind.log');
      const suppressions = path.join(root, '__tests__/rust/valgrind.supp');
      const memcheck = [
        '--smc-check=all-non-file',
        '--fair-sched=yes',
        '--num-callers=30',
        '--error-exitcode=99',
        `--suppressions=${suppressions}`,
        `--log-file=${log}`,
        process.execPath,
      ];
      const report = () => readFileSync(log, 'utf8');
      const bad = canaryBinary('canary.node', ['--crate-type=cdylib']);
      const { status, text } = output('valgrind', [...memcheck, ...load(bad)]);
      finds('valgrind', { status, text: text + report() }, /Invalid read of size 1/);
      const counts = node('the built addon in Node under valgrind', 'valgrind', memcheck, { rounds: short ? 2 : 60 });
      const summary = /ERROR SUMMARY: (\d+) errors.*/.exec(report());
      if (summary?.[1] !== '0') fail(`valgrind reports\n${report()}`);
      console.log(summary[0]);
      return { ...counts, summary: summary[0] };
    },
  },
};

/** @param {keyof typeof PARTS} part @returns {string | null} why it cannot run here */
export const lacks = (part) => PARTS[part].lacks();

function main() {
  const { values, positionals } = parseArgs({
    options: { short: { type: 'boolean', default: false }, require: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  for (const part of positionals)
    if (!Object.hasOwn(PARTS, part)) fail(`there is no part ${part}; parts are ${Object.keys(PARTS).join(', ')}`);
  mkdirSync(work, { recursive: true });
  for (const part of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
    const reason = lacks(part);
    if (reason !== null) {
      if (values.require) fail(`${part} cannot run: ${reason}`);
      console.log(`memory safety: ${part} SKIPPED: ${reason}`);
      continue;
    }
    const started = performance.now();
    const result = PARTS[part].run(values);
    console.log(
      `memory safety: ${part} passed in ${Math.round((performance.now() - started) / 1000)} s: ${JSON.stringify(result)}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
