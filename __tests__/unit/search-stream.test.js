import { getEventListeners } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKENDS, loadStringOpsSync } from '../support/package.js';
import { failure } from '../support/outcomes.js';

async function all(iterable) {
  const offsets = [];
  for await (const offset of iterable) offsets.push(offset);
  return offsets;
}

/** All occurrences by the runtime's own search. */
function oracle(haystack, needle, overlapping) {
  const offsets = [];
  for (let at = haystack.indexOf(needle); at !== -1;) {
    offsets.push(at);
    at = haystack.indexOf(needle, at + (overlapping ? 1 : needle.length));
  }
  return offsets;
}

/** Cuts bytes into chunks of the given sizes, used over and over. */
function* cut(bytes, sizes) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const few = fc.constantFrom(0x61, 0x61, 0x61, 0x62);
const bytes = (most) => fc.array(few, { maxLength: most }).map((array) => Buffer.from(array));

describe.each(BACKENDS)('searchStream on %s', { timeout: 60_000 }, (backend) => {
  const { searchStream, fastSearchAll } = loadStringOpsSync({ backend });

  it('finds what lies across the borders of chunks, of any sizes', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bytes(600), bytes(20), sizes, fc.boolean(), async (haystack, needle, cuts, overlapping) => {
        fc.pre(needle.length !== 0);
        const found = await all(searchStream(cut(haystack, cuts), needle, { overlapping }));
        expect(found).toEqual(oracle(haystack, needle, overlapping));
      }),
    );
  });

  it('gives what fastSearchAll gives', async () => {
    const unit = fc.constantFrom('a', 'b', 'é', '🚀', '\ud83d', '\ude80');
    const text = (most) => fc.array(unit, { maxLength: most }).map((units) => units.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text(30), { maxLength: 10 }),
        text(3),
        fc.boolean(),
        async (parts, needle, overlapping) => {
          const found = await all(searchStream(parts, needle, { overlapping }));
          expect(found).toEqual([...fastSearchAll(parts.join(''), needle, { overlapping })]);
        },
      ),
    );
  });

  it('finds every copy planted at a distance', async () => {
    for (const length of [1, 2, 17, 64, 1000, 40_000]) {
      const needle = Buffer.alloc(length, 'n');
      needle[length - 1] = 'N'.charCodeAt(0);
      const haystack = Buffer.alloc(400_000, 'n');
      const places = [0, length, 65_536 - (length >> 1), 131_072, 200_001, 400_000 - length];
      for (const place of places) needle.copy(haystack, place);
      for (const sizes of [[65_536], [1], [100_000, 3], [400_000]]) {
        const found = await all(searchStream(cut(haystack, sizes), needle));
        expect(found, `${length} in ${sizes}`).toEqual(oracle(haystack, needle, false));
      }
    }
  });

  it('takes texts, and characters torn between two of them', async () => {
    const parts = ['x\ud83d', '', '\ude80é', 'é\ud83d', Buffer.from('🚀'), '\ude80'];
    const text = Buffer.concat([Buffer.from('x🚀éé\ufffd🚀\ufffd')]);
    for (const needle of ['🚀', 'é', 'éé', '\ufffd', '\ud800', Buffer.of(0x9f, 0x9a)]) {
      const found = await all(searchStream(parts, needle));
      const pattern = typeof needle === 'string' ? Buffer.from(needle) : needle;
      expect(found).toEqual(oracle(text, pattern, false));
    }
    const long = `${'é'.repeat(65_535)}x🚀${'🚀'.repeat(40_000)}end`;
    expect(await all(searchStream([long], 'end'))).toEqual([Buffer.byteLength(long) - 3]);
  });

  it('finds an empty needle before each character and at the end', async () => {
    expect(await all(searchStream(['aé', '\ud83d', '\ude80'], ''))).toEqual([0, 1, 3, 7]);
    expect(await all(searchStream([Buffer.of(0x80), Buffer.of(0x80, 0x61, 0x80)], ''))).toEqual([0, 2, 4]);
    expect(await all(searchStream(['ab', Buffer.from('c')], ''))).toEqual([0, 1, 2, 3]);
    expect(await all(searchStream([], new Uint8Array(0)))).toEqual([0]);
    expect(await all(searchStream([], 'x'))).toEqual([]);
  });

  it('takes Node streams, web streams and iterables', async () => {
    const chunks = () => [Buffer.from('one ne'), Buffer.from('edle two')];
    const bare = () => {
      const stream = ReadableStream.from(chunks());
      return { getReader: () => stream.getReader() };
    };
    const generator = async function* () {
      yield* chunks();
    };
    const texts = Readable.from(chunks(), { objectMode: false }).setEncoding('utf8');
    for (const source of [
      Readable.from(chunks()),
      texts,
      ReadableStream.from(chunks()),
      bare(),
      chunks(),
      generator(),
    ]) {
      expect(await all(searchStream(source, 'needle'))).toEqual([4]);
    }
  });

  it('asks for a chunk only when the ones before are used up', async () => {
    let pulled = 0;
    const source = (async function* () {
      for (;;) {
        pulled++;
        yield Buffer.from('..x.');
      }
    })();
    const offsets = searchStream(source, 'x');
    expect(pulled).toBe(0);
    expect([await offsets.next(), pulled]).toEqual([{ value: 2, done: false }, 1]);
    expect([await offsets.next(), pulled]).toEqual([{ value: 6, done: false }, 2]);
    await offsets.return();
    expect(await source.next()).toEqual({ value: undefined, done: true });
  });

  it('reports a match as soon as its last byte is there', async () => {
    let finish;
    const source = (async function* () {
      yield 'xnee';
      yield 'dle';
      await new Promise((resolve) => (finish = resolve));
    })();
    const offsets = searchStream(source, 'needle');
    expect((await offsets.next()).value).toBe(1);
    const end = offsets.next();
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    expect((await end).done).toBe(true);
  });

  it('destroys the stream when the loop is left', async () => {
    const endless = new Readable({
      read() {
        this.push('needle ');
      },
    });
    for await (const offset of searchStream(endless, 'needle')) if (offset > 50) break;
    expect(endless.destroyed).toBe(true);

    const reasons = [];
    const source = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(Buffer.from('needle')),
        cancel: (reason) => reasons.push(reason),
      });
    for await (const _ of searchStream(source(), 'needle')) break;
    const bare = source();
    for await (const _ of searchStream({ getReader: () => bare.getReader() }, 'needle')) break;
    expect(reasons.length).toBe(2);
    expect(bare.locked).toBe(false);
  });

  it.each(['return', 'throw'])('closes a source of which nothing was read, by %s()', async (how) => {
    const cancelled = [];
    const web = () => new ReadableStream({ cancel: (reason) => cancelled.push(reason) });
    const file = createReadStream(new URL(import.meta.url));
    const generator = (async function* () {
      yield 'needle';
    })();
    const bare = web();
    for (const source of [file, web(), generator, { getReader: () => bare.getReader() }]) {
      const offsets = searchStream(source, 'needle');
      const outcome = await offsets[how](7).catch((thrown) => ({ thrown }));
      expect(outcome).toEqual(how === 'return' ? { value: 7, done: true } : { thrown: 7 });
      expect(await offsets.next()).toEqual({ value: undefined, done: true });
    }
    expect(file.destroyed).toBe(true);
    expect(cancelled.length).toBe(2);
    expect(bare.locked).toBe(false);
    expect(await generator.next()).toEqual({ value: undefined, done: true });
  });

  it.each(['before', 'while it waits', 'between two'])('ends when its signal is aborted %s', async (when) => {
    const reason = new Error('enough');
    const closed = [];
    const node = new Readable({ read() {}, destroy: (error, done) => done(error, closed.push('node')) });
    const web = new ReadableStream({
      start: (controller) => controller.enqueue('needle'),
      cancel: () => void closed.push('web'),
    });
    const iterable = {
      [Symbol.asyncIterator]: () => ({
        sent: false,
        next() {
          const wait = this.sent;
          this.sent = true;
          return wait ? new Promise(() => {}) : Promise.resolve({ value: 'needle', done: false });
        },
        return: async () => void closed.push('iterable'),
      }),
    };
    node.push('needle');
    for (const source of [node, web, iterable]) {
      const controller = new AbortController();
      const offsets = searchStream(source, 'needle', { signal: controller.signal });
      if (when === 'before') controller.abort(reason);
      else expect(await offsets.next()).toEqual({ value: 0, done: false });
      if (when === 'between two') controller.abort(reason);
      const next = offsets.next();
      if (when === 'while it waits') {
        await new Promise((resolve) => setImmediate(resolve));
        controller.abort(reason);
      }
      await expect(next).rejects.toBe(reason);
      expect(await offsets.next()).toEqual({ value: undefined, done: true });
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toEqual(['node', 'web', 'iterable']);
    expect(web.locked).toBe(false);
  });

  it('leaves nothing on a signal when it has ended', async () => {
    const { signal } = new AbortController();
    expect(await all(searchStream(['x', 'y'], 'y', { signal }))).toEqual([1]);
    for await (const _ of searchStream(['x', 'y'], 'x', { signal })) break;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    for (const wrong of [null, {}, 1, new EventTarget()]) {
      expect(failure(() => searchStream([], 'x', { signal: wrong }))?.code).toBe('ERR_INVALID_ARG_TYPE');
    }
  });

  it('passes errors of the stream on', async () => {
    const failing = new Readable({
      read() {
        this.destroy(new Error('mine'));
      },
    });
    await expect(all(searchStream(failing, 'x'))).rejects.toThrow('mine');
    const web = new ReadableStream({
      pull() {
        throw new Error('web');
      },
    });
    await expect(all(searchStream({ getReader: () => web.getReader() }, 'x'))).rejects.toThrow('web');
    const cutShort = new Readable({ read() {} });
    const found = all(searchStream(cutShort, 'x'));
    cutShort.destroy();
    await expect(found).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('refuses what is no stream, no needle and no option at once', () => {
    const code = (...args) => failure(() => searchStream(...args))?.code;
    for (const wrong of [undefined, null, 1, 'text', Buffer.from('x'), {}, () => {}]) {
      expect(code(wrong, 'x')).toBe('ERR_INVALID_ARG_TYPE');
    }
    for (const wrong of [undefined, null, 1, ['x'], /x/]) expect(code([], wrong)).toBe('ERR_INVALID_ARG_TYPE');
    expect(code([], 'x', { overlapping: 1 })).toBe('ERR_INVALID_ARG_TYPE');
    expect(code([], 'x', { overlap: true })).toBe('ERR_INVALID_ARG_VALUE');
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    expect(failure(() => small.searchStream([], Buffer.alloc(17_000_000)))?.code).toBe('ERR_STRINGOPS_MEMORY');
  });

  it('refuses chunks that are neither text nor bytes', async () => {
    for (const wrong of [1, null, {}, new ArrayBuffer(1), new Uint16Array(1)]) {
      await expect(all(searchStream(['x', wrong], 'x'))).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    }
  });

  it('refuses a chunk that is lost while the text before it is searched', async () => {
    const chunk = new Uint8Array(4);
    const offsets = searchStream(['\ud83d', chunk], '\ufffd');
    expect(await offsets.next()).toEqual({ done: false, value: 0 });
    structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
    await expect(offsets.next()).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  });

  it('takes its needle as it was when it was called', async () => {
    const needle = Buffer.from('needle');
    const found = searchStream(['a needle'], needle);
    needle.fill(0);
    expect(await all(found)).toEqual([2]);
  });

  it('finds in a chunk beyond the memory limit', async () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const large = Buffer.alloc(20_000_000);
    large.write('needle', 19_000_000);
    expect(await all(small.searchStream([large], 'needle'))).toEqual([19_000_000]);
  });

  it('takes time linear in the stream, for many tiny chunks and long needles', async () => {
    const needle = Buffer.alloc(200_000, 'a');
    needle[needle.length - 1] = 'b'.charCodeAt(0);
    const chunk = Buffer.alloc(10, 'a');
    const source = function* () {
      for (let i = 0; i < 200_000; i++) yield chunk;
      yield 'b';
    };
    // If bytes of the needle's length were searched again with each chunk, that would be 4 * 10^10 in all.
    expect(await all(searchStream(source(), needle))).toEqual([2_000_001 - 200_000]);
    expect((await all(searchStream(source(), Buffer.alloc(100_000, 'a'), { overlapping: true }))).length).toBe(
      1_900_001,
    );
  });
});
