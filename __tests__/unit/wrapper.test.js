import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { corpus } from '../support/corpus.js';
import { assemble, instantiateGuide } from '../support/guide-module.js';
import { StringOpsWrapper, requireHere } from '../support/package.js';
import { failure, thrown } from '../support/outcomes.js';
import { wrongInputs } from '../support/wrong-values.js';

const PAGE = 65536;
const file = (name) => requireHere.resolve(`../../modules/stringOps/${name}`);
const assembled = await assemble(readFileSync(file('stringOps.wat'), 'utf8'));
const shipped = new WebAssembly.Module(readFileSync(file('stringOps.wasm')));

const instantiateOurs = ({
  memory = new WebAssembly.Memory({ initial: 256 }),
  log = () => {},
  module = shipped,
} = {}) => ({
  instance: new WebAssembly.Instance(module, { env: { memory, log } }),
  memory,
});

/** The wrapper on an object that pretends to be an instance. */
const pretend = (exports, memory = new WebAssembly.Memory({ initial: 1 })) =>
  new StringOpsWrapper(
    { exports: { fastHash: () => 0, fastCompare: () => 0, fastSearch: () => 0, ...exports } },
    memory,
  );

const modules = [
  ["the guide's module", instantiateGuide],
  ['stringOps.wasm', instantiateOurs],
];

describe('stringOps.wasm', () => {
  it('is what stringOps.wat assembles to', () => {
    const answers = [assembled, shipped].map((module) => {
      const { instance, memory } = instantiateOurs({ module });
      const ops = new StringOpsWrapper(instance, memory);
      const plain = (answer) => (ArrayBuffer.isView(answer) ? [...answer] : answer);
      return corpus.map(({ operation, args }) => plain(ops[operation](...args)));
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toEqual(corpus.map(({ expected }) => expected));
    const names = (module) => WebAssembly.Module.exports(module).map(({ kind, name }) => `${kind} ${name}`);
    expect(names(shipped)).toEqual(names(assembled));
  });

  it('asks for the imports the guide gives, and for no maximum', () => {
    expect(WebAssembly.Module.imports(shipped)).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
      { module: 'env', name: 'log', kind: 'function' },
    ]);
    expect(() => instantiateOurs({ memory: new WebAssembly.Memory({ initial: 256 }) })).not.toThrow();
    expect(() => instantiateOurs({ memory: new WebAssembly.Memory({ initial: 256, maximum: 256 }) })).not.toThrow();
  });

  it("works with the guide's own way of calling it", () => {
    const { instance, memory } = instantiateOurs();
    const bytes = new TextEncoder().encode('hello world');
    new Uint8Array(memory.buffer).set(bytes, 0);
    expect(instance.exports.fastHash(0, bytes.length) >>> 0).toBe(3582672807);
    expect(instance.exports.fastSearch(0, 11, 6, 5)).toBe(6);
    expect(instance.exports.fastCompare(0, 5, 6, 5)).toBe(-1);
  });
});

describe('the constructor', () => {
  const { instance, memory } = instantiateGuide();

  const readable = wrongInputs.filter(([name]) => !/hostile|revoked/.test(name));

  it.each(readable)('refuses %s for an instance', (_, value) => {
    const error = failure(() => new StringOpsWrapper(value, memory));
    expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    expect(error.message).toContain('"wasmInstance"');
  });

  it('says which exports are missing', () => {
    const error = failure(() => new StringOpsWrapper({ exports: { fastHash() {} } }, memory));
    expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(error.message).toContain("'fastCompare', 'fastSearch'");
  });

  it.each(wrongInputs.filter(([, value]) => value !== null && value !== undefined))(
    'refuses %s for a memory',
    (_, value) => {
      const error = failure(() => new StringOpsWrapper(instance, value));
      expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      expect(error.message).toContain('"memory"');
    },
  );

  it.each([undefined, null])('refuses %s for a memory when none is exported', (value) => {
    expect(failure(() => new StringOpsWrapper(instance, value))).toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
    });
  });

  it('takes the exported memory when none is given', async () => {
    const module = await assemble(`(module (memory (export "memory") 1)
      (func (export "fastHash") (param i32 i32) (result i32) (i32.load8_u (local.get 0)))
      (func (export "fastCompare") (param i32 i32 i32 i32) (result i32) (i32.const 0))
      (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (i32.const -1)))`);
    const own = new WebAssembly.Instance(module);
    const ops = new StringOpsWrapper(own);
    expect(ops.fastHash('a')).toBe(0x61);
    expect(ops.memory).toBe(own.exports.memory);
    expect(ops.instance).toBe(own);
  });

  it.each([0, 65537, 1.5, '1', null])('refuses %j maximumPages', (maximumPages) => {
    const { code } = failure(() => new StringOpsWrapper(instance, memory, { maximumPages }));
    expect(code).toBe(typeof maximumPages === 'number' ? 'ERR_OUT_OF_RANGE' : 'ERR_INVALID_ARG_TYPE');
  });
});

describe('the options', () => {
  const { instance, memory } = instantiateGuide();

  it.each([null, 1, 'x', [], true])('may not be %j', (options) => {
    const error = failure(() => new StringOpsWrapper(instance, memory, options));
    expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    expect(error.message).toContain('"options"');
  });

  it('have no names but their own', () => {
    const error = failure(() => new StringOpsWrapper(instance, memory, { maxPages: 3 }));
    expect(error).toMatchObject({ class: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    expect(error.message).toContain('"options.maxPages"');
  });
});

describe.each(modules)('on %s', (_, instantiate) => {
  const initial = instantiate === instantiateGuide ? 1 : 256;

  it('gives unsigned hashes', () => {
    const { instance, memory } = instantiate();
    const ops = new StringOpsWrapper(instance, memory);
    expect(ops.fastHash('')).toBe(2166136261);
    expect(ops.fastHash('', 0xffffffff)).toBe(0xffffffff);
  });

  it('does not use memory up', () => {
    const { instance, memory } = instantiate();
    const ops = new StringOpsWrapper(instance, memory);
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 1000; i++) ops.fastSearch(text, 'y');
    expect(memory.buffer.byteLength).toBe(256 * PAGE);
  });

  it('grows a memory that others have grown before', () => {
    const { instance, memory } = instantiate({ memory: new WebAssembly.Memory({ initial }) });
    const ops = new StringOpsWrapper(instance, memory);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    memory.grow(1);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    memory.grow(0);
    expect(ops.fastSearch(`${'é'.repeat(initial * PAGE)}needle`, 'needle')).toBe(2 * initial * PAGE);
    memory.grow(3);
    expect(ops.fastHash(Buffer.from('foobar'))).toBe(ANSWERS[0]);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('tells when the memory refuses to grow, and goes on working', () => {
    const maximum = initial + 1;
    const { instance, memory } = instantiate({ memory: new WebAssembly.Memory({ initial, maximum }) });
    const ops = new StringOpsWrapper(instance, memory);
    for (const input of [
      'x'.repeat(maximum * PAGE),
      'é'.repeat((maximum * PAGE) / 2),
      Buffer.alloc(maximum * PAGE + 1),
    ]) {
      for (const call of [
        () => ops.fastHash(input),
        () => ops.fastCompare(input, 'é!'),
        () => ops.fastSearch('é!', input),
      ]) {
        const error = thrown(call);
        // The guide's module has nothing in its memory but the inputs, so one input may fill it.
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(RangeError);
        expect(error.code).toBe('ERR_STRINGOPS_MEMORY');
        expect(error.needed).toBeGreaterThan(error.limit);
        expect(error.limit).toBe(memory.buffer.byteLength);
        expect(error.cause).toBeInstanceOf(Error);
        expect(stillAnswers(ops)).toEqual(ANSWERS);
      }
      expect(thrown(() => ops.fastCompare(input, 'é!'))?.code).toBe('ERR_STRINGOPS_MEMORY');
    }
  });

  it('fills a memory to its last byte', () => {
    const { instance, memory } = instantiate({
      memory: new WebAssembly.Memory({ initial, maximum: initial }),
    });
    const ops = new StringOpsWrapper(instance, memory);
    const room = initial * PAGE - (instantiate === instantiateGuide ? 0 : 61440);
    for (const text of [
      'x'.repeat(room),
      'é'.repeat(room / 2),
      `${'x'.repeat(room - 4)}🚀`,
      `${'x'.repeat(room - 3)}\ud800`,
    ]) {
      expect(ops.fastHash(text)).toBe(ops.fastHash(Buffer.from(text)));
      expect(ops.fastSearch(text, '')).toBe(0);
      expect(thrown(() => ops.fastSearch(text, 'x'))?.code).toBe('ERR_STRINGOPS_MEMORY');
    }
    const needle = `🚀${'y'.repeat(40)}`;
    expect(ops.fastSearch(`${'x'.repeat(room - 88)}${needle}`, needle)).toBe(room - 88);
  });

  it('reads inputs that lie in its own memory', () => {
    const { instance, memory } = instantiate();
    const ops = new StringOpsWrapper(instance, memory);
    const length = 300;
    const view = () => new Uint8Array(memory.buffer, 61440, length).map((_, i) => i % 250);
    const fresh = () => {
      const array = new Uint8Array(memory.buffer, 61440 + 7, length);
      array.set(view());
      return array;
    };
    const expected = ops.fastHash(view());
    expect(ops.fastHash(fresh())).toBe(expected);
    expect(ops.fastSearch('abc'.repeat(100), fresh())).toBe(-1);
    expect(ops.fastCompare('abc'.repeat(100), fresh())).toBe(1);
    let array = fresh();
    expect(ops.fastSearch(array, array.subarray(17, 40))).toBe(17);
    array = fresh();
    expect(ops.fastCompare(array.subarray(1), array)).toBe(1);
    array = fresh();
    expect(ops.fastSearch(array, 'x'.repeat(20_000_000))).toBe(-1);
    expect(new Uint8Array(memory.buffer).length).toBeGreaterThan(256 * PAGE);
  });
});

describe('on a shared memory', () => {
  it('gives the right results, growth included', async () => {
    const module = await assemble(`(module
      (import "env" "memory" (memory 1 1000 shared))
      (func (export "fastHash") (param i32 i32) (result i32)
        (i32.add (local.get 1) (i32.load8_u (i32.add (local.get 0) (i32.sub (local.get 1) (i32.const 1))))))
      (func (export "fastCompare") (param i32 i32 i32 i32) (result i32)
        (i32.sub (i32.gt_u (local.get 1) (local.get 3)) (i32.lt_u (local.get 1) (local.get 3))))
      (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (i32.const -1)))`);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1000, shared: true });
    const ops = new StringOpsWrapper(new WebAssembly.Instance(module, { env: { memory } }), memory);
    const last = (text) => Buffer.from(text).at(-1) + Buffer.byteLength(text);
    for (const text of [
      'abc',
      'é',
      'x'.repeat(70_000),
      `${'世'.repeat(300_000)}z`,
      `${'🚀'.repeat(100_000)}`,
      `y\ud800`,
      'short',
    ]) {
      expect(ops.fastHash(text)).toBe(last(text));
      expect(ops.fastHash(Buffer.from(text))).toBe(last(text));
    }
    memory.grow(10);
    expect(ops.fastHash('x'.repeat(2_000_000))).toBe(2_000_000 + 0x78);
    expect(ops.fastHash(new Uint8Array(memory.buffer, 0, 1_900_000))).toBe(1_900_000 + 0x78);
    expect(ops.fastCompare(new Uint8Array(memory.buffer, 0, 5), new Uint8Array(memory.buffer, 1, 6))).toBe(-1);
  });
});

describe('a module that returns what cannot be', () => {
  const isBroken = (call) => {
    const error = thrown(call);
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe('ERR_STRINGOPS_MODULE');
  };

  it.each([undefined, null, '1', 1n, 0.5, Number.NaN, 2 ** 32, {}])('as a hash: %s', (result) => {
    isBroken(() => pretend({ fastHash: () => result }).fastHash('abc'));
    isBroken(() => pretend({ fastHashFrom: () => result }).fastHash('abc', 1));
  });

  it.each([undefined, null, '1', 1, 0.5, {}])('as a hash of 64 bits: %s', (result) => {
    isBroken(() => pretend({ fastHash64From: () => result }).fastHash64('abc'));
    isBroken(() => pretend({ fastHash64From: () => result }).fastHash64Hex('abc'));
    isBroken(() => pretend({ fastHash64From: () => result }).fastHashMany64(['x'.repeat(300)]));
    isBroken(() => pretend({ fastHash64From: result ?? 1 }));
  });

  it.each([undefined, null, '0', 0n, 2, -2, 0.5, Number.NaN, true])('as an order: %s', (result) => {
    isBroken(() => pretend({ fastCompare: () => result }).fastCompare('abc', 'abd'));
  });

  it.each([undefined, null, '0', 0n, 3, -2, -(2 ** 31), 0.5, Number.NaN, 2 ** 32])('as an offset: %s', (result) => {
    isBroken(() => pretend({ fastSearch: () => result }).fastSearch('abcd', 'bc'));
  });

  it('as an offset of a needle longer than its haystack', () => {
    isBroken(() => pretend({ fastSearch: () => 0 }).fastSearch('a', 'bc'));
    expect(pretend({ fastSearch: () => -1 }).fastSearch('a', 'bc')).toBe(-1);
  });

  it('may return what can be', () => {
    expect(pretend({ fastSearch: () => 2 }).fastSearch('abcd', 'bc')).toBe(2);
    expect(pretend({ fastHash: () => -1 }).fastHash('')).toBe(0xffffffff);
    expect(pretend({ fastHash64From: () => -1n }).fastHash64('')).toBe(2n ** 64n - 1n);
  });

  it('as its wish for scratch memory', () => {
    for (const value of [61441, -1, Number.NaN, 'x', undefined]) {
      isBroken(() => pretend({ setScratch() {}, scratchSize: { value } }));
    }
  });

  it('traps, and works in the next call', async () => {
    const module = await assemble(`(module (memory (export "memory") 1) (global $calls (mut i32) (i32.const 0))
      (func (export "fastHash") (param i32 i32) (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (if (i32.eq (global.get $calls) (i32.const 1)) (then unreachable))
        (global.get $calls))
      (func (export "fastCompare") (param i32 i32 i32 i32) (result i32) (i32.const 0))
      (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (i32.const -1)))`);
    const ops = new StringOpsWrapper(new WebAssembly.Instance(module));
    const error = thrown(() => ops.fastHash('a'));
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MODULE', message: 'The module trapped: unreachable' });
    expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(ops.fastHash('a')).toBe(2);
  });
});
