// What an installed package must do, without a test framework, so that it runs on every runtime. It uses only the
// package object it is given.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { corpus } from '../support/corpus.js';

export const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

/** An array of numbers for a typed array; anything else unchanged. */
const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);

/** The rows every test of the project reads: [what, check]. */
const corpusCases = (ops) =>
  corpus.map(({ name, operation, args, expected }) => [
    name,
    () => assert.deepEqual(plain(ops[operation](...args)), expected),
  ]);

const TEXT = 'héllo wörld, '.repeat(1000);
const bytesOf = (text) => new TextEncoder().encode(text);

/** Operations for which the corpus has no rows. */
const otherCases = (ops) => [
  ['a seed continues a hash', () => assert.equal(ops.fastHash('bar', ops.fastHash('foo')), 0xbf9cf968)],
  ['long text hashes as its bytes', () => assert.equal(ops.fastHash(TEXT), ops.fastHash(bytesOf(TEXT)))],
  [
    'functions need no this',
    () => {
      const { fastCompare } = ops;
      assert.deepEqual(['b', 'é', 'a'].sort(fastCompare), ['a', 'b', 'é']);
    },
  ],
  [
    'createHash of 64 bits',
    () => assert.equal(ops.createHash({ bits: 64 }).update('foobar').digest(), 0x85944171f73967e8n),
  ],
  ['createHash', () => assert.equal(ops.createHash().update('foo').update(bytesOf('bar')).digest('hex'), 'bf9cf968')],
  [
    'hashStream',
    async () => {
      const stream = ops.hashStream();
      await pipeline(Readable.from([bytesOf(TEXT.slice(0, 777)), bytesOf(TEXT.slice(777))]), stream);
      assert.equal(stream.digest(), ops.fastHash(TEXT));
    },
  ],
  [
    'hashStream refuses what fastHash refuses',
    async () => {
      for (const wrong of [1, {}, new Uint16Array(2)]) {
        for (const passThrough of [false, true]) {
          const streamed = pipeline(Readable.from([bytesOf('foo'), wrong]), ops.hashStream({ passThrough }));
          await assert.rejects(streamed, { code: 'ERR_INVALID_ARG_TYPE' });
        }
      }
    },
  ],
  [
    'hashStream with passThrough',
    async () => {
      const stream = ops.hashStream({ passThrough: true });
      const chunks = [];
      await pipeline(Readable.from([bytesOf('foo'), bytesOf('bar')]), stream, async (source) => {
        for await (const chunk of source) chunks.push(...chunk);
      });
      assert.deepEqual(chunks, Array.from(bytesOf('foobar')));
      assert.equal(stream.digest(), 0xbf9cf968);
    },
  ],
  [
    'searchStream, matches across chunks',
    async () => {
      const found = [];
      for await (const offset of ops.searchStream(['xxnee', 'dlexxn', 'eedle'], 'needle')) found.push(offset);
      assert.deepEqual(found, [2, 10]);
    },
  ],
  [
    'hold',
    () => {
      const held = ops.hold(TEXT);
      assert.equal(held.byteLength, bytesOf(TEXT).length);
      assert.equal(held.fastHash(), ops.fastHash(TEXT));
      assert.equal(held.fastSearch('wörld'), 7);
      assert.equal(held.fastIndexOf('wörld'), 6);
      assert.equal(held.fastCount('wörld'), 1000);
      assert.equal(held.fastSearchAll('wörld').length, 1000);
      assert.equal(held.fastCompare(TEXT), 0);
      held.free();
      throws(() => held.fastHash(), Error, 'ERR_STRINGOPS_FREED');
    },
  ],
  [
    'promises',
    async () => {
      assert.equal(await ops.fastHashAsync(TEXT), ops.fastHash(TEXT));
      assert.equal(await ops.fastSearchAsync(TEXT, 'wörld'), 7);
      const reason = new Error('enough');
      await assert.rejects(
        ops.fastHashAsync(TEXT, { signal: AbortSignal.abort(reason) }),
        (error) => error === reason || error.cause === reason,
      );
    },
  ],
  [
    'memory',
    () => {
      assert.equal(typeof ops.memory.bytes, 'number');
      ops.trim();
      assert.equal(ops.fastHash('foobar'), 0xbf9cf968);
    },
  ],
];

/** Every error by class and code. */
const errorCases = (ops, pkg, backend) => [
  ['an input of the wrong kind', () => throws(() => ops.fastHash(42), TypeError, 'ERR_INVALID_ARG_TYPE', /42/)],
  [
    'a needle of the wrong kind',
    () => throws(() => ops.fastSearch('a', null), TypeError, 'ERR_INVALID_ARG_TYPE', /needle/),
  ],
  ['a seed out of range', () => throws(() => ops.fastHash('a', -1), RangeError, 'ERR_OUT_OF_RANGE')],
  ['a string in place of a list', () => throws(() => ops.fastHashMany('abc'), TypeError, 'ERR_INVALID_ARG_TYPE')],
  ['an unknown option', () => throws(() => ops.createHash({ sede: 1 }), TypeError, 'ERR_INVALID_ARG_VALUE', /sede/)],
  [
    'a hash that is done',
    () => {
      const hash = ops.createHash();
      hash.digest();
      throws(() => hash.update('a'), Error, 'ERR_STRINGOPS_HASH_STATE');
    },
  ],
  [
    'an input over the limit',
    () => {
      const small = pkg.loadStringOpsSync({ backend, maximumPages: 256 });
      throws(() => small.fastHash(new Uint8Array(256 * 65536)), RangeError, 'ERR_STRINGOPS_MEMORY');
      assert.equal(small.fastHash('foobar'), 0xbf9cf968);
    },
  ],
  [
    'a promise of the wrong kind',
    () => assert.rejects(async () => ops.fastHashAsync(1), { code: 'ERR_INVALID_ARG_TYPE' }),
  ],
];

function throws(act, kind, code, message = /./) {
  assert.throws(act, (error) => {
    assert.ok(error instanceof kind, `${error} is no ${kind.name}`);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

async function run(cases, where) {
  for (const [name, check] of cases) {
    try {
      await check();
    } catch (error) {
      throw new Error(`${where}: ${name}`, { cause: error });
    }
  }
  return cases.length;
}

/** Loads the package in a worker thread, which reports what it got. */
function inWorker(specifier) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: specifier });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/**
 * Runs everything on every backend.
 *
 * @param {object} pkg what `require` or `import` returned
 * @param {object} expected
 * @param {string} expected.backend the backend that loading without options must choose
 * @param {string[]} expected.available those that can be forced; the others must be refused
 * @param {string} [expected.reason] what the reasons for a fallback must include
 * @returns {Promise<{ backend: string, cases: number }>}
 */
export async function smoke(pkg, { backend, available, reason }) {
  const warnings = [];
  const note = (warning) => warnings.push(warning);
  process.on('warning', note);
  let cases = 0;

  const ops = await pkg.loadStringOps();
  assert.equal(ops.backend, backend, `the backend is ${ops.backend}; ${explain(ops.fallbackReason)}`);
  assert.equal(pkg.getStringOps(), ops);
  assert.equal(pkg.loadStringOpsSync(), ops);
  await new Promise((resolve) => setTimeout(resolve, 20)); // warnings arrive on a later turn
  const announced = warnings.filter(({ code }) => code === 'STRINGOPS_FALLBACK');
  if (backend === BACKENDS[0]) {
    assert.equal(ops.fallbackReason, null);
    assert.deepEqual(announced, []);
  } else {
    const chain = explain(ops.fallbackReason);
    for (const passedOver of BACKENDS.slice(0, BACKENDS.indexOf(backend))) assert.ok(chain.includes(passedOver), chain);
    if (reason !== undefined) assert.ok(chain.includes(reason), `"${reason}" is not in: ${chain}`);
    assert.equal(announced.length, 1, `${announced.length} warnings of a fallback`);
    if (reason !== undefined) assert.ok(announced[0].message.includes(reason), announced[0].message);
  }
  process.off('warning', note);
  cases += 1;

  for (const name of BACKENDS) {
    if (!available.includes(name)) {
      await assert.rejects(pkg.loadStringOps({ backend: name }), { code: 'ERR_STRINGOPS_BACKEND', backend: name });
      cases += 1;
      continue;
    }
    const forced = await pkg.loadStringOps({ backend: name });
    assert.equal(forced.backend, name);
    cases += await run([...corpusCases(forced), ...otherCases(forced), ...errorCases(forced, pkg, name)], name);
  }
  await assert.rejects(pkg.loadStringOps({ backend: 'none' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.equal(new pkg.StringOpsFallback().fastHash('foobar'), 0xbf9cf968);
  assert.deepEqual(await inWorker('stringops-booster'), { backend, hash: 0xbf9cf968 });
  return { backend, cases: cases + 3 };
}

/** A chain of causes in one line. */
function explain(error) {
  const messages = [];
  for (const first of error?.errors ?? []) for (let link = first; link; link = link.cause) messages.push(link.message);
  return messages.join(' <- ') || 'no reason is given';
}
