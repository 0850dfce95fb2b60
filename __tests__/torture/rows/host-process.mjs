// What others do to the process while it works: signals that stop it, threads that write what it reads.
import assert from 'node:assert/strict';
import { needsLinux } from '../support/provocation.mjs';
import { inNode } from '../support/node.mjs';

export const area = 'Host faults: process';

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

export const rows = [
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
