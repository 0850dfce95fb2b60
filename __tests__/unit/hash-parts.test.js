import { once } from 'node:events';
import { Readable, Transform, Writable, getDefaultHighWaterMark } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpus } from '../support/corpus.js';
import { failure } from '../support/outcomes.js';
import { BACKENDS, loadStringOpsSync } from '../support/package.js';
import { detachedArray } from '../support/wrong-values.js';

describe.each(BACKENDS)('createHash on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });
  const { createHash } = ops;

  it('gives what fastHash gives', () => {
    for (const { name, operation, args, expected } of corpus) {
      if (operation !== 'fastHash') continue;
      expect(createHash({ seed: args[1] }).update(args[0]).digest(), name).toBe(expected);
    }
  });

  it('gives what fastHash64 gives', () => {
    for (const { name, operation, args, expected } of corpus) {
      if (operation !== 'fastHash64') continue;
      const hash = createHash({ bits: 64, seed: args[1] }).update(args[0]);
      expect(hash.digest(), name).toBe(expected);
      expect(hash.digest('hex'), name).toBe(expected.toString(16).padStart(16, '0'));
    }
  });

  it.each([32, 64])('has copies that stand where it does, of %d bits', (bits) => {
    const whole = (text) => createHash({ bits }).update(text).digest('hex');
    const hash = createHash({ bits }).update('foo\ud83d');
    const [midway, other] = [hash.copy(), hash.copy()];
    expect(other.update('\ude80').copy().digest('hex')).toBe(whole('foo🚀'));
    expect(midway.digest('hex')).toBe(whole('foo\ufffd'));
    expect(hash.update('\ude80bar').digest('hex')).toBe(whole('foo🚀bar'));
    expect(other.update('x').digest('hex')).toBe(whole('foo🚀x'));
    for (const ended of [hash, midway]) {
      expect(failure(() => ended.copy())).toEqual({
        class: 'Error',
        code: 'ERR_STRINGOPS_HASH_STATE',
        message: 'copy() was called after digest()',
      });
    }
  });

  it('is chainable, and counts as unsplit however the input was split', () => {
    const unit = fc.constantFrom('a', 'é', '世', '🚀', '\ud83d', '\ude80', '', '\ufffd');
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.nat(40)), fc.nat(0xffffffff), (units, cuts, seed) => {
        const text = units.join('');
        const hash = createHash({ seed });
        let from = 0;
        for (const cut of [...cuts, text.length].sort((a, b) => a - b)) {
          expect(hash.update(text.slice(from, cut))).toBe(hash);
          from = Math.max(from, cut);
        }
        return hash.digest() === ops.fastHash(text, seed);
      }),
    );
  });

  it('puts a pair together over many empty and byte updates only as far as the text goes', () => {
    const split = createHash().update('a\ud83d').update('').update('').update('\ude80b');
    expect(split.digest()).toBe(ops.fastHash('a🚀b'));
    const torn = createHash().update('\ud83d').update(new Uint8Array(0)).update('\ude80');
    expect(torn.digest()).toBe(ops.fastHash('\ufffd\ufffd'));
    const between = createHash().update('\ud83d').update(Buffer.from('x')).update('\ud83d');
    expect(between.digest()).toBe(ops.fastHash('\ufffdx\ufffd'));
    expect(createHash().update('\ud83d').update('\ud83d').update('\ude80').digest()).toBe(ops.fastHash('\ufffd🚀'));
  });

  it('takes texts in parts that are long', () => {
    const part = `${'x'.repeat(100_000)}\ud83d`;
    const rest = `\ude80${'é'.repeat(100_000)}`;
    expect(createHash().update(part).update(rest).digest()).toBe(ops.fastHash(part + rest));
  });

  it('gives a number, or eight hexadecimal digits', () => {
    expect(createHash().digest()).toBe(0x811c9dc5);
    expect(createHash().digest('hex')).toBe('811c9dc5');
    expect(createHash().update('\0').digest('hex')).toBe('050c5d1f');
    expect(createHash({ seed: 0 }).digest('hex')).toBe('00000000');
    const hash = createHash().update('foobar');
    expect(failure(() => hash.digest('base64'))).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(hash.update('!').digest('hex')).toBe(ops.fastHash('foobar!').toString(16).padStart(8, '0'));
  });

  it('ends with its digest, which can be asked for again', () => {
    const hash = createHash().update('foobar\ud83d');
    const digest = hash.digest();
    expect(digest).toBe(ops.fastHash('foobar\ufffd'));
    expect(failure(() => hash.update('x'))).toEqual({
      class: 'Error',
      code: 'ERR_STRINGOPS_HASH_STATE',
      message: 'update() was called after digest()',
    });
    expect(hash.digest()).toBe(digest);
    expect(hash.digest('hex')).toBe(digest.toString(16).padStart(8, '0'));
  });

  it('refuses what fastHash refuses, and goes on', () => {
    const hash = createHash().update('a\ud83d');
    for (const wrong of [undefined, null, 1, {}, [1], new ArrayBuffer(1), detachedArray()]) {
      expect(failure(() => hash.update(wrong))).toEqual(failure(() => ops.fastHash(wrong)));
    }
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const limited = small.createHash().update('a\ud83d');
    for (const large of ['x'.repeat(17_000_000), Buffer.alloc(17_000_000)]) {
      expect(failure(() => limited.update(large))).toMatchObject({ class: 'RangeError', code: 'ERR_STRINGOPS_MEMORY' });
    }
    for (const either of [hash, limited]) expect(either.update('\ude80').digest()).toBe(ops.fastHash('a🚀'));
  });

  it('refuses invalid options', () => {
    for (const wrong of [null, 1, 'x', []]) {
      expect(failure(() => createHash(wrong))).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    }
    expect(failure(() => createHash({ sead: 1 }))).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
    expect(failure(() => createHash({ seed: '1' }))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(failure(() => createHash({ seed: -1 }))).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  });

  it('refuses widths that there are not, and seeds of the other one', () => {
    const code = (options) => failure(() => createHash(options))?.code;
    expect([16, 0, 64.5, Number.NaN].map((bits) => code({ bits }))).toEqual(Array(4).fill('ERR_INVALID_ARG_VALUE'));
    expect(['64', 64n, null].map((bits) => code({ bits }))).toEqual(Array(3).fill('ERR_INVALID_ARG_TYPE'));
    expect([code({ bits: 64, seed: 1 }), code({ bits: 32, seed: 1n }), code({ seed: 1n })]).toEqual(
      Array(3).fill('ERR_INVALID_ARG_TYPE'),
    );
    expect([-1n, 2n ** 64n].map((seed) => code({ bits: 64, seed }))).toEqual(Array(2).fill('ERR_OUT_OF_RANGE'));
  });

  it('is independent of the next one', () => {
    const [first, second] = [createHash().update('foo'), createHash().update('x')];
    expect(first.update('bar').digest()).toBe(0xbf9cf968);
    expect(second.digest()).toBe(ops.fastHash('x'));
  });
});

/** Everything a stream yields, as one Buffer. */
async function collect(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

describe.each(BACKENDS)('hashStream on %s', (backend) => {
  const { fastHash, fastHash64, hashStream } = loadStringOpsSync({ backend });
  const chunks = [Buffer.from('foo'), Buffer.alloc(0), new Uint8Array(Buffer.from('bar')), Buffer.alloc(70_000, 7)];
  const all = Buffer.concat(chunks);

  it('is a Writable that ends a pipeline', async () => {
    const hash = hashStream();
    expect(hash).toBeInstanceOf(Writable);
    expect(hash).not.toBeInstanceOf(Transform);
    await pipeline(Readable.from(chunks), hash);
    expect(hash.digest()).toBe(fastHash(all));
    expect(hash.digest('hex')).toBe(fastHash(all).toString(16).padStart(8, '0'));
  });

  it('hashes to 64 bits', async () => {
    const [hash, passing] = [hashStream({ bits: 64 }), hashStream({ bits: 64, seed: 7n, passThrough: true })];
    const emitted = once(hash, 'hash');
    await pipeline(Readable.from(chunks), passing, hash);
    expect(hash.digest()).toBe(fastHash64(all));
    expect(await emitted).toEqual([fastHash64(all)]);
    expect(passing.digest('hex')).toBe(fastHash64(all, 7n).toString(16).padStart(16, '0'));
  });

  it('is a Transform that passes on what it hashes', async () => {
    const hash = hashStream({ passThrough: true });
    expect(hash).toBeInstanceOf(Transform);
    let handedOn;
    await pipeline(Readable.from(chunks), hash, async (source) => (handedOn = await collect(source)));
    expect(handedOn.equals(all)).toBe(true);
    expect(hash.digest()).toBe(fastHash(all));
  });

  it('passes on the same chunks', async () => {
    const hash = hashStream({ passThrough: true });
    const chunk = Buffer.from('chunk');
    hash.end(chunk);
    const [given] = await once(hash, 'data');
    expect(given).toBe(chunk);
  });

  it.each([false, true])('emits the hash when all is written (passThrough: %s)', async (passThrough) => {
    const hash = hashStream({ passThrough, seed: 7 });
    hash.end('foobar');
    const [digest] = await once(hash, 'hash');
    expect(digest).toBe(fastHash('foobar', 7));
    expect(hash.digest()).toBe(digest);
  });

  it.each([false, true])('takes strings of every encoding (passThrough: %s)', async (passThrough) => {
    const hash = hashStream({ passThrough });
    const parts = [
      ['aé', 'latin1'],
      ['\ud83d', 'utf8'],
      ['\ude80', 'UTF-8'],
      ['c3a9', 'hex'],
      ['aGVsbG8=', 'base64'],
      ['\ud83d', 'utf-8'],
      ['x', 'utf16le'],
      ['\ude80', 'utf8'],
      ['end\ud83d', undefined],
    ];
    for (const [text, encoding] of parts) hash.write(text, encoding);
    hash.write(new Uint8Array([1, 2]));
    hash.end('\ud83d');
    const expected = Buffer.concat([
      Buffer.from('aé', 'latin1'),
      Buffer.from('🚀é'),
      Buffer.from('hello\ufffd'),
      Buffer.from('x', 'utf16le'),
      Buffer.from('\ufffdend\ufffd'),
      Buffer.of(1, 2),
      Buffer.from('\ufffd'),
    ]);
    if (passThrough) expect((await collect(hash)).equals(expected)).toBe(true);
    else await once(hash, 'finish');
    expect(hash.digest()).toBe(fastHash(expected));
  });

  it('gives the offset basis, or the seed, for nothing', async () => {
    const [plain, seeded] = [hashStream(), hashStream({ seed: 0 })];
    plain.end();
    seeded.end();
    await Promise.all([once(plain, 'hash'), once(seeded, 'hash')]);
    expect([plain.digest('hex'), seeded.digest('hex')]).toEqual(['811c9dc5', '00000000']);
  });

  it.each([false, true])('has no digest before the end (passThrough: %s)', (passThrough) => {
    const hash = hashStream({ passThrough });
    hash.write('x');
    expect(failure(() => hash.digest())).toMatchObject({ class: 'Error', code: 'ERR_STRINGOPS_HASH_STATE' });
    hash.destroy();
  });

  it('hashes a chunk beyond the memory limit', async () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const hash = small.hashStream();
    const large = Buffer.alloc(20_000_000, 'abc');
    hash.end(large);
    await once(hash, 'hash');
    expect(hash.digest()).toBe(fastHash(large));
  });

  it('keeps its source waiting while nobody reads what it passes on', async () => {
    let pulled = 0;
    const source = new Readable({
      highWaterMark: 1000,
      read() {
        pulled++;
        this.push(pulled > 1000 ? null : Buffer.alloc(1000));
      },
    });
    const hash = source.pipe(hashStream({ passThrough: true }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    // What the two sides of the Transform and the source itself may buffer; Node 22 buffers four times as much as Node
    // 20.
    const held = (2 * getDefaultHighWaterMark(false)) / 1000;
    expect(pulled).toBeLessThan(held + 10);
    expect((await collect(hash)).length).toBe(1_000_000);
    expect(hash.digest()).toBe(fastHash(Buffer.alloc(1_000_000)));
  });

  it('passes an error of its source on, and has no digest then', async () => {
    const hash = hashStream();
    const source = Readable.from(
      (function* () {
        yield Buffer.from('x');
        throw new Error('mine');
      })(),
    );
    await expect(pipeline(source, hash)).rejects.toThrow('mine');
    expect(failure(() => hash.digest())?.code).toBe('ERR_STRINGOPS_HASH_STATE');
  });

  it('refuses chunks that are neither text nor bytes', () => {
    for (const wrong of [1, {}, undefined]) {
      expect(failure(() => hashStream().write(wrong))?.code).toBe('ERR_INVALID_ARG_TYPE');
    }
  });

  it.each([false, true])(
    'takes what fastHash takes; else its pipeline rejects (passThrough: %s)',
    async (passThrough) => {
      for (const wrong of [1, {}, new Uint16Array(2), new DataView(new ArrayBuffer(2))]) {
        for (const source of [
          Readable.from(['ok', wrong]),
          async function* () {
            yield 'ok';
            yield wrong;
          },
        ]) {
          const hash = hashStream({ passThrough });
          if (passThrough) hash.resume();
          await expect(pipeline(source, hash)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
          expect(failure(() => hash.digest())?.code).toBe('ERR_STRINGOPS_HASH_STATE');
        }
        for (const method of ['write', 'end']) {
          expect(failure(() => hashStream({ passThrough })[method](wrong))).toMatchObject({
            code: failure(() => fastHash(wrong))?.code,
          });
        }
      }
    },
  );

  it('refuses invalid options', () => {
    expect(failure(() => hashStream({ passThrough: 1 }))?.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(failure(() => hashStream({ pass: true }))?.code).toBe('ERR_INVALID_ARG_VALUE');
    expect(failure(() => hashStream({ seed: 1.5 }))?.code).toBe('ERR_OUT_OF_RANGE');
  });
});
