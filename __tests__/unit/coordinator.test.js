import { Readable, Writable } from 'node:stream';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { BACKENDS, StringOpsFallback, loadStringOpsSync, requireHere } from '../support/package.js';
import { failure, rejection } from '../support/outcomes.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');
const plain = new StringOpsFallback();
const LONG = `${'0123456789abcdef'.repeat(1000)}needle`;

const METHOD = { wasmtime: 'wasm', native: 'native', webassembly: 'wasm', javascript: 'javascript' };

describe('new WASMRuntimeCoordinator', () => {
  it.each([
    [null, 'ERR_INVALID_ARG_TYPE'],
    ['native', 'ERR_INVALID_ARG_TYPE'],
    [[], 'ERR_INVALID_ARG_TYPE'],
    [{ metrics: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [{ metrics: null }, 'ERR_INVALID_ARG_TYPE'],
    [{ backend: 'gpu' }, 'ERR_INVALID_ARG_VALUE'],
    [{ backend: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [{ metric: true }, 'ERR_INVALID_ARG_VALUE'],
    [{ wasm: 'x' }, 'ERR_INVALID_ARG_VALUE'],
    [{ initialPages: 1 }, 'ERR_OUT_OF_RANGE'],
    [{ log: 'x' }, 'ERR_INVALID_ARG_TYPE'],
  ])('refuses %o', (options, code) => {
    expect(failure(() => new WASMRuntimeCoordinator(options)).code).toBe(code);
  });

  it('names an option that it does not know, and those there are', () => {
    expect(failure(() => new WASMRuntimeCoordinator({ pages: 1 })).message).toBe(
      `The "options.pages" property is unknown; options are 'backend', 'initialPages', 'maximumPages', 'log', 'enabled', 'metrics'. Received type number (1)`,
    );
  });

  it('reads its options once', async () => {
    const options = { backend: 'native' };
    const coordinator = new WASMRuntimeCoordinator(options);
    options.backend = 'javascript';
    expect((await coordinator.execute('stringOps', 'fastHash', 'x')).method).toBe('native');
  });

  it('reads the size of a memory, as loadStringOps does', async () => {
    const ops = await new WASMRuntimeCoordinator(new WebAssembly.Memory({ initial: 300 })).loadModule('stringOps');
    expect(ops.memory.pages).toBe(300);
    expect(ops).not.toBe(loadStringOpsSync());
  });

  it('has what all share without options of a load, an instance of its own with one', async () => {
    const shared = loadStringOpsSync();
    expect(await new WASMRuntimeCoordinator().loadModule('stringOps')).toBe(shared);
    expect(await new WASMRuntimeCoordinator({ metrics: true, backend: undefined }).loadModule('stringOps')).toBe(
      shared,
    );
    const seen = [];
    const own = new WASMRuntimeCoordinator({ maximumPages: 512, log: (value) => seen.push(value) });
    expect(await own.loadModule('stringOps')).not.toBe(shared);
    expect((await own.loadModule('stringOps')).memory.maximumPages).toBe(512);
    await own.execute('stringOps', 'debugLog', 42);
    expect(seen).toEqual([42]);
  });
});

describe.each(BACKENDS)('execute on %s', (backend) => {
  const coordinator = new WASMRuntimeCoordinator({ backend });
  const method = METHOD[backend];
  const outcome = (result) => ({ result, accelerated: method !== 'javascript', method });

  it('gives result, accelerated and method', async () => {
    expect(await coordinator.execute('stringOps', 'fastHash', 'foobar')).toEqual(outcome(0xbf9cf968));
    expect(await coordinator.execute('stringOps', 'fastHash', LONG)).toEqual(outcome(plain.fastHash(LONG)));
    expect(await coordinator.execute('stringOps', 'fastCompare', 'a', 'b')).toEqual(outcome(-1));
    expect(await coordinator.execute('stringOps', 'fastSearch', LONG, 'needle')).toEqual(outcome(16_000));
    expect(await coordinator.execute('stringOps', 'fastIndexOf', 'héllo', 'l', 3)).toEqual(outcome(3));
    expect(await coordinator.execute('stringOps', 'fastSearchAll', 'banana', 'an')).toEqual(
      outcome(Uint32Array.of(1, 3)),
    );
    expect(await coordinator.execute('stringOps', 'fastCount', 'banana', 'a')).toEqual(outcome(3));
    expect(await coordinator.execute('stringOps', 'fastHashMany', ['foobar'])).toEqual(
      outcome(Uint32Array.of(0xbf9cf968)),
    );
    expect(await coordinator.execute('stringOps', 'trim')).toEqual(outcome(undefined));
  });

  it('awaits promises', async () => {
    expect(await coordinator.execute('stringOps', 'fastHashAsync', LONG)).toEqual(outcome(plain.fastHash(LONG)));
    expect(await coordinator.execute('stringOps', 'fastSearchAsync', LONG, 'needle')).toEqual(outcome(16_000));
    const aborted = coordinator.execute('stringOps', 'fastHashAsync', LONG, { signal: AbortSignal.abort('no') });
    expect(await rejection(aborted)).toBe('no');
  });

  it('passes objects on as they are', async () => {
    const { result: hash } = await coordinator.execute('stringOps', 'createHash');
    expect(hash.update('foo').update('bar').digest()).toBe(0xbf9cf968);
    const { result: held } = await coordinator.execute('stringOps', 'hold', LONG);
    expect(held.fastSearch('needle')).toBe(16_000);
    held.free();
    const { result: stream } = await coordinator.execute('stringOps', 'hashStream');
    expect(stream).toBeInstanceOf(Writable);
    const { result: found } = await coordinator.execute(
      'stringOps',
      'searchStream',
      Readable.from(['foo', 'bar']),
      'ob',
    );
    const offsets = [];
    for await (const offset of found) offsets.push(offset);
    expect(offsets).toEqual([2]);
  });

  it('has every function of the instance, and only those', async () => {
    const ops = await coordinator.loadModule('stringOps');
    expect(ops.backend).toBe(backend);
    const error = await rejection(coordinator.execute('stringOps', 'nope'));
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_UNKNOWN_OPERATION', module: 'stringOps', operation: 'nope' });
    expect(error.available).toEqual(Object.keys(ops).filter((name) => typeof ops[name] === 'function'));
    expect(error.available.length).toBeGreaterThanOrEqual(16);
    for (const name of error.available) expect(error.message).toContain(`'${name}'`);
  });

  it('gives the error of the operation, the same that a direct call throws', async () => {
    const ops = await coordinator.loadModule('stringOps');
    const error = await rejection(coordinator.execute('stringOps', 'fastHash', 42));
    expect(error).toBeInstanceOf(TypeError);
    expect({ class: error.constructor.name, code: error.code, message: error.message }).toEqual(
      failure(() => ops.fastHash(42)),
    );
    expect((await coordinator.execute('stringOps', 'fastHash', 'foobar')).result).toBe(0xbf9cf968);
  });

  it('serves many at once', async () => {
    const fresh = new WASMRuntimeCoordinator({ backend });
    const inputs = Array.from({ length: 500 }, (_, i) => `${i}`.repeat((i % 97) + 1));
    const outcomes = await Promise.all([
      ...Array.from({ length: 50 }, () => fresh.initialize()),
      ...inputs.map((input, i) => fresh.execute('stringOps', i % 2 ? 'fastHash' : 'fastHashAsync', input)),
      ...Array.from({ length: 50 }, () => fresh.initialize()),
    ]);
    expect(outcomes.slice(50, 550).map(({ result }) => result)).toEqual(inputs.map((input) => plain.fastHash(input)));
    expect(fresh.performanceMonitor.getReport().modules.stringOps).toMatchObject({ loads: 1, loadErrors: 0 });
  });
});

describe('enabled', () => {
  it('false loads nothing accelerated', async () => {
    const coordinator = new WASMRuntimeCoordinator({ enabled: false });
    expect(await coordinator.initialize()).toBe(true);
    const { result, accelerated, method } = await coordinator.execute('stringOps', 'fastHash', 'foobar');
    expect({ result, accelerated, method }).toEqual({ result: 0xbf9cf968, accelerated: false, method: 'javascript' });
    expect(coordinator.getModule('stringOps').backend).toBe('javascript');
    const limited = new WASMRuntimeCoordinator({ enabled: false, backend: 'javascript', maximumPages: 300 });
    expect((await limited.loadModule('stringOps')).memory.maximumPages).toBe(300);
  });

  it('true asks for nothing', async () => {
    const coordinator = new WASMRuntimeCoordinator({ enabled: true });
    expect(await coordinator.loadModule('stringOps')).toBe(await new WASMRuntimeCoordinator().loadModule('stringOps'));
    expect(
      (await new WASMRuntimeCoordinator({ enabled: true, backend: 'native' }).loadModule('stringOps')).backend,
    ).toBe('native');
  });

  it('is a boolean, and contradicts no backend', () => {
    for (const enabled of [null, 0, 'false', {}]) {
      expect(failure(() => new WASMRuntimeCoordinator({ enabled }))).toMatchObject({
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringContaining('"options.enabled"'),
      });
    }
    expect(failure(() => new WASMRuntimeCoordinator({ enabled: false, backend: 'native' }))).toEqual({
      class: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message: `The "options.backend" property must be 'javascript', as options.enabled is false. Received type string ('native')`,
    });
  });
});

describe('execute', () => {
  it('works before and without initialize, and beside one that nobody awaits', async () => {
    expect((await new WASMRuntimeCoordinator().execute('stringOps', 'fastHash', 'foobar')).result).toBe(0xbf9cf968);
    const coordinator = new WASMRuntimeCoordinator();
    coordinator.initialize();
    expect((await coordinator.execute('stringOps', 'fastHash', 'foobar')).result).toBe(0xbf9cf968);
  });

  it.each([
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__proto__',
    '__defineGetter__',
    '',
    'memory',
    'backend',
    'fallbackReason',
  ])('has no operation %j', async (operation) => {
    const error = await rejection(new WASMRuntimeCoordinator().execute('stringOps', operation));
    expect(error.code).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
  });

  it.each(['nope', '', '__proto__', 'constructor', 'toString'])(
    'has no module %j, and says which there are',
    async (name) => {
      const coordinator = new WASMRuntimeCoordinator().registerModule('mine', { f() {} });
      const calls = [coordinator.execute(name, 'x'), coordinator.loadModule(name), coordinator.unloadModule(name)];
      for (const call of calls) {
        const error = await rejection(call);
        expect(error).toMatchObject({
          code: 'ERR_STRINGOPS_UNKNOWN_MODULE',
          module: name,
          available: ['stringOps', 'mine'],
        });
        expect(error.message).toBe(`There is no module '${name}'; modules are 'stringOps', 'mine'`);
      }
      expect(failure(() => coordinator.getModule(name)).code).toBe('ERR_STRINGOPS_UNKNOWN_MODULE');
    },
  );

  it.each([undefined, null, 1, Symbol('s'), {}, ['stringOps'], Object('stringOps')])(
    'never throws: names as %o',
    async (name) => {
      const coordinator = new WASMRuntimeCoordinator();
      for (const call of [
        () => coordinator.execute(name, 'fastHash', 'x'),
        () => coordinator.execute('stringOps', name, 'x'),
        () => coordinator.loadModule(name),
        () => coordinator.unloadModule(name),
      ]) {
        expect(await rejection(call())).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
      }
      expect(failure(() => coordinator.getModule(name)).code).toBe('ERR_INVALID_ARG_TYPE');
    },
  );

  it('fails with the forced backend, and can be tried again', () => {
    const { value } = inChild(
      `const coordinator = new pkg.WASMRuntimeCoordinator();
       process.env.STRINGOPS_BACKEND = 'native';
       process.env.DISABLE_WASM = '1';
       const outcomes = [];
       const note = (promise) => promise.then((value) => outcomes.push(value?.method ?? 'done'), ({ code }) => outcomes.push(code));
       process.env.STRINGOPS_BACKEND = 'wasmtime';
       await Promise.all([note(coordinator.initialize()), note(coordinator.execute('stringOps', 'fastHash', 'x')), note(coordinator.initialize())]);
       process.env.STRINGOPS_BACKEND = 'native';
       await note(coordinator.initialize());
       await note(coordinator.execute('stringOps', 'fastHash', 'x'));
       const { loads, loadErrors } = coordinator.performanceMonitor.getReport().modules.stringOps;
       return { outcomes, loads, loadErrors };`,
    );
    expect(value).toEqual({
      outcomes: [...Array(3).fill('ERR_STRINGOPS_BACKEND'), 'done', 'native'],
      loads: 1,
      loadErrors: 1,
    });
  });

  it.each([
    [{ flags: ['--no-addons'] }, 'wasm', 'webassembly'],
    [{ flags: ['--no-addons', '--jitless'] }, 'javascript', 'javascript'],
    [{ env: { STRINGOPS_BACKEND: 'native' } }, 'native', 'native'],
  ])('says what it runs on with %o', (child, method, backend) => {
    const { value } = inChild(
      `const coordinator = new pkg.WASMRuntimeCoordinator();
       return [await coordinator.execute('stringOps', 'fastHash', 'foobar'), coordinator.getModule('stringOps').backend];`,
      child,
    );
    expect(value).toEqual([{ result: 0xbf9cf968, accelerated: method !== 'javascript', method }, backend]);
  });
});

describe('the ways in', () => {
  it('is the same class by every path', async () => {
    const require = createRequire(import.meta.url);
    const facade = require('stringops-booster/src/booster/wasm-runtime-coordinator.js');
    expect(facade.WASMRuntimeCoordinator).toBe(WASMRuntimeCoordinator);
    expect(require('stringops-booster').WASMRuntimeCoordinator).toBe(WASMRuntimeCoordinator);
    const { value } = inChild(`
      const facade = await import('stringops-booster/src/booster/wasm-runtime-coordinator.js');
      const entry = await import('./index.mjs');
      return [facade.WASMRuntimeCoordinator, entry.WASMRuntimeCoordinator].map((one) => one === pkg.WASMRuntimeCoordinator);
    `);
    expect(value).toEqual([true, true]);
  });

  it("runs the guide's pipeline", async () => {
    class MyPipeline {
      constructor() {
        this.coordinator = new WASMRuntimeCoordinator();
      }
      async initialize() {
        await this.coordinator.initialize();
      }
      async processFile(content) {
        const { result: hash } = await this.coordinator.execute('stringOps', 'fastHash', content);
        return hash;
      }
    }
    const pipeline = new MyPipeline();
    await pipeline.initialize();
    expect(await pipeline.processFile(LONG)).toBe(plain.fastHash(LONG));
  });
});
