// The kinds of project in which the packed package is tried. Each takes `{ folder, tarball }`, throws if the package
// does not work there, and says what it saw.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../steps.mjs';
import { linkTools, npmInstall, output, project, runSmoke, toolFile } from './scratch.mjs';

/** A CommonJS project that installs the tarball with npm. */
export function commonjs({ folder, tarball }) {
  npmInstall(project(folder, { type: 'commonjs' }), [tarball]);
  const { cases } = runSmoke(folder, { by: 'require' });
  return `${cases} cases by require`;
}

/** An ESM project that installs the tarball with npm. */
export function esm({ folder, tarball }) {
  npmInstall(project(folder, { type: 'module' }), [tarball]);
  const { cases } = runSmoke(folder);
  return `${cases} cases by import`;
}

/** pnpm, with its store of links, in which nothing undeclared is found. */
export function pnpm({ folder, tarball }) {
  project(folder, { type: 'module' });
  const run = (...args) =>
    output(process.execPath, [toolFile('pnpm', 'bin', 'pnpm.cjs'), ...args], folder, {
      npm_config_store_dir: path.join(folder, 'store'),
    });
  run('add', '--offline', '--strict-peer-dependencies', tarball);
  if (!fs.lstatSync(path.join(folder, 'node_modules', 'stringops-booster')).isSymbolicLink())
    throw new Error('pnpm made no link');
  const { cases } = runSmoke(folder);
  runSmoke(folder, { by: 'require' });
  return `pnpm ${run('--version').trim()}, ${cases} cases by import and by require`;
}

/** yarn with Plug'n'Play: no node_modules at all, and packages in archives. */
export function yarnPnp({ folder, tarball }) {
  project(
    folder,
    { type: 'module', dependencies: { 'stringops-booster': `file:${tarball}` } },
    {
      '.yarnrc.yml':
        'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\nenableNetwork: false\nenableScripts: false\n',
      'yarn.lock': '',
    },
  );
  const bin = toolFile('@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
  const run = (...args) =>
    output(process.execPath, [bin, ...args], folder, { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' });
  run('install');
  if (fs.existsSync(path.join(folder, 'node_modules'))) throw new Error('yarn made a node_modules');
  if (!fs.existsSync(path.join(folder, '.pnp.cjs'))) throw new Error('yarn made no .pnp.cjs');
  const command = [process.execPath, bin, 'node'];
  const { cases } = runSmoke(folder, { command });
  runSmoke(folder, { by: 'require', command });
  return `yarn ${run('--version').trim()}, ${cases} cases by import and by require`;
}

/**
 * The project of someone who moves from the guide's module: its test file unchanged, with what that imports, by path.
 */
const guideFiles = {
  '__tests__/stringOps.test.js': fs.readFileSync(path.join(root, '__tests__', 'stringOps.test.js'), 'utf8'),
  'modules/stringOps/index.js': "export * from 'stringops-booster/modules/stringOps/index.js';\n",
};

/** The number of tests in it. */
const guideTests = guideFiles['__tests__/stringOps.test.js'].match(/^\s+it\(/gm).length;

/** In addition: which backend ran, and that `require` gives the addon. */
const ownTest = `
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

/** vitest in both kinds of pool, on the guide's test file unchanged. */
export function vitest({ folder, tarball }) {
  project(folder, { type: 'module' }, { ...guideFiles, '__tests__/own.test.js': ownTest });
  npmInstall(folder, [tarball]);
  linkTools(folder, ['vitest']);
  for (const pool of ['threads', 'forks']) {
    const report = JSON.parse(
      output(
        process.execPath,
        [toolFile('vitest', 'vitest.mjs'), 'run', '--pool', pool, '--reporter=json', '__tests__'],
        folder,
      ),
    );
    if (!report.success || report.numPassedTests !== guideTests + 3) {
      throw new Error(
        `${pool}: ${report.numPassedTests} of ${guideTests + 3} tests passed\n${JSON.stringify(report, null, 1)}`,
      );
    }
  }
  return `${guideTests + 3} tests in threads and in forks`;
}

// The guide's file imports its functions from 'vitest'; jest has the same under another name.
const JEST_CONFIG = `export default {
  transform: {},
  moduleNameMapper: { '^vitest$': '<rootDir>/vitest-by-jest.js' },
  testMatch: ['<rootDir>/__tests__/*.test.js'],
};
`;

/** jest, which loads modules in a realm of its own, on the guide's test file unchanged. */
export function jest({ folder, tarball }) {
  project(
    folder,
    { type: 'module' },
    {
      ...guideFiles,
      '__tests__/own.test.js': ownTest,
      'jest.config.js': JEST_CONFIG,
      'vitest-by-jest.js': "export { beforeAll, describe, expect, it } from '@jest/globals';\n",
    },
  );
  npmInstall(folder, [tarball]);
  for (const workers of ['1', '2']) {
    const report = JSON.parse(
      output(
        process.execPath,
        ['--experimental-vm-modules', toolFile('jest', 'bin', 'jest.js'), '--json', '--maxWorkers', workers],
        folder,
      ),
    );
    if (!report.success || report.numPassedTests !== guideTests + 3) {
      throw new Error(`${report.numPassedTests} of ${guideTests + 3} tests passed\n${JSON.stringify(report, null, 1)}`);
    }
  }
  return `${guideTests + 3} tests as ES modules, in one process and in two`;
}

const TSCONFIG = (module) =>
  `${JSON.stringify(
    {
      compilerOptions: {
        target: 'ES2023',
        module,
        lib: ['ES2024'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        rootDir: 'src',
        outDir: 'out',
      },
      include: ['src'],
    },
    null,
    2,
  )}\n`;

// The same text is an ES module as .mts and CommonJS as .cts.
const TYPED = `
import assert from 'node:assert/strict';
import { loadStringOps, loadStringOpsSync, StringOpsFallback } from 'stringops-booster';
import type { BackendName, LoadOptions, StringOps } from 'stringops-booster';
import { StringOpsWrapper } from 'stringops-booster/modules/stringOps/stringOps.wrapper.js';
import { loadStringOps as fromFolder } from 'stringops-booster/modules/stringOps/index.js';

async function main(): Promise<void> {
  const ops: StringOps = await loadStringOps();
  const backend: BackendName = ops.backend;
  assert.equal(backend, 'wasmtime');
  const order: -1 | 0 | 1 = ops.fastCompare('apple', 'banana');
  assert.equal(order, -1);
  const options: LoadOptions = { backend: 'native', maximumPages: 1024 };
  const hash: number = loadStringOpsSync(options).fastHash(new Uint8Array([0x66, 0x6f, 0x6f]));
  assert.equal(hash, 0xa9f37ed7);
  const all: Uint32Array = new StringOpsFallback().fastSearchAll('banana', 'an');
  assert.deepEqual([...all], [1, 3]);
  assert.equal(typeof StringOpsWrapper, 'function');
  assert.equal(await fromFolder(), ops);
  // @ts-expect-error a number is not an input
  assert.throws(() => ops.fastHash(42), { code: 'ERR_INVALID_ARG_TYPE' });
  // @ts-expect-error there is no such backend
  await assert.rejects(loadStringOps({ backend: 'gpu' }), { code: 'ERR_INVALID_ARG_VALUE' });
  console.log('typed');
}
void main();
`;

/**
 * TypeScript with \`nodenext\` and \`node16\`, strict, checking the package's declarations too; then runs the result.
 */
export function typescript({ folder, tarball }) {
  project(
    folder,
    { type: 'commonjs' },
    {
      'src/module.mts': TYPED,
      'src/common.cts': TYPED,
      'tsconfig.json': TSCONFIG('nodenext'),
      'tsconfig.node16.json': TSCONFIG('node16'),
    },
  );
  npmInstall(folder, [tarball]);
  linkTools(folder, ['typescript', '@types/node']);
  const tsc = toolFile('typescript', 'bin', 'tsc');
  for (const config of ['tsconfig.json', 'tsconfig.node16.json']) {
    output(process.execPath, [tsc, '--noEmit', '-p', config], folder);
  }
  output(process.execPath, [tsc, '-p', 'tsconfig.json'], folder);
  for (const file of ['out/module.mjs', 'out/common.cjs']) {
    if (output(process.execPath, [file], folder).trim() !== 'typed') throw new Error(`${file} did not run`);
  }
  runSmoke(folder);
  return 'nodenext and node16, strict; compiled .mts and .cts ran';
}
