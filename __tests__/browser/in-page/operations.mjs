// What an instance does besides the operations of the corpus: parts, streams, held texts, promises, memory.
import { describe, expect, it } from 'vitest';
import { ANSWERS, BACKENDS, loadStringOps, stillAnswers } from './support.mjs';

const bytesOf = (text) => new TextEncoder().encode(text);

async function listOf(iterable) {
  const list = [];
  for await (const element of iterable) list.push(element);
  return list;
}

/** Class, code and message of what a call throws or a promise rejects with. */
async function failure(call) {
  try {
    await call();
  } catch (error) {
    return `${error.constructor.name} ${error.code}: ${error.message}`;
  }
  return undefined;
}

const streamOf = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

describe.each(BACKENDS)('%s', async (backend) => {
  const ops = await loadStringOps({ backend });

  it('is what it says', () => {
    expect(ops.backend).toBe(backend);
    expect(ops.fallbackReason).toBe(null);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('hashes in parts', () => {
    expect(ops.createHash().update('foo').update(bytesOf('bar')).digest('hex')).toBe('bf9cf968');
    expect(ops.createHash({ seed: 1 }).update('\ud83d').update('\ude80').digest()).toBe(ops.fastHash('\u{1f680}', 1));
  });

  it('hashes a stream that ends in it', async () => {
    const hash = ops.hashStream();
    expect(hash).toBeInstanceOf(WritableStream);
    expect(await failure(() => hash.digest())).toMatch(/^Error ERR_STRINGOPS_HASH_STATE: /);
    await streamOf(bytesOf('f'), 'oo\ud83d', '\ude80', bytesOf('bar')).pipeTo(hash);
    expect(hash.digest()).toBe(ops.fastHash('foo\u{1f680}bar'));
    expect(hash.digest('hex')).toBe(ops.fastHash('foo\u{1f680}bar').toString(16).padStart(8, '0'));
    const seeded = ops.hashStream({ seed: 7 });
    await new Blob(['x'.repeat(3_000_000)]).stream().pipeTo(seeded);
    expect(seeded.digest()).toBe(ops.fastHash('x'.repeat(3_000_000), 7));
    const wide = ops.hashStream({ bits: 64 });
    await streamOf('foo', bytesOf('bar')).pipeTo(wide);
    expect([wide.digest(), wide.digest('hex')]).toEqual([0x85944171f73967e8n, '85944171f73967e8']);
  });

  it('hashes a stream that goes through it', async () => {
    const hash = ops.hashStream({ passThrough: true });
    const source = streamOf('a\ud83d', bytesOf('b'), '\ud83d', '\ude80', 'c\ud83d');
    const text = await new Response(source.pipeThrough(hash)).text();
    expect(text).toBe('a\ufffdb\u{1f680}c\ufffd');
    expect(hash.digest()).toBe(ops.fastHash(text));
  });

  it('fails a stream of anything else', async () => {
    const message =
      'TypeError ERR_INVALID_ARG_TYPE: The "chunk" argument must be a string or a Uint8Array. Received type number (1)';
    expect(await failure(() => streamOf('a', 1).pipeTo(ops.hashStream()))).toBe(message);
    const passing = ops.hashStream({ passThrough: true });
    expect(await failure(() => streamOf(1).pipeThrough(passing).pipeTo(new WritableStream()))).toBe(message);
    expect(await failure(() => ops.hashStream({ passThrough: 1 }))).toMatch(/^TypeError ERR_INVALID_ARG_TYPE: /);
    expect(await failure(() => ops.hashStream({ seed: -1 }))).toMatch(/^RangeError ERR_OUT_OF_RANGE: /);
    expect(await failure(() => ops.hashStream({ sed: 1 }))).toMatch(/^TypeError ERR_INVALID_ARG_VALUE: /);
  });

  it('searches streams', async () => {
    const blob = new Blob(['x'.repeat(100_000), 'needle', 'x'.repeat(100_000), 'needle']);
    expect(await listOf(ops.searchStream(blob.stream(), 'needle'))).toEqual([100_000, 200_006]);
    const chunks = async function* () {
      yield 'bana';
      yield bytesOf('na \ud83d\ude80');
      yield 'na';
    };
    expect(await listOf(ops.searchStream(chunks(), 'ana', { overlapping: true }))).toEqual([1, 3]);
    const { body } = await fetch('/README.md');
    const text = bytesOf(await (await fetch('/README.md')).text());
    expect(await listOf(ops.searchStream(body, 'wasm'))).toEqual([...ops.fastSearchAll(text, 'wasm')]);
  });

  it('cancels a stream that is left', async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue('needle'),
      cancel: () => (cancelled = true),
    });
    for await (const offset of ops.searchStream(endless, 'needle')) if (offset > 1000) break;
    expect(cancelled).toBe(true);
  });

  it('holds texts', async () => {
    const before = ops.memory.heldBytes;
    const text = ops.hold('h\u00e9llo w\u00f6rld '.repeat(100));
    expect(text.byteLength).toBe(1400);
    expect(ops.memory.heldBytes).toBe(before + 1400);
    expect(text.fastSearch('w\u00f6rld')).toBe(7);
    expect(text.fastIndexOf('w\u00f6rld')).toBe(6);
    expect(text.fastCount('llo')).toBe(100);
    expect([...text.fastSearchAll('llo')].slice(0, 2)).toEqual([3, 17]);
    expect(text.fastHash()).toBe(ops.fastHash('h\u00e9llo w\u00f6rld '.repeat(100)));
    expect(text.fastCompare(ops.hold('i'))).toBe(-1);
    text.free();
    expect(await failure(() => text.fastHash())).toMatch(/^Error ERR_STRINGOPS_FREED: /);
  });

  it('gives promises, and lets the page work meanwhile', async () => {
    const large = new Uint8Array(20_000_000).fill(97);
    large.set(bytesOf('needle'), 19_000_000);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    try {
      const hash = ops.fastHashAsync(large, { seed: 3 });
      const offset = ops.fastSearchAsync(large, 'needle');
      expect(await hash).toBe(ops.fastHash(large, 3));
      expect(await offset).toBe(19_000_000);
    } finally {
      clearInterval(timer);
    }
    expect(turns).toBeGreaterThan(0);
    const reason = new Error('no more');
    expect(await failure(() => ops.fastHashAsync(large, { signal: AbortSignal.abort(reason) }))).toBe(
      await failure(() => Promise.reject(reason)),
    );
    expect(await failure(() => ops.fastHashAsync(1))).toMatch(/^TypeError ERR_INVALID_ARG_TYPE: /);
  });

  it('refuses what is no input, and stays usable', async () => {
    const received = {
      'type number (1)': 1,
      undefined,
      null: null,
      'an instance of Array': [],
      'an instance of ArrayBuffer': new ArrayBuffer(8),
      'an instance of Uint8ClampedArray': new Uint8ClampedArray(8),
      'an instance of HTMLBodyElement': document.body,
    };
    for (const [name, value] of Object.entries(received)) {
      const rest = `argument must be a string or a Uint8Array. Received ${name}`;
      expect(await failure(() => ops.fastHash(value))).toBe(`TypeError ERR_INVALID_ARG_TYPE: The "input" ${rest}`);
      expect(await failure(() => ops.fastCompare('a', value))).toBe(`TypeError ERR_INVALID_ARG_TYPE: The "b" ${rest}`);
      expect(await failure(() => ops.fastSearch(value, 'a'))).toBe(
        `TypeError ERR_INVALID_ARG_TYPE: The "haystack" ${rest}`,
      );
    }
    expect(await failure(() => ops.fastHash('a', 2 ** 32))).toMatch(/^RangeError ERR_OUT_OF_RANGE: /);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('keeps its limit of memory', async () => {
    const small = await loadStringOps({ backend, maximumPages: 256 });
    expect(await failure(() => small.fastHash(new Uint8Array(256 * 65536)))).toMatch(
      /^RangeError ERR_STRINGOPS_MEMORY: /,
    );
    expect(small.fastHash(new Uint8Array(255 * 65536))).toBe(ops.fastHash(new Uint8Array(255 * 65536)));
    expect(small.memory.maximumPages).toBe(256);
    expect(stillAnswers(small)).toEqual(ANSWERS);
  });

  it('tells a log function', async () => {
    const logged = [];
    const talking = await loadStringOps({ backend, log: (value) => logged.push(value) });
    talking.debugLog(42);
    talking.debugLog(-1);
    expect(logged).toEqual([42, -1]);
    expect(await failure(() => talking.debugLog(2 ** 31))).toMatch(/^RangeError ERR_OUT_OF_RANGE: /);
  });
});

describe('memory of webassembly', async () => {
  const ops = await loadStringOps({ backend: 'webassembly' });

  it('is reported, inspected and released', () => {
    expect(ops.memory.pages).toBe(256);
    ops.fastHash('w\u00f6rld'.repeat(100));
    expect(ops.inspectMemory(61440, 4)).toEqual({ offset: 61440, length: 4, hex: '77 c3 b6 72', text: 'w\u00f6r' });
    ops.fastHash(new Uint8Array(40_000_000));
    expect(ops.memory.bytes).toBeGreaterThan(40_000_000);
    expect(ops.memory.timesGrown).toBe(1);
    ops.trim();
    expect(ops.memory.pages).toBe(256);
    ops.fastHash(new Uint8Array(80_000_000));
    expect(ops.memory.pages).toBe(256);
  });
});
