import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { targets } from '../../scripts/release/targets.mjs';
import { BINARY, copyPackage, inChild, node, truncated } from '../support/child.js';
import { root } from '../support/package.js';

// How the addon's binary is found: which file is tried first, what a bad file prevents, and that nothing is left
// changed.

const NAME = BINARY.split('.')[1];
const OTHER = NAME.endsWith('gnu') ? NAME.replace('gnu', 'musl') : NAME.replace('musl', 'gnu');
const LOADS = 'const ops = pkg.loadStringOpsSync(); return { backend: ops.backend, hash: ops.fastHash("foobar") };';
const LOADED = { backend: 'wasmtime', hash: 0xbf9cf968 };

const made = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A copy of the package without a binary, in which `place` puts some. */
function copyWith(place = () => {}) {
  const { directory } = copyPackage();
  made.push(directory);
  place(directory);
  return directory;
}

const fileOf = (directory, name) => path.join(directory, `stringops-booster.${name}.node`);

/** A platform's package, installed for the package in `directory`. */
function installPackage(directory, name, bytes = readFileSync(path.join(root, BINARY))) {
  const folder = path.join(directory, 'node_modules', `stringops-booster-${name}`);
  const main = `stringops-booster.${name}.node`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: `stringops-booster-${name}`, main }));
  writeFileSync(path.join(folder, main), bytes);
}

describe('the names of binaries', () => {
  const text = readFileSync(path.join(root, 'binaries.js'), 'utf8');

  it.each(targets)('have $name, as a file and as a package', ({ name }) => {
    expect(text).toContain(`require('./stringops-booster.${name}.node')`);
    expect(text).toContain(`require('stringops-booster-${name}')`);
  });

  it('have no others', () => {
    expect(text.match(/require\(/g)).toHaveLength(2 * targets.length);
  });
});

describe('loading the addon', () => {
  it('makes no report, starts no program and leaves process.report as it was', () => {
    const { value } = inChild(
      `const child = require('node:child_process');
       const used = [];
       for (const name of Object.keys(child)) child[name] = () => { used.push(name); throw new Error(name); };
       const before = process.report.excludeNetwork;
       process.report.getReport = () => { used.push('getReport'); return {}; };
       ${LOADS.replace('return {', 'return { used, same: process.report.excludeNetwork === before,')}`,
    );
    expect(value).toEqual({ ...LOADED, used: [], same: true });
  });

  it('does not ask the ldd of another C library', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stringops-ldd-'));
    made.push(folder);
    for (const [name, text] of [
      ['ldd', 'musl libc (x86_64)\nVersion 1.2.5'],
      ['getconf', 'musl'],
    ]) {
      writeFileSync(path.join(folder, name), `#!/bin/sh\nprintf '%s\\n' '${text}'\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    expect(inChild(LOADS, { env: { PATH: `${folder}:${process.env.PATH}` } }).value).toEqual(LOADED);
  });

  it('works where the environment may not be read', () => {
    // Node itself reads the environment when it loads a file with a source map.
    const script = `
      pkg.loadStringOpsSync({ backend: 'javascript' });
      const own = Object.getOwnPropertyDescriptor(process, 'env');
      Object.defineProperty(process, 'env', { get() { throw new Error('not allowed'); }, configurable: true });
      try { ${LOADS} } finally { Object.defineProperty(process, 'env', own); }`;
    expect(inChild(script).value).toEqual(LOADED);
  });

  it('takes the package of the platform', () => {
    expect(inChild(LOADS, { directory: copyWith((place) => installPackage(place, NAME)) }).value).toEqual(LOADED);
  });

  it('takes the file that NAPI_RS_NATIVE_LIBRARY_PATH names, and no other', () => {
    const env = { NAPI_RS_NATIVE_LIBRARY_PATH: path.join(root, BINARY) };
    expect(inChild(LOADS, { directory: copyWith(), env }).value).toEqual(LOADED);
    const { value } = inChild('return String(pkg.loadStringOpsSync().fallbackReason);', {
      env: { NAPI_RS_NATIVE_LIBRARY_PATH: '/nonexistent.node' },
    });
    expect(value).toContain('/nonexistent.node');
  });

  it('takes none in the current folder, where a bundler has made a relative path of __dirname', () => {
    const script = `
      const { dlopen } = process;
      const opened = [];
      process.dlopen = (module, file, ...rest) => { opened.push(file); return dlopen(module, file, ...rest); };
      const { readFileSync } = require('node:fs');
      const file = process.cwd() + '/dist/core.js';
      const module = { exports: {} };
      new Function('module', 'require', '__dirname', readFileSync(file, 'utf8'))(module, require('node:module').createRequire(file), './dist');
      const { backend } = module.exports.parts['load/load.js']().loadStringOpsSync();
      return { backend, opened: opened.map(require('node:path').isAbsolute) };`;
    const directory = copyWith((place) => cpSync(path.join(root, BINARY), fileOf(place, NAME)));
    expect(inChild(script, { directory }).value).toEqual({ backend: 'wasmtime', opened: [true] });
  });
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  it('a damaged file beside the package leaves the package of the platform', () => {
    const directory = copyWith((place) => {
      writeFileSync(fileOf(place, NAME), truncated(0.5));
      installPackage(place, NAME);
    });
    expect(inChild(LOADS, { directory }).value).toEqual(LOADED);
  });

  it.each([NAME, OTHER])('a damaged binary of %s leaves the good one of the other C library', (bad) => {
    const good = bad === NAME ? OTHER : NAME;
    const directory = copyWith((place) => {
      writeFileSync(fileOf(place, bad), truncated(0.5));
      cpSync(path.join(root, BINARY), fileOf(place, good));
    });
    expect(inChild(LOADS, { directory }).value).toEqual(LOADED);
  });

  it('says what is wrong with the likelier of two bad ones', () => {
    const directory = copyWith((place) => {
      for (const name of [NAME, OTHER]) writeFileSync(fileOf(place, name), truncated(0.5));
    });
    const { value } = inChild('return String(pkg.loadStringOpsSync().fallbackReason);', { directory });
    expect(value).toContain(`${fileOf(directory, NAME)} is damaged`);
  });

  it.each(['gnu', 'musl'])('takes Node to be linked with %s if its own file says so', (libc) => {
    const directory = copyWith();
    const program = path.join(directory, 'node');
    writeFileSync(program, `\x7fELF…\0/lib/ld-${libc === 'musl' ? 'musl-x86_64.so.1' : 'linux-x86-64.so.2'}\0…`);
    const { value } = inChild(
      `process.execPath = ${JSON.stringify(program)}; return String(pkg.loadStringOpsSync().fallbackReason);`,
      { directory },
    );
    expect(value).toContain(`There is no binary for linux-${process.arch}-${libc} here`);
  });
});

it('says of which platform there is no binary at all', () => {
  const { value } = inChild(
    `Object.defineProperty(process, 'platform', { value: 'plan9' });
     return String(pkg.loadStringOpsSync().fallbackReason);`,
  );
  expect(value).toContain(`stringops-booster has no binary for plan9-${process.arch}`);
});

// What loads with the package, what loads later, and that every way into it leads to the same classes and instance.

const copies = [];
afterAll(() => copies.forEach(({ remove }) => remove()));

/** In a child: the files of the package that are loaded, and the modules of Node that `body` made it load. */
const FILES = `
  const files = () => Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(root)}))
    .map((file) => file.slice(${JSON.stringify(root)}.length).replaceAll('\\\\', '/')).sort();
`;

const AT_FIRST = ['dist/index.js', 'index.js'];
const WITH_AN_INSTANCE = [...AT_FIRST, 'dist/core.js'].sort();

describe('loading the package', () => {
  it('loads one built file', () => {
    expect(inChild(`${FILES} return files();`).value).toEqual(AT_FIRST);
  });

  it('loads no more by import, which reads every export', () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const byImport = await import(${JSON.stringify(path.join(root, 'index.mjs'))});
      ${FILES}
      console.log(JSON.stringify([files(), Object.keys(byImport).length > 0]));`;
    const { stdout, stderr } = node(['--input-type=module', '-e', script]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([['dist/index.js'], true]);
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
    const { value } = inChild(`${FILES} pkg.loadStringOpsSync().fastHash('x'.repeat(1000)); return files();`);
    expect(value).toEqual(WITH_AN_INSTANCE);
  });

  it.each([
    ['a held text', 'wasmtime', "ops.hold('x')", ['held-text.js']],
    ['a held text', 'javascript', "ops.hold('x')", ['held-store.js', 'held-text.js']],
    ['a held text', 'webassembly', "ops.hold('x')", ['held-store.js', 'held-text.js']],
    ['a promise', 'wasmtime', "await ops.fastHashAsync('x')", ['promises.js']],
    ['a hash', 'wasmtime', 'ops.createHash()', ['hash-object.js', 'text-seam.js']],
    ['a hash stream', 'wasmtime', 'ops.hashStream()', ['hash-stream.js']],
    ['a search stream', 'wasmtime', "ops.searchStream([], 'x')", ['search-stream.js']],
    ['a coordinator', 'wasmtime', 'new pkg.WASMRuntimeCoordinator()', ['coordinator.js', 'known-answers.js']],
  ])('loads what %s takes when there is the first, on %s', (_, backend, use, expected) => {
    const { value } = inChild(`
      ${FILES}
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
      process.on('exit', () => { ${FILES} console.log(JSON.stringify(files())); });`;
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
      for (const file of ['index.js', 'index.mjs', 'dist/bundlers/index.mjs', 'modules/stringOps/index.js', 'modules/stringOps/stringOps.wrapper.js'])
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
