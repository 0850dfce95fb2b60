import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { requireHere } from '../support/package.js';
import { turn } from '../support/outcomes.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');
const swallow = (promise) => promise.catch(() => {});

/** A coordinator on which several things were called. */
async function used(options) {
  const coordinator = new WASMRuntimeCoordinator({ backend: 'native', ...options });
  coordinator.registerModule('mine', {
    ok: () => 1,
    slow: () => new Promise((resolve) => setTimeout(resolve, 30)),
    fails() {
      throw Object.assign(new Error('coded'), { code: 'E_MINE' });
    },
    throwsText() {
      throw 'text';
    },
    rejects: async () => {
      throw new TypeError('named');
    },
  });
  for (let i = 0; i < 100; i++) await coordinator.execute('stringOps', 'fastHash', `text ${i}`);
  await swallow(coordinator.execute('stringOps', 'fastHash', 1));
  await coordinator.execute('stringOps', 'fastHashAsync', 'x');
  await coordinator.execute('mine', 'ok');
  await coordinator.execute('mine', 'slow');
  for (let i = 0; i < 3; i++) await swallow(coordinator.execute('mine', 'fails'));
  await swallow(coordinator.execute('mine', 'throwsText'));
  await swallow(coordinator.execute('mine', 'rejects'));
  await swallow(coordinator.execute('mine', 'none'));
  await swallow(coordinator.execute('none', 'none'));
  return coordinator;
}

describe('getReport', () => {
  it('counts calls and errors by method and code', async () => {
    const report = (await used()).performanceMonitor.getReport();
    expect(report).toMatchObject({ metrics: false, calls: 109, errors: 6, refused: 2 });
    expect(report.uptimeMs).toBeGreaterThanOrEqual(0);
    expect(new Date(report.since).toISOString()).toBe(report.since);
    expect(Object.keys(report.modules)).toEqual(['stringOps', 'mine']);
    const { stringOps, mine } = report.modules;
    expect(stringOps).toMatchObject({
      state: 'loaded',
      method: 'native',
      accelerated: true,
      loads: 1,
      loadErrors: 0,
      refused: 0,
    });
    expect(stringOps.operations).toEqual({
      fastHash: {
        calls: 101,
        byMethod: { wasm: 0, native: 101, javascript: 0 },
        errors: 1,
        errorCodes: { ERR_INVALID_ARG_TYPE: 1 },
        latency: null,
      },
      fastHashAsync: {
        calls: 1,
        byMethod: { wasm: 0, native: 1, javascript: 0 },
        errors: 0,
        errorCodes: {},
        latency: null,
      },
    });
    expect(mine).toMatchObject({ method: 'javascript', accelerated: false, refused: 1, memory: null });
    expect(mine.operations.fails).toMatchObject({ calls: 3, errors: 3, errorCodes: { E_MINE: 3 } });
    expect(mine.operations.rejects.errorCodes).toEqual({ TypeError: 1 });
    expect(mine.operations.throwsText.errorCodes).toEqual({ other: 1 });
  });

  it('is a plain object that JSON can hold, new each time', async () => {
    for (const metrics of [false, true]) {
      const { performanceMonitor } = await used({ metrics });
      const report = performanceMonitor.getReport();
      const copy = JSON.parse(JSON.stringify(report));
      expect(copy).toEqual(report);
      report.modules.stringOps.operations.fastHash.calls = -1;
      expect(performanceMonitor.getReport().modules.stringOps.operations.fastHash.calls).toBe(101);
    }
  });

  it('has the memory of the process and of stringOps', async () => {
    const coordinator = await used();
    const { memory, modules } = coordinator.performanceMonitor.getReport();
    for (const bytes of Object.values(memory)) expect(Number.isSafeInteger(bytes) && bytes > 0).toBe(true);
    expect(Object.keys(memory)).toEqual(['rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers']);
    expect(modules.stringOps.memory).toEqual({ ...coordinator.getModule('stringOps').memory });
    await coordinator.unloadModule('stringOps');
    expect(coordinator.performanceMonitor.getReport().modules.stringOps).toMatchObject({
      state: 'registered',
      method: null,
      accelerated: null,
      memory: null,
    });
  });

  it('times calls when asked to, a promise until it settles', async () => {
    const { modules } = (await used({ metrics: true })).performanceMonitor.getReport();
    const { latency } = modules.stringOps.operations.fastHash;
    expect(Object.keys(latency)).toEqual([
      'unit',
      'count',
      'min',
      'mean',
      'stddev',
      'p50',
      'p75',
      'p90',
      'p99',
      'p999',
      'max',
    ]);
    expect(latency).toMatchObject({ unit: 'ns', count: 101 });
    const { min, p50, p75, p90, p99, p999, max } = latency;
    const ordered = [min, p50, p75, p90, p99, p999, max];
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
    expect(ordered.every((time) => Number.isInteger(time) && time > 0)).toBe(true);
    // A timer never fires early, and a histogram with two significant figures is 1 % off.
    expect(modules.mine.operations.slow.latency.min).toBeGreaterThan(29e6 * 0.98);
    expect(modules.mine.operations.fails.latency.count).toBe(3);
  });

  it('has no times of an operation before its first call has ended', async () => {
    const coordinator = new WASMRuntimeCoordinator({ metrics: true });
    coordinator.registerModule('mine', { waits: () => turn() });
    const latency = () => coordinator.performanceMonitor.getReport().modules.mine.operations.waits.latency;
    await coordinator.loadModule('mine');
    const running = coordinator.execute('mine', 'waits');
    expect(latency()).toBeNull();
    await running;
    expect(latency()).toMatchObject({ count: 1 });
  });

  it('keeps counts by method over an unload', () => {
    const { value } = inChild(`
      const coordinator = new pkg.WASMRuntimeCoordinator({ initialPages: 256 });
      for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
        process.env.STRINGOPS_BACKEND = backend;
        await coordinator.execute('stringOps', 'fastHash', 'x');
        await coordinator.unloadModule('stringOps');
      }
      return coordinator.performanceMonitor.getReport().modules.stringOps;
    `);
    expect(value).toMatchObject({ state: 'registered', loads: 4 });
    expect(value.operations.fastHash).toMatchObject({ calls: 4, byMethod: { wasm: 2, native: 1, javascript: 1 } });
  });

  it('does not grow with codes that never repeat, nor fail at errors that cannot be read', async () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('trap');
        },
      },
    );
    let i = 0;
    const coordinator = new WASMRuntimeCoordinator().registerModule('mine', {
      codes() {
        throw Object.assign(new Error('coded'), { code: `E_${i++}` });
      },
      hostile() {
        throw hostile;
      },
    });
    for (let n = 0; n < 1000; n++) await swallow(coordinator.execute('mine', 'codes'));
    expect(await coordinator.execute('mine', 'hostile').catch((error) => error === hostile)).toBe(true);
    const { codes, hostile: unreadable } = coordinator.performanceMonitor.getReport().modules.mine.operations;
    expect(codes.errors).toBe(1000);
    expect(Object.keys(codes.errorCodes)).toHaveLength(33);
    expect(codes.errorCodes.other).toBe(968);
    expect(unreadable.errorCodes).toEqual({ other: 1 });
  });

  it('does not count names that nobody has', async () => {
    const coordinator = new WASMRuntimeCoordinator();
    for (let n = 0; n < 100; n++) await swallow(coordinator.execute('stringOps', `op ${n}`));
    const { refused, modules } = coordinator.performanceMonitor.getReport();
    expect(refused).toBe(100);
    expect(modules.stringOps.operations).toEqual({});
  });

  it('begins anew after reset, also for calls that are under way', async () => {
    const coordinator = await used({ metrics: true });
    const running = coordinator.execute('mine', 'slow');
    coordinator.performanceMonitor.reset();
    await running;
    expect(coordinator.performanceMonitor.getReport()).toMatchObject({ calls: 0, errors: 0, refused: 0 });
    await coordinator.execute('stringOps', 'fastHash', 'x');
    const { operations } = coordinator.performanceMonitor.getReport().modules.stringOps;
    expect(operations.fastHash).toMatchObject({ calls: 1, latency: { count: 1 } });
  });

  it('adds up under many calls at once', async () => {
    const coordinator = new WASMRuntimeCoordinator({ metrics: true });
    coordinator.registerModule('mine', async () => {
      await turn();
      return {
        f: async (n) => {
          await turn();
          if (n % 3 === 0) throw new RangeError('third');
          return n;
        },
      };
    });
    await Promise.all(Array.from({ length: 300 }, (_, n) => swallow(coordinator.execute('mine', 'f', n))));
    expect(coordinator.performanceMonitor.getReport().modules.mine.operations.f).toMatchObject({
      calls: 300,
      errors: 100,
      errorCodes: { RangeError: 100 },
      latency: { count: 300 },
    });
  });
});

describe('formatReport', () => {
  it('is a table of aligned columns', async () => {
    const lines = (await used({ metrics: true })).performanceMonitor.formatReport().split('\n');
    expect(lines[0].trim().split(/ {2,}/)).toEqual([
      'module',
      'operation',
      'calls',
      'wasm',
      'native',
      'javascript',
      'errors',
      'p50 us',
      'p90 us',
      'p99 us',
      'max us',
    ]);
    const row = lines.find((line) => /^stringOps +fastHash /.test(line));
    expect(row.split(/ +/).slice(0, 7)).toEqual(['stringOps', 'fastHash', '101', '0', '101', '0', '1']);
    expect(row.split(/ +/)).toHaveLength(11);
    expect(new Set(lines.slice(0, lines.indexOf('')).map((line) => line.length)).size).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^calls 109, errors 6, refused 2, since \d{4}-/));
    expect(lines).toContainEqual(expect.stringMatching(/^stringOps: loaded, native, \d+\.\d MiB$/));
  });

  it('has no times without metrics, and a head without calls', () => {
    const table = new WASMRuntimeCoordinator().performanceMonitor.formatReport();
    expect(table).toMatch(/^module {2}operation {2}calls {2}wasm {2}native {2}javascript {2}errors\n\ncalls 0, /);
    expect(table).toContain('stringOps: registered');
  });
});

describe('diagnostics channels', () => {
  const SUBSCRIBE = `
    const channels = require('node:diagnostics_channel');
    const events = [];
    const chain = (error) => error && [error.message, ...(chain(error.cause) ?? [])];
    const reasons = ({ errors }) => errors.flatMap(chain);
    for (const name of ['load', 'fallback', 'error']) {
      channels.subscribe('stringops-booster:' + name, (message, channel) => events.push({
        channel, ...message,
        ...(message.fallbackReason && { fallbackReason: reasons(message.fallbackReason) }),
        ...(message.reason && { reason: reasons(message.reason) }),
        ...('error' in message && { error: message.error?.code ?? String(message.error) }),
      }));
    }
  `;
  const eventsOf = (body, child) => inChild(`${SUBSCRIBE} ${body}; return events;`, child).value;
  const loaded = { channel: 'stringops-booster:load', module: 'stringOps' };

  it('a plain load publishes each instance that is made', () => {
    const events = eventsOf(
      `await pkg.loadStringOps(); pkg.loadStringOpsSync(); await pkg.loadStringOps({ backend: 'javascript' })`,
    );
    expect(events).toEqual([
      { ...loaded, backend: 'wasmtime', method: 'wasm', accelerated: true, fallbackReason: null },
      { ...loaded, backend: 'javascript', method: 'javascript', accelerated: false, fallbackReason: null },
    ]);
  });

  it('a fallback publishes what was passed over, and why', () => {
    const [load, fallback, ...rest] = eventsOf('await pkg.loadStringOps()', { flags: ['--no-addons'] });
    expect(rest).toEqual([]);
    expect(load).toMatchObject({ ...loaded, backend: 'webassembly', method: 'wasm' });
    expect(fallback).toMatchObject({
      channel: 'stringops-booster:fallback',
      module: 'stringOps',
      backend: 'webassembly',
      passedOver: ['wasmtime', 'native'],
      requested: false,
    });
    expect(fallback.reason[0]).toContain('The "wasmtime" backend is unavailable');
    expect(load.fallbackReason).toEqual(fallback.reason);
    expect(eventsOf('await pkg.loadStringOps()', { env: { DISABLE_WASM: '1' } })[1]).toMatchObject({
      backend: 'native',
      passedOver: ['wasmtime'],
      requested: true,
    });
  });

  it('a load that fails publishes the error', () => {
    const events = eventsOf(
      `for (const options of [{ backend: 'native' }, { backend: 'gpu' }]) await pkg.loadStringOps(options).catch(() => {})`,
      { flags: ['--no-addons'] },
    );
    expect(events).toEqual([
      { channel: 'stringops-booster:error', module: 'stringOps', operation: null, error: 'ERR_STRINGOPS_BACKEND' },
      { channel: 'stringops-booster:error', module: 'stringOps', operation: null, error: 'ERR_INVALID_ARG_VALUE' },
    ]);
  });

  it('a coordinator publishes loads and errors of its modules, each once', () => {
    const events = eventsOf(`
      const coordinator = new pkg.WASMRuntimeCoordinator();
      coordinator.registerModule('mine', async () => ({ f() { throw Object.assign(new Error(), { code: 'E_MINE' }); } }), { method: 'wasm' });
      coordinator.registerModule('broken', () => { throw new Error('no file'); });
      await Promise.all([coordinator.initialize(), coordinator.initialize(), coordinator.execute('stringOps', 'fastHash', 'x')]);
      await coordinator.execute('stringOps', 'fastHash', 1).catch(() => {});
      await coordinator.execute('mine', 'f').catch(() => {});
      await Promise.allSettled([coordinator.loadModule('broken'), coordinator.execute('broken', 'f')]);
    `);
    expect(events).toEqual([
      { ...loaded, backend: 'wasmtime', method: 'wasm', accelerated: true, fallbackReason: null },
      { channel: 'stringops-booster:error', module: 'stringOps', operation: 'fastHash', error: 'ERR_INVALID_ARG_TYPE' },
      {
        channel: 'stringops-booster:load',
        module: 'mine',
        backend: null,
        method: 'wasm',
        accelerated: true,
        fallbackReason: null,
      },
      { channel: 'stringops-booster:error', module: 'mine', operation: 'f', error: 'E_MINE' },
      { channel: 'stringops-booster:error', module: 'broken', operation: null, error: 'Error: no file' },
    ]);
  });

  it('a subscriber may leave, and a late one hears what comes after', () => {
    const { value } = inChild(`
      const channels = require('node:diagnostics_channel');
      const seen = [];
      const subscriber = ({ backend }) => seen.push(backend);
      await pkg.loadStringOps({ backend: 'native' });
      channels.subscribe('stringops-booster:load', subscriber);
      await pkg.loadStringOps({ backend: 'javascript' });
      channels.unsubscribe('stringops-booster:load', subscriber);
      await pkg.loadStringOps({ backend: 'webassembly' });
      return seen;
    `);
    expect(value).toEqual(['javascript']);
  });

  it('makes no message for nobody', () => {
    const { publish } = requireHere('../../lib/node/builtins.js');
    let made = 0;
    for (const event of ['load', 'fallback', 'error']) publish(event, () => ({ made: made++ }));
    expect(made).toBe(0);
  });
});

describe('the summary', () => {
  it('adds up the calls of all modules by what they ran on', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend: 'webassembly' });
    const { summary } = coordinator.performanceMonitor.getReport();
    expect(summary).toEqual({ totalCalls: 0, wasmCalls: 0, jsCalls: 0, wasmPercentage: 0 });
    coordinator.registerModule('js', {
      f: () => 1,
      g: () => {
        throw new Error('counted');
      },
    });
    coordinator.registerModule('own', { f: () => 1 }, { method: 'native' });
    for (const input of ['a', 'b', 'c']) await coordinator.execute('stringOps', 'fastHash', input);
    for (const name of ['js', 'own']) await coordinator.execute(name, 'f');
    await coordinator.execute('js', 'g').catch(() => {});
    await coordinator.execute('js', 'none').catch(() => {});
    expect(coordinator.performanceMonitor.getReport().summary).toEqual({
      totalCalls: 6,
      wasmCalls: 3,
      jsCalls: 2,
      wasmPercentage: 50,
    });
    coordinator.performanceMonitor.reset();
    expect(coordinator.performanceMonitor.getReport().summary).toEqual(summary);
  });
});

describe('where Node has less', () => {
  it('works without process.getBuiltinModule: no histograms, no channels, cycles seen before an await', () => {
    const { value } = inChild(`
      const channels = require('node:diagnostics_channel');
      let heard = 0;
      channels.subscribe('stringops-booster:load', () => heard++);
      process.getBuiltinModule = undefined;
      const coordinator = new pkg.WASMRuntimeCoordinator({ metrics: true });
      coordinator.registerModule('self', () => coordinator.loadModule('self'));
      const { result } = await coordinator.execute('stringOps', 'fastHash', 'foobar');
      const code = await coordinator.loadModule('self').catch((error) => error.code);
      const { latency, calls } = coordinator.performanceMonitor.getReport().modules.stringOps.operations.fastHash;
      return { result, code, latency, calls, heard, table: coordinator.performanceMonitor.formatReport().includes('p50 us') };
    `);
    expect(value).toEqual({
      result: 0xbf9cf968,
      code: 'ERR_STRINGOPS_CYCLE',
      latency: null,
      calls: 1,
      heard: 0,
      table: true,
    });
  });
});
