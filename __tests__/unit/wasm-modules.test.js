import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../support/documents.js';
import { codeOf } from '../support/outcomes.js';
import { loadWasmSync, requireHere, root } from '../support/package.js';
import { PAGE, code, example } from '../support/wasm-modules.js';
import { assemble } from '../support/wat.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

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
