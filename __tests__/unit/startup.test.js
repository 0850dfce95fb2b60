import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BINARY, copyPackage, inChild, node } from '../support/child.js';
import { root } from '../support/package.js';

// What loads with the package, what loads later, and that every way into it leads to the same classes and instance.

const copies = [];
afterAll(() => copies.forEach(({ remove }) => remove()));

/** In a child: the files of the package that are loaded, and the modules of Node that `body` made it load. */
const LOADED = `
  const files = () => Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(root)}))
    .map((file) => file.slice(${JSON.stringify(root)}.length).replaceAll('\\\\', '/')).sort();
`;

const AT_FIRST = ['dist/index.js', 'index.js'];
const WITH_AN_INSTANCE = [...AT_FIRST, 'binaries.js', BINARY].sort();

describe('loading the package', () => {
  it('loads one built file', () => {
    expect(inChild(`${LOADED} return files();`).value).toEqual(AT_FIRST);
  });

  it('loads one built file by import, too, although that reads every export', () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const byImport = await import(${JSON.stringify(path.join(root, 'index.mjs'))});
      ${LOADED}
      console.log(JSON.stringify([files(), Object.keys(byImport).length > 0]));`;
    const { stdout, stderr } = node(['--input-type=module', '-e', script]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([AT_FIRST, true]);
  });

  it('loads nothing of Node that is slow to load', () => {
    const script = `
      const before = new Set(process.moduleLoadList);
      require(${JSON.stringify(root)}).loadStringOpsSync().fastHash('x');
      console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));`;
    const { stdout } = node(['-e', script]);
    const slow = /async_hooks|perf_hooks|histogram|zlib|stream|worker|child_process|net|crypto/;
    expect(JSON.parse(stdout).filter((name) => slow.test(name))).toEqual([]);
  });

  it('loads the addon with the first instance', () => {
    const { value } = inChild(`${LOADED} pkg.loadStringOpsSync().fastHash('x'.repeat(1000)); return files();`);
    expect(value).toEqual(WITH_AN_INSTANCE);
  });

  it.each([
    ['a held text', 'wasmtime', "ops.hold('x')", ['held-store.js', 'held-text.js']],
    ['a held text', 'javascript', "ops.hold('x')", ['held-store.js', 'held-text.js']],
    ['a held text', 'webassembly', "ops.hold('x')", ['held-memory.js', 'held-store.js', 'held-text.js']],
    ['a promise', 'wasmtime', "await ops.fastHashAsync('x')", ['promises.js']],
    ['a hash stream', 'wasmtime', 'ops.hashStream()', ['hash-stream.js']],
    ['a search stream', 'wasmtime', "ops.searchStream([], 'x')", ['search-stream.js']],
    ['a coordinator', 'wasmtime', 'new pkg.WASMRuntimeCoordinator()', ['coordinator.js', 'known-answers.js']],
  ])('loads what %s takes when there is the first, on %s', (_, backend, use, expected) => {
    const { value } = inChild(`
      ${LOADED}
      const ops = pkg.loadStringOpsSync({ backend: '${backend}' });
      const before = files();
      ${use};
      return files().filter((file) => !before.includes(file));`);
    expect(value).toEqual(expect.arrayContaining(expected.map((name) => `dist/${name}`)));
    for (const file of value) expect(file).toMatch(/^dist\//);
  });

  it('of the command loads what --version takes', () => {
    const script = `
      process.argv[2] = '--version';
      require(${JSON.stringify(path.join(root, 'bin/stringops-booster.js'))});
      process.on('exit', () => { ${LOADED} console.log(JSON.stringify(files())); });`;
    const files = JSON.parse(node(['-e', script]).stdout.split('\n')[1]);
    expect(files).toEqual(['bin/stringops-booster.js', 'dist/cli.js']);
  });

  it('of a checkout that was never built says what to do', () => {
    const copy = copyPackage((file) => file !== 'dist');
    copies.push(copy);
    for (const load of [
      `require(${JSON.stringify(copy.directory)})`,
      `import(${JSON.stringify(copy.directory)} + '/index.mjs')`,
    ]) {
      const { status, stderr } = node(['-e', load]);
      expect(status).toBe(1);
      expect(stderr).toContain('Error: This checkout of stringops-booster is not built: run "npm run build"');
    }
  });
});

describe('every way into the package', () => {
  const SPECIFIERS = [
    'stringops-booster',
    'stringops-booster/index.js',
    'stringops-booster/modules/stringOps',
    'stringops-booster/modules/stringOps/index.js',
    'stringops-booster/modules/stringOps/stringOps.wrapper.js',
    'stringops-booster/modules/stringOps/stringOps.fallback.js',
    'stringops-booster/src/booster/wasm-runtime-coordinator.js',
  ];

  it('leads to the same functions, classes and shared instance', () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const ways = [];
      for (const specifier of ${JSON.stringify(SPECIFIERS)}) {
        ways.push([specifier, 'require', require(specifier)], [specifier, 'import', await import(specifier)]);
      }
      for (const file of ['index.js', 'index.mjs', 'modules/stringOps/index.js', 'modules/stringOps/stringOps.wrapper.js'])
        ways.push([file, 'import', await import(${JSON.stringify(root)} + file)]);
      const entry = require('stringops-booster');
      const shared = entry.loadStringOpsSync();
      const differing = [];
      let compared = 0;
      for (const [specifier, by, module] of ways) {
        for (const [name, value] of Object.entries(module)) {
          if (!(name in entry)) continue;
          compared++;
          if (value !== entry[name]) differing.push([specifier, by, name]);
        }
        if (module.loadStringOpsSync && module.loadStringOpsSync() !== shared) differing.push([specifier, by, 'instance']);
      }
      console.log(JSON.stringify({ differing, compared }));`;
    const { stdout, stderr } = node(['--input-type=module', '-e', script]);
    expect(stderr).toBe('');
    const { differing, compared } = JSON.parse(stdout);
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(50);
  });

  it('of the booster gives the class by default, too', () => {
    const specifier = 'stringops-booster/src/booster/wasm-runtime-coordinator.js';
    const script = `
      import { createRequire } from 'node:module';
      import byDefault, { WASMRuntimeCoordinator } from '${specifier}';
      const required = createRequire(import.meta.url)('${specifier}');
      class Own extends byDefault {}
      const own = new Own();
      console.log(JSON.stringify([
        byDefault === WASMRuntimeCoordinator, required.WASMRuntimeCoordinator === byDefault,
        own instanceof byDefault, own instanceof required.WASMRuntimeCoordinator, own.getModule('stringOps'),
      ]));`;
    const { stdout, stderr } = node(['--input-type=module', '-e', script]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([true, true, true, true, null]);
  });
});
