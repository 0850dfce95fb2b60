// What others do to the process while it works: signals that stop it, threads that write to what it reads.
import assert from 'node:assert/strict';
import { needsLinux } from '../support/provocation.mjs';
import { inNode } from '../support/node.mjs';

export const area = 'Host faults: process';

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

export const rows = [
  {
    id: 'stopped-in-mid-call',
    provoked: 'A process that is stopped and goes on in the middle of its calls, under a rain of other signals',
    how: 'SIGSTOP and SIGCONT, and SIGUSR2, SIGALRM, SIGURG and SIGPROF with listeners, sent by a shell to a process that hashes and searches 8 MB, by the plain and the asynchronous functions, until it has sent them all; each backend',
    expected: 'every answer right, every kind of signal heard, exit status 0',
    unit: 'stops',
    least: { full: 400, ci: 40 },
    skip: needsLinux(),
    seconds: 3600,
    async run({ least }) {
      const stops = least / BACKENDS.length;
      let calls = 0;
      for (const backend of BACKENDS) {
        const result = await inNode('stopped.mjs', { backend, stops }, { seconds: 1800 });
        assert.deepEqual(
          [result.wrong, result.heard, result.status],
          [0, ['SIGALRM', 'SIGPROF', 'SIGURG', 'SIGUSR2'], 0],
          JSON.stringify(result),
        );
        calls += result.calls;
      }
      return {
        count: stops * BACKENDS.length,
        outcome: `${calls.toLocaleString('en')} calls meanwhile, all answers right`,
      };
    },
  },
  {
    id: 'bytes-overwritten-by-threads',
    provoked: 'Shared bytes that other threads write to while they are read',
    how: 'two workers that write to a SharedArrayBuffer without end; every operation on parts of it, as haystack and as needle; each backend',
    expected:
      'a result that some bytes of that length have: 32 bits, -1, 0 or 1, offsets within and in order, counts that fit; a held text is a copy, and stays; what is not shared is right',
    unit: 'rounds',
    least: { full: 20_000, ci: 400 },
    seconds: 3600,
    async run({ least }) {
      const rounds = least / BACKENDS.length;
      for (const backend of BACKENDS) {
        const { wrong, changed } = await inNode('overwritten.mjs', { backend, rounds }, { seconds: 1800 });
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
