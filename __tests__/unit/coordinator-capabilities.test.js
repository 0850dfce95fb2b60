import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import wabtFactory from 'wabt';
import { afterAll, describe, expect, it } from 'vitest';
import { copyPackage, inChild } from '../support/child.js';
import { requireHere, root } from '../support/package.js';

const { PROBES, detectCapabilities } = requireHere('../../lib/coordinator/capabilities.js');
const { KNOWN_ANSWERS } = requireHere('../../lib/operations/known-answers.js');
const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const copies = [];
const copyWith = (...args) => {
  const copy = copyPackage(...args);
  copies.push(copy);
  return copy.directory;
};
afterAll(() => copies.forEach(({ remove }) => remove()));

const FIND = 'return new pkg.WASMRuntimeCoordinator().detectCapabilities();';
const capabilities = (child) => inChild(FIND, child).value;
const health = (child) => inChild('return new pkg.WASMRuntimeCoordinator().health();', child).value;

describe('the probes', () => {
  const SOURCES = {
    wasm: ['(module (func))', {}],
    simd: ['(module (func i32.const 0 i8x16.splat drop))', { simd: false }],
    threads: ['(module (memory 1 1 shared) (func i32.const 0 i32.atomic.load drop))', { threads: false }],
    bulkMemory: ['(module (memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.fill))', { bulk_memory: false }],
  };
  const ALL = { simd: true, threads: true, bulk_memory: true };

  it.each(Object.entries(SOURCES))(
    '%s is what its text says, and needs its feature',
    async (feature, [source, without]) => {
      const wabt = await wabtFactory();
      const module = wabt.parseWat('probe.wat', source, ALL);
      expect(PROBES[feature]).toEqual([...module.toBinary({}).buffer]);
      const validate = (features) => {
        const read = wabt.readWasm(Uint8Array.from(PROBES[feature]), { readDebugNames: false, ...features });
        read.validate(features);
      };
      validate(ALL);
      if (feature !== 'wasm') expect(() => validate({ ...ALL, ...without })).toThrow();
    },
  );

  it('each can be instantiated here', () => {
    for (const bytes of Object.values(PROBES)) {
      expect(new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)))).toBeInstanceOf(
        WebAssembly.Instance,
      );
    }
  });
});

describe('detectCapabilities', () => {
  const lock = readFileSync(path.join(root, 'Cargo.lock'), 'utf8');
  const [, wasmtimeVersion] = lock.match(/name = "wasmtime"\nversion = "(.*)"/);

  it('tells what is here', () => {
    const found = detectCapabilities();
    expect(found).toEqual({
      wasm: true,
      simd: true,
      threads: true,
      bulkMemory: true,
      wasmtime: { available: true, version: wasmtimeVersion, reasons: null },
      native: { available: true, reasons: null },
      cpuLevel: expect.stringMatching(/^[a-z0-9.]+$/),
      addon: {
        loaded: true,
        version: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
        target: expect.any(String),
        reason: null,
      },
    });
    expect(new WASMRuntimeCoordinator().detectCapabilities()).toEqual(found);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('makes no instance that others see', () => {
    const { value } = inChild(
      'pkg.getStringOps(); new pkg.WASMRuntimeCoordinator().detectCapabilities(); return pkg.getStringOps();',
    );
    expect(value).toBe(null);
  });

  it('without the addon', () => {
    const found = capabilities({ flags: ['--no-addons'] });
    expect(found).toMatchObject({
      wasm: true,
      simd: true,
      threads: true,
      bulkMemory: true,
      cpuLevel: null,
      wasmtime: { available: false, version: null },
      native: { available: false },
      addon: { loaded: false, version: null, target: null },
    });
    for (const reasons of [found.wasmtime.reasons, found.native.reasons, [found.addon.reason]]) {
      expect(reasons.join('\n')).toMatch(/addon/i);
    }
  });

  it('without WebAssembly in the engine', () => {
    const found = capabilities({ flags: ['--jitless'] });
    expect(found).toMatchObject({
      wasm: false,
      simd: false,
      threads: false,
      bulkMemory: false,
      wasmtime: { available: true, version: wasmtimeVersion },
      native: { available: true },
    });
    expect(found.cpuLevel).not.toBe(null);
  });

  it('with neither', () => {
    expect(capabilities({ flags: ['--jitless', '--no-addons'] })).toMatchObject({
      wasm: false,
      simd: false,
      threads: false,
      bulkMemory: false,
      cpuLevel: null,
      wasmtime: { available: false },
      native: { available: false },
    });
  });

  it('where a policy lets modules validate, and none compile', () => {
    const context = vm.createContext({}, { codeGeneration: { strings: true, wasm: false } });
    const file = path.join(root, 'lib/coordinator/capabilities.js');
    const wrapper = `(function (require, module) {${readFileSync(file, 'utf8')}\n})`;
    const module = { exports: {} };
    vm.runInContext(wrapper, context, { filename: file })(createRequire(file), module);
    context.probe = Uint8Array.from(PROBES.wasm);
    expect(vm.runInContext('WebAssembly.validate(probe)', context)).toBe(true);
    expect(() => vm.runInContext('new WebAssembly.Module(probe)', context)).toThrow(/disallowed/);
    expect(module.exports.detectCapabilities()).toMatchObject({
      wasm: false,
      simd: false,
      threads: false,
      bulkMemory: false,
      wasmtime: { available: true },
    });
  });
});

describe('health', () => {
  it('is ok on the first choice', async () => {
    const report = await new WASMRuntimeCoordinator().health();
    expect(report).toEqual({
      status: 'ok',
      healthy: true,
      disposed: false,
      checkedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      backend: 'wasmtime',
      method: 'wasm',
      accelerated: true,
      fallbackReason: null,
      selfTest: { total: KNOWN_ANSWERS.length, passed: KNOWN_ANSWERS.length, wrong: [] },
      memory: expect.objectContaining({ pages: expect.any(Number) }),
      error: null,
      modules: { stringOps: { state: 'loaded', method: 'wasm', error: null } },
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is degraded after a fallback, and says why', () => {
    const report = health({ flags: ['--no-addons'] });
    expect(report).toMatchObject({
      status: 'degraded',
      healthy: true,
      backend: 'webassembly',
      method: 'wasm',
      accelerated: true,
    });
    expect(report.selfTest.passed).toBe(KNOWN_ANSWERS.length);
    expect(report.fallbackReason[0]).toContain('The "wasmtime" backend is unavailable: ');
    expect(report.fallbackReason.join('\n')).toContain('The "native" backend is unavailable: ');
    expect(health({ flags: ['--no-addons', '--jitless'] })).toMatchObject({
      status: 'degraded',
      backend: 'javascript',
      method: 'javascript',
      accelerated: false,
    });
  });

  it('has failed when a forced backend is not available', () => {
    const report = health({ flags: ['--no-addons'], env: { STRINGOPS_BACKEND: 'native' } });
    expect(report).toMatchObject({
      status: 'failed',
      healthy: false,
      backend: null,
      method: null,
      accelerated: null,
      selfTest: { passed: 0 },
      error: { code: 'ERR_STRINGOPS_BACKEND' },
    });
    expect(report.error.reasons[0]).toContain('The "native" backend is unavailable: ');
    expect(report.modules.stringOps.error).toContain('unavailable');
  });

  it('has failed when answers are wrong', () => {
    const directory = copyWith();
    // The first FNV prime in the module, changed by one bit: hashes are wrong, and nothing else.
    const bytes = readFileSync(path.join(root, 'modules/stringOps/stringOps.wasm'));
    const prime = Buffer.from([0x41, 0x93, 0x83, 0x80, 0x08]); // i32.const 16777619
    let changed = 0;
    for (let at = bytes.indexOf(prime); at !== -1; at = bytes.indexOf(prime, at + 1)) {
      bytes[at + 1] ^= 0x02;
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    const module = `module.exports.moduleBytes = () => Buffer.from('${bytes.toString('base64')}', 'base64');`;
    writeFileSync(path.join(directory, 'dist/module-bytes.js'), module);
    const { value: report } = inChild(`return new pkg.WASMRuntimeCoordinator({ backend: 'webassembly' }).health();`, {
      directory,
    });
    expect(report).toMatchObject({ status: 'failed', healthy: false, backend: 'webassembly', error: null });
    expect(report.selfTest.wrong.length).toBeGreaterThan(0);
    expect(report.selfTest.passed + report.selfTest.wrong.length).toBe(KNOWN_ANSWERS.length);
    expect(report.selfTest.wrong[0]).toMatch(/^answer \d+: fastHash gave \d+, not \d+$/);
  });
});
