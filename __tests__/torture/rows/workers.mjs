// Worker threads that come and go, are terminated in the middle of everything, and work at the same time.
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { inNode } from '../support/session.mjs';
import { root } from '../../../scripts/steps.mjs';

export const area = 'Workers';

const BACKENDS = ['wasmtime', 'native', 'webassembly'];
const session = (task, options) =>
  inNode('worker-session.cjs', 'session', { root, backends: BACKENDS, ...task }, { seconds: 1500, ...options });

/** @param {string} way @param {string} id @param {string} how */
const inARow = (way, id, how) => ({
  id: `workers-${id}`,
  provoked: `200 workers in a row: ${way}`,
  how,
  expected:
    'correct answers in each, and in the main thread afterwards; the exit code that belongs to its end; no error of ours; memory, threads and mappings flat after the first forty',
  unit: 'workers',
  least: { full: 200, ci: 6 },
  seconds: 1800,
  async run({ least, ci }) {
    const { early, late } = await session({ session: 'inARow', way, count: least }, { flags: ['--expose-gc'] });
    if (!ci) {
      assert(
        late.resident <= early.resident + 48,
        `resident ${early.resident} MiB after 40 workers, ${late.resident} after ${least}`,
      );
      assert(late.threads <= early.threads + 4, `threads ${early.threads}, ${late.threads}`);
      assert(late.mappings <= early.mappings + 150, `mappings ${early.mappings}, ${late.mappings}`);
    }
    const figures = ci
      ? ''
      : `; resident memory ${early.resident} MiB after 40, ${late.resident} after ${least}; threads ${early.threads}, ${late.threads}; mappings ${early.mappings}, ${late.mappings}`;
    return { count: least, outcome: `all correct, on \`wasmtime\`, \`native\` and \`webassembly\` in turn${figures}` };
  },
});

const ORDERS = [
  'main, then workers',
  'workers that end, then main',
  'workers that are there, then main',
  'main at the same time as eight workers',
  'workers within workers, then main',
  'a worker terminated before it has loaded, then main',
];

export const rows = [
  {
    id: 'only-in-a-worker',
    provoked: 'The addon loaded only in a worker that ends, then V8 traps in the main thread',
    how: 'workers that end by normal exit, process.exit, an uncaught error and terminate, on each backend; then out-of-bounds accesses in a module of our own',
    expected:
      "each is a caught WebAssembly.RuntimeError: the library was not unloaded from under anyone, and no handler of V8's was displaced",
    unit: 'traps',
    least: { full: 100_000, ci: 2000 },
    async run({ least, ci }) {
      const all = ['normal exit', 'process.exit', 'an uncaught error', 'terminated in mid-call'];
      const groups = ci ? [all] : [...all.map((way) => [way]), all];
      for (const ways of groups) await session({ session: 'onlyInWorkers', ways, traps: least / groups.length });
      return { count: least, outcome: `${groups.length} processes, every trap caught` };
    },
  },
  inARow('normal exit', 'normal-exit', 'each loads, answers and ends'),
  inARow('process.exit', 'process-exit', 'each calls process.exit(7) after its answers'),
  inARow('an uncaught error', 'uncaught-error', 'each throws after its answers'),
  inARow(
    'terminated in mid-call',
    'terminated-in-call',
    '`terminate()` while each searches 32 MiB of shared bytes again and again',
  ),
  inARow(
    'terminated in async work',
    'terminated-in-async-work',
    '`terminate()` while each has eight hashes of 16 MiB on the thread pool',
  ),
  inARow('terminated in a stream', 'terminated-in-stream', '`terminate()` while each searches an endless stream'),
  inARow(
    'terminated with held texts',
    'terminated-with-held-texts',
    '`terminate()` while each holds twenty texts and hashes one',
  ),
  inARow(
    'exit with async work under way',
    'exit-with-async-work',
    'process.exit(7) with a hash of 4 MiB on the thread pool',
  ),
  {
    id: 'workers-under-load',
    provoked: '64 workers at once under load, for a minute (in CI 8, for three seconds)',
    how: 'the random calls of the differential test, and promises, sixteen workers on each backend',
    expected: 'every answer is that of naive loops, every worker exits with 0',
    unit: 'calls',
    least: { full: 20_000, ci: 500 },
    seconds: 3600,
    async run({ ci, least }) {
      const backends = [...BACKENDS, 'javascript'];
      const milliseconds = ci ? 3000 : 60_000;
      const workers = ci ? 8 : 64;
      // For that long, and on a slow machine until each has made its share of the calls.
      const each = Math.ceil(least / workers);
      const lives = Array.from(
        { length: workers },
        (_, i) =>
          new Promise((resolve, reject) => {
            const backend = backends[i % 4];
            const worker = new Worker(new URL('./differential.mjs', import.meta.url), {
              workerData: { backend, seed: 12345 + 7919 * i, milliseconds, least: each },
            });
            let result;
            worker.once('message', (message) => (result = message));
            worker.once('error', reject);
            worker.once('exit', (code) => resolve({ code, expected: backend, ...result }));
          }),
      );
      const results = await Promise.all(lives);
      for (const { code, backend, expected, calls } of results) {
        assert.deepEqual([code, backend], [0, expected]);
        assert(calls >= each);
      }
      const calls = results.reduce((sum, { calls: one }) => sum + one, 0);
      return {
        count: calls,
        outcome: `${results.length} workers, all answers correct, at least ${Math.min(...results.map(({ calls: one }) => one)).toLocaleString('en')} in each`,
      };
    },
  },
  {
    id: 'orders-of-loading',
    provoked: 'The addon loaded in the main thread and in workers, in every order',
    how: ORDERS.join('; '),
    expected: 'correct answers everywhere, exit codes of 0, and V8 catches 1,000 traps afterwards',
    unit: 'processes',
    least: { full: 120, ci: ORDERS.length },
    seconds: 1500,
    async run({ ci }) {
      const rounds = ci ? 1 : 20;
      let count = 0;
      for (let round = 0; round < rounds; round++) {
        for (const order of ORDERS) {
          const backends = round % 2 === 0 ? BACKENDS : BACKENDS.toReversed();
          await session({ session: 'order', order, backends });
          count++;
        }
      }
      return { count, outcome: `${ORDERS.length} orders, ${rounds} times each, all correct` };
    },
  },
];
