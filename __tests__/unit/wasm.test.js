import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeOf, failure, thrown } from '../support/outcomes.js';
import { loadWasm, loadWasmSync } from '../support/package.js';
import { BOTH, ECHO, PAGE, code, echo, example, strings } from '../support/wasm-modules.js';
import { assemble } from '../support/wat.js';

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
