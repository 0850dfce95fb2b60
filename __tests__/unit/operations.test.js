import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BINARY, inChild, node } from '../support/child.js';
import { contenders } from '../support/contenders.js';
import { searchPair } from '../support/inputs.js';
import { oracle, utf8 } from '../support/oracle.js';
import { BACKENDS, loadStringOpsSync, requireHere, root } from '../support/package.js';

const { FUNCTIONS } = requireHere('../../lib/backends/addon/addon.js');
const { OPERATIONS } = requireHere('../../lib/operations/table.js');
const { version } = requireHere('../../package.json');

/** Public names of an instance that are not operations. */
const OTHERS = [
  'createHash',
  'fastHashAsync',
  'fastSearchAsync',
  'hashStream',
  'hold',
  'needles',
  'searchStream',
  'backend',
  'debugLog',
  'fallbackReason',
  'inspectMemory',
  'memory',
  'trim',
];

describe('the table of operations', () => {
  it.each(contenders)('is what $name has', ({ create }) => {
    const ops = create();
    expect(Object.keys(OPERATIONS).filter((name) => typeof ops[name] !== 'function')).toEqual([]);
  });

  it.each(BACKENDS)('is all that %s has', (backend) => {
    const names = Object.keys(loadStringOpsSync({ backend }));
    expect(names.sort()).toEqual([...Object.keys(OPERATIONS), ...OTHERS].sort());
  });

  it('is what the oracle has', () => {
    expect(Object.keys(oracle).sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('is done by the oracle as Buffer does it', () => {
    const check = ([a, b]) => {
      const [x, y] = [Buffer.from(utf8(a)), Buffer.from(utf8(b))];
      expect(oracle.fastCompare(a, b)).toBe(Buffer.compare(x, y));
      expect(oracle.fastSearch(a, b)).toBe(x.indexOf(y));
    };
    fc.assert(fc.property(searchPair, check), { numRuns: 500 });
  });

  it.each([
    ...['fastSearch', 'heldSearch', 'trim', 'startHash'].map((name) => [
      `lacks ${name}`,
      `({ createInstance }) => ({ createInstance: (...args) => ({ ...createInstance(...args), ${name}: undefined }) })`,
      `The addon of version ${version} lacks '${name}'`,
    ]),
    [
      'is of another version',
      "({ buildInfo }) => ({ buildInfo: () => ({ ...buildInfo(), version: '0.0.9' }) })",
      `The addon is of version 0.0.9, the package of version ${version}`,
    ],
    [
      'does not say its version',
      '() => ({ buildInfo: undefined })',
      `The addon is of version unknown, the package of version ${version}`,
    ],
  ])('passes over an addon that %s', (_, changed, message) => {
    const { value } = inChild(`
      const { dlopen } = process;
      process.dlopen = (module, ...more) => {
        dlopen.call(process, module, ...more);
        Object.assign(module.exports, (${changed})(module.exports));
      };
      const ops = await pkg.loadStringOps();
      const forced = await pkg.loadStringOps({ backend: 'native' }).catch((error) => error);
      return { backend: ops.backend, code: forced.code, forced: forced.message };
    `);
    expect(value.backend).toBe('webassembly');
    expect(value.code).toBe('ERR_STRINGOPS_BACKEND');
    expect(value.forced).toContain(message);
  });

  it('has each function of the addon, on every backend', () => {
    const { createInstance } = requireHere(`../../${BINARY}`);
    for (const backend of ['wasmtime', 'native']) {
      const instance = createInstance({ backend, initialPages: 256, maximumPages: 256 }, {});
      expect(Object.keys(instance).sort()).toEqual([...FUNCTIONS].sort());
    }
  });
});

describe('the entry points', () => {
  /** In the guide's folder; the entry has the coordinator as well. */
  const NAMES = ['loadStringOps', 'loadStringOpsSync', 'getStringOps', 'StringOpsWrapper', 'StringOpsFallback'];
  const file = (name) => pathToFileURL(path.join(root, name)).href;

  it('give the same objects, by require and by import', () => {
    const script = `
      import { createRequire } from 'node:module';
      import * as byImport from ${JSON.stringify(file('index.mjs'))};
      import * as ofIndex from ${JSON.stringify(file('index.js'))};
      import * as ofModule from ${JSON.stringify(file('modules/stringOps/index.js'))};
      import * as ofWrapper from ${JSON.stringify(file('modules/stringOps/stringOps.wrapper.js'))};
      import * as ofFallback from ${JSON.stringify(file('modules/stringOps/stringOps.fallback.js'))};
      const required = createRequire(import.meta.url)(${JSON.stringify(root)});
      const names = ${JSON.stringify(NAMES)};
      const same = names.every((name) => typeof required[name] === 'function' &&
        [byImport, ofIndex, ofModule].every((module) => module[name] === required[name]));
      const exported = (module) => Object.keys(module).filter((name) => !['default', 'module.exports'].includes(name)).sort();
      console.log(JSON.stringify({
        same: same && ofWrapper.StringOpsWrapper === required.StringOpsWrapper && ofFallback.StringOpsFallback === required.StringOpsFallback,
        required: Object.keys(required).sort(), imported: exported(byImport), module: exported(ofModule),
        wrapper: exported(ofWrapper), fallback: exported(ofFallback),
      }));
    `;
    const { stdout, stderr } = node(['--input-type=module', '-e', script]);
    expect(stderr).toBe('');
    const names = [...NAMES].sort();
    expect(JSON.parse(stdout)).toEqual({
      same: true,
      required: [...names, 'WASMRuntime', 'WASMRuntimeCoordinator', 'loadWasm', 'loadWasmSync'].sort(),
      imported: [...names, 'WASMRuntime', 'WASMRuntimeCoordinator', 'loadWasm', 'loadWasmSync'].sort(),
      module: names,
      wrapper: ['StringOpsWrapper'],
      fallback: ['StringOpsFallback'],
    });
  });
});
