// The coordinator without addon or Node.
import { describe, expect, it } from 'vitest';
import { WASMRuntimeCoordinator, getStringOps, loadStringOps } from '../../../dist/browser/index.mjs';

const WASM = '/modules/stringOps/stringOps.wasm';

describe('WASMRuntimeCoordinator', () => {
  it('works without initialize, and shares the instance', async () => {
    const coordinator = new WASMRuntimeCoordinator();
    const calls = [1, 2, 3].map(() => coordinator.execute('stringOps', 'fastHash', 'foobar'));
    const expected = { result: 0xbf9cf968, accelerated: true, method: 'wasm' };
    expect(await Promise.all(calls)).toEqual([expected, expected, expected]);
    expect(coordinator.getModule('stringOps')).toBe(await loadStringOps());
    expect(getStringOps()).toBe(coordinator.getModule('stringOps'));
    await coordinator.initialize();
    await coordinator.dispose();
  });

  it('loads a WebAssembly module from its URL', async () => {
    const coordinator = new WASMRuntimeCoordinator();
    const functions = { count: { parameters: ['string'], result: 'u32' } };
    coordinator.registerWasm('words', '/examples/wasm/words.wasm', { functions, limits: { fuel: 100_000 } });
    const expected = { result: 3, accelerated: true, method: 'wasm' };
    expect(await coordinator.execute('words', 'count', 'über alles hinaus')).toEqual(expected);
    expect(coordinator.performanceMonitor.getReport().modules.words.usage.fuel).toBeGreaterThan(10);
    await coordinator.dispose();
  });

  it.each([
    [{ backend: 'javascript' }, 'javascript', false],
    [{ backend: 'webassembly', maximumPages: 300 }, 'wasm', true],
    [{ wasm: WASM }, 'wasm', true],
    [{ wasm: '/nothing.wasm' }, 'javascript', false],
  ])('takes the options of a browser: %o', async (options, method, accelerated) => {
    const coordinator = new WASMRuntimeCoordinator(options);
    expect(await coordinator.execute('stringOps', 'fastSearch', 'héllo world', 'world')).toEqual({
      result: 7,
      accelerated,
      method,
    });
  });

  it('refuses options where they are given', () => {
    expect(() => new WASMRuntimeCoordinator({ wasm: 1 })).toThrow(/"options\.wasm" property must be a URL/);
    expect(() => new WASMRuntimeCoordinator({ backend: 'gpu' })).toThrow(/must be one of/);
  });

  it('fails with a backend that browsers lack, every time', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend: 'native' });
    for (let round = 0; round < 2; round++) {
      const error = await coordinator.execute('stringOps', 'fastHash', 'a').catch((reason) => reason);
      expect(error.code).toBe('ERR_STRINGOPS_BACKEND');
    }
  });

  it('has modules of the page', async () => {
    const coordinator = new WASMRuntimeCoordinator();
    coordinator.registerModule(
      'text',
      () => import('data:text/javascript,export const shout = (text) => `${text.toUpperCase()}!`'),
    );
    expect(await coordinator.execute('text', 'shout', 'a')).toEqual({
      result: 'A!',
      accelerated: false,
      method: 'javascript',
    });
    const error = await coordinator.execute('text', 'whisper', 'a').catch((reason) => reason);
    expect(error.code).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
    expect(error.available).toEqual(['shout']);
  });

  it('tells what there is, and how it is', async () => {
    const coordinator = new WASMRuntimeCoordinator({ metrics: true });
    const { wasm, simd, bulkMemory, wasmtime, native, addon } = coordinator.detectCapabilities();
    expect({ wasm, simd, bulkMemory }).toEqual({ wasm: true, simd: true, bulkMemory: true });
    expect([wasmtime.available, native.available, addon.loaded]).toEqual([false, false, false]);
    expect(wasmtime.reasons).toEqual(['A browser loads no addons']);
    const { healthy, backend, selfTest } = await coordinator.health();
    expect({ healthy, backend }).toEqual({ healthy: true, backend: 'webassembly' });
    expect(selfTest.passed).toBe(selfTest.total);
    await coordinator.execute('stringOps', 'fastHash', 'a');
    const report = coordinator.performanceMonitor.getReport();
    expect(report.modules.stringOps.operations.fastHash).toMatchObject({ calls: 1, errors: 0, byMethod: { wasm: 1 } });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
