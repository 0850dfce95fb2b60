// No executable memory, little address space, memory that does not grow, very many instances.
import assert from 'node:assert/strict';
import os from 'node:os';
import { oracle } from '../../support/oracle.js';
import {
  PROBE,
  assertLoaded,
  assertRefused,
  has,
  needsLinux,
  node,
  probe,
  root,
  run,
} from '../support/provocation.mjs';

export const area = 'Host faults: memory';

/** Denies the process, and what it becomes, any memory that turns executable (Linux 6.3). */
const PR_SET_MDWE = "syscall(157, 65, 1, 0, 0, 0) == 0 or die 'prctl'; exec @ARGV";
const denyExecutable = ['perl', '-e', PR_SET_MDWE];

function cannotDeny() {
  const reason = needsLinux('perl')();
  if (reason !== null) return reason;
  if (process.arch !== 'x64') return 'the number of the system call is that of x86-64';
  return has(...denyExecutable, 'true') ? null : 'this kernel cannot deny executable memory (PR_SET_MDWE, Linux 6.3)';
}

/** Starts its arguments with a number of MB of address space. */
const limited = (megabytes) => ['sh', '-c', `ulimit -v ${megabytes * 1000} && exec "$0" "$@"`];

/** The address space that the package may take beyond Node's own, in MB: for an instance, and the addon. */
const OURS = 40;

/**
 * Below so many MB glibc is told to have one arena. Otherwise it gives each of V8's threads an arena of its own, of 64
 * MB, and whether Node itself has room left is then a matter of luck.
 */
const ARENAS = 1600;

/** A load and a call of each operation, with as little of Node around it as possible; or, as a control, neither. */
const LITTLE = `
  const root = process.argv[1];
  if (root === 'control') {
    process.stdout.write('[]');
  } else {
    const warnings = [];
    process.on('warning', ({ code }) => warnings.push(code));
    const ops = require(root).loadStringOpsSync();
    const text = 'x'.repeat(1e5) + 'y';
    const held = ops.hold(text);
    const answers = [
      ops.fastHash(text), ops.fastSearch(text, 'xy'), ops.fastCompare(Buffer.from(text), Buffer.from(text + 'z')), ops.fastIndexOf(text, 'y'),
      ops.fastCount(text, 'xx'), ops.fastSearchAll(text, 'xy')[0], ops.fastHashMany([text])[0], held.fastSearch('y'),
    ];
    const reason = ops.fallbackReason === null ? null : ops.fallbackReason.message;
    setImmediate(() => process.stdout.write(JSON.stringify([ops.backend, reason, warnings, answers])));
  }`;
const LITTLE_ANSWERS = (() => {
  const text = `${'x'.repeat(1e5)}y`;
  const hash = oracle.fastHash(text);
  return [hash, 99_999, -1, 100_000, 50_000, 99_999, hash, 100_000];
})();

const INSTANCES = `
  const { PerformanceObserver } = require('node:perf_hooks');
  const pkg = require(${JSON.stringify(root)});
  const { backend, count, keep } = JSON.parse(process.argv[1]);
  let collections = 0;
  const observer = new PerformanceObserver((list) => { collections += list.getEntries().filter(({ detail }) => detail.kind === 4).length; });
  observer.observe({ entryTypes: ['gc'] });
  const kept = [];
  const backends = {};
  const text = 'x'.repeat(10000);
  let failed = null;
  let made = 0;
  let wrong = 0;
  let highest = 0;
  (async () => {
    try {
      for (; made < count; made++) {
        const ops = pkg.loadStringOpsSync(backend === null ? {} : { backend });
        backends[ops.backend] = (backends[ops.backend] ?? 0) + 1;
        if (keep) kept.push(ops);
        if (made % 50 === 0) {
          if (ops.fastHash(text) !== 1991985157) wrong++;
          highest = Math.max(highest, process.memoryUsage.rss());
          // What was collected is released by finalizers, which Node runs on its event loop.
          await new Promise(setImmediate);
        }
      }
    } catch (error) {
      failed = [error.code, error.backend, error.message];
    }
    for (let i = 0; i < kept.length; i += 100) if (kept[i].fastHash(text) !== 1991985157) wrong++;
    await new Promise(setImmediate);
    console.log(JSON.stringify({ made, backends, failed, wrong, collections, highest: Math.round(highest / 2 ** 20) }));
  })();`;

const instances = (backend, count, keep, options) =>
  JSON.parse(node(['-e', INSTANCES, JSON.stringify({ backend, count, keep })], options).stdout);

/** Memory that may not grow from now on: set from outside, as an administrator would. */
const GROWTH = `
  const { execFileSync } = require('node:child_process');
  const { readFileSync } = require('node:fs');
  const [backend, rounds, root] = JSON.parse(process.argv[1]);
  const ops = require(root).loadStringOpsSync({ backend });
  // The engine reserves the address space of its memories from the start, so the writable memory is limited instead.
  const [resource, column] = backend === 'webassembly' ? ['data', 5] : ['as', 0];
  const limit = (bytes) => execFileSync('prlimit', ['--pid', String(process.pid), '--' + resource + '=' + bytes + ':']);
  const small = 'foobar'.repeat(50);
  const large = 'x'.repeat(1e8) + 'y';
  large.charCodeAt(0);
  const expected = [ops.fastHash(small), ops.fastHash(large)];
  const results = [];
  for (let round = 0; round < rounds; round++) {
    ops.trim();
    for (let i = 0; i < 3; i++) gc();
    const inUse = Number(readFileSync('/proc/self/statm', 'latin1').split(' ')[column]) * 4096;
    limit(inUse + (48 << 20));
    let refused;
    try { refused = ops.fastHash(large); }
    catch (error) { refused = [error.name, error.code, error.needed >= 1e8, error.limit, error.cause?.message ?? null]; }
    const during = ops.fastHash(small);
    limit('unlimited');
    results.push({ refused, right: during === expected[0] && ops.fastHash(large) === expected[1] });
  }
  console.log(JSON.stringify(results));`;

/**
 * Between the last instance and the refusal the engine needs some pages for itself. Tries again with a little more if
 * it was the engine that found none, and said so.
 *
 * @template T
 * @param {(more: number) => T} provoke takes megabytes
 * @returns {T}
 */
function roomForTheEngine(provoke) {
  for (let more = 0; ; more += 5) {
    try {
      return provoke(more);
    } catch (error) {
      if (more === 15 || !/FATAL ERROR: [^\n]*JavaScript heap out of memory/.test(String(error))) throw error;
    }
  }
}

/** Takes address space until there is none left. One buffer is released where Node needs it to go on. */
const taking = (what, giveBack = false) => `
  const taken = [];
  try { for (;;) taken.push(${what}); } catch { ${giveBack ? 'taken.pop(); gc(); gc();' : ''} }`;
const BUFFERS = 'new ArrayBuffer(32 << 20)';
const FEWER_LEFT = 'new ArrayBuffer(16 << 20)';
const MEMORIES = 'new WebAssembly.Memory({ initial: 1, maximum: 65536 })';

/** What is called when there is no more memory, in a process with `megabytes` of address space. */
const USED_UP = [
  ...['wasmtime', 'native'].map((backend) => ({
    backend,
    megabytes: 3000,
    needed: [1e8, 2e8],
    before: "const text = 'x'.repeat(1e8) + 'y'; text.charCodeAt(0);",
    take: taking(BUFFERS, true),
    calls: ['fastHash(text)'],
  })),
  ...[
    ['wasmtime', 3000, FEWER_LEFT],
    ['native', 3000, FEWER_LEFT],
    ['webassembly', 80_000, MEMORIES],
    ['javascript', 3000, FEWER_LEFT],
  ].map(([backend, megabytes, what]) => ({
    backend,
    megabytes,
    needed: [24 << 20, 25 << 20],
    before: "const text = Buffer.alloc(24 << 20, 'x');",
    take: taking(what),
    calls: ['hold(text)'],
  })),
  ...[
    ['wasmtime', ['fastHashAsync(text)', "fastSearchAsync(text, 'x')"]],
    [
      'javascript',
      [
        'fastHashAsync(text)',
        "fastSearch(text, Buffer.from('xyz'))",
        "fastIndexOf(text, Buffer.from('xyz'), 3)",
        "fastSearchAll(text, Buffer.from('xyz'))",
        "fastCount(text, Buffer.from('xyz'))",
        "hold(text).fastSearch(Buffer.from('xyz'))",
      ],
    ],
  ].map(([backend, calls]) => ({
    backend,
    megabytes: 3000,
    needed: [6e7, 7e7],
    before: "const text = 'é'.repeat(3e7); text.charCodeAt(0);",
    take: taking(BUFFERS),
    calls,
    // The needle is what fails, as the text is already held.
    held: calls.some((call) => call.startsWith('hold')) ? 6e7 : 0,
  })),
];

/** Runs one of them. @returns {number} how many calls were refused as expected */
function refusedCalls({ backend, megabytes, needed, before, take, calls, held = 0 }) {
  const script = `
    const ops = require(process.argv[1]).loadStringOpsSync({ backend: '${backend}' });
    const answer = () => ops.fastHash('foobar'.repeat(50));
    const first = answer();
    const calls = (text) => [${calls.map((call) => `() => ops.${call}`).join()}];
    (async () => {
      // The engine compiles what is loaded late, and ends the process if it has no memory for that.
      for (const call of calls('warm')) (await call()).free?.();
      ops.trim();
      const { heldBytes } = ops.memory;
      ${before}
      ${take}
      const results = [];
      for (const call of calls(text)) {
        try { results.push(String(await call())); }
        catch (error) { results.push([error.name, error.code, error.needed, error.limit, String(error.cause?.message)]); }
      }
      console.log(JSON.stringify([taken.length > 1, answer() === first, ops.memory.heldBytes - heldBytes, results]));
    })();`;
  const { status, signal, stdout, stderr } = run([
    ...limited(megabytes),
    process.execPath,
    '--expose-gc',
    '-e',
    script,
    root,
  ]);
  assert.equal(status, 0, `${backend}, ${calls}: ${status ?? signal}\n${stderr}`);
  const [taken, right, heldBytes, results] = JSON.parse(stdout);
  assert.deepEqual([taken, right, heldBytes], [true, true, held], `${backend}, ${calls}: ${stdout}`);
  for (const [name, code, bytes, limit, cause] of results) {
    assert.deepEqual([name, code, limit], ['RangeError', 'ERR_STRINGOPS_MEMORY', 2 ** 32], `${backend}: ${stdout}`);
    assert(bytes > needed[0] && bytes < needed[1], `${backend}: ${stdout}`);
    assert.match(cause, /memory|allocation failed|refused|length/i);
  }
  return results.length;
}

export const rows = [
  {
    id: 'no-executable-memory',
    provoked: 'Memory that may never be executable',
    how: 'PR_SET_MDWE, set by the process that becomes Node; with `--jitless`, as V8 could not run otherwise',
    expected:
      '`native` with the reason, one warning and correct answers to the corpus; a forced `wasmtime` fails with ERR_STRINGOPS_BACKEND',
    unit: 'loads',
    least: { full: 2, ci: 2 },
    maySkip: true,
    skip: cannotDeny,
    async run() {
      const how = { before: denyExecutable, flags: ['--jitless'] };
      const reason = /failed to make memory executable: Permission denied/;
      assertLoaded(probe(how), 'native', reason);
      assertRefused(probe({ ...how, load: { backend: 'wasmtime' } }), 'wasmtime', reason);
      return { count: 2, outcome: '`native`: "failed to make memory executable: Permission denied"' };
    },
  },
  {
    id: 'memory-used-up',
    provoked: 'Calls when the address space is used up',
    how: '`ulimit -v`, and buffers or memories of WebAssembly taken until there is no room for another; a hash, a text to hold, promises and searches that encode tens of megabytes, on each backend; and a memory of 4 GiB asked for at the load',
    expected:
      'RangeError ERR_STRINGOPS_MEMORY with `needed`, `limit` and a cause, nothing more held, and right answers afterwards; `native` with the reason for the load, ERR_STRINGOPS_BACKEND if `wasmtime` was forced',
    unit: 'calls',
    least: { full: 15, ci: 15 },
    skip: needsLinux(),
    async run() {
      const attempt = (one) => roomForTheEngine((more) => refusedCalls({ ...one, megabytes: one.megabytes + more }));
      const refused = USED_UP.reduce((sum, one) => sum + attempt(one), 0);
      const load = { initialPages: 65536 };
      const how = { before: limited(3000), load };
      assertLoaded(probe(how), 'native', /memory/);
      assertRefused(probe({ ...how, load: { ...load, backend: 'wasmtime' } }), 'wasmtime', /memory/);
      return {
        count: refused + 2,
        outcome: `${refused} calls refused with their figures, every answer after them right`,
      };
    },
  },
  {
    id: 'address-space-limits',
    provoked: 'Address space of 0.7 to 6 GB',
    how: `\`ulimit -v\` in steps, below ${ARENAS} MB with MALLOC_ARENA_MAX=1; a control starts Node without the package and with ${OURS} MB less; the corpus where plain loops can read it with ${OURS} MB less`,
    expected: 'where the control runs: exit status 0, a backend with its reason, and correct answers to the corpus',
    unit: 'limits',
    least: { full: 40, ci: 4 },
    skip: needsLinux(),
    seconds: 3600,
    async run({ ci }) {
      const steps = ci
        ? [700, 800, 1600, 6000]
        : [
            ...Array.from({ length: 30 }, (_, i) => 700 + 20 * i),
            ...Array.from({ length: 12 }, (_, i) => 1300 + 425 * i).filter((step) => step <= 6000),
          ];
      if (!steps.includes(6000)) steps.push(6000);
      const seen = {};
      const refused = [];
      let corpora = 0;
      for (const step of steps) {
        const env = step < ARENAS ? { MALLOC_ARENA_MAX: '1' } : {};
        const control = run([...limited(step - OURS), process.execPath, '-e', LITTLE, 'control'], { env });
        const ours = run([...limited(step), process.execPath, '-e', LITTLE, root], { env });
        if (control.status !== 0) {
          refused.push(step);
          // V8 ends the process, by one signal or another, when it finds no room for itself, with or without us.
          assert(
            control.status === null || control.status > 128,
            `${step} MB: the control ended with ${control.status}\n${control.stderr}`,
          );
          if (ours.status !== 0) continue;
        }
        assert.equal(ours.status, 0, `${step} MB: ${ours.status ?? ours.signal}\n${ours.stdout}${ours.stderr}`);
        const [backend, reason, warnings, answers] = JSON.parse(ours.stdout);
        assert.deepEqual(answers, LITTLE_ANSWERS, `${step} MB`);
        if (backend === 'wasmtime') assert.deepEqual([reason, warnings], [null, []]);
        else
          assert(
            /memory/i.test(reason) && warnings.join() === 'STRINGOPS_FALLBACK',
            `${step} MB: ${backend} ${reason} ${warnings}`,
          );
        seen[backend] = (seen[backend] ?? 0) + 1;
        // The corpus needs more from Node: its modules, and a megabyte of JSON.
        if (run([...limited(step - OURS), process.execPath, PROBE, 'oracle'], { env }).status !== 0) continue;
        const report = probe({ before: limited(step), env });
        assertLoaded(report, report.backend, report.backend === 'wasmtime' ? undefined : /memory|Cannot allocate/i);
        corpora++;
      }
      assert(seen.wasmtime > 0);
      const counts = Object.entries(seen)
        .map(([backend, count]) => `${count} on \`${backend}\``)
        .join(', ');
      return {
        count: steps.length,
        outcome: `${counts}, all correct, ${corpora} with the whole corpus; ${refused.length > 0 ? `up to ${Math.max(...refused)} MB the control, without the package, ended by V8's own lack of memory` : 'the control ran at each'}`,
      };
    },
  },
  {
    id: 'growth-refused',
    provoked: 'Memory growth refused in the middle of a sequence of calls',
    how: 'RLIMIT_AS (RLIMIT_DATA for `webassembly`) set on the running process by `prlimit --pid` to 48 MiB above what it uses, a call that needs 100 MB, and the limit lifted; again and again',
    expected:
      'RangeError ERR_STRINGOPS_MEMORY with `needed` and `limit`; small calls correct in the meantime, and the same call correct afterwards',
    unit: 'refusals',
    least: { full: 150, ci: 6 },
    skip: needsLinux('prlimit'),
    async run({ least }) {
      const rounds = least / 3;
      for (const backend of ['wasmtime', 'native', 'webassembly']) {
        const results = JSON.parse(node(['--expose-gc', '-e', GROWTH, JSON.stringify([backend, rounds, root])]).stdout);
        for (const { refused, right } of results) {
          // The engine's memory reports what it has, the addon's what it may have.
          const limit = backend === 'webassembly' ? 2 ** 24 : 2 ** 32;
          assert.deepEqual(
            [refused.slice?.(0, 4), right],
            [['RangeError', 'ERR_STRINGOPS_MEMORY', true, limit], true],
            `${backend}: ${JSON.stringify(refused)}`,
          );
          assert.match(refused[4], /refused|grow|memory/i);
        }
      }
      return {
        count: rounds * 3,
        outcome:
          'each a RangeError ERR_STRINGOPS_MEMORY with `needed`, `limit` and a cause, on `wasmtime`, `native` and `webassembly`; every call after it right',
      };
    },
  },
  {
    id: 'instances-kept',
    provoked: '32,000 instances, all kept',
    how: 'a loop that loads and keeps, on each backend and without a choice of backend; every hundredth is asked again at the end. Linux gives a process 65,530 memory mappings, and a `wasmtime` instance takes two',
    expected:
      '`wasmtime` ends with ERR_STRINGOPS_BACKEND before the mappings run out, and a load without a choice goes on with `native`; full collections stay few; all answer correctly',
    unit: 'instances',
    least: { full: 96_576, ci: 3000 },
    skip: needsLinux(),
    seconds: 1800,
    async run({ ci }) {
      let count = 0;
      const told = [];
      for (const backend of ['wasmtime', null, 'native', 'javascript']) {
        // With huge pages a `native` instance takes 300 KB as soon as it is touched.
        const wanted = ci ? 1000 : backend === 'native' && os.freemem() < 12 * 2 ** 30 ? 8000 : 32_000;
        const result = instances(backend, wanted, true, { seconds: 900 });
        const { made, failed, wrong, collections, highest, backends } = result;
        assert.equal(wrong, 0);
        assert(collections < 150, `${collections} full collections for ${made} instances`);
        if (backend === 'wasmtime' && !ci) {
          assert.deepEqual([made, failed.slice(0, 2)], [24_576, ['ERR_STRINGOPS_BACKEND', 'wasmtime']]);
          assert.match(failed[2], /this process has 24576 instances/);
        } else {
          assert.deepEqual([made, failed], [wanted, null]);
        }
        if (backend === null && !ci) assert.deepEqual(backends, { wasmtime: 24_576, native: wanted - 24_576 });
        count += made;
        told.push(
          `${backend ?? 'first choice'} ${made.toLocaleString('en')}${backend === null && !ci ? ` (${backends.wasmtime} on \`wasmtime\`, ${backends.native} on \`native\`)` : ''} in ${highest} MiB, ${collections} full collections`,
        );
      }
      return {
        count,
        outcome: `${told.join('; ')}${ci ? '' : '; `wasmtime` then says "this process has 24576 instances; more would take its last memory mappings"'}`,
      };
    },
  },
  {
    id: 'instances-dropped',
    provoked: '32,000 instances, each dropped at once',
    how: 'a loop that loads and forgets, with a turn of the event loop after every 50, on each backend (`webassembly`: 4,000), with the address space limited to 6 GB, which uncollected instances would use up',
    expected: 'all of them on the requested backend, correct answers, resident memory bounded',
    unit: 'instances',
    least: { full: 96_000, ci: 3000 },
    skip: needsLinux(),
    seconds: 1800,
    async run({ ci }) {
      let count = 0;
      const told = [];
      for (const backend of ['wasmtime', 'native', 'javascript', 'webassembly']) {
        const wanted = backend === 'webassembly' ? (ci ? 20 : 4000) : ci ? 1000 : 32_000;
        // The engine reserves 8 GiB or more for each memory of its own.
        const before = backend === 'webassembly' ? [] : limited(6000);
        const { made, failed, wrong, highest, backends } = instances(backend, wanted, false, { before, seconds: 900 });
        assert.deepEqual([made, failed, wrong, backends], [wanted, null, 0, { [backend]: wanted }]);
        assert(highest < 400, `${highest} MiB resident`);
        count += made;
        told.push(`${backend} ${made.toLocaleString('en')} in at most ${highest} MiB`);
      }
      return { count, outcome: told.join('; ') };
    },
  },
  {
    id: 'instances-until-refused',
    provoked: 'Instances kept until the system refuses',
    how: '`ulimit -v` of 3 GB for `wasmtime`, of 100 GB for `webassembly`, for each of whose memories the engine reserves 8 GiB or more',
    expected:
      "ERR_STRINGOPS_BACKEND that names the backend; existing instances answer correctly. (If what is left happens to be too little for V8's own heap, V8 ends the process; the limit is then moved by 5 MB, at most three times)",
    unit: 'refusals',
    least: { full: 2, ci: 2 },
    skip: needsLinux(),
    async run() {
      const told = [];
      for (const [backend, megabytes] of [
        ['wasmtime', 3000],
        ['webassembly', 100_000],
      ]) {
        const { made, failed, wrong } = roomForTheEngine((more) =>
          instances(backend, 5000, true, { before: limited(megabytes + more) }),
        );
        assert(failed !== null && made > 1, `${backend}: ${made} instances and no refusal`);
        assert.deepEqual([failed.slice(0, 2), wrong], [['ERR_STRINGOPS_BACKEND', backend], 0]);
        told.push(`${backend} after ${made}: "${failed[2].replace(/^.*unavailable: /, '')}"`);
      }
      return { count: told.length, outcome: told.join('; ') };
    },
  },
];
