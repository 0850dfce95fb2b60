// Load: many calls for a long time, with memory and handles watched. Passing depends on results, counts and memory,
// never on time.
import { BACKENDS } from '../../support/package.js';
import { growing, inNode } from '../support/session.mjs';

export const area = 'Load';

const MIB = 2 ** 20;

const linuxOnly = () => (process.platform === 'linux' ? null : '/proc is read, which only Linux has');
const mib = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;
const FLAGS = ['--expose-gc'];

function ensure(holds, what, detail) {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(detail)}`);
}

/** Nothing wrong, and no growth of memory or handles in the second half. */
function ensureFlat(result) {
  ensure(result.wrong.length === 0, 'wrong results', result);
  const grown = growing(result);
  ensure(grown.length === 0, `${grown.join(', ')} grew, however long it went on`, result);
}

/** The four backends, two processes at a time. */
async function onAll(run) {
  const results = [];
  for (const pair of [BACKENDS.slice(0, 2), BACKENDS.slice(2)]) results.push(...(await Promise.all(pair.map(run))));
  return results;
}

const figures = (results) =>
  results
    .map(
      (result) =>
        `${result.backend} ${result.slope.toFixed(2)} B (${mib(result.growth)}${result.stretches === 1 ? '' : `, when it had gone on for ${2 ** result.stretches - 1} times as long`}), RSS ${mib(result.last)}, files ${result.files[1]}, threads ${result.threads[1]}`,
    )
    .join('; ');

export const rows = [
  {
    id: 'mixed-calls',
    provoked: 'Millions of calls',
    how: 'All operations and some wrong calls, mixed, inputs of 0 to 300,000 units or bytes, mostly small; all backends',
    expected:
      "Each sampled result is the oracle's; resident memory, files and threads are flat over the second half (least squares, less than 16 MiB), at the latest after 15 times as long",
    unit: 'calls',
    least: { full: 10_000_000, ci: 100_000 },
    seconds: 4 * 3600,
    skip: linuxOnly,
    async run({ least, ci }) {
      const calls = Math.ceil(least / BACKENDS.length);
      const every = ci ? 200 : 500;
      const results = await onAll((backend) =>
        inNode('calls.mjs', 'mixedCalls', { backend, calls, every }, { flags: FLAGS, seconds: 2 * 3600 }),
      );
      results.forEach(ensureFlat);
      const checked = results.reduce((sum, result) => sum + result.checked, 0);
      ensure(checked >= least / every / 1.01, 'too few results were checked', checked);
      return {
        count: results.reduce((sum, result) => sum + result.calls, 0),
        outcome: `${checked.toLocaleString('en')} results checked, all correct. Slope a call and growth over the second half: ${figures(results)}`,
      };
    },
  },
  {
    id: 'event-loop-under-load',
    provoked: 'Hundreds of asynchronous operations of megabytes in flight',
    how: 'fastHashAsync and fastSearchAsync of 4 MiB that is slow to search, all started at once, with one thread in the pool and a counting timer of 5 ms; then the same with the plain functions',
    expected:
      'All results correct; the timer fires again and again in the meantime, on every backend, but never during the plain calls',
    unit: 'calls',
    least: { full: 1200, ci: 240 },
    seconds: 3600,
    async run({ least }) {
      const calls = least / BACKENDS.length;
      const fewest = calls / 15;
      const results = [];
      // One after another, as the timer counts for one process.
      for (const backend of BACKENDS)
        results.push(
          await inNode(
            'calls.mjs',
            'asyncLoad',
            { backend, calls },
            { env: { UV_THREADPOOL_SIZE: '1' }, seconds: 900 },
          ),
        );
      for (const result of results) {
        ensure(result.wrong.length === 0, 'wrong results', result);
        ensure(result.most === calls, 'they were not in flight at once', result);
        ensure(result.whileAsync >= fewest, `the timer fired less than ${fewest} times`, result);
        ensure(result.whileSync === 0, 'the plain calls let the timer fire', result);
      }
      const figures = results.map(
        ({ backend, whileAsync, asynchronous, synchronous, p50, p99 }) =>
          `${backend} ${whileAsync} (${asynchronous} ms; event-loop delay p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms; plain ${synchronous} ms)`,
      );
      return {
        count: calls * BACKENDS.length,
        outcome: `${calls} in flight at once; the timer fired, times: ${figures.join('; ')}; during the plain calls 0`,
      };
    },
  },
  {
    id: 'held-texts-churned',
    provoked: 'Held texts made, used, freed and dropped for a minute',
    how: 'Texts of up to 200,000 units or bytes, one in three freed, the others left to the garbage collector (--expose-gc), each watched by a FinalizationRegistry; all backends',
    expected:
      'Every text is finalised; held bytes and memory are the same at the end as at the start; resident memory is flat, as above',
    unit: 'texts',
    least: { full: 100_000, ci: 4000 },
    seconds: 3600,
    skip: linuxOnly,
    async run({ ci }) {
      const results = await onAll((backend) =>
        inNode('churn.mjs', 'heldChurn', { backend, seconds: ci ? 1 : 60 }, { flags: FLAGS, seconds: 900 }),
      );
      for (const result of results) {
        ensureFlat(result);
        ensure(result.finalised === result.made, 'texts were not finalised', result);
        ensure(result.heldAfter === result.heldBefore && result.heldAfter === 0, 'bytes are still held', result);
        ensure(result.bytesAfter <= result.bytesBefore, 'memory was not released', result);
        ensure(result.works, 'wrong answers afterwards', result);
      }
      const made = results.reduce((sum, result) => sum + result.made, 0);
      return {
        count: made,
        outcome: `${made.toLocaleString('en')} texts finalised, 0 bytes held at the end, memory as at the start. Slope a text and growth over the second half: ${figures(results)}`,
      };
    },
  },
  ...[
    [
      'hashes',
      'createHash',
      'Ended, forgotten in the middle, refused something, fed too late',
      { full: 2_000_000, ci: 20_000 },
    ],
    [
      'streams',
      'hashStream and searchStream',
      'Piped to the end, left early, failing sources, wrong chunks, forgotten in the middle',
      { full: 60_000, ci: 1200 },
    ],
    [
      'instances',
      'Instances',
      'loadStringOps with options, a log that refers to the instance, a held text, wrong calls',
      { full: 40_000, ci: 480 },
    ],
    [
      'promises',
      'Asynchronous operations, aborted and refused',
      'Aborted before the call, while they wait and too late; wrong inputs, signals and options',
      { full: 60_000, ci: 480 },
    ],
  ].map(([what, provoked, how, least]) => ({
    id: `${what}-churned`,
    provoked: `${provoked}, made and dropped`,
    how: `${how}; all backends, --expose-gc`,
    expected: 'Each returns its result or its error; resident memory, files and threads are flat, as above',
    unit: 'rounds',
    least,
    seconds: 3600,
    skip: linuxOnly,
    async run({ least: most }) {
      const rounds = Math.ceil(most / BACKENDS.length);
      const results = await onAll((backend) =>
        inNode('churn.mjs', 'churn', { backend, what, rounds }, { flags: FLAGS, seconds: 1800 }),
      );
      results.forEach(ensureFlat);
      const aborted =
        what === 'promises'
          ? ` ${results.reduce((sum, result) => sum + result.aborted, 0).toLocaleString('en')} aborted while they waited.`
          : '';
      const count = results.reduce((sum, result) => sum + result.rounds, 0);
      return {
        count,
        outcome: `As expected each time.${aborted} Slope a round and growth over the second half: ${figures(results)}`,
      };
    },
  })),
];
