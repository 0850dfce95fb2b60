import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BACKENDS, answers, casesOf, groups, kinds, runAll, slotsOf } from '../support/bad-input.js';
import { changes, runChange, ways } from '../support/changing-inputs.js';
import { declarations } from '../support/declarations.js';
import { oracle } from '../support/oracle.js';
import { StringOpsFallback, StringOpsWrapper, loadStringOpsSync, requireHere } from '../support/package.js';
import { facades } from '../support/public-functions.js';
import { failure } from '../support/outcomes.js';

const pkg = requireHere('../../index.js');

/** Functions of the table, by where they are. */
const inTable = (...declared) =>
  groups
    .filter((group) => group.declared.some((name) => declared.includes(name)))
    .flatMap(({ functions }) => functions);

const names = (functions) => functions.map(({ name }) => name).sort();
/** Node 20 has a symbol of its own for what the language calls Symbol.dispose. */
const nameOf = (key) => (typeof key === 'symbol' ? `[${key.description.replace('nodejs', 'Symbol')}]` : key);
const keysOf = (object) =>
  Reflect.ownKeys(object)
    .map(nameOf)
    .filter((key) => key !== 'constructor');

describe('the table', () => {
  it('has every function that the types declare, with its arguments and options', () => {
    const unknown = [...declarations].filter(([name, { methods }]) => methods.length > 0 && inTable(name).length === 0);
    expect(unknown.map(([name]) => name)).toEqual([]);
    for (const [owner, { methods }] of declarations) {
      for (const { name, parameters, options } of methods) {
        const [row] =
          name === 'constructor'
            ? inTable('module').filter((one) => one.name === owner)
            : inTable(owner).filter((one) => one.name === name);
        expect(row, `${owner}.${name}`).toBeDefined();
        expect(
          row.args.map((argument) => argument.name),
          `${owner}.${name}`,
        ).toEqual(parameters);
        const inSlots = slotsOf(row, false).flatMap(({ option }) => option ?? []);
        expect(inSlots.sort(), `options of ${owner}.${name}`).toEqual([...options].sort());
      }
    }
  });

  it('has nothing that the types do not declare', () => {
    for (const { on, declared, functions } of groups) {
      const methods = declared.flatMap((owner) => declarations.get(owner)?.methods ?? []).map(({ name }) => name);
      for (const { name, constructs } of functions) {
        if (constructs) expect(declarations.get(name)?.methods.map((method) => method.name)).toContain('constructor');
        else expect(methods, on).toContain(name);
      }
    }
  });

  it('has every function that there is', () => {
    expect(Object.keys(pkg).sort()).toEqual(names(inTable('module')));
    for (const backend of BACKENDS) {
      const ops = loadStringOpsSync({ backend });
      const own = Object.entries(Object.getOwnPropertyDescriptors(ops));
      expect(
        own
          .filter(([, { value }]) => typeof value === 'function')
          .map(([name]) => name)
          .sort(),
      ).toEqual(names(inTable('StringOps')));
      const properties = declarations.get('InstanceOperations').properties;
      expect(
        own
          .filter(([, { value }]) => typeof value !== 'function')
          .map(([name]) => name)
          .sort(),
      ).toEqual([...properties].sort());
      expect(keysOf(Object.getPrototypeOf(ops))).toEqual([]);

      const text = keysOf(Object.getPrototypeOf(ops.hold('a'))).filter((key) => key !== 'byteLength');
      expect(text.sort()).toEqual(names(inTable('HeldText')));
      expect(keysOf(Object.getPrototypeOf(ops.createHash())).sort()).toEqual(names(inTable('Hash')));
      for (const passThrough of [false, true]) {
        const stream = ops.hashStream({ passThrough });
        const own = Object.keys(stream).filter((key) => typeof stream[key] === 'function' && !key.startsWith('_'));
        // Beside Node's own, of which two refuse what is no chunk.
        expect(own.sort()).toEqual(['digest', 'end', 'write']);
      }
    }
    for (const Class of [StringOpsWrapper, StringOpsFallback]) {
      const inherited = keysOf(Object.getPrototypeOf(Class.prototype));
      expect([...keysOf(Class.prototype), ...inherited].sort()).toEqual(names(inTable(Class.name)));
      expect(keysOf(Class).filter((key) => !['length', 'name', 'prototype'].includes(key))).toEqual([]);
    }
    const { WASMRuntimeCoordinator } = pkg;
    expect(keysOf(WASMRuntimeCoordinator.prototype).sort()).toEqual(names(inTable('WASMRuntimeCoordinator')));
    expect(keysOf(pkg.WASMRuntime.prototype).sort()).toEqual(names(inTable('WASMRuntime')));
    expect(keysOf(Object.getPrototypeOf(new WASMRuntimeCoordinator().performanceMonitor)).sort()).toEqual(
      names(inTable('PerformanceMonitor')),
    );
  });

  it.each(facades)('is that of modules/stringOps/$file, too', ({ exports }) => {
    expect(Object.keys(exports).length).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(exports)) expect(value, name).toBe(pkg[name]);
  });

  it('has kinds of values that differ', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThan(130);
  });
});

describe.each(BACKENDS)('on %s', (backend) => {
  it('every kind of value as every argument of every function gives what is documented', async () => {
    const cases = [...casesOf(backend)];
    const { calls, cases: ran, wrong } = await runAll(backend, cases);
    expect(wrong).toEqual([]);
    expect(ran).toBe(cases.length);
    expect(ran).toBeGreaterThan(20_000);
    expect(calls).toBeGreaterThan(30_000);
  });

  const ops = loadStringOpsSync({ backend, log() {} });

  describe.each(ways)('an input that changes by $name', (way) => {
    it.each(changes)('because it $name', async (change) => {
      for (const length of [1000, 40_000]) expect(await runChange(ops, way, change, length)).toBeNull();
      expect(answers(ops)).toBe(true);
    });
  });

  describe('a chunk that changes between two offsets', () => {
    const LENGTH = 200_000;
    it.each(changes)('because it $name', async ({ make, lost }) => {
      const { array, change } = make(LENGTH);
      const before = Uint8Array.from(array.subarray(0, 65536));
      const found = [];
      const run = async () => {
        for await (const offset of ops.searchStream([array, 'héllo'], 'héllo')) {
          if (found.length === 0) change();
          found.push(offset);
        }
      };
      if (lost) {
        await expect(run()).rejects.toMatchObject({
          code: 'ERR_INVALID_ARG_TYPE',
          message: expect.stringMatching(/^The "chunk" argument must be /),
        });
        return;
      }
      await run();
      // The first piece had been searched; the others are read as they are when they are asked for.
      const after = array.length > before.length ? array.subarray(before.length) : new Uint8Array(0);
      const whole = Buffer.concat([before, after, Buffer.from('héllo')]);
      expect(found).toEqual([...new StringOpsFallback().fastSearchAll(whole, 'héllo')]);
    });
  });

  it('an array that was lost is no chunk, and ends no text', async () => {
    const buffer = new ArrayBuffer(8);
    const lost = Buffer.from(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    const hash = ops.createHash().update('\ud83d');
    expect(failure(() => hash.update(lost))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE', class: 'TypeError' });
    expect(hash.update('\ude80').digest()).toBe(oracle.fastHash('🚀'));
    const stream = ops.hashStream();
    const failed = new Promise((resolve) => stream.once('error', resolve));
    stream.write(lost);
    expect(await failed).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  });

  it('a stand-in for a signal that throws rejects the promise, and nothing else', async () => {
    const parts = ['aborted', 'reason', 'addEventListener', 'removeEventListener'];
    for (const part of parts) {
      const signal = { aborted: part === 'reason', addEventListener() {}, removeEventListener() {} };
      Object.defineProperty(signal, part, {
        get() {
          if (part.endsWith('Listener'))
            return () => {
              throw new Error(`${part} threw`);
            };
          throw new Error(`${part} threw`);
        },
      });
      await expect(ops.fastHashAsync('abc', { signal }), part).rejects.toThrow(`${part} threw`);
      await expect(ops.fastSearchAsync('abc', 'b', { signal }), part).rejects.toThrow(`${part} threw`);
    }
    // The reason of a signal that is aborted while the work waits.
    let abort;
    const signal = {
      aborted: false,
      get reason() {
        throw new Error('the reason threw');
      },
      addEventListener: (_, listener) => (abort = listener),
      removeEventListener() {},
    };
    // All threads of the pool are busy with something else.
    const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)('a', 'b', 200_000, 64, 'sha512'));
    const hash = ops.fastHashAsync('abc', { signal });
    await Promise.resolve();
    abort();
    await expect(hash).rejects.toThrow('the reason threw');
    await Promise.all(busy);
    expect(answers(ops)).toBe(true);
  });

  it('a list that says what cannot be is refused', () => {
    for (const length of [Symbol('s'), '2', 2n, {}, null]) {
      const list = new Proxy(['a', 'b'], { get: (target, key) => (key === 'length' ? length : target[key]) });
      expect(failure(() => ops.fastHashMany(list))).toMatchObject({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringMatching(/^The "inputs.length" property must be a number/),
      });
    }
    for (const length of [-1, 1.5, NaN, Infinity, 2 ** 32]) {
      const list = new Proxy(['a', 'b'], { get: (target, key) => (key === 'length' ? length : target[key]) });
      expect(failure(() => ops.fastHashMany(list))).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
    }
    const shrinking = ['a', 'b', 'c'];
    Object.defineProperty(shrinking, 0, { configurable: true, get: () => ((shrinking.length = 1), 'a') });
    expect(failure(() => ops.fastHashMany(shrinking))?.message).toMatch(
      /^The "inputs\[1\]" argument .* Received undefined$/,
    );
    const growing = ['a', 'b'];
    Object.defineProperty(growing, 0, { get: () => (growing.push('c'), 'a') });
    expect([...ops.fastHashMany(growing)]).toEqual(oracle.fastHashMany(['a', 'b']));
    let asked = 0;
    const once = {
      get [Symbol.iterator]() {
        return asked++ === 0 ? () => ['a'].values() : 1;
      },
    };
    expect([...ops.fastHashMany(once)]).toEqual(oracle.fastHashMany(['a']));
    for (const [iterator, error] of [
      [() => 1, TypeError],
      [() => ({ next: 1 }), TypeError],
      [() => ({ next: () => 1 }), TypeError],
      [
        () => ({
          next() {
            throw new RangeError('the iterator threw');
          },
        }),
        RangeError,
      ],
    ]) {
      expect(() => ops.fastHashMany({ [Symbol.iterator]: iterator })).toThrow(error);
    }
    // Its iterator is told that no more is wanted.
    let returned = 0;
    const list = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 7 }), return: () => (returned++, {}) }),
    };
    expect(failure(() => ops.fastHashMany(list))?.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(returned).toBe(1);
    expect(answers(ops)).toBe(true);
  });

  it('a hundred thousand arguments are as good as those that count', () => {
    const many = Array(100_000).fill(Symbol('x'));
    expect(ops.fastHash('foobar', undefined, ...many)).toBe(0xbf9cf968);
    expect(ops.fastCompare('a', 'b', ...many)).toBe(-1);
    expect(ops.fastSearch('héllo', 'llo', ...many)).toBe(3);
    expect(ops.fastIndexOf('héllo', 'llo', 0, ...many)).toBe(2);
    expect(ops.fastCount('banana', 'a', {}, ...many)).toBe(3);
    expect([...ops.fastHashMany(['foobar'], ...many)]).toEqual([0xbf9cf968]);
    expect(ops.debugLog(1, ...many)).toBeUndefined();
    expect(answers(ops)).toBe(true);
  });
});

it('equal strings past the memory limit are equal, all else is refused', () => {
  for (const backend of BACKENDS) {
    const ops = loadStringOpsSync({ backend, initialPages: 256, maximumPages: 256 });
    const large = 'x'.repeat(17_000_000);
    expect(ops.fastCompare(large, `${large.slice(1)}x`)).toBe(0);
    expect(failure(() => ops.fastCompare(large, `${large.slice(1)}y`))).toMatchObject({
      class: 'RangeError',
      code: 'ERR_STRINGOPS_MEMORY',
    });
    expect(failure(() => ops.fastCompare(Buffer.from(large), large))?.code).toBe('ERR_STRINGOPS_MEMORY');
    expect(answers(ops)).toBe(true);
  }
});

it('a memory that is null is not one that was left out', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = { exports: { memory, fastHash() {}, fastCompare() {}, fastSearch() {} } };
  expect(new StringOpsWrapper(instance)).toBeInstanceOf(StringOpsWrapper);
  expect(new StringOpsWrapper(instance, undefined)).toBeInstanceOf(StringOpsWrapper);
  expect(failure(() => new StringOpsWrapper(instance, null))?.message).toBe(
    'The "memory" argument must be a WebAssembly.Memory. Received null',
  );
});

it('classes want new', () => {
  for (const Class of [StringOpsWrapper, StringOpsFallback, pkg.WASMRuntimeCoordinator]) {
    expect(() => Class()).toThrow(TypeError);
    expect(() => Reflect.apply(Class, {}, [])).toThrow(TypeError);
  }
});
