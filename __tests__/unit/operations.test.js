import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, inChild, node } from '../support/child.js';
import { contenders } from '../support/contenders.js';
import { oracle } from '../support/oracle.js';
import { BACKENDS, loadStringOpsSync, requireHere, root } from '../support/package.js';

const { OPERATIONS, missingOperations } = requireHere('../../lib/operations/table.js');

/** Public names of an instance that are not operations. */
const OTHERS = [
  'createHash',
  'fastHashAsync',
  'fastSearchAsync',
  'hashStream',
  'hold',
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
    expect(missingOperations(create())).toEqual([]);
  });

  it.each(BACKENDS)('is all that %s has', (backend) => {
    const names = Object.keys(loadStringOpsSync({ backend }));
    expect(names.sort()).toEqual([...Object.keys(OPERATIONS), ...OTHERS].sort());
  });

  it('is what the oracle has', () => {
    expect(Object.keys(oracle).sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('makes a backend that lacks one unavailable', () => {
    const { value } = inChild(`
      const operations = require('./lib/operations/table.js');
      const { StringOpsFallback } = pkg;
      const binding = require('./${BINARY}');
      const { createInstance } = binding;
      binding.createInstance = (...args) => ({ ...createInstance(...args), fastSearch: undefined });
      const ops = await pkg.loadStringOps();
      const forced = await pkg.loadStringOps({ backend: 'native' }).catch((error) => error);
      return { backend: ops.backend, forced: forced.message, missing: operations.missingOperations({}) };
    `);
    expect(value.backend).toBe('webassembly');
    expect(value.forced).toContain("lacks 'fastSearch'");
    expect(value.missing).toEqual(Object.keys(OPERATIONS));
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
      required: [...names, 'WASMRuntimeCoordinator'].sort(),
      imported: [...names, 'WASMRuntimeCoordinator'].sort(),
      module: names,
      wrapper: ['StringOpsWrapper'],
      fallback: ['StringOpsFallback'],
    });
  });
});
