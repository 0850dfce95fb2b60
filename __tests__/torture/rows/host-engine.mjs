// What an engine can be told not to do, what a CPU may not have, stacks that are used up; and what others do to the process
// while it works: signals that stop it, threads that write what it reads.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  asNobody,
  assertLoaded,
  assertRefused,
  cannotBeNobody,
  needsLinux,
  node,
  probe,
  publicPlace,
  root,
  run,
  withCopy,
} from '../support/provocation.mjs';
import { inNode } from '../support/session.mjs';

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

export const area = 'Host faults: engine, CPU, stack, threads';

const [major] = process.versions.node.split('.').map(Number);
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const nothing = () => {};

/** [flags, the expected backend, why, without the binary?] */
const FLAGS = [
  [['--jitless'], 'wasmtime', undefined],
  [['--disable-wasm-trap-handler'], 'wasmtime', undefined],
  [['--no-addons'], 'webassembly', /native addon could not be loaded|addons/i],
  [[PERMISSION, '--allow-fs-read=*'], 'webassembly', /ERR_DLOPEN_DISABLED|addon/i],
  [['--no-addons', '--disable-wasm-trap-handler'], 'webassembly', /addon/i],
  [['--no-addons', '--jitless'], 'javascript', /has no WebAssembly/],
  [[PERMISSION, '--allow-fs-read=*', '--jitless'], 'javascript', /has no WebAssembly/],
  [['--disallow-code-generation-from-strings', '--frozen-intrinsics', '--no-warnings'], 'wasmtime', undefined],
  [['--max-old-space-size=64'], 'wasmtime', undefined],
  [['--stack-size=200'], 'wasmtime', undefined],
  [['--secure-heap=65536', '--disable-proto=delete'], 'wasmtime', undefined],
  [['--single-threaded', '--max-semi-space-size=1'], 'wasmtime', undefined],
];

/** [the CPU as qemu names it, the expected backend, why, the expected level of its kernels] */
const CPUS = [
  ['core2duo', 'native', /has_sse4/, 'serial'],
  ['Nehalem,-sse4.2', 'native', /has_sse42/, 'sse4.1'],
  ['Nehalem,-sse4.1,-sse4.2', 'native', /has_sse4/, 'serial'],
  ['Nehalem,-popcnt', 'native', /has_popcnt/, 'serial'],
  ['Nehalem', 'wasmtime', undefined, 'sse4.1'],
  ['Haswell', 'wasmtime', undefined, 'avx2'],
  ['Haswell,-avx2', 'wasmtime', undefined, 'sse4.1'],
];

const TRAPS = `
  const wasm = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0, 10, 13, 1, 11, 0, 65, 128, 128, 128, 128, 4, 40, 2, 0, 11]);
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports;
  const trap = () => {
    try { f(); } catch (error) { return error instanceof WebAssembly.RuntimeError && error.message === 'memory access out of bounds'; }
    return false;
  };`;

/** Asynchronous operations, and whether they are correct. */
const ASYNC = `
  const [count, root, lower] = JSON.parse(process.argv[1]);
  const ops = require(root).loadStringOpsSync();
  const text = 'x'.repeat(10000);
  const limit = () => require('node:child_process').execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
  (async () => {
    // The pool's threads start with its first work.
    if (lower === 'after') await ops.fastHashAsync(text);
    if (lower) limit();
    const all = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? ops.fastHashAsync(text) : ops.fastSearchAsync(text, 'xy')));
    const results = await Promise.all(all);
    if (!results.every((result, i) => result === (i % 2 === 0 ? 1991985157 : -1))) throw new Error('wrong');
    console.log(JSON.stringify(results.length));
  })();`;

const ASYNC_CONTROL = `
  require('node:child_process').execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
  require('node:fs').stat('/', () => console.log('done'));`;

const SIGSEGV = `
  ${TRAPS}
  let signals = 0;
  process.on('SIGSEGV', () => signals++);
  process.on('SIGBUS', () => signals++);
  process.on('SIGILL', () => signals++);
  process.on('SIGFPE', () => signals++);
  const [count, root] = JSON.parse(process.argv[1]);
  const { loadStringOpsSync } = require(root);
  const all = ['wasmtime', 'native', 'webassembly', 'javascript'].map((backend) => loadStringOpsSync({ backend }));
  const text = 'x'.repeat(10000);
  let wrong = 0;
  (async () => {
    for (let i = 0; i < count; i++) {
      if (!trap()) wrong++;
      if (all[i % 4].fastHash(text) !== 1991985157 || all[i % 4].fastSearch(text, 'xy') !== -1) wrong++;
      if (i % 500 === 0) await new Promise(setImmediate);
    }
    console.log(JSON.stringify({ wrong, signals }));
    process.exit();
  })();`;

/** How a process ends that has a listener, V8's own handler and a trap, but does not use the package. */
function controlOf(script) {
  const { status, signal, error, stdout } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  if (error) return 'hangs: the signal comes again for ever';
  return status === 0 && stdout.trim() === 'true' ? 'catches it' : `ends with ${signal ?? status}`;
}

export const rows = [
  {
    id: 'engine-flags',
    provoked:
      'An engine without a compiler, without WebAssembly, without addons, without trap handlers, without permissions',
    how: FLAGS.map(([flags]) => `\`${flags.join(' ')}\``).join(', '),
    expected:
      'the first available backend: `wasmtime`; `webassembly` without addons; `javascript` without WebAssembly too; with reasons, one warning and correct answers to the corpus',
    unit: 'flags',
    least: { full: FLAGS.length, ci: FLAGS.length },
    async run() {
      const seen = [];
      for (const [flags, backend, reason] of FLAGS) {
        try {
          assertLoaded(probe({ flags }), backend, reason);
          if (flags.includes('--no-addons'))
            assertRefused(probe({ flags, load: { backend: 'native' } }), 'native', /addon/i);
          seen.push(backend);
        } catch (error) {
          throw new Error(`${flags.join(' ')}: ${error.message}`, { cause: error });
        }
      }
      const of = (backend) => seen.filter((name) => name === backend).length;
      return {
        count: seen.length,
        outcome: `${of('wasmtime')} on \`wasmtime\`, ${of('webassembly')} on \`webassembly\`, ${of('javascript')} on \`javascript\`, on Node ${major}`,
      };
    },
  },
  {
    id: 'nonsense-in-the-environment',
    provoked: 'Nonsensical environment variables',
    how: '`STRINGOPS_BACKEND` set to a wrong name, to capitals, with a space, to `__proto__`, to 100,000 characters; `DISABLE_WASM` likewise; `NAPI_RS_NATIVE_LIBRARY_PATH`; with and without the binary',
    expected: 'TypeError ERR_INVALID_ARG_VALUE that names the variable, or a load; exit status 0',
    unit: 'environments',
    least: { full: 14, ci: 14 },
    async run() {
      const wrong = [
        'other',
        'WASMTIME',
        ' wasmtime',
        'wasmtime\n',
        '__proto__',
        'constructor',
        '0',
        'null',
        'x'.repeat(100_000),
      ];
      for (const value of wrong) {
        const { failed, warnings } = probe({ env: { STRINGOPS_BACKEND: value } });
        assert.deepEqual(
          [failed?.[0].code, warnings],
          ['ERR_INVALID_ARG_VALUE', []],
          JSON.stringify(value.slice(0, 20)),
        );
        assert.match(failed[0].message, /^The environment variable STRINGOPS_BACKEND must be one of 'wasmtime'/);
        assert(failed[0].message.length < 1000);
      }
      for (const value of ['TRUE', 'yes', ' ', 'x'.repeat(100_000)])
        assertLoaded(probe({ env: { DISABLE_WASM: value } }), 'wasmtime');
      assertLoaded(probe({ env: { NAPI_RS_NATIVE_LIBRARY_PATH: '/nonexistent' } }), 'webassembly', /nonexistent/);
      withCopy(nothing, (directory) => {
        assertLoaded(probe({ directory, env: { DISABLE_WASM: 'true' } }), 'javascript', /DISABLE_WASM/);
      });
      return {
        count: wrong.length + 6,
        outcome: `${wrong.length} wrong names refused with ERR_INVALID_ARG_VALUE; the others load, or fall back with their reason`,
      };
    },
  },
  {
    id: 'cpu-without-sse42',
    provoked: 'CPUs without SSE4.2, SSE4.1, popcnt or AVX2',
    how: `Node in qemu-user as ${CPUS.map(([cpu]) => cpu).join('; ')}`,
    expected:
      '`native`, naming what is missing, without SSE4.2 or popcnt; otherwise `wasmtime`; each at the right CPU level, with correct answers to the corpus',
    unit: 'CPUs',
    least: { full: CPUS.length, ci: 2 },
    maySkip: true,
    skip: () =>
      process.platform === 'linux' && process.arch !== 'x64'
        ? 'not x64'
        : (needsLinux('qemu-x86_64')()?.replace('qemu-x86_64', 'qemu-x86_64 (Debian: qemu-user)') ?? null),
    seconds: 3600,
    async run({ ci }) {
      const told = [];
      for (const [cpu, backend, reason, level] of ci ? CPUS.slice(0, 2) : CPUS) {
        const before = ['qemu-x86_64', '-cpu', cpu];
        assertLoaded(probe({ before }), backend, reason);
        const script = `console.log(JSON.stringify(require(${JSON.stringify(`${root}/lib/backends/addon/addon.js`)}).buildInfo()))`;
        const { cpuLevel } = JSON.parse(node(['-e', script], { before }).stdout);
        assert.equal(cpuLevel, level, cpu);
        told.push(`${cpu} \`${backend}\` (${cpuLevel})`);
      }
      return { count: told.length, outcome: `${told.join(', ')}; this qemu has no AVX-512` };
    },
  },
  {
    id: 'signal-listeners',
    provoked:
      'JavaScript listeners for SIGSEGV, SIGBUS, SIGILL and SIGFPE, while V8 handles traps of its own WebAssembly',
    how: '`process.on`, then out-of-bounds accesses in a module of our own and calls on all four backends in turn',
    expected:
      "with `--disable-wasm-trap-handler` each trap is a WebAssembly.RuntimeError, no listener is called, every answer is correct, exit status 0. Without it the listener replaces V8's handler, in any process: the control shows that without the package",
    unit: 'traps',
    least: { full: 200_000, ci: 10_000 },
    skip: needsLinux(),
    async run({ least }) {
      const script = ['-e', SIGSEGV, JSON.stringify([least, root])];
      const { stdout } = node(['--disable-wasm-trap-handler', ...script]);
      assert.deepEqual(JSON.parse(stdout), { wrong: 0, signals: 0 });
      // Our calls alone, with V8's handler displaced, as they need none.
      const calls = `
        process.on('SIGSEGV', () => { throw new Error('a signal'); });
        const { loadStringOpsSync } = require(${JSON.stringify(root)});
        const text = 'x'.repeat(10000);
        for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
          const ops = loadStringOpsSync({ backend });
          for (let i = 0; i < 2000; i++) if (ops.fastHash(text) !== 1991985157) throw new Error(backend);
        }
        setTimeout(() => process.exit(), 20);`;
      node(['-e', calls]);
      const control = `process.on('SIGSEGV', () => {}); ${TRAPS} console.log(trap());`;
      const word = controlOf(control);
      return {
        count: least,
        outcome: `every trap caught, no signal reached JavaScript; our calls need no handler. The control, a listener and a trap with V8's handler and without the package, ${word}`,
      };
    },
  },
  {
    id: 'no-threads',
    provoked: 'No threads for asynchronous work',
    how: '`UV_THREADPOOL_SIZE=1`; RLIMIT_NPROC of 1, set by `prlimit` on a process of another user, after the pool has started and before',
    expected:
      'correct answers with one thread, and after the pool has started; before, libuv ends the process: a control with `fs.stat`, without the package, ends by the same signal',
    unit: 'promises',
    least: { full: 4000, ci: 400 },
    skip: needsLinux('prlimit'),
    async run({ least }) {
      const script = (lower) => ['-e', ASYNC, JSON.stringify([least / 2, root, lower])];
      assert.equal(JSON.parse(node(script(null), { env: { UV_THREADPOOL_SIZE: '1' } }).stdout), least / 2);
      const reason = cannotBeNobody();
      if (reason !== null) {
        assert.equal(JSON.parse(node(script(null)).stdout), least / 2);
        return { count: least, outcome: `all correct with one thread; RLIMIT_NPROC not provoked: ${reason}` };
      }
      return publicPlace((place) => {
        const as = (lower) => [...asNobody, process.execPath, '-e', ASYNC, JSON.stringify([least / 2, place, lower])];
        const after = run(as('after'), { cwd: place });
        assert.deepEqual([after.status, after.stdout.trim()], [0, String(least / 2)], after.stderr);
        const ours = run(as('before'), { cwd: place });
        const control = run([...asNobody, process.execPath, '-e', ASYNC_CONTROL], { cwd: place });
        assert.deepEqual([ours.status, ours.signal], [control.status, control.signal], ours.stderr);
        return {
          count: least,
          outcome: `all correct with one thread, and without new ones; with none at all Node ends with ${control.signal ?? control.status}, with the package and without`,
        };
      });
    },
  },
  {
    id: 'stack-almost-exhausted',
    provoked: 'An almost exhausted stack, in the main thread and in workers',
    how: 'recursion to the end of the stack; on the way back every operation, a load and a wrong argument from every frame, until each has answered; the main thread with `--stack-size` of 200 KB to 984 KB, workers of 0.5, 1 and 4 MB; all backends',
    expected:
      "the engine's RangeError or the correct answer, nothing else, from each frame; correct answers afterwards; exit status 0",
    unit: 'attempts at the edge',
    least: { full: 5000, ci: 1000 },
    seconds: 3600,
    async run({ ci }) {
      let right = 0;
      let refused = 0;
      for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
        for (const [flags, stack] of ci
          ? [[[]], [[], 0.5]]
          : [[[]], [['--stack-size=200']], [['--stack-size=500']], [[], 0.5], [[], 1], [[], 4]]) {
          const { stdout } = node([
            ...flags,
            '__tests__/torture/support/stack-edge.cjs',
            root,
            backend,
            '20',
            ...(stack ? [String(stack)] : []),
          ]);
          const tally = JSON.parse(stdout);
          assert.deepEqual(tally.wrong, [], `${backend} ${flags} ${stack}`);
          assert(tally.refused > 0 && tally.right >= 200, JSON.stringify(tally));
          right += tally.right;
          refused += tally.refused;
        }
      }
      return {
        count: right + refused,
        outcome: `${refused.toLocaleString('en')} RangeErrors of the engine, ${right.toLocaleString('en')} correct answers, nothing else`,
      };
    },
  },
  {
    id: 'stopped-in-mid-call',
    provoked: 'A process stopped and continued in the middle of its calls, under a barrage of other signals',
    how: 'SIGSTOP and SIGCONT, and SIGUSR2, SIGALRM, SIGURG and SIGPROF with listeners, sent by a shell to a process that hashes and searches 8 MB, with the plain and the asynchronous functions, until all are sent; each backend',
    expected: 'every answer correct, every kind of signal received, exit status 0',
    unit: 'stops',
    least: { full: 400, ci: 40 },
    skip: needsLinux(),
    seconds: 3600,
    async run({ least }) {
      const stops = least / BACKENDS.length;
      let calls = 0;
      for (const backend of BACKENDS) {
        const result = await inNode('disturbed.mjs', 'stopped', { backend, stops }, { seconds: 1800 });
        assert.deepEqual(
          [result.wrong, result.heard, result.status],
          [0, ['SIGALRM', 'SIGPROF', 'SIGURG', 'SIGUSR2'], 0],
          JSON.stringify(result),
        );
        calls += result.calls;
      }
      return {
        count: stops * BACKENDS.length,
        outcome: `${calls.toLocaleString('en')} calls in the meantime, all answers correct`,
      };
    },
  },
  {
    id: 'bytes-overwritten-by-threads',
    provoked: 'Shared bytes that other threads write while they are read',
    how: 'two workers that write to a SharedArrayBuffer incessantly; every operation on parts of it, as haystack and as needle; each backend',
    expected:
      'a result that some bytes of that length could have: 32 bits; -1, 0 or 1; offsets within the text and in order; plausible counts; a held text is a copy and does not change; results for bytes that are not shared are correct',
    unit: 'rounds',
    least: { full: 20_000, ci: 400 },
    seconds: 3600,
    async run({ least }) {
      const rounds = least / BACKENDS.length;
      for (const backend of BACKENDS) {
        const { wrong, changed } = await inNode('disturbed.mjs', 'overwritten', { backend, rounds }, { seconds: 1800 });
        assert.deepEqual(wrong, [], backend);
        assert(changed > 0, `${backend}: nobody wrote to the bytes`);
      }
      return {
        count: rounds * BACKENDS.length,
        outcome:
          'every result one that there can be, every held text the same twice, every answer of bytes of our own right',
      };
    },
  },
];
