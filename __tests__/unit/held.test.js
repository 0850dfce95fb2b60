import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { corpus } from '../support/corpus.js';
import { alikePair, anyInput, anySeed, searchPair } from '../support/inputs.js';
import { oracle, utf8 } from '../support/oracle.js';
import { BACKENDS, loadStringOpsSync } from '../support/package.js';
import { failure, thrown } from '../support/outcomes.js';
import { wrongInputs, wrongSeeds } from '../support/wrong-values.js';

const PAGE = 65536;
const RUNS = { numRuns: Number(process.env.STRINGOPS_PROPERTY_RUNS ?? 300) };
const holds = (arbitrary, predicate) => fc.assert(fc.property(arbitrary, predicate), RUNS);
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** What a held text answers, under the names of the plain operations. */
const ask = (text, operation, [, ...rest]) => text[operation](...rest);

describe.each(BACKENDS)('a held text on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });
  const held = (input, use) => {
    const text = ops.hold(input);
    try {
      return use(text);
    } finally {
      text.free();
    }
  };

  it('gives what the corpus says', () => {
    const rows = corpus.filter(({ operation }) => !operation.startsWith('fastHashMany'));
    for (const { name, operation, args, expected } of rows) {
      const answer = held(args[0], (text) => ask(text, operation, args));
      expect(typeof answer === 'object' ? [...answer] : answer, name).toEqual(expected);
      if (operation !== 'fastCompare') continue;
      expect(
        held(args[0], (a) => held(args[1], (b) => a.fastCompare(b))),
        name,
      ).toBe(expected);
    }
  });

  it('hashes like the oracle', () => {
    holds(fc.tuple(anyInput, anySeed), ([input, seed]) => {
      expect(held(input, (text) => text.fastHash(seed))).toBe(oracle.fastHash(input, seed));
      const seed64 = seed === undefined ? undefined : BigInt(seed) << 31n;
      expect(held(input, (text) => text.fastHash64(seed64))).toBe(oracle.fastHash64(input, seed64));
      expect(held(input, (text) => text.byteLength)).toBe(utf8(input).length);
    });
  });

  it('compares like the oracle', () => {
    holds(fc.oneof(alikePair, fc.tuple(anyInput, anyInput)), ([a, b]) => {
      const expected = oracle.fastCompare(a, b);
      expect(held(a, (text) => text.fastCompare(b))).toBe(expected);
      expect(held(a, (text) => held(b, (other) => text.fastCompare(other)))).toBe(expected);
      expect(held(a, (text) => text.fastCompare(text))).toBe(0);
    });
  });

  it('searches like the oracle, the first time and later', () => {
    holds(searchPair, ([haystack, needle]) => {
      const expected = oracle.fastSearch(haystack, needle);
      held(haystack, (text) => {
        for (let i = 0; i < 20; i++) expect(text.fastSearch(needle)).toBe(expected);
      });
    });
  });

  it('counts positions as plain inputs are counted', () => {
    holds(fc.tuple(searchPair, fc.integer({ min: -3, max: 200 })), ([[haystack, needle], position]) => {
      held(haystack, (text) => {
        expect(text.fastIndexOf(needle, position)).toBe(ops.fastIndexOf(haystack, needle, position));
        expect(text.fastIndexOf(needle)).toBe(ops.fastIndexOf(haystack, needle));
        if (typeof haystack !== 'string' || typeof needle !== 'string') return;
        if (!haystack.isWellFormed() || !needle.isWellFormed()) return;
        expect(text.fastIndexOf(needle, position)).toBe(haystack.indexOf(needle, position));
      });
    });
  });

  it('finds all that plain searches find', () => {
    holds(fc.tuple(searchPair, fc.boolean()), ([[haystack, needle], overlapping]) => {
      held(haystack, (text) => {
        const all = ops.fastSearchAll(haystack, needle, { overlapping });
        expect(text.fastSearchAll(needle, { overlapping })).toEqual(all);
        expect(text.fastCount(needle, { overlapping })).toBe(all.length);
        expect(text.fastCount(needle)).toBe(ops.fastCount(haystack, needle));
      });
    });
  });

  it('takes any position indexOf takes, as a number', () => {
    held('aéa🚀a', (text) => {
      for (const position of [undefined, Number.NaN, -Infinity, -1, 0, 0.9, 1, 3, 4, 5, 6, 7, 1e300, Infinity]) {
        for (const needle of ['a', '', '🚀', 'é', 'x']) {
          expect(text.fastIndexOf(needle, position), `${needle} at ${position}`).toBe(
            'aéa🚀a'.indexOf(needle, position),
          );
        }
      }
    });
  });

  it('keeps what was held, whatever becomes of the array', () => {
    const bytes = Buffer.from('foobar');
    const resizable = new Uint8Array(new ArrayBuffer(6, { maxByteLength: 6 }));
    const shared = new Uint8Array(new SharedArrayBuffer(6));
    for (const array of [bytes, resizable, shared]) {
      array.set(Buffer.from('foobar'));
      const text = ops.hold(array);
      array.fill(0);
      if (array === resizable) array.buffer.resize(1);
      expect(text.fastHash()).toBe(0xbf9cf968);
      expect(text.byteLength).toBe(6);
      text.free();
    }
  });

  it('is freed once, and then an error', () => {
    const text = ops.hold('abc');
    const other = ops.hold('abd');
    text.free();
    text.free();
    text[dispose]();
    const uses = [
      () => text.byteLength,
      () => text.fastHash(),
      () => text.fastSearch('a'),
      () => text.fastIndexOf('a'),
      () => text.fastSearchAll('a'),
      () => text.fastCount('a'),
      () => text.fastCompare('a'),
      () => other.fastCompare(text),
    ];
    for (const use of uses) {
      expect(failure(use)).toEqual({
        class: 'Error',
        code: 'ERR_STRINGOPS_FREED',
        message: 'The held text has been freed',
      });
    }
    const later = ops.hold('xyz'); // may take the freed one's place
    expect(thrown(() => text.fastHash())?.code).toBe('ERR_STRINGOPS_FREED');
    expect(later.fastSearch('z')).toBe(2);
    expect(other.fastCompare('abd')).toBe(0);
    later[dispose]();
    other.free();
  });

  it.each(wrongInputs)('does not take %s', (_, value, received) => {
    const message = (name, expected = 'a string or a Uint8Array') =>
      `The "${name}" argument must be ${expected}. Received ${received}`;
    const expectRefusal = (call, text) =>
      expect(failure(call)).toEqual({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message: text });
    expectRefusal(() => ops.hold(value), message('input'));
    held('abc', (text) => {
      expectRefusal(() => text.fastSearch(value), message('needle'));
      expectRefusal(() => text.fastIndexOf(value), message('needle'));
      expectRefusal(() => text.fastSearchAll(value), message('needle'));
      expectRefusal(() => text.fastCount(value), message('needle'));
      expect(failure(() => text.fastCompare(value))).toMatchObject({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringContaining(`Received ${received}`),
      });
      expect(text.fastSearch('c')).toBe(2);
    });
  });

  it.each(wrongSeeds)('does not take %s as seed', (_, value, code, received) => {
    const error = held('abc', (text) => thrown(() => text.fastHash(value)));
    expect(error).toMatchObject({ code, message: expect.stringContaining(`Received ${received}`) });
  });

  it('takes options and positions of the right kind only', () => {
    held('abc', (text) => {
      for (const options of [null, 5, 'x', true]) {
        expect(thrown(() => text.fastSearchAll('a', options))?.code).toBe('ERR_INVALID_ARG_TYPE');
        expect(thrown(() => text.fastCount('a', options))?.code).toBe('ERR_INVALID_ARG_TYPE');
      }
      expect(thrown(() => text.fastSearchAll('a', { overlapping: 1 }))?.code).toBe('ERR_INVALID_ARG_TYPE');
      for (const position of [null, '1', 1n, {}, true]) {
        expect(thrown(() => text.fastIndexOf('a', position))?.code).toBe('ERR_INVALID_ARG_TYPE');
      }
    });
  });

  it.each(BACKENDS)('is compared with a text that an instance on %s holds', (other) => {
    const stranger = loadStringOpsSync({ backend: other }).hold('abé');
    held('abc', (text) => {
      expect(text.fastCompare(stranger)).toBe(-1);
      expect(stranger.fastCompare(text)).toBe(1);
    });
    stranger.free();
    expect(thrown(() => held('abc', (text) => text.fastCompare(stranger)))?.code).toBe('ERR_STRINGOPS_FREED');
  });

  it('counts against the limit, and stays intact when it is met', () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const limit = 256 * PAGE;
    const room = limit - PAGE;
    const first = small.hold('x'.repeat(room / 2));
    const expectRefusal = (call, needed) => {
      const error = thrown(call);
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed, limit });
      expect(error.message).toContain(`${needed} bytes`);
      expect(stillAnswers(small)).toEqual(ANSWERS);
      expect(first.fastHash()).toBe(ops.fastHash('x'.repeat(room / 2)));
    };
    const half = 'y'.repeat(room / 2);
    expectRefusal(() => small.hold(`${half}y`), limit + 1);
    expectRefusal(() => small.fastHash(`${half}y`), limit + 1);
    expectRefusal(() => small.fastSearch(Buffer.from(half), 'z'), limit + 1);
    expectRefusal(() => small.fastCompare(half, 'z'), limit + 1);
    expectRefusal(() => first.fastCompare(`${half}y`), limit + 1);
    expectRefusal(() => first.fastSearch(`${half}y`), limit + 1);
    expectRefusal(() => first.fastIndexOf(Buffer.from(`${half}y`)), limit + 1);
    expectRefusal(() => first.fastSearchAll(`${half}y`), limit + 1);
    expect(first.fastCompare(half)).toBe(-1);
    expect(first.fastCompare(Buffer.from(half))).toBe(-1);
    expect(first.fastSearch(half)).toBe(-1);
    const second = small.hold(half);
    expect(first.fastCompare(second)).toBe(-1);
    const full = [
      () => small.hold('z'),
      () => first.fastSearch('z'),
      () => small.fastHash('z'),
      () => small.fastCompare('z', ''),
      () => small.fastSearch('', 'z'),
    ];
    for (const call of full) expect(thrown(call)).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: limit + 1 });
    expect(small.hold('').byteLength).toBe(0);
    second.free();
    first.free();
    expect(small.hold('z'.repeat(room)).byteLength).toBe(room);
  });

  it('is counted once, whatever is read of it', () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const limit = 256 * PAGE;
    const room = limit - PAGE;
    const source = `${'é'.repeat(room / 2 - 4)}\ud800`;
    const text = small.hold(source);
    expect(text.byteLength).toBe(room - 5);
    expect(text.fastIndexOf('\ud800')).toBe(room / 2 - 4);
    expect(text.fastIndexOf('\ufffd', 3)).toBe(-1);
    expect(text.fastIndexOf(Buffer.from('\ufffd'), 3)).toBe(room / 2 - 4);
    const refused = [
      () => small.fastHash(new Uint8Array(6)),
      () => small.fastHash('123456'),
      () => small.fastCompare(new Uint8Array(3), new Uint8Array(3)),
      () => text.fastIndexOf('123456', room / 2 - 8),
      () => text.fastIndexOf('123\ufffd', 3),
      () => text.fastIndexOf(new Uint8Array(6), room / 2 - 8),
    ];
    for (const call of refused) expect(thrown(call)).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: limit + 1 });
    expect(thrown(() => text.fastCompare(source))).toMatchObject({ needed: limit + room - 10 });
    const offsets = 4 * (room / 2 - 4);
    expect(thrown(() => text.fastSearchAll('é'))).toMatchObject({ needed: limit - 3 + offsets, limit });
    const all = thrown(() => small.fastSearchAll('aa', 'a'));
    expect(all).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: limit - 5 + 3 + 8, limit });
  });

  it('is found again also where it is empty, and the memory has grown since', () => {
    const own = loadStringOpsSync({ backend, initialPages: 256 });
    const text = own.hold('');
    expect(text.fastSearch('a')).toBe(-1);
    const large = own.hold(new Uint8Array(257 * PAGE));
    expect(text.fastHash()).toBe(ops.fastHash(''));
    expect(text.fastSearchAll('')).toEqual(Uint32Array.of(0));
    expect(text.fastCompare(large)).toBe(-1);
  });

  it('is counted also where the needle makes the memory grow in which the text lies', () => {
    const small = loadStringOpsSync({ backend, maximumPages: 257 });
    const limit = 257 * PAGE;
    // On `webassembly` texts begin at 61440, so this one ends where the memory does.
    const source = new Uint8Array(256 * PAGE - 61440);
    source.fill(1, 0, 20_000);
    const text = small.hold(source);
    const needed = PAGE + source.length + 1 + 4 * 20_000;
    expect(thrown(() => text.fastSearchAll(Uint8Array.of(1)))).toMatchObject({ needed, limit });
    expect(text.fastCount(Uint8Array.of(1))).toBe(20_000);
  });

  it('is found again after any holding and freeing, in a memory that is nearly full', () => {
    const small = loadStringOpsSync({ backend, maximumPages: 256 });
    const room = 255 * PAGE;
    let seed = 12345;
    const random = (below) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed % below;
    };
    const model = [];
    let bytes = 0;
    let refusals = 0;
    for (let step = 0; step < 600; step++) {
      if (random(5) < 3) {
        const input = `${step}é`.repeat(1 + random(random(4) === 0 ? 400_000 : 4000));
        const length = Buffer.byteLength(input);
        const fits = bytes + length <= room;
        const error = thrown(() => model.push({ text: small.hold(input), hash: ops.fastHash(input), length }));
        expect(error?.code, `step ${step}`).toBe(fits ? undefined : 'ERR_STRINGOPS_MEMORY');
        if (fits) bytes += length;
        else refusals++;
      } else if (model.length !== 0) {
        const [{ text, length }] = model.splice(random(model.length), 1);
        text.free();
        bytes -= length;
      }
      if (step % 20 === 0) expect(model.every(({ text, hash }) => text.fastHash() === hash)).toBe(true);
    }
    expect(refusals).toBeGreaterThan(5);
    for (const { text, hash, length } of model) {
      expect(text.fastHash()).toBe(hash);
      expect(text.byteLength).toBe(length);
      text.free();
    }
    expect(small.hold(Buffer.alloc(room)).byteLength).toBe(room);
  });

  it('has neighbours that no call writes to', () => {
    const texts = ['first ', 'second ', 'third '].map((text) => ops.hold(text.repeat(500)));
    const hashes = texts.map((text) => text.fastHash());
    const long = Buffer.alloc(700_000, 'x');
    for (const text of texts) {
      for (const other of [
        'x',
        Buffer.from('x'),
        'é'.repeat(5000),
        long,
        new Uint8Array(new SharedArrayBuffer(3000)),
      ]) {
        text.fastSearch(other);
        text.fastIndexOf(other, 3);
        text.fastSearchAll(other);
        text.fastCount(other, { overlapping: true });
        text.fastCompare(other);
        ops.fastHash(other);
        ops.fastCompare(other, 'xyz');
        expect(texts.map((neighbour) => neighbour.fastHash())).toEqual(hashes);
      }
    }
    for (const text of texts) text.free();
  });

  it('finds the same after many searches in vain', () => {
    const words = Array.from({ length: 4000 }, (_, i) => `wörd${(i * 7919) % 9973}`).join(' ');
    held(words, (text) => {
      for (let i = 0; i < 40; i++) expect(text.fastSearch(`nothing${i}`)).toBe(-1);
      for (let i = 0; i < 9973; i += 13) {
        const needle = `rd${i} `;
        expect(text.fastIndexOf(needle), needle).toBe(words.indexOf(needle));
        expect(text.fastIndexOf(Buffer.from(needle), 9000), needle).toBe(words.indexOf(needle, 9000));
        expect(text.fastSearch(needle), needle).toBe(Buffer.from(words).indexOf(needle));
      }
      for (let length = 0; length < 200; length++) {
        expect(text.fastIndexOf(words.slice(5000, 5000 + length))).toBe(
          words.indexOf(words.slice(5000, 5000 + length)),
        );
      }
    });
  });

  it('is told of by memory, and survives trim', () => {
    const own = loadStringOpsSync({ backend });
    const text = own.hold('é'.repeat(1_000_000));
    expect(own.memory.heldBytes).toBe(2_000_000);
    own.fastHash('é'.repeat(20_000_000));
    own.trim();
    expect(text.fastHash()).toBe(ops.fastHash('é'.repeat(1_000_000)));
    text.free();
    expect(own.memory.heldBytes).toBe(0);
    own.trim();
    expect(own.hold('foobar').fastHash()).toBe(0xbf9cf968);
  });

  it('survives calls that make the instance grow and release memory', () => {
    const text = ops.hold('foobar'.repeat(100_000));
    const hash = text.fastHash();
    expect(ops.fastHash('é'.repeat(50_000_000))).toBeGreaterThan(0);
    expect(text.fastHash()).toBe(hash);
    const large = ops.hold('é'.repeat(50_000_000));
    expect(large.byteLength).toBe(100_000_000);
    expect(text.fastHash()).toBe(hash);
    large.free();
    expect(text.fastHash()).toBe(hash);
    expect(text.fastSearch('x')).toBe(-1);
    text.free();
  });
});

describe.each(BACKENDS)('a forgotten text on %s', (backend) => {
  it('is reclaimed', () => {
    const { value } = inChild(
      `
      const ops = pkg.loadStringOpsSync({ backend: '${backend}', maximumPages: 256 });
      const piece = 'x'.repeat(1 << 20);
      let refusals = 0;
      for (let i = 0; i < 100; i++) {
        try { ops.hold(piece + i); } catch (error) {
          if (error.code !== 'ERR_STRINGOPS_MEMORY') throw error;
          refusals++;
          gc();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      const kept = ops.hold(piece);
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { refusals, kept: kept.byteLength, all: ops.hold(piece.repeat(14)).byteLength };
    `,
      { flags: ['--expose-gc'] },
    );
    expect(value.refusals).toBeGreaterThan(3);
    expect(value.refusals).toBeLessThan(20);
    expect(value).toMatchObject({ kept: 1 << 20, all: 14 << 20 });
  });
});
