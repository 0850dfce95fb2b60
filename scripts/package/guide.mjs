// What one who moves from the guide's module has: its test file as it is, and its folder with the package behind it.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../steps.mjs';

/** The guide's test file and what it imports, by path. */
export const guideFiles = {
  '__tests__/stringOps.test.js': fs.readFileSync(path.join(root, '__tests__', 'stringOps.test.js'), 'utf8'),
  'modules/stringOps/index.js': "export * from 'stringops-booster/modules/stringOps/index.js';\n",
};

/** Tests there are in it. */
export const guideTests = guideFiles['__tests__/stringOps.test.js'].match(/^\s+it\(/gm).length;

/** Beside it: which backend ran, and that the addon is what `require` gives. */
export const ownTest = `
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import * as imported from 'stringops-booster';

it('runs on the addon', async () => {
  const ops = await imported.loadStringOps();
  expect(ops.backend).toBe('wasmtime');
  expect(ops.fallbackReason).toBe(null);
  for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
    expect((await imported.loadStringOps({ backend })).fastHash('foobar')).toBe(0xbf9cf968);
  }
});

it('throws errors of this realm', async () => {
  const ops = await imported.loadStringOps();
  expect(() => ops.fastHash(42)).toThrow(TypeError);
  expect(Array.from(ops.fastSearchAll('banana', 'an'))).toEqual([1, 3]);
});

it('is there by require, too', () => {
  const required = createRequire(import.meta.url)('stringops-booster');
  expect(Object.keys(required).sort()).toEqual(Object.keys(imported).filter((name) => name !== 'default' && name !== 'module.exports').sort());
  expect(required.loadStringOpsSync().fastHash('foobar')).toBe(0xbf9cf968);
});
`;
