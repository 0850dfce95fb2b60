// Inside the sandbox: modules that trap, lie and never return, and sizes at which 32 bits end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyPackage, inChild } from '../../support/child.js';
import { corpus } from '../../support/corpus.js';
import { oracle } from '../../support/oracle.js';
import { StringOpsWrapper } from '../../support/package.js';
import { has, root } from '../../../scripts/steps.mjs';
import { hostileAddon, lacksHostileAddon, provoke } from '../support/hostile.mjs';
import { CASES, assemble } from '../support/hostile-modules.mjs';
import { inNode } from '../support/session.mjs';

export const area = 'Inside the sandbox';

const here = (file) => path.join(root, file);
const lastLine = (text) => text.trim().split('\n').at(-1);
const counted = (counts) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** The memory available to a new process, in GB: including what the system would release, where it says so. */
function availableGigabytes() {
  try {
    return Number(/^MemAvailable: +(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 1e6;
  } catch {
    return os.freemem() / 1e9;
  }
}

const AMPLE = 9;

/** Files in place of stringOps.wasm, and what a load of the webassembly backend makes of them. */
const FILES = {
  'one bit changed in the header': (ours) => Buffer.concat([ours.subarray(0, 4), Buffer.from([2]), ours.subarray(5)]),
  'a module without exports': () => binary('(module)'),
  'a module with other imports': () =>
    binary('(module (import "env" "memory" (memory 256)) (import "env" "other" (func)))'),
  'a module that wants more memory': () => binary('(module (import "env" "memory" (memory 257)))'),
  'only the three functions of the guide': () =>
    binary(`(module (import "env" "memory" (memory 1))
    (func (export "fastHash") (param i32 i32) (result i32) (i32.const 0))
    (func (export "fastCompare") (param i32 i32 i32 i32) (result i32) (i32.const 0))
    (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (i32.const -1)))`),
  'a start function that traps': () => binary('(module (func $start unreachable) (start $start))'),
};

const binary = (wat) => Buffer.from(assemble(wat, true));

/** All necessary exports, with impossible results. */
const LYING = `(module (import "env" "memory" (memory 1)) (import "env" "log" (func $log (param i32)))
  (global (export "scratchSize") i32 (i32.const 64)) (func (export "setScratch") (param i32 i32))
  (func (export "fastHash") (param i32 i32) (result f64) (f64.const 0.5))
  (func (export "fastHashFrom") (param i32 i32 i32) (result i64) (i64.const 1))
  (func (export "fastHash64From") (param i32 i32 i64) (result i32) (i32.const 1))
  (func (export "fastCompare") (param i32 i32 i32 i32) (result i32) (i32.const 7))
  (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (local.get 1))
  (func (export "debugLog") (param i32) unreachable))`;

/** A copy of the package with another stringOps.wasm; `body` runs in it without the addon. */
function withFile(bytes, body) {
  const copy = copyPackage();
  try {
    // What is loaded is the copy of the module that dist/ has.
    const text = `module.exports.moduleBytes = () => Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64');`;
    writeFileSync(path.join(copy.directory, 'dist/module-bytes.js'), text);
    return inChild(body, { directory: copy.directory, flags: ['--no-addons'] }).value;
  } finally {
    copy.remove();
  }
}

export const rows = [
  {
    id: 'traps-in-the-engine',
    provoked:
      'Traps and endless loops of a module in the embedded engine; ranges that end beyond 2^32; memories of all 65536 pages',
    how: "__tests__/rust/sandbox.rs: __tests__/rust/sandbox/hostile.wat, compiled and run with the addon's own settings, in a store of its own, in the backend, and on 8 threads with 320 KiB of stack; epoch interruption for the endless loop",
    expected:
      'The expected trap; then the same store and instance answer the corpus. Lies and wrapping ranges are refused',
    unit: 'tests',
    least: { full: 10, ci: 10 },
    seconds: 3600,
    skip: () => (has('cargo') ? null : 'there is no cargo'),
    async run() {
      const { status, stdout, stderr } = spawnSync(
        'cargo',
        ['test', '--locked', '--test', 'integration', 'sandbox::'],
        {
          cwd: root,
          encoding: 'utf8',
        },
      );
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      const summary = /^test result: ok\. (\d+) passed; 0 failed; 0 ignored.*$/m.exec(stdout);
      return {
        count: Number(summary[1]),
        outcome: '15 kinds of trap, 4500 + 2400 times; 100 endless loops interrupted; every answer correct afterwards',
      };
    },
  },
  {
    id: 'traps-in-the-addon',
    provoked:
      "Traps and lies of the module within the addon, with V8's own traps before and after each, in the main thread and in workers",
    how: 'The built addon with its artifact replaced by that of __tests__/rust/sandbox/hostile.wat; 15 kinds of trap and 5 kinds of lie',
    expected:
      "ERR_STRINGOPS_MODULE with the trap's name, a RuntimeError for V8's; the next calls are correct, held texts survive, exit status 0",
    unit: 'traps',
    least: { full: 40_000, ci: 900 },
    seconds: 1800,
    skip: lacksHostileAddon,
    async run({ least }) {
      const rounds = Math.ceil(least / 45);
      const copy = hostileAddon();
      try {
        const { status, signal, stdout, stderr } = spawnSync(
          process.execPath,
          ['hostile-session.cjs', String(rounds)],
          { cwd: copy.directory, encoding: 'utf8' },
        );
        assert.equal(status, 0, `${signal}\n${stdout}\n${stderr}`);
        assert.equal(stderr, '');
        const { traps, lies, own, checked } = JSON.parse(lastLine(stdout));
        assert(lies * 3 === traps && own === 8 * traps, stdout);
        return {
          count: traps,
          outcome: `each reported; ${lies} lies refused, ${own} traps of V8 caught, ${checked} answers correct in between`,
        };
      } finally {
        copy.remove();
      }
    },
  },
  {
    id: 'hostile-modules',
    provoked:
      'Modules under StringOpsWrapper that lie, trap, throw, grow, overwrite everything, call back, or want absurd amounts of scratch memory',
    how: `${CASES.length} modules in WebAssembly text, with results of every type; 24 calls of 8 operations on each`,
    expected:
      'An error with a code, or a possible result; what the imports throw is passed on; a good instance beside it answers the corpus',
    unit: 'calls',
    least: { full: 1200, ci: 1200 },
    async run() {
      const outcomes = {};
      for (const hostile of CASES) provoke(hostile, outcomes);
      assert(outcomes.ERR_STRINGOPS_MODULE > 200, `only ${outcomes.ERR_STRINGOPS_MODULE} calls were refused`);
      return { count: Object.values(outcomes).reduce((sum, count) => sum + count), outcome: counted(outcomes) };
    },
  },
  {
    id: 'hostile-file',
    provoked: 'Another file in place of modules/stringOps/stringOps.wasm',
    how: 'Copies of the package, Node with --no-addons: one bit of the header changed, modules with other exports and imports, one that traps when it starts, one that lies',
    expected:
      'Forced: ERR_STRINGOPS_BACKEND; by default javascript, with the reason. The one that lies does load, and each operation that reaches it, held texts included, is an ERR_STRINGOPS_MODULE',
    unit: 'files',
    least: { full: 7, ci: 7 },
    async run() {
      const ours = readFileSync(here('modules/stringOps/stringOps.wasm'));
      for (const [name, make] of Object.entries(FILES)) {
        const result = withFile(
          make(ours),
          `
          let code = 'none';
          try { pkg.loadStringOpsSync({ backend: 'webassembly' }); } catch (error) { code = error.code; }
          process.removeAllListeners('warning');
          const ops = pkg.loadStringOpsSync();
          const chain = [];
          for (const { backend } of ops.fallbackReason.errors) chain.push(backend);
          return { code, backend: ops.backend, chain, hash: ops.fastHash('foobar'.repeat(50)) === ops.fastHash(Buffer.from('foobar'.repeat(50))) };`,
        );
        assert.equal(result.code, 'ERR_STRINGOPS_BACKEND', name);
        assert.equal(result.backend, 'javascript', name);
        assert(result.chain.includes('webassembly') && result.hash, `${name}: ${JSON.stringify(result)}`);
      }
      const [lying, good] = withFile(
        binary(LYING),
        `
        const [a, b] = [Buffer.alloc(500, 'abc'), Buffer.alloc(400, 'abc')];
        const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);
        const answers = async (ops) => {
          const held = ops.hold(a);
          const calls = [() => ops.fastHash(a), () => ops.fastHash(a, 1), () => ops.fastCompare(a, b), () => ops.fastSearch(a, b), () => ops.fastIndexOf(a, b), () => ops.fastSearchAll(a, b), () => ops.fastCount(a, b),
            () => ops.fastHashMany([a]), () => held.fastHash(), () => held.fastCompare(b), () => held.fastCompare(held), () => held.fastSearch(b), () => held.fastIndexOf(b), () => held.fastSearchAll(b), () => held.fastCount(b), () => ops.debugLog(1),
            () => ops.fastHashAsync(a), () => ops.fastSearchAsync(a, b)];
          const results = [];
          for (const call of calls) results.push(await (async () => plain(await call()) ?? null)().catch((error) => error.code));
          return results;
        };
        return [await answers(pkg.loadStringOpsSync({ backend: 'webassembly', log() {} })), await answers(pkg.loadStringOpsSync({ backend: 'javascript', log() {} }))];`,
      );
      assert.equal(lying.length, 18);
      // What is answered without the module is correct.
      const refused = lying.filter((answer) => answer === 'ERR_STRINGOPS_MODULE').length;
      for (const [at, answer] of lying.entries())
        if (answer !== 'ERR_STRINGOPS_MODULE') assert.deepEqual(answer, good[at], `call ${at} of the lying module`);
      assert(refused >= 6, `only ${refused} calls reached the lying module`);
      return {
        count: Object.keys(FILES).length + 1,
        outcome: `${Object.keys(FILES).length} refused, javascript taken and correct; the one that lies: ${refused} of 18 calls refused, the others answered correctly without it`,
      };
    },
  },
  {
    id: 'addresses-near-4-gib',
    provoked: 'Pointers and lengths near 2^32 passed to the exports of stringOps.wasm',
    how: 'In V8, on memories of 256 and of all 65536 pages: ranges that end beyond 2^32, and ranges that end there exactly',
    expected:
      'The former trap, and never wrap around to address 0; the latter are read to their last byte; the corpus is answered correctly afterwards',
    unit: 'calls',
    least: { full: 80, ci: 80 },
    async run() {
      const module = new WebAssembly.Module(readFileSync(here('modules/stringOps/stringOps.wasm')));
      let trapped = 0;
      let read = 0;
      for (const pages of [256, 65536]) {
        const memory = new WebAssembly.Memory({ initial: pages });
        const instance = new WebAssembly.Instance(module, { env: { memory, log() {} } });
        const ops = new StringOpsWrapper(instance, memory);
        const { fastHash, fastHashFrom, fastCompare, fastSearch } = instance.exports;
        const last = 2 ** 32 - 16;
        for (const [ptr, len] of [
          [last, 17],
          [last, 200],
          [last, 2 ** 32 - 1],
          [2 ** 32 - 1, 2],
          [2 ** 32 - 1, 2 ** 32 - 1],
          [2, 2 ** 32 - 1],
          [2 ** 31, 2 ** 31 + 1],
          [61440, 2 ** 32 - 61439],
        ]) {
          for (const call of [
            () => fastHash(ptr, len),
            () => fastHashFrom(ptr, len, 1),
            () => fastCompare(ptr, len, ptr, len),
            () => fastSearch(ptr, len, ptr, len),
            () => fastSearch(ptr, len, 61440, 1),
          ]) {
            assert.throws(call, WebAssembly.RuntimeError, `${ptr}, ${len}, ${pages} pages`);
            trapped++;
          }
        }
        if (pages === 65536) {
          for (const length of [1, 16, 17, 143, 144, 512, 4300, 40_000]) {
            const bytes = Uint8Array.from({ length }, (_, i) => ((i * 7) % 251) + 1);
            const at = 2 ** 32 - length;
            new Uint8Array(memory.buffer, at).set(bytes);
            assert.equal(fastHash(at, length) >>> 0, oracle.fastHash(bytes));
            assert.equal(fastCompare(at, length, at, length), 0);
            assert.equal(
              fastSearch(at, length, 2 ** 32 - Math.min(length, 20), Math.min(length, 20)),
              oracle.fastSearch(bytes, bytes.slice(-20)),
            );
            read += 3;
          }
        }
        for (const { name, operation, args, expected } of corpus.slice(0, 300)) {
          const answer = ops[operation](...args);
          assert.deepEqual(ArrayBuffer.isView(answer) ? [...answer] : answer, expected, name);
        }
      }
      return { count: trapped + read, outcome: `${trapped} trapped, ${read} that end at 2^32 correct` };
    },
  },
  {
    id: 'offsets-above-2-gib',
    provoked: 'Offsets beyond 2^31, inputs that are together longer than 2^32, and the longest possible input',
    how: 'A Buffer of 2.2 GB with matches across and beyond 2^31; two of 2.2 GB at once; one of 2^32 - 65536 bytes, and one of a byte more; each backend in a process of its own',
    expected:
      'Correct positive offsets from fastSearch, fastIndexOf and fastSearchAll, and correct counts; ERR_STRINGOPS_MEMORY with the true sum for what is too long',
    unit: 'checks',
    least: { full: 76 },
    seconds: 3600,
    skip: () =>
      availableGigabytes() < AMPLE
        ? `${availableGigabytes().toFixed(1)} GB of memory are available, ${AMPLE} are needed`
        : null,
    async run() {
      let count = 0;
      const resident = [];
      for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
        const { checks, rss } = await inNode('great-sizes.mjs', 'farOffsets', { backend }, { seconds: 900 });
        count += checks;
        resident.push(`${backend} ${rss} MiB`);
      }
      return {
        count,
        outcome: `every check correct; resident at the end: ${resident.join(', ')}; ${availableGigabytes().toFixed(0)} GB were available`,
      };
    },
  },
];
