// Bad input: every function, argument and kind of value by the table of __tests__/support; inputs that change during
// the call; strings in every form V8 has for them, and of its greatest length; lengths past 2^31.
import { answers, casesOf, runAll } from '../../support/bad-input.js';
import { changes, runChange, ways } from '../../support/changing-inputs.js';
import { kinds } from '../../support/kinds.js';
import { BACKENDS, loadStringOpsSync } from '../../support/package.js';
import { inNode, randomFrom } from '../support/session.mjs';

export const area = 'Bad input';

function ensure(holds, what, detail) {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(detail, null, 1)}`);
}

/** In a different order each time, so that one call meets what another left behind. */
function shuffled(list, { below }) {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

const CONTENTS = {
  ascii: 'ASCII',
  latin: 'one byte a unit, two in UTF-8',
  wide: 'two bytes a unit, three in UTF-8',
  halves: 'halves of pairs',
};
const GIB = 2 ** 30;

export const rows = [
  {
    id: 'every-kind-everywhere',
    provoked: 'Wrong values for every argument of every public function',
    how: `${kinds.length} kinds of values (proxies, hostile getters, other realms, detached, shared, arrays that lie …), each as every argument and option, as \`this\`, as one argument too many, and left out; in random order, all backends`,
    expected:
      "The declared class, code and message, or the oracle's result; after each call the instance still answers correctly",
    unit: 'calls',
    least: { full: 600_000 },
    seconds: 3600,
    async run({ least }) {
      let [calls, cases] = [0, 0];
      for (let round = 1; calls < least; round++) {
        for (const backend of BACKENDS) {
          const random = randomFrom(round);
          const all = shuffled(casesOf(backend), random);
          const result = await runAll(backend, all);
          ensure(result.wrong.length === 0, `wrong on ${backend}`, result.wrong.slice(0, 10));
          ensure(result.cases === all.length, 'cases were left out', result.cases);
          calls += result.calls;
          cases += result.cases;
        }
      }
      return {
        count: calls,
        outcome: `${cases.toLocaleString('en')} cases of function, argument and kind: each gave its documented error or result; every instance went on answering correctly`,
      };
    },
  },
  {
    id: 'inputs-that-change',
    provoked: 'Buffers detached, shrunk, grown and overwritten during the call',
    how: `${ways.length} ways to run code during a call (getters and traps of options, objects in place of a signal, iterators, elements, streams) × ${changes.length} changes, random sizes; all backends`,
    expected:
      "ERR_INVALID_ARG_TYPE that names the lost argument; otherwise the oracle's result for the bytes as changed",
    unit: 'calls',
    least: { full: 60_000 },
    seconds: 3600,
    async run({ least }) {
      const random = randomFrom(1);
      const instances = BACKENDS.map((backend) => loadStringOpsSync({ backend }));
      let count = 0;
      let lost = 0;
      while (count < least) {
        for (const ops of instances) {
          for (const way of ways) {
            for (const change of changes) {
              const length = 20 + random.below(random.below(20) === 0 ? 60_000 : 3000);
              const wrong = await runChange(ops, way, change, length);
              ensure(wrong === null, `${ops.backend}, ${way.name}, the array ${change.name}, ${length} bytes`, wrong);
              ensure(answers(ops), 'wrong answers afterwards', [ops.backend, way.name, change.name]);
              count++;
              if (change.lost) lost++;
            }
          }
        }
      }
      return {
        count,
        outcome: `${lost.toLocaleString('en')} calls refused, naming the argument, ${(count - lost).toLocaleString('en')} gave the result of the changed bytes`,
      };
    },
  },
  {
    id: 'forms-of-strings',
    provoked: 'Ropes, slices, external, thin and internalised strings',
    how: 'Node with --expose-externalize-string: ropes of a million parts (appended, prepended, balanced), slices of slices, external strings, slices and ropes of those, strings that Node makes external; four alphabets, five lengths, 17 operations, all backends',
    expected: 'The results for the bytes into which TextEncoder encodes an equal flat string',
    unit: 'calls',
    least: { full: 13_000, ci: 13_000 },
    seconds: 3600,
    async run({ ci }) {
      const results = [];
      for (const backend of BACKENDS) {
        results.push(
          await inNode(
            'string-shapes.mjs',
            'stringShapes',
            { backend, parts: ci ? 5000 : 1_000_000 },
            { flags: ['--expose-externalize-string'], seconds: 1800 },
          ),
        );
      }
      for (const { wrong } of results) ensure(wrong.length === 0, 'wrong results', wrong);
      return {
        count: results.reduce((sum, { calls }) => sum + calls, 0),
        outcome: `${results[0].forms} forms of strings of up to ${ci ? '5,000' : '1,000,000'} parts: all results correct`,
      };
    },
  },
  ...Object.entries(CONTENTS).map(([id, content]) => ({
    id: `longest-strings-${id}`,
    provoked: `Strings of the greatest length V8 allows: ${content}`,
    how: '2^29-24 units; 22 calls covering all operations, including a hash in parts after half of a pair, streams, held texts and promises; each backend in a process of its own',
    expected:
      'The result computed by arithmetic; ERR_STRINGOPS_MEMORY with exact figures where the inputs exceed the limit',
    unit: 'calls',
    least: { full: BACKENDS.length * 22 },
    seconds: 2 * 3600,
    skip: () => (freeMemory() < 8 * GIB ? 'needs 8 GiB of free memory' : null),
    async run() {
      const results = [];
      for (const backend of BACKENDS)
        results.push({
          backend,
          ...(await inNode('great-sizes.mjs', 'longestStrings', { backend, content }, { seconds: 1800 })),
        });
      for (const { backend, wrong } of results) ensure(wrong.length === 0, backend, wrong);
      const peaks = results.map(({ backend, peak }) => `${backend} ${peak} MiB`);
      const [{ size }] = results;
      return {
        count: results.reduce((sum, { calls }) => sum + calls, 0),
        outcome: `${size.toLocaleString('en')} bytes of UTF-8: all results correct, on every backend the same; what passes the limit refused with its figures. Most memory of a process: ${peaks.join(', ')}`,
      };
    },
  })),
  {
    id: 'lengths-past-2-31',
    provoked: 'Arrays of more than 2^31 and 2^32 bytes, lists of 2^32-1 elements',
    how: 'Arrays of 2^31+17 bytes as every input, arrays of 2^32 bytes, an Array of 2^32-1 holes, a proxy that claims 2^53 elements; all backends, each in a process of its own. In CI only those that are refused',
    expected:
      'Correct hashes and offsets past 2^31; ERR_STRINGOPS_MEMORY with its figures; ERR_INVALID_ARG_TYPE that names inputs[0]',
    unit: 'calls',
    least: { full: 68, ci: 32 },
    seconds: 3600,
    maySkip: true,
    skip: () => (freeMemory() < 8 * GIB ? 'needs 8 GiB of free memory' : null),
    async run({ ci }) {
      const results = [];
      for (const backend of BACKENDS)
        results.push(await inNode('great-sizes.mjs', 'greatLengths', { backend, refusedOnly: ci }, { seconds: 900 }));
      for (const { wrong } of results) ensure(wrong.length === 0, 'wrong results', wrong);
      return {
        count: results.reduce((sum, { calls }) => sum + calls, 0),
        outcome: `${ci ? '' : 'Hashes, orders and offsets past 2^31 correct; '}what does not fit was refused with its figures`,
      };
    },
  },
  {
    id: 'millions-of-elements',
    provoked: 'Batches of millions, with one wrong element; endless iterators',
    how: 'fastHashMany of 5,000,000 strings and arrays, the last element a symbol, and of an endless generator; all backends',
    expected: 'All hashes correct; the error names the element by its index, and the generator is closed',
    unit: 'elements',
    least: { full: 20_000_000, ci: 800_000 },
    seconds: 1800,
    async run({ ci }) {
      const most = ci ? 200_000 : 5_000_000;
      const list = Array.from({ length: most }, (_, i) => (i % 10 === 9 ? Buffer.from([i, i >> 8]) : `element ${i}`));
      const [first] = BACKENDS.map((backend) => loadStringOpsSync({ backend }))
        .slice(-1)
        .map((ops) => ops.fastHashMany(list));
      let count = 0;
      for (const backend of BACKENDS) {
        const ops = loadStringOpsSync({ backend });
        const hashes = ops.fastHashMany(list);
        ensure(
          Buffer.compare(Buffer.from(hashes.buffer), Buffer.from(first.buffer)) === 0,
          'the backends differ',
          backend,
        );
        for (let i = 0; i < most; i += 9973)
          ensure(hashes[i] === ops.createHash().update(list[i]).digest(), 'a hash is wrong', [backend, i]);
        count += most;
        const refused = [[...list, Symbol('s')], endless(most)];
        for (const each of refused) {
          const error = thrown(() => ops.fastHashMany(each));
          const message = `The "inputs[${most}]" argument must be a string or a Uint8Array. Received type symbol (Symbol(s))`;
          ensure(error?.code === 'ERR_INVALID_ARG_TYPE' && error.message === message, 'the error', String(error));
        }
        ensure(closed === 1, 'the generator was not closed', closed);
        closed = 0;
        ensure(answers(ops), 'wrong answers afterwards', backend);
      }
      return {
        count,
        outcome: `${most.toLocaleString('en')} elements a batch hashed alike on all backends; the wrong one named as inputs[${most}]; the generator closed`,
      };
    },
  },
];

let closed = 0;
function* endless(most) {
  try {
    for (let i = 0; ; i++) yield i === most ? Symbol('s') : 'abc';
  } finally {
    closed++;
  }
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const freeMemory = () => process.availableMemory?.() ?? Infinity;
