import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../support/documents.js';
import { codeOf, failure, thrown } from '../support/outcomes.js';
import { loadWasm, loadWasmSync, requireHere, root } from '../support/package.js';
import { assemble } from '../support/wat.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const PAGE = 65536;
const example = (name) => path.join(root, 'examples/wasm', name);
const code = (call) => thrown(call)?.code;

/** With and without counting: everything but the limits must be the same. */
const BOTH = [
  ['untouched', undefined],
  ['counted', { deadline: 60_000 }],
];

/**
 * An allocator that keeps what is freed apart, and overwrites it; `held` says how many are not freed. What the functions
 * do is said by their names.
 */
const STRINGS = `
  (import "env" "back" (func $back (param i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (func $alloc (export "alloc") (param $n i32) (result i32)
    (local $p i32)
    (local.set $p (i32.load (i32.const 0)))
    (if (i32.eqz (local.get $p)) (then (local.set $p (i32.const 1024))))
    (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
    (i32.store (i32.const 0) (i32.add (local.get $p) (i32.and (i32.add (local.get $n) (i32.const 15)) (i32.const -16))))
    (block $fits
      (loop $more
        (br_if $fits (i32.le_u (i32.load (i32.const 0)) (i32.mul (memory.size) (i32.const 65536))))
        (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then
          (i32.store (i32.const 4) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))
          (i32.store (i32.const 0) (local.get $p))
          (return (i32.const 0))))
        (br $more)))
    (local.get $p))
  (func (export "dealloc") (param $p i32) (param $n i32)
    (memory.fill (local.get $p) (i32.const 0xee) (local.get $n))
    (i32.store (i32.const 4) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))
    (if (i32.eqz (i32.load (i32.const 4))) (then (i32.store (i32.const 0) (i32.const 1024)))))
  (func (export "held") (result i32) (i32.load (i32.const 4)))
  (func $pair (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "same") (param i32 i32) (result i64) (call $pair (local.get 0) (local.get 1)))
  (func (export "grown") (param i32 i32) (result i64) (drop (memory.grow (i32.const 1))) (call $pair (local.get 0) (local.get 1)))
  (func (export "outside") (param i32 i32) (result i64) (call $pair (i32.const -1) (i32.const 10)))
  (func (export "traps") (param i32 i32) (result i64) unreachable)
  (func (export "spins") (param i32 i32) (result i64) (loop (br 0)) unreachable)
  (func (export "calls") (param i32 i32) (result i64) (call $back (local.get 1)) (call $pair (local.get 0) (local.get 1)))
  (func (export "double") (param i32 i32 i32) (local $i i32)
    (if (i32.gt_s (local.get 2) (i32.const 0)) (then (loop
      (f64.store (i32.add (local.get 1) (i32.shl (local.get $i) (i32.const 3)))
        (f64.mul (f64.const 2) (f64.load (i32.add (local.get 0) (i32.shl (local.get $i) (i32.const 3))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_s (local.get $i) (local.get 2)))))))`;

const TEXT = { parameters: ['string'], result: 'string' };
const FUNCTIONS = {
  ...Object.fromEntries(['same', 'grown', 'outside', 'traps', 'spins', 'calls'].map((name) => [name, TEXT])),
  double: { parameters: ['f64s', { out: 'f64s' }, 'number'], result: 'void' },
};
const strings = (options, back = () => {}) =>
  loadWasmSync(assemble(STRINGS), { functions: FUNCTIONS, imports: { env: { back } }, ...options });

/** One function for each kind of value, which returns what it gets. */
const ECHO = `
  (memory (export "memory") 1 4)
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "nothing"))
  (func (export "five") (param i32 i32 i32 i32 i32) (result i32) (i32.sub (local.get 0) (local.get 4)))
  (func (export "pointer") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "range") (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))`;
const echo = (functions, limits) => loadWasmSync(assemble(ECHO), { functions, limits }).exports;

describe.each(BOTH)('values of a module that is %s', (_, limits) => {
  it.each([
    ['i32', 'number', 'number', [0, -1, 2147483647, -2147483648]],
    ['i32', 'u32', 'u32', [0, 1, 4294967295]],
    ['i32', 'boolean', 'boolean', [true, false]],
    ['i64', 'i64', 'i64', [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]],
    ['f32', 'number', 'number', [0.5, -0, NaN, Infinity]],
    ['f64', 'number', 'number', [0.1, -0, NaN, -Infinity, 2 ** 53]],
    ['range', 'string', 'string', ['', 'a', 'äöü€😀', '\ufeffx', 'é'.repeat(5000), 'x'.repeat(70_000)]],
    ['range', 'bytes', 'bytes', [new Uint8Array(0), Uint8Array.of(1, 2, 255), Buffer.from('abc')]],
  ])('%s: %s in, %s out', (name, parameter, result, values) => {
    const exports = echo({ [name]: { parameters: [parameter], result } }, limits);
    for (const value of values) {
      const expected = value instanceof Uint8Array ? new Uint8Array(value) : value;
      expect(exports[name](value)).toStrictEqual(expected);
    }
  });

  it('are not coerced', () => {
    const rows = [
      ['i32', 'number', ['1', null, undefined, true, 1n, {}, [1]], [1.5, NaN, 2147483648, Infinity]],
      ['i32', 'u32', ['1', -1n, { valueOf: () => 1 }], [-1, 4294967296, 0.5]],
      ['i32', 'boolean', [0, 1, 'true', undefined, null], []],
      ['i64', 'i64', [1, '1', undefined], [2n ** 63n, -(2n ** 63n) - 1n]],
      ['f64', 'number', ['1', null, 1n, undefined], []],
      ['range', 'string', [1, null, undefined, Buffer.from('x'), new String('x')], []],
      ['range', 'bytes', ['x', [1], new Uint16Array(1), new DataView(new ArrayBuffer(1)), new ArrayBuffer(1)], []],
      [
        'pointer',
        'f64s',
        [[1], new Float32Array(1), new Uint8Array(8), 'x', Object.create(Float64Array.prototype)],
        [],
      ],
    ];
    for (const [name, parameter, types, ranges] of rows) {
      const exports = echo({ [name]: { parameters: [parameter] } }, limits);
      for (const value of types)
        expect(
          code(() => exports[name](value)),
          `${name} ${parameter}`,
        ).toBe('ERR_INVALID_ARG_TYPE');
      for (const value of ranges)
        expect(
          code(() => exports[name](value)),
          `${name} ${parameter}`,
        ).toBe('ERR_OUT_OF_RANGE');
    }
    const exports = echo({ five: { parameters: Array(5).fill('number') } }, limits);
    expect(exports.five(9, 0, 0, 0, 4)).toBe(5);
    expect(failure(() => exports.five(1, 2, 3, 4, '5')).message).toBe(
      'The "five(4)" argument must be a number. Received type string (\'5\')',
    );
  });

  it('pass as WebAssembly itself has them where nothing is declared', () => {
    const exports = echo(undefined, limits);
    expect([exports.i32('7'), exports.i32(), exports.f64(1), exports.two(), exports.five(5, 1, 1, 1, 1)]).toEqual([
      7,
      0,
      1,
      [1, 2],
      4,
    ]);
    expect(Object.keys(exports)).toEqual([
      'memory',
      'i32',
      'i64',
      'f32',
      'f64',
      'nothing',
      'five',
      'pointer',
      'range',
      'two',
    ]);
  });

  it('are copied in and out, of arrays', () => {
    const { exports } = strings({ limits });
    const out = new Float64Array(1000);
    exports.double(
      Float64Array.from({ length: 1000 }, (_, i) => i / 3),
      out,
      1000,
    );
    expect([...out]).toEqual(Array.from({ length: 1000 }, (_, i) => (2 * i) / 3));
    expect(exports.held()).toBe(0);
  });

  it('are looked up anew when memory grows in the middle of a call', () => {
    const { exports, memory } = strings({ limits });
    const before = memory.size;
    expect(exports.grown('x'.repeat(200_000))).toBe('x'.repeat(200_000));
    expect(memory.size).toBeGreaterThan(before);
    expect(exports.same('äh')).toBe('äh');
  });

  it('are copied out before their memory is freed, on every path', () => {
    let again;
    const back = (length) => {
      if (length === 1) throw new Error('of the host');
      if (length === 2) again();
    };
    const { exports } = strings({ limits }, back);
    expect(exports.same('text')).toBe('text');
    expect(code(() => exports.traps('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(code(() => exports.outside('x'))).toBe('ERR_STRINGOPS_WASM_RESULT');
    expect(failure(() => exports.calls('x')).message).toBe('of the host');
    again = () => expect(exports.same('inner')).toBe('inner');
    expect(exports.calls('xy')).toBe('xy');
    again = () => exports.traps('inner');
    expect(code(() => exports.calls('xy'))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(code(() => exports.same(1))).toBe('ERR_INVALID_ARG_TYPE');
    expect(exports.held()).toBe(0);
  });

  it('of any number pass', () => {
    const text = `(func (export "none") (result i32) (i32.const 7))
      (func (export "four") (param i32 i32 i32 f64) (result f64) (f64.add (local.get 3) (f64.convert_i32_s (i32.sub (local.get 0) (i32.add (local.get 1) (local.get 2))))))`;
    const four = { parameters: ['number', 'number', 'number', 'number'] };
    const { exports } = loadWasmSync(assemble(text), { functions: { none: { parameters: [] }, four }, limits });
    expect([exports.none(), exports.four(10, 2, 3, 0.5)]).toEqual([7, 5.5]);
    expect(failure(() => exports.four(1, 2, 3, '4')).message).toContain('"four(3)"');
  });

  it('lie where nothing of the module does, also when it grows its memory without an allocator that it exports', () => {
    // `keep` takes a page for itself, fills it, and later says whether it is as it was.
    const text = (heap) => `(memory (export "memory") 1 80) ${heap} (global $own (mut i32) (i32.const 0))
      (func (export "keep") (global.set $own (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
        (memory.fill (global.get $own) (i32.const 0x55) (i32.const 65536)))
      (func (export "kept") (result i32) (local $i i32) (local $ok i32)
        (loop (local.set $ok (i32.add (local.get $ok) (i32.eq (i32.const 0x55) (i32.load8_u (i32.add (global.get $own) (local.get $i))))))
          (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
        (local.get $ok))
      (func (export "where") (param i32 i32) (result i32) (local.get 0))
      (func (export "second") (param i32 i32 i32 i32) (result i64)
        (i64.or (i64.shl (i64.extend_i32_u (local.get 2)) (i64.const 32)) (i64.extend_i32_u (local.get 3))))`;
    const functions = {
      where: { parameters: ['string'], result: 'u32' },
      second: { parameters: ['bytes', 'string'], result: 'string' },
    };
    for (const [heap, first] of [
      ['', PAGE],
      ['(global (export "__heap_base") i32 (i32.const 1000))', 1008],
      ['(global (export "__heap_base") i32 (i32.const -16))', PAGE],
      ['(global (export "__heap_base") i64 (i64.const 1000))', PAGE],
      ['(global (export "__heap_base") v128 (v128.const i32x4 1000 0 0 0))', PAGE],
    ]) {
      const { exports, memory } = loadWasmSync(assemble(text(heap)), { functions, limits });
      expect(exports.where('x'), heap).toBe(first);
      for (let size = 1000; size < 8 * PAGE; size *= 2) {
        exports.keep();
        for (const more of [size, 3, size + 1]) {
          expect(exports.second(new Uint8Array(more), 'x'.repeat(more))).toBe('x'.repeat(more));
          expect(exports.kept()).toBe(PAGE);
        }
      }
      // Little of it is lost.
      expect(memory.size).toBeLessThan(60 * PAGE);
      expect(code(() => exports.where('x'.repeat(80 * PAGE)))).toBe('ERR_STRINGOPS_MEMORY');
      expect(exports.kept()).toBe(PAGE);
    }
  });

  it('are not given to functions with the name of an allocator that are none', () => {
    const where = (functions, options) =>
      loadWasmSync(
        assemble(
          `(memory (export "memory") 1) ${functions} (func (export "where") (param i32 i32) (result i32) (local.get 0))`,
        ),
        { functions: { where: { parameters: ['string'], result: 'u32' } }, limits, ...options },
      ).exports.where('x');
    const alloc = '(func (export "alloc") (param i32) (result i32) (i32.const 64))';
    expect(where(`${alloc} (func (export "free") (param i64) unreachable)`)).toBe(64);
    expect(where(`${alloc} (func (export "free") (param i32 i32 i32) unreachable)`)).toBe(64);
    expect(where('(func (export "alloc") (param i32 i32) (result i32) unreachable)')).toBe(PAGE);
    const two = '(func (export "new") (param i32 i32) (result i32) (i32.add (i32.const 80) (local.get 1)))';
    expect(where(two, { allocator: { alloc: 'new' } })).toBe(80);
    const named = { allocator: { alloc: 'alloc', free: 'end' } };
    expect(code(() => where(`${alloc} (func (export "end") (param i64))`, named))).toBe('ERR_INVALID_ARG_VALUE');
  });

  it('are refused where the allocator does what it must not', () => {
    const load = (body) =>
      loadWasmSync(
        assemble(
          `(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) ${body}) (func (export "f") (param i32 i32))`,
        ),
        {
          functions: { f: { parameters: ['string'] } },
          limits: { ...limits, maximumPages: 1 },
        },
      ).exports;
    expect(code(() => load('unreachable').f('x'))).toBe('ERR_STRINGOPS_MEMORY');
    expect(code(() => load('(i32.const 0)').f('x'))).toBe('ERR_STRINGOPS_MEMORY');
    expect(code(() => load('(i32.const -8)').f('x'))).toBe('ERR_STRINGOPS_WASM_RESULT');
    expect(code(() => load('(i32.const 65536)').f('x'))).toBe('ERR_STRINGOPS_WASM_RESULT');
    const roomy = loadWasmSync(
      assemble(
        '(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) unreachable) (func (export "f") (param i32 i32))',
      ),
      {
        functions: { f: { parameters: ['string'] } },
        limits,
      },
    );
    expect(code(() => roomy.exports.f('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
  });

  it('are not written to arrays that have changed, and memory may have a maximum of the host', () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 64 });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const { exports } = loadWasmSync(
      assemble(
        '(import "e" "m" (memory 1)) (import "e" "f" (func $f)) (func (export "run") (param i32) (call $f)) (func (export "in") (param i32 i32))',
      ),
      {
        imports: { e: { m: memory, f: () => buffer.resize(32) } },
        functions: { run: { parameters: [{ out: 'f64s' }] }, in: { parameters: ['bytes'] } },
        limits: limits && { ...limits, maximumPages: 2 },
      },
    );
    expect(code(() => exports.run(new Float64Array(buffer)))).toBe('ERR_INVALID_ARG_VALUE');
    expect(code(() => exports.in(new Uint8Array(PAGE)))).toBe(undefined);
    expect(code(() => exports.in(new Uint8Array(PAGE + 1)))).toBe('ERR_STRINGOPS_MEMORY');
  });

  it('that do not fit are refused, and the module stays usable', () => {
    for (const options of [{}, { allocator: { alloc: 'alloc' } }]) {
      const small = strings({ limits: { ...limits, maximumPages: 4 }, ...options });
      const error = thrown(() => small.exports.same('x'.repeat(5 * PAGE)));
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_STRINGOPS_MEMORY', limit: 4 * PAGE });
      expect(code(() => small.exports.same('x'.repeat(4 * PAGE - 100)))).toBe('ERR_STRINGOPS_MEMORY');
      expect(small.exports.same('x'.repeat(2 * PAGE))).toHaveLength(2 * PAGE);
      expect(small.exports.held()).toBe(options.allocator ? 1 : 0);
    }
    // Without an allocator, and with a maximum of the module's own.
    const exports = echo({ range: { parameters: ['string'], result: 'string' } }, limits);
    expect(exports.range('x'.repeat(3 * PAGE))).toHaveLength(3 * PAGE);
    expect(code(() => exports.range('x'.repeat(3 * PAGE + 1)))).toBe('ERR_STRINGOPS_MEMORY');
    expect(exports.range('y')).toBe('y');
  });
});

describe('a signature', () => {
  it.each([
    ['i32', { parameters: ['i64'] }, '(i64) => anything', '(i32) -> (i32)'],
    ['i32', { parameters: ['string'], result: 'number' }, '(string) => number', '(i32) -> (i32)'],
    ['i32', { parameters: ['number'], result: 'void' }, '(number) => void', '(i32) -> (i32)'],
    ['i32', { parameters: [] }, '() => anything', '(i32) -> (i32)'],
    ['f64', { parameters: ['u32'], result: 'number' }, '(u32) => number', '(f64) -> (f64)'],
    ['range', { parameters: [{ out: 'f64s' }], result: 'i64' }, '({ out: f64s }) => i64', '(i32, i32) -> (i64)'],
    ['two', { parameters: [] }, '() => anything', '() -> (i32, i32)'],
  ])('of %s that is wrong fails at load: %o', (name, signature, declared, has) => {
    const { message, code: its, class: kind } = failure(() => echo({ [name]: signature }));
    expect([kind, its]).toEqual(['TypeError', 'ERR_INVALID_ARG_VALUE']);
    for (const part of [`options.functions.${name}`, `'${name}'`, declared, `it has ${has}`])
      expect(message).toContain(part);
  });

  it('must be of a function there is, and be well-formed', () => {
    expect(code(() => echo({ none: { parameters: [] } }))).toBe('ERR_INVALID_ARG_VALUE');
    expect(code(() => echo({ memory: { parameters: [] } }))).toBe('ERR_INVALID_ARG_VALUE');
    expect(code(() => echo({ toString: { parameters: [] } }))).toBe('ERR_INVALID_ARG_VALUE');
    for (const wrong of [
      null,
      undefined,
      1,
      [],
      {},
      { parameters: 'number' },
      { parameters: [1] },
      { parameters: [null] },
      { parameters: [undefined] },
      { parameters: [{}] },
    ]) {
      expect(
        code(() => echo({ i32: wrong })),
        JSON.stringify(wrong),
      ).toBe('ERR_INVALID_ARG_TYPE');
    }
    for (const wrong of [
      { parameters: ['text'] },
      { parameters: [{ out: 'string' }] },
      { parameters: ['number'], result: 'f64s' },
      { parameters: ['number'], more: 1 },
    ]) {
      expect(
        code(() => echo({ i32: wrong })),
        JSON.stringify(wrong),
      ).toBe('ERR_INVALID_ARG_VALUE');
    }
    expect(
      code(() =>
        loadWasmSync(assemble('(func (export "f") (param i32 i32))'), { functions: { f: { parameters: ['string'] } } }),
      ),
    ).toBe('ERR_INVALID_ARG_VALUE');
  });

  it('is checked by the number of parameters alone where there are no bytes', () => {
    const module = new WebAssembly.Module(assemble(ECHO));
    const { exports } = loadWasmSync(module, { functions: { range: { parameters: ['string'], result: 'string' } } });
    expect(exports.range('ok')).toBe('ok');
    expect(failure(() => loadWasmSync(module, { functions: { range: { parameters: ['number'] } } })).message).toContain(
      'it has 2 parameters',
    );
  });
});

describe('a result', () => {
  it('is looked at where there are no bytes, and so no types', () => {
    const module = new WebAssembly.Module(
      assemble(`${ECHO} (func (export "text") (param i32 i32) (result i32) (i32.const 7))`),
    );
    /** What a call throws, with what is returned and what is declared. */
    const call = (name, parameters, result, ...args) =>
      loadWasmSync(module, { functions: { [name]: { parameters, result } } }).exports[name](...args);
    for (const [name, parameters, result, ...args] of [
      ...['number', 'u32', 'boolean', 'void'].map((result) => ['i64', ['i64'], result, 0n]),
      ...['i64', 'void', 'string', 'bytes'].map((result) => ['i32', ['number'], result, 5]),
      ...['number', 'string'].map((result) => ['nothing', [], result]),
      ['two', [], 'number'],
      ['text', ['string'], 'string', 'x'],
    ]) {
      expect(
        thrown(() => call(name, parameters, result, ...args)),
        `${name}: ${result}`,
      ).toMatchObject({ code: 'ERR_STRINGOPS_WASM_RESULT', message: expect.stringContaining(`'${result}'`) });
    }
    expect(call('i64', ['i64'], 'i64', 3n)).toBe(3n);
    expect(call('i32', ['u32'], 'u32', 4294967295)).toBe(4294967295);
    expect(call('i32', ['boolean'], 'boolean', true)).toBe(true);
    expect([call('i64', ['i64'], undefined, 3n), call('nothing', []), call('two', [])]).toEqual([
      3n,
      undefined,
      [1, 2],
    ]);
  });
});

describe('imports', () => {
  const bytes = assemble('(import "env" "back" (func (result i32))) (func (export "run") (result i32) (call 0))');
  class Host {
    back() {
      return 7;
    }
  }

  it.each([
    ['an instance of a class', new Host()],
    ['a proxy', new Proxy({}, { get: (_, name) => (name === 'back' ? () => 7 : undefined) })],
    ['an object with a getter', Object.defineProperty({}, 'back', { get: () => () => 7 })],
    ['a function', Object.assign(() => 0, { back: () => 7 })],
  ])('may be %s', (_, env) => {
    for (const limits of [undefined, { fuel: 10 }])
      expect(loadWasmSync(bytes, { imports: { env }, limits }).exports.run()).toBe(7);
  });
});

describe('options', () => {
  it.each([
    [1, 'ERR_INVALID_ARG_TYPE'],
    [{ limit: {} }, 'ERR_INVALID_ARG_VALUE'],
    [{ limits: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [{ limits: { time: 1 } }, 'ERR_INVALID_ARG_VALUE'],
    [{ limits: { deadline: '20' } }, 'ERR_INVALID_ARG_TYPE'],
    ...[0, -1, NaN, Infinity].map((deadline) => [{ limits: { deadline } }, 'ERR_OUT_OF_RANGE']),
    ...[0, 1.5, 2 ** 53, Infinity].map((fuel) => [{ limits: { fuel } }, 'ERR_OUT_OF_RANGE']),
    [{ limits: { fuel: 1n } }, 'ERR_INVALID_ARG_TYPE'],
    ...[-1, 65537, 0.5].map((maximumPages) => [{ limits: { maximumPages } }, 'ERR_OUT_OF_RANGE']),
    [{ limits: { maximumBytes: 10 } }, 'ERR_OUT_OF_RANGE'],
    [{ initialPages: '1' }, 'ERR_INVALID_ARG_TYPE'],
    [{ initialPages: 4, limits: { maximumPages: 3 } }, 'ERR_OUT_OF_RANGE'],
    [{ initialPages: 9 }, 'ERR_STRINGOPS_MEMORY'],
    [{ imports: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [{ imports: { env: 1 } }, 'ERR_INVALID_ARG_TYPE'],
    [{ functions: [] }, 'ERR_INVALID_ARG_TYPE'],
    [{ allocator: {} }, 'ERR_INVALID_ARG_TYPE'],
    [{ allocator: { alloc: 'none' } }, 'ERR_INVALID_ARG_VALUE'],
    [{ allocator: { alloc: 'valueOf' } }, 'ERR_INVALID_ARG_VALUE'],
    [{ allocator: { alloc: 'f64' } }, 'ERR_INVALID_ARG_VALUE'],
    [{ allocator: { alloc: 'i32', free: 'none' } }, 'ERR_INVALID_ARG_VALUE'],
    [{ allocator: { alloc: 'i32', free: 1 } }, 'ERR_INVALID_ARG_TYPE'],
  ])('%o are refused', async (options, expected) => {
    expect(code(() => loadWasmSync(assemble(ECHO), options))).toBe(expected);
    expect(await codeOf(loadWasm(assemble(ECHO), options))).toBe(expected);
  });

  it('take the pages to begin with', () => {
    expect(loadWasmSync(assemble(ECHO), { initialPages: 3 }).memory.size).toBe(3 * PAGE);
    expect(loadWasmSync(assemble('(import "a" "b" (memory 1))'), { initialPages: 3 }).memory.size).toBe(3 * PAGE);
  });
});

describe('a module comes from', () => {
  const file = example('words.wasm');
  const bytes = new Uint8Array(fs.readFileSync(file));
  const functions = { count: { parameters: ['string'], result: 'u32' } };

  it.each([
    ['a Uint8Array', bytes],
    ['a Buffer of a pool', Buffer.from(bytes)],
    ['an ArrayBuffer', bytes.slice().buffer],
    ['a path', file],
    ['a URL', pathToFileURL(file)],
    ['a compiled module', new WebAssembly.Module(bytes)],
  ])('%s', async (_, source) => {
    for (const limits of source instanceof WebAssembly.Module ? [undefined] : [undefined, { fuel: 100_000 }]) {
      for (const module of [
        loadWasmSync(source, { functions, limits }),
        await loadWasm(source, { functions, limits }),
      ]) {
        expect(module.exports.count('a b c')).toBe(3);
      }
    }
  });

  it('nothing else', async () => {
    for (const source of [undefined, null, 1, {}, [], Promise.resolve(bytes), new Uint16Array(4)]) {
      expect(code(() => loadWasmSync(source))).toBe('ERR_INVALID_ARG_TYPE');
      expect(await codeOf(loadWasm(source))).toBe('ERR_INVALID_ARG_TYPE');
    }
    expect(code(() => loadWasmSync(new URL('https://example.org/x.wasm')))).toBe('ERR_INVALID_ARG_VALUE');
    expect(await codeOf(loadWasm('no-such-file.wasm'))).toBe('ENOENT');
    for (const limits of [undefined, { fuel: 1 }]) {
      for (const wrong of [new Uint8Array(0), Uint8Array.of(1, 2, 3), bytes.subarray(0, 500)]) {
        expect(thrown(() => loadWasmSync(wrong, { limits }))).toMatchObject({
          code: 'ERR_STRINGOPS_WASM_INVALID',
          cause: { name: 'CompileError' },
        });
        expect(await codeOf(loadWasm(wrong, { limits }))).toBe('ERR_STRINGOPS_WASM_INVALID');
      }
    }
    for (const limits of [{ fuel: 1 }, { deadline: 1 }, { maximumPages: 100 }, { maximumBytes: 1e6 }]) {
      expect(code(() => loadWasmSync(new WebAssembly.Module(bytes), { limits }))).toBe('ERR_INVALID_ARG_VALUE');
    }
  });

  it('bytes that change afterwards', async () => {
    const changing = bytes.slice();
    const loading = loadWasm(changing, { functions, limits: { fuel: 100_000 } });
    changing.fill(0);
    expect((await loading).exports.count('a b')).toBe(2);
    expect(code(() => loadWasmSync(changing, { limits: { fuel: 1 } }))).toBe('ERR_STRINGOPS_WASM_INVALID');
  });

  it('nowhere if it traps while it is made', async () => {
    const text = '(memory 1) (data (i32.const 70000) "x")';
    for (const limits of [undefined, { fuel: 1 }]) {
      expect(code(() => loadWasmSync(assemble(text), { limits }))).toBe('ERR_STRINGOPS_WASM_TRAP');
      expect(await codeOf(loadWasm(assemble(text), { limits }))).toBe('ERR_STRINGOPS_WASM_TRAP');
    }
  });

  it('nowhere if an import is missing or wrong', async () => {
    const text = '(import "env" "log" (func (param i32))) (import "env" "g" (global i32))';
    const rows = [{}, { env: {} }, { env: { log: 1, g: 1 } }, { env: { log() {} } }, { env: { log() {}, g: 'x' } }];
    for (const imports of rows) {
      expect(code(() => loadWasmSync(assemble(text), { imports }))).toBe('ERR_STRINGOPS_WASM_IMPORT');
      expect(await codeOf(loadWasm(assemble(text), { imports }))).toBe('ERR_STRINGOPS_WASM_IMPORT');
    }
    expect(failure(() => loadWasmSync(assemble(text))).message).toContain("'env.log'");
  });
});

describe('after a call that is stopped', () => {
  it('10,000 times, a module of C answers', () => {
    const functions = { parse: { parameters: ['string'], result: 'string' } };
    const parser = loadWasmSync(example('astParser.wasm'), { functions, limits: { fuel: 1000 } });
    const long = 'function f(a) { return a }\n'.repeat(200);
    for (let i = 0; i < 10_000; i++) expect(code(() => parser.exports.parse(long))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(JSON.parse(parser.exports.parse('class A {}'))).toEqual([{ kind: 'class', name: 'A', line: 1, depth: 0 }]);
    expect(parser.usage().bytes).toBeLessThan(8 * PAGE);
  });

  it('or traps, its globals are as they were, of every type', () => {
    const types = {
      i32: 'i32.const 1',
      i64: 'i64.const 2',
      f32: 'f32.const 3',
      f64: 'f64.const 4',
      v128: 'v128.const i32x4 1 2 3 4',
    };
    const globals = Object.entries(types).map(([type, value]) => `(global $${type} (mut ${type}) (${value}))`);
    const set = Object.keys(types)
      .filter((type) => type !== 'v128')
      .map((type) => `(global.set $${type} (${type}.const 99))`);
    const text = `${globals.join(' ')} (global $f (mut funcref) (ref.null func)) (global $e (mut externref) (ref.null extern))
      (func $change (param externref) ${set.join(' ')} (global.set $v128 (v128.const i32x4 9 9 9 9)) (global.set $f (ref.func $change)) (global.set $e (local.get 0)))
      (elem declare func $change)
      (func (export "spin") (param externref) (call $change (local.get 0)) (loop (br 0)))
      (func (export "trap") (param externref) (call $change (local.get 0)) unreachable)
      (func (export "keep") (param externref) (call $change (local.get 0)))
      (func (export "state") (result i32 i64 f32 f64 i32 i32 i32) (global.get $i32) (global.get $i64) (global.get $f32) (global.get $f64)
        (i32x4.extract_lane 3 (global.get $v128)) (ref.is_null (global.get $f)) (ref.is_null (global.get $e)))`;
    const { exports } = loadWasmSync(assemble(text), { limits: { fuel: 1000 } });
    const began = exports.state();
    expect(began).toEqual([1, 2n, 3, 4, 4, 1, 1]);
    expect(code(() => exports.spin({}))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.trap({}))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(exports.state()).toEqual(began);
    exports.keep({});
    expect(exports.state()).toEqual([99, 99n, 99, 99, 9, 0, 0]);
  });

  /**
   * As compiled C is: its stack, of 64 KiB, is in memory, and ends at a global. `outer` has the host call it so many
   * times, and returns what it kept on the stack, or else a number below zero; `inner` and `text` move every global.
   */
  const NESTING = `
    (import "env" "back" (func $back (param i32)))
    (memory (export "memory") 4)
    (table (export "table") 1 funcref) (elem (i32.const 0) $inner)
    (global $sp (export "sp") (mut i32) (i32.const 65536))
    (global $held (mut i32) (i32.const 0))
    (global $i64 (mut i64) (i64.const 0x123456789abcdef))
    (global $f32 (mut f32) (f32.const 0))
    (global $f64 (mut f64) (f64.const -0))
    (global $v128 (mut v128) (v128.const i32x4 1 2 3 4))
    (global $f (mut funcref) (ref.null func))
    (global $e (mut externref) (ref.null extern))
    (func $push (param $n i32)
      (global.set $sp (i32.sub (global.get $sp) (local.get $n)))
      (if (i32.lt_s (global.get $sp) (i32.const 0)) (then unreachable)))
    (func (export "begin") (param externref)
      (global.set $f32 (f32.reinterpret_i32 (i32.const 0x7fa00001)))
      (global.set $e (local.get 0)))
    (func $move (global.set $i64 (i64.const 0)) (global.set $f32 (f32.const 0)) (global.set $f64 (f64.const 0))
      (global.set $v128 (v128.const i32x4 9 9 9 9)) (global.set $f (ref.func $move)) (global.set $e (ref.null extern)))
    (elem declare func $move)
    (func $inner (export "inner") (param $how i32)
      (call $push (i32.const 1024)) (call $move)
      (i32.store (global.get $sp) (i32.const -1))
      (if (i32.eqz (local.get $how)) (then unreachable))
      (if (i32.eq (local.get $how) (i32.const 1)) (then (loop (br 0))))
      (call $back (i32.sub (local.get $how) (i32.const 3)))
      unreachable)
    (func (export "text") (param i32 i32) (call $inner (i32.const 0)))
    (func (export "five") (param i32 i32 i32 i32 i32) (call $inner (local.get 0)))
    (func (export "brief") (call $back (i32.const 0)))
    (func $malloc (export "malloc") (param i32) (result i32)
      (global.set $held (i32.add (global.get $held) (i32.const 1))) (i32.const 131072))
    (func (export "free") (param i32) (global.set $held (i32.sub (global.get $held) (i32.const 1))))
    (func (export "held") (result i32) (global.get $held))
    (func $state (export "state") (result i32)
      (if (i64.ne (global.get $i64) (i64.const 0x123456789abcdef)) (then (return (i32.const -1))))
      (if (i32.ne (i32.reinterpret_f32 (global.get $f32)) (i32.const 0x7fa00001)) (then (return (i32.const -2))))
      (if (i64.ne (i64.reinterpret_f64 (global.get $f64)) (i64.const 0x8000000000000000)) (then (return (i32.const -3))))
      (if (i32.ne (i32x4.extract_lane 3 (global.get $v128)) (i32.const 4)) (then (return (i32.const -4))))
      (if (i32.eqz (ref.is_null (global.get $f))) (then (return (i32.const -5))))
      (if (ref.is_null (global.get $e)) (then (return (i32.const -6))))
      (i32.const 0))
    (func (export "outer") (param $n i32) (result i32) (local $fp i32)
      (call $push (i32.const 16))
      (local.set $fp (global.get $sp))
      (i32.store offset=4 (local.get $fp) (i32.const 4711))
      (loop
        (call $back (local.get $n))
        (if (i32.ne (global.get $sp) (local.get $fp)) (then (return (i32.const -10))))
        (if (call $state) (then (return (call $state))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if 0 (local.get $n)))
      (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
      (i32.load offset=4 (local.get $fp)))`;
  function nesting(back, limits) {
    const { exports } = loadWasmSync(assemble(NESTING), {
      limits,
      functions: { text: { parameters: ['string'] } },
      imports: { env: { back: (n) => back(exports, n) } },
    });
    exports.begin({});
    return exports;
  }

  it('within another, 100,000 times in one, the globals are as they were, of every type', () => {
    const codes = new Set();
    const calls = [
      (exports) => exports.inner(0),
      (exports) => exports.text('ä€'),
      (exports) => exports.five(0, 1, 2, 3, 4),
    ];
    const exports = nesting((own, n) => codes.add(code(() => calls[n % 3](own))), { fuel: 1e9, deadline: 60_000 });
    expect(exports.outer(100_000)).toBe(4711);
    expect([...codes]).toEqual(['ERR_STRINGOPS_WASM_TRAP']);
    expect([exports.sp.value, exports.state(), exports.held()]).toEqual([65536, 0, 0]);
  });

  it('its allocator counts right, though it does by globals', () => {
    const text = `(import "env" "back" (func $back)) (memory (export "memory") 1) (global $held (mut i32) (i32.const 0))
      (func (export "alloc") (param i32) (result i32) (global.set $held (i32.add (global.get $held) (i32.const 1)))
        (if (i32.gt_u (local.get 0) (i32.const 300)) (then unreachable)) (i32.const 1024))
      (func (export "dealloc") (param i32 i32) (global.set $held (i32.sub (global.get $held) (i32.const 1))))
      (func (export "held") (result i32) (global.get $held))
      (func (export "run") (param i32 i32 i32 i32) unreachable)
      (func (export "spin") (param i32 i32 i32 i32) (loop (br 0)))
      (func (export "calls") (call $back))
      (func (export "caught") (param i32 i32 i32 i32) (call $back))`;
    const functions = Object.fromEntries(
      ['run', 'spin', 'caught'].map((name) => [name, { parameters: ['string', 'string'] }]),
    );
    const fail = (...args) => expect(code(() => exports.run(...args))).toBe('ERR_STRINGOPS_WASM_TRAP');
    const both = () => [fail('a', 'b'), fail('a', 'b'.repeat(101)), fail('a'.repeat(101), 'b')];
    const { exports } = loadWasmSync(assemble(text), {
      functions,
      imports: { env: { back: both } },
      limits: { fuel: 10_000 },
    });
    both();
    expect(exports.held()).toBe(0);
    exports.calls();
    expect(exports.held()).toBe(0);
    for (const catches of [true, false]) {
      const stop = () => stopped.exports.spin('a', 'b');
      const back = catches ? () => thrown(stop) : stop;
      const stopped = loadWasmSync(assemble(text), { functions, imports: { env: { back } }, limits: { fuel: 1000 } });
      for (const call of [stop, () => stopped.exports.calls(), () => stopped.exports.caught('a', 'b')]) {
        expect(code(call)).toBe(catches && call !== stop ? undefined : 'ERR_STRINGOPS_WASM_FUEL');
        expect(stopped.exports.held()).toBe(0);
      }
    }
  });

  it('within others that are within another, each puts back its own', () => {
    const seen = [];
    const exports = nesting(
      (own, n) => {
        const before = own.sp.value;
        // From 32 down to 0, which traps; so do all others, in the end.
        expect(code(() => own.inner(n))).toBe('ERR_STRINGOPS_WASM_TRAP');
        expect(own.sp.value).toBe(before);
        seen.push(before);
      },
      { deadline: 60_000 },
    );
    expect(code(() => exports.inner(33))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(seen).toEqual(Array.from({ length: 11 }, (_, i) => 65536 - 1024 * (11 - i)));
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
  });

  it('within another that ends as if nothing had happened, 10,000 times', () => {
    const exports = nesting((own) => thrown(() => own.inner(1)), { fuel: 100 });
    for (let i = 0; i < 10_000; i++) expect(exports.brief()).toBe(undefined);
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
    expect(code(() => exports.inner(1))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('within another, what JavaScript has set before is kept, and what another call has done', () => {
    const exports = nesting(
      (own) => {
        own.sp.value -= 512;
        expect(own.malloc(1)).toBe(131072);
        expect(code(() => own.inner(0))).toBe('ERR_STRINGOPS_WASM_TRAP');
        expect([own.sp.value, own.held()]).toEqual([65536 - 512, 1]);
        own.sp.value += 512;
      },
      { fuel: 10_000 },
    );
    expect(exports.brief()).toBe(undefined);
    expect([exports.sp.value, exports.held()]).toEqual([65536, 1]);
  });

  it('by a table, the outermost call puts the globals back, if it throws too', () => {
    const exports = nesting((own) => own.table.get(0)(0), { fuel: 10_000 });
    expect(code(() => exports.outer(1))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
    // Nobody but the host function knows of this one, which has to put them back.
    const caught = nesting(
      (own) => {
        const { value } = own.sp;
        expect(thrown(() => own.table.get(0)(0))).toBeInstanceOf(WebAssembly.RuntimeError);
        expect(own.sp.value).toBe(value - 1024);
        own.sp.value = value;
      },
      { fuel: 10_000 },
    );
    expect(caught.brief()).toBe(undefined);
    expect(caught.sp.value).toBe(65536);
  });

  it('globals that are imported are put back too', () => {
    const sp = new WebAssembly.Global({ value: 'i32', mutable: true }, 100);
    const text =
      '(import "env" "sp" (global $sp (mut i32))) (func (export "run") (global.set $sp (i32.const 5)) unreachable)';
    const { exports } = loadWasmSync(assemble(text), { imports: { env: { sp } }, limits: { fuel: 100 } });
    expect(code(() => exports.run())).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(sp.value).toBe(100);
  });

  it('its arguments are freed, by an allowance of their own', () => {
    for (const limits of [{ fuel: 100 }, { deadline: 5 }]) {
      const { exports, usage } = strings({ limits }, () => exports.spins('inner'));
      for (let i = 0; i < 20; i++) expect(code(() => exports.spins('x'))).toMatch(/FUEL|DEADLINE/);
      expect(exports.held()).toBe(0);
      // Nor does a host function that goes on, as if nothing had happened, get round it.
      expect(code(() => exports.calls('outer'))).toMatch(/FUEL|DEADLINE/);
      const { exports: deaf } = strings({ limits }, () => thrown(() => deaf.spins('inner')));
      expect(code(() => deaf.calls('outer'))).toMatch(/FUEL|DEADLINE/);
      expect([exports.held(), deaf.held(), deaf.same('x')]).toEqual([0, 0, 'x']);
      expect(usage).toBeDefined();
    }
  });

  it('it is by a clock that fake timers do not stop', () => {
    const program = `globalThis.performance = { now: () => 0 };
      const { loadWasmSync } = require(${JSON.stringify(root)});
      const bytes = Uint8Array.from(${JSON.stringify([...assemble('(func (export "spin") (loop (br 0)))')])});
      try {
        loadWasmSync(bytes, { limits: { deadline: 5 } }).exports.spin();
      } catch ({ code }) {
        console.log(code);
      }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 60_000 });
    expect({ stdout, stderr }).toEqual({ stdout: 'ERR_STRINGOPS_WASM_DEADLINE\n', stderr: '' });
  });

  it('at the end of the stack, it is as usable as before', () => {
    const module = strings({ limits: { fuel: 1000 } });
    const { exports } = module;
    let failed = 0;
    const dive = () => {
      try {
        dive();
      } catch {
        failed++;
      }
      for (const call of [() => exports.same('x'), () => exports.spins('x'), () => exports.held()]) {
        try {
          call();
        } catch {
          failed++;
        }
      }
    };
    dive();
    expect(failed).toBeGreaterThan(1000);
    const before = module.usage().fuel;
    expect(exports.same('äh')).toBe('äh');
    expect(module.usage().fuel - before).toBeLessThan(20);
    expect(code(() => exports.spins('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it.each([
    ['as it is', {}],
    ['as it was declared', { functions: { trap: { parameters: [] } } }],
  ])('at the end of the stack, where nothing else can run, its globals are put back: called %s', (_, options) => {
    const bytes = assemble(`(global $sp (mut i32) (i32.const 100))
      (func (export "trap") (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) unreachable)
      (func (export "read") (result i32) (global.get $sp))`);
    const { trap, read } = loadWasmSync(bytes, { ...options, limits: { deadline: 60_000 } }).exports;
    let calls = 0;
    const dive = () => {
      try {
        dive();
      } catch {
        // Goes on with the little that is left.
      }
      if (calls++ < 100) trap();
    };
    dive();
    expect(calls).toBeGreaterThan(1000);
    expect(read()).toBe(100);
  });

  it('of which a host function made nothing, later traps are told as such', () => {
    const { exports } = strings({ limits: { fuel: 1000 } }, () => thrown(() => exports.spins('inner')));
    expect(code(() => exports.calls('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.traps('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
    const quiet = loadWasmSync(
      assemble(
        '(import "e" "f" (func $f)) (func (export "run") (call $f)) (func (export "spin") (loop (br 0))) (func (export "trap") unreachable)',
      ),
      {
        imports: { e: { f: () => thrown(() => quiet.exports.spin()) } },
        limits: { fuel: 100 },
      },
    );
    expect(quiet.exports.run()).toBe(undefined);
    expect(code(() => quiet.exports.trap())).toBe('ERR_STRINGOPS_WASM_TRAP');
  });

  it('of an endless free, the error is that of the call', () => {
    const text = `(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 8)) (func (export "free") (param i32) (loop (br 0)))
      (func (export "fine") (param i32 i32)) (func (export "trap") (param i32 i32) unreachable)`;
    const functions = { fine: { parameters: ['string'] }, trap: { parameters: ['string'] } };
    const { exports } = loadWasmSync(assemble(text), { functions, limits: { deadline: 1000 } });
    expect(code(() => exports.fine('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.trap('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
  });

  it('the error says why, and where', () => {
    const text =
      '(func $inner (loop (br 0))) (func $outer (export "run") (call $inner)) (func $wrong (export "trap") (unreachable))';
    const load = (limits) => loadWasmSync(assemble(text), { limits }).exports;
    expect(thrown(() => load({ fuel: 7 }).run())).toMatchObject({
      name: 'Error',
      limit: 7,
      message: 'The module was stopped: its 7 units of fuel are spent',
    });
    const late = thrown(() => load({ deadline: 5 }).run());
    expect(late).toMatchObject({
      code: 'ERR_STRINGOPS_WASM_DEADLINE',
      limit: 5,
      message: 'The module was stopped: its 5 ms are over',
    });
    expect(late.cause.stack).toMatch(/inner[^]*outer/);
    for (const limits of [undefined, { fuel: 7 }])
      expect(thrown(() => load(limits).trap()).cause.stack).toContain('wrong');
  });
});

describe('a module that was loaded', () => {
  it('says what it used', () => {
    const module = loadWasmSync(assemble(ECHO), { limits: { fuel: 10 } });
    expect(module.usage()).toEqual({ calls: 0, fuel: 0, bytes: PAGE });
    module.exports.nothing();
    module.exports.i32(1);
    expect(module.usage()).toEqual({ calls: 2, fuel: 2, bytes: PAGE });
  });

  it('gives its memory by copies, within bounds', () => {
    const { memory, exports } = loadWasmSync(assemble(ECHO));
    expect(memory.writeString(10, 'häh')).toBe(4);
    expect(memory.readString(10, 4)).toBe('häh');
    const copy = memory.read(10, 2);
    memory.write(10, Uint8Array.of(1));
    expect([...copy, ...memory.read(10, 1)]).toEqual([104, 195, 1]);
    exports.memory.grow(1);
    expect(memory.read(2 * PAGE - 1, 1)).toEqual(new Uint8Array(1));
    for (const [pointer, length] of [
      [-1, 1],
      [0, -1],
      [2 * PAGE, 1],
      [0, 2 * PAGE + 1],
      [0.5, 1],
      [NaN, 0],
    ]) {
      expect(code(() => memory.read(pointer, length))).toBe('ERR_OUT_OF_RANGE');
    }
    expect(code(() => memory.read('0', 1))).toBe('ERR_INVALID_ARG_TYPE');
    expect(code(() => memory.write(0, [1]))).toBe('ERR_INVALID_ARG_TYPE');
    expect(code(() => memory.writeString(0, 1))).toBe('ERR_INVALID_ARG_TYPE');
    expect(code(() => memory.write(2 * PAGE - 1, new Uint8Array(2)))).toBe('ERR_OUT_OF_RANGE');
  });

  it.each(BOTH)('ends its use, %s', (_, limits) => {
    const { exports, memory, usage, dispose } = strings({ limits });
    expect([usage, dispose]).toEqual([expect.any(Function), expect.any(Function)]);
    let module;
    const calling = (module = strings({ limits }, () => module.dispose()));
    expect(code(() => calling.exports.calls('x'))).toBe('ERR_STRINGOPS_REENTRANT');
    expect(exports.same('x')).toBe('x');
    module.dispose();
    module.dispose();
    expect(code(() => module.exports.same('x'))).toBe('ERR_STRINGOPS_DISPOSED');
    expect(code(() => module.exports.held())).toBe('ERR_STRINGOPS_DISPOSED');
    expect(code(() => module.memory.read(0, 1))).toBe('ERR_STRINGOPS_DISPOSED');
    expect([module.usage().bytes, memory.size > 0]).toEqual([0, true]);
    const symbol = Symbol.dispose ?? Symbol.for('Symbol.dispose');
    expect(code(() => structuredClone(module))).not.toBe(undefined);
    expect(module[symbol]()).toBe(undefined);
  });
});

describe('the example in C', () => {
  const { exports } = loadWasmSync(example('astParser.wasm'), {
    functions: { parse: { parameters: ['string'], result: 'string' } },
    limits: { deadline: 60_000 },
  });

  it.each([
    ['', ''],
    ['export default class A extends B { m() { function f() {} } }', 'class A 1.0, function f 1.2'],
    ['async function* f() {}\nconst g = function h() {};', 'function f 1.0, function h 2.0'],
    ['// function a\n/* class B */ "function c" `function d ${function e() {}}`', 'function e 2.1'],
    ['/function [/] a/.test(x); let s = "\\"class A"; function ä() {}', 'function ä 1.0'],
    ['a.function; b?.class; x = { class: 1, function : 2 }; function f() {}', 'function f 1.0'],
    ['classy(); `${', ''],
    ['function f() {}\n'.repeat(20_000), Array.from({ length: 20_000 }, (_, i) => `function f ${i + 1}.0`).join(', ')],
  ])('outlines %.60j', (text, outline) => {
    const found = JSON.parse(exports.parse(text));
    expect(found.map(({ kind, name, line, depth }) => `${kind} ${name} ${line}.${depth}`).join(', ')).toBe(outline);
  });
});

describe('modules of others', () => {
  const embedded = (file, pattern) => [...fs.readFileSync(requireHere.resolve(file), 'utf8').matchAll(pattern)];

  it('hash-wasm, by its raw exports', () => {
    const found = embedded('hash-wasm/dist/index.umd.js', /var name\$?\w* = "(\w+)";\s*var data\$?\w* = "([^"]+)"/g);
    expect(found.length).toBeGreaterThan(15);
    const input = randomBytes(5000);
    for (const [, name, data] of found) {
      const bytes = new Uint8Array(Buffer.from(data, 'base64'));
      const counted = loadWasmSync(bytes, { limits: { deadline: 60_000 } }).exports;
      const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
      expect(Object.keys(counted)).toEqual(Object.keys(plain));
      if (counted.Hash_Init === undefined || /argon|scrypt|bcrypt|crc|adler/.test(name)) continue;
      const [one, two] = [plain, counted].map((exports) => {
        const buffer = () => new Uint8Array(exports.memory.buffer, exports.Hash_GetBuffer());
        exports.Hash_Init(256);
        buffer().set(input);
        exports.Hash_Update(input.length);
        exports.Hash_Final(0, 0);
        return Buffer.from(buffer().slice(0, 64)).toString('hex');
      });
      expect(two, name).toBe(one);
      if (['md5', 'sha1', 'sha256'].includes(name)) {
        if (name === 'sha256') expect(two.slice(0, 64)).toBe(createHash('sha256').update(input).digest('hex'));
        if (name === 'md5') expect(two.slice(0, 32)).toBe(createHash('md5').update(input).digest('hex'));
      }
    }
  });

  it('xxhash-wasm, by its raw exports', () => {
    const file = path.join(path.dirname(requireHere.resolve('xxhash-wasm')), '../workerd/xxhash.wasm');
    const module = loadWasmSync(file, { limits: { fuel: 1000 } });
    const { mem, xxh32, xxh64 } = module.exports;
    Buffer.from(mem.buffer).write('hello world');
    expect(xxh32(0, 11, 0) >>> 0).toBe(0xcebb6622);
    expect(BigInt.asUintN(64, xxh64(0, 11, 0n))).toBe(0x45ab6734b21e6968n);
    expect(module.usage().fuel).toBeGreaterThan(1);
  });

  it('es-module-lexer, by its raw exports', () => {
    const [[, data]] = embedded('es-module-lexer', /"(AGFzbQ[^"]+)"/g);
    const bytes = new Uint8Array(Buffer.from(data, 'base64'));
    const source = "import a from 'one'; // import b\nimport('two'); export { c } from \"three\";\n".repeat(50);
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const counted = loadWasmSync(bytes, { limits: { deadline: 60_000 } }).exports;
    const [one, two] = [plain, counted].map((exports) => {
      const at = exports.sa(source.length + 1);
      Buffer.from(exports.memory.buffer, at).write(source, 'utf16le');
      exports.parse();
      const found = [];
      while (exports.ri()) found.push(source.slice(exports.is(), exports.ie()));
      return found;
    });
    expect(one.filter((text) => text.includes('one'))).toHaveLength(50);
    expect(two).toEqual(one);
  });

  it('sql.js, by its own glue, and stops an endless query', async () => {
    const bytes = fs.readFileSync(requireHere.resolve('sql.js/dist/sql-wasm.wasm'));
    let module;
    const SQL = await requireHere('sql.js/dist/sql-wasm.js')({
      instantiateWasm(imports, receive) {
        module = loadWasmSync(bytes, { imports, limits: { deadline: 3000, maximumPages: 1024 } });
        receive({ exports: module.exports });
        return module.exports;
      },
    });
    const database = new SQL.Database();
    database.run('CREATE TABLE t (a INT, b TEXT)');
    for (let i = 0; i < 100; i++) database.run('INSERT INTO t VALUES (?, ?)', [i, `text ${i}`]);
    const [{ values }] = database.exec('SELECT sum(a), max(b) FROM t WHERE a < 50');
    expect(values).toEqual([[1225, 'text 9']]);
    expect(module.usage().fuel).toBeGreaterThan(1000);
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    expect(code(() => database.exec(endless))).toBe('ERR_STRINGOPS_WASM_DEADLINE');
    expect(new SQL.Database().exec('SELECT 1 + 1')[0].values).toEqual([[2]]);
  });
});

describe('in a coordinator, a module', () => {
  const source =
    '(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))) (func (export "trap") unreachable) (func (export "spin") (loop (br 0))) (memory (export "memory") 2)';
  const options = {
    functions: { add: { parameters: ['number', 'number'], result: 'number' } },
    limits: { fuel: 1000 },
  };

  it('is loaded when it is needed, called, counted and unloaded', async () => {
    const coordinator = new WASMRuntimeCoordinator({ metrics: true, backend: 'javascript' });
    const told = [];
    const channels = ['load', 'error', 'trap', 'deadline'].map((name) => channel(`stringops-booster:${name}`));
    const listen = ({ module, operation, error }, name) => told.push([name.slice(18), module, operation, error?.code]);
    for (const one of channels) one.subscribe(listen);
    expect(coordinator.registerWasm('sums', assemble(source), options)).toBe(coordinator);
    expect(coordinator.getModule('sums')).toBe(null);
    expect(await coordinator.execute('sums', 'add', 2, 3)).toEqual({ result: 5, accelerated: true, method: 'wasm' });
    expect(await codeOf(coordinator.execute('sums', 'trap'))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(await codeOf(coordinator.execute('sums', 'spin'))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(await codeOf(coordinator.execute('sums', 'add', 2, '3'))).toBe('ERR_INVALID_ARG_TYPE');
    expect(await codeOf(coordinator.execute('sums', 'memory'))).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
    for (const one of channels) one.unsubscribe(listen);
    expect(told).toEqual([
      ['load', 'sums', undefined, undefined],
      ['error', 'sums', 'trap', 'ERR_STRINGOPS_WASM_TRAP'],
      ['trap', 'sums', 'trap', 'ERR_STRINGOPS_WASM_TRAP'],
      ['error', 'sums', 'spin', 'ERR_STRINGOPS_WASM_FUEL'],
      ['deadline', 'sums', 'spin', 'ERR_STRINGOPS_WASM_FUEL'],
      ['error', 'sums', 'add', 'ERR_INVALID_ARG_TYPE'],
    ]);
    const { modules } = coordinator.performanceMonitor.getReport();
    const usage = { calls: 3, fuel: 1002, bytes: 2 * PAGE };
    expect(modules.sums).toMatchObject({ state: 'loaded', method: 'wasm', loads: 1, refused: 1, usage });
    expect(modules.sums.operations.add).toMatchObject({ calls: 2, errors: 1, byMethod: { wasm: 2 } });
    expect(modules.sums.operations.spin.latency.count).toBe(1);
    expect(coordinator.performanceMonitor.formatReport()).toContain('sums: loaded, wasm, 0.1 MiB, fuel 1002');
    expect((await coordinator.health()).modules.sums).toEqual({ state: 'loaded', method: 'wasm', error: null, usage });
    const module = coordinator.getModule('sums');
    expect(module.exports.add(1, 1)).toBe(2);
    expect(await coordinator.unloadModule('sums')).toBe(true);
    expect(code(() => module.exports.add(1, 1))).toBe('ERR_STRINGOPS_DISPOSED');
    expect((await coordinator.execute('sums', 'add', 1, 1)).result).toBe(2);
    await coordinator.dispose();
  });

  it('tells of traps and stops of loads as well', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend: 'javascript' });
    const told = [];
    const channels = ['load', 'error', 'trap', 'deadline'].map((name) => channel(`stringops-booster:${name}`));
    const listen = ({ module, operation }, name) => told.push([name.slice(18), module, operation]);
    for (const one of channels) one.subscribe(listen);
    for (const [name, body] of [
      ['spins', '(loop (br 0))'],
      ['traps', 'unreachable'],
    ]) {
      coordinator.registerWasm(name, assemble(`(func $start ${body}) (start $start) (func (export "f"))`), {
        limits: { fuel: 100 },
      });
      await codeOf(coordinator.execute(name, 'f'));
    }
    for (const one of channels) one.unsubscribe(listen);
    expect(told).toEqual([
      ['error', 'spins', null],
      ['deadline', 'spins', null],
      ['error', 'traps', null],
      ['trap', 'traps', null],
    ]);
  });

  it('is checked when it is registered, as far as that needs no file', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend: 'javascript' });
    expect(code(() => coordinator.registerWasm('stringOps', assemble(source)))).toBe('ERR_STRINGOPS_MODULE_EXISTS');
    expect(code(() => coordinator.registerWasm('x', assemble(source), { limits: { fuel: 0 } }))).toBe(
      'ERR_OUT_OF_RANGE',
    );
    expect(
      code(() => coordinator.registerWasm('x', new WebAssembly.Module(assemble(source)), { limits: { fuel: 1 } })),
    ).toBe('ERR_INVALID_ARG_VALUE');
    coordinator.registerWasm('missing', 'no-such-file.wasm');
    expect(await codeOf(coordinator.loadModule('missing'))).toBe('ENOENT');
    expect((await coordinator.health()).modules.missing).toMatchObject({
      state: 'registered',
      error: expect.stringContaining('ENOENT'),
    });
  });
});

it('says that a memory which is not exported is out of reach', () => {
  const bytes = assemble('(memory 1) (func (export "f") (param i32 i32))');
  expect(thrown(() => loadWasmSync(bytes, { functions: { f: { parameters: ['string'] } } })).message).toContain(
    'neither exports nor imports one',
  );
});

it('looks at a memory anew that threads share, and that has grown', () => {
  const module = loadWasmSync(
    assemble(
      `(memory (export "memory") 1 9 shared) (func (export "alloc") (param i32) (result i32) (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
      (func (export "same") (param i32 i32) (result i64) (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))`,
    ),
    { functions: { same: { parameters: ['bytes'], result: 'string' } } },
  );
  expect(module.memory.read(0, 1)).toEqual(new Uint8Array(1));
  for (const text of ['one', 'twö']) expect(module.exports.same(Buffer.from(text))).toBe(text);
  module.exports.memory.grow(1);
  expect(module.memory.writeString(3 * PAGE, 'end')).toBe(3);
});

it('says so if an input is a view of its own memory, which has to grow for it', () => {
  const module = loadWasmSync(
    assemble('(memory (export "memory") 1) (func (export "length") (param i32 i32) (result i32) (local.get 1))'),
    { functions: { length: { parameters: ['bytes'] } } },
  );
  const { length, memory } = module.exports;
  const view = new Uint8Array(memory.buffer);
  expect(thrown(() => length(view))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
    message: expect.stringContaining('"length(0)"'),
  });
  expect(length(new Uint8Array(memory.buffer, 0, 100))).toBe(100);
});

describe('wasm inspect', () => {
  const inspect = (...args) => {
    const env = { ...process.env, FORCE_COLOR: '', NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'bin/stringops-booster.js'), 'wasm', 'inspect', ...args],
      { encoding: 'utf8', env },
    );
    return { status, stdout, stderr };
  };
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'stringops-wasm-'));
  afterAll(() => fs.rmSync(scratch, { recursive: true }));
  const put = (name, bytes) => {
    fs.writeFileSync(path.join(scratch, name), bytes);
    return path.join(scratch, name);
  };

  it('shows what a module imports, exports and needs', () => {
    const text = `(import "env" "log" (func (param i32 f64))) (memory (export "memory") 1 5) (table 3 funcref)
      (func $f (export "run") (param i64) (result v128) (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)) (v128.const i32x4 0 0 0 0)) (func $s) (start $s)`;
    const { status, stdout } = inspect(put('a.wasm', assemble(text)));
    expect(status).toBe(0);
    for (const line of [
      /^limits +yes, \d+ bytes when it counts$/m,
      /^features +SIMD, bulk memory$/m,
      /^memory +1 page, at most 5$/m,
      /^tables +3 entries, no maximum$/m,
      /^start /m,
      /^import +env\.log: function \(i32, f64\) -> \(\)$/m,
      /^export +run: function \(i64\) -> \(v128\)$/m,
      /^export +memory: memory$/m,
    ])
      expect(stdout).toMatch(line);
    expect(JSON.parse(inspect('--json', put('b.wasm', assemble('(func (export "f"))'))).stdout)).toMatchObject({
      exports: [{ name: 'f', type: 'function () -> ()' }],
      refusal: null,
      memory: null,
    });
  });

  it.each([
    ['multi-value', '(func (drop (i32.const 1) (block (param i32) (result i32))))'],
    ['multi-value', '(func (result i32 i32) (i32.const 1) (i32.const 2))'],
    ['reference types', '(import "e" "t" (table 1 externref))'],
    ['reference types', '(table 1 funcref) (table 1 funcref)'],
    ['reference types', '(func (local externref))'],
    ['exceptions', '(tag)'],
    ['exceptions', '(import "e" "t" (tag))'],
    ['SIMD', '(global v128 (v128.const i32x4 0 0 0 0))'],
    ['SIMD', '(func (local v128))'],
    ['tail calls', '(func $f (return_call $f))'],
    ['sign extension', '(func (drop (i32.extend8_s (i32.const 0))))'],
    ['saturating conversions', '(func (drop (i32.trunc_sat_f32_s (f32.const 0))))'],
    ['mutable globals', '(global (export "g") (mut i32) (i32.const 0))'],
    ['extended constants', '(global i32 (i32.add (i32.const 1) (i32.const 2)))'],
  ])('names the feature %s: %s', (feature, text) => {
    const { inspectModule } = requireHere('../../lib/wasm/inspect.js');
    // Older engines take none.
    if (!WebAssembly.validate(assemble(text))) expect(feature).toBe('extended constants');
    else expect(inspectModule(assemble(text)).features).toEqual([feature]);
  });

  it('takes no longer for each of many exports', () => {
    const { inspectModule } = requireHere('../../lib/wasm/inspect.js');
    const names = Array.from({ length: 40_000 }, (_, i) => `(export "e${i}" (func ${i % 2}))`).join(' ');
    const bytes = assemble(`(func (param i32)) (func (result f64) (f64.const 1)) (memory (export "m") 1) ${names}`);
    const begun = performance.now();
    const { exports } = inspectModule(bytes);
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(exports).toHaveLength(40_001);
    expect(Object.fromEntries(exports.map(({ name, type }) => [name, type]))).toMatchObject({
      e0: 'function (i32) -> ()',
      e39999: 'function () -> (f64)',
      m: 'memory',
    });
  });

  it('says why a module cannot be limited, and what is no module', () => {
    const { status, stdout } = inspect(put('shared.wasm', assemble('(memory 1 1 shared)')));
    expect([status, /^limits +no: it has a memory that threads share$/m.test(stdout)]).toEqual([1, true]);
    for (const [name, bytes, said] of [
      ['none.wasm', 'text', 'not valid WebAssembly'],
      ['empty.wasm', '', 'not valid WebAssembly'],
      ['component.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), 'it is a component, not a module'],
    ]) {
      const { status: its, stderr } = inspect(put(name, bytes));
      expect([its, stderr]).toEqual([2, expect.stringContaining(`${name}: The module is`)]);
      expect(stderr).toContain(said);
    }
    // What cannot be read is not said to be missing; only newer engines take it.
    const large = put('large.wasm', assemble('(memory i64 1) (func (export "f"))'));
    const { status: newer, stdout: shown } = inspect(large);
    if (newer !== 2) expect(shown).not.toMatch(/^(?:memory|tables|features)/m);
    const long = inspect(put('long.wasm', assemble(`(func ${'(loop)'.repeat(600_000)})`)));
    expect([long.status, long.stdout]).toEqual([1, expect.stringContaining('no: it has more than the engine takes')]);
    expect(inspect(scratch)).toMatchObject({ status: 2, stderr: expect.stringContaining('is a directory') });
    expect(inspect(path.join(scratch, 'missing')).status).toBe(2);
    expect(inspect().status).toBe(2);
    const { stderr, status: none } = spawnSync(
      process.execPath,
      ['--jitless', path.join(root, 'bin/stringops-booster.js'), 'wasm', 'inspect', large],
      { encoding: 'utf8' },
    );
    expect([none, stderr]).toEqual([2, expect.stringContaining('There is no WebAssembly here')]);
  });
});

/** The programs of docs/WASM.md, each under the name in its first line, with the modules they load. */
describe('recipes', () => {
  const folder = path.join(root, '.build/recipes');
  beforeAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const { code: program } of blocksOf('docs/WASM.md', ['mjs'])) {
      const [, name] = /^\/\/ (\S+\.mjs)/.exec(program);
      fs.writeFileSync(path.join(folder, name), program);
    }
    fs.copyFileSync(example('words.wasm'), path.join(folder, 'words.wasm'));
    fs.copyFileSync(
      path.join(path.dirname(requireHere.resolve('xxhash-wasm')), '../workerd/xxhash.wasm'),
      path.join(folder, 'xxhash.wasm'),
    );
    fs.writeFileSync(path.join(folder, 'command.wasm'), assemble(COMMAND));
  });

  /** Prints two lines, of which the second has the time and eight random bytes, and ends with a status. */
  const COMMAND = `
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 100) "hello, \\c3\\a4\\0aand again\\0a")
    (func (export "_start")
      (i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 10))
      (i32.store (i32.const 8) (i32.const 110)) (i32.store (i32.const 12) (i32.const 10))
      (if (call $write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 20)) (then unreachable))
      (if (i32.ne (i32.load (i32.const 20)) (i32.const 20)) (then unreachable))
      (if (call $clock (i32.const 0) (i64.const 1000) (i32.const 24)) (then unreachable))
      (if (i64.lt_u (i64.load (i32.const 24)) (i64.const 1700000000000000000)) (then unreachable))
      (if (call $random (i32.const 32) (i32.const 8)) (then unreachable))
      (if (i64.eqz (i64.load (i32.const 32))) (then unreachable))
      (call $exit (i32.const 3)))`;

  it.each([
    ['pool.mjs', '3 words\n2 words\nERR_STRINGOPS_WASM_DEADLINE\n1 words\n'],
    ['stream.mjs', "[ '45ab6734b21e6968', '44bc2cf5ad770999' ]\n"],
    ['wasi.mjs', 'hello, ä\nand again\nended with 3\n'],
  ])('%s', (name, printed) => {
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, name)], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: '' });
  });
});
