import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BACKENDS, loadStringOpsSync } from '../support/package.js';
import { corpus } from '../support/corpus.js';
import { detachedArray } from '../support/wrong-values.js';
import { failure } from '../support/outcomes.js';

describe.each(BACKENDS)('createHash on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });
  const { createHash } = ops;

  it('gives what fastHash gives', () => {
    for (const { name, operation, args, expected } of corpus) {
      if (operation !== 'fastHash') continue;
      expect(createHash({ seed: args[1] }).update(args[0]).digest(), name).toBe(expected);
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

  it('refuses options that are none', () => {
    for (const wrong of [null, 1, 'x', []]) {
      expect(failure(() => createHash(wrong))).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    }
    expect(failure(() => createHash({ sead: 1 }))).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
    expect(failure(() => createHash({ seed: '1' }))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(failure(() => createHash({ seed: -1 }))).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  });

  it('is independent of the next one', () => {
    const [first, second] = [createHash().update('foo'), createHash().update('x')];
    expect(first.update('bar').digest()).toBe(0xbf9cf968);
    expect(second.digest()).toBe(ops.fastHash('x'));
  });
});
