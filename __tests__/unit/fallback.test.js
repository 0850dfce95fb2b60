import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BINARY, copyPackage, header, inChild, node, ofAnotherPackage, truncated } from '../support/child.js';
import { root } from '../support/package.js';

// What the environment and the installation decide can be seen only in a process of its own.

const REPORT = `
  const warnings = [];
  process.on('warning', (warning) => warnings.push({ name: warning.name, code: warning.code, message: warning.message }));
  const report = (ops) => {
    const chain = [];
    for (const first of ops.fallbackReason?.errors ?? []) {
      for (let error = first; error; error = error.cause) {
        chain.push({ backend: error.backend, code: error.code, message: error.message });
      }
    }
    return {
      backend: ops.backend,
      hash: ops.fastHash('foobar'),
      chain,
      inspected: require('node:util').inspect(ops.fallbackReason),
    };
  };
  const load = (options) => pkg.loadStringOps(options).then(report, (error) => ({
    code: error.code, backend: error.backend, message: error.message, cause: error.cause?.message,
    causes: (function causes(e) { return e ? [e.message, ...causes(e.cause)] : []; })(error),
  }));
`;

/** Loads in a child; returns what it got, the warnings and the output. */
function loadInChild(options, { body = '', ...child } = {}) {
  const { value, stderr } = inChild(
    `${REPORT}
     const results = [];
     for (const options of ${JSON.stringify(options)}) results.push(await load(options ?? undefined));
     ${body}
     await new Promise((resolve) => setImmediate(resolve));
     return { results, warnings };`,
    child,
  );
  return { ...value, stderr };
}

const backendsOf = (chain) => chain.map(({ backend }) => backend).filter(Boolean);

describe('the environment', () => {
  it.each(['wasmtime', 'native', 'webassembly', 'javascript'])('STRINGOPS_BACKEND=%s forces it', (backend) => {
    const { results, warnings, stderr } = loadInChild([null, {}], { env: { STRINGOPS_BACKEND: backend } });
    for (const result of results) expect(result).toMatchObject({ backend, hash: 0xbf9cf968, chain: [] });
    expect(warnings).toEqual([]);
    expect(stderr).toBe('');
  });

  it('STRINGOPS_BACKEND= is unset', () => {
    expect(loadInChild([null], { env: { STRINGOPS_BACKEND: '' } }).results[0].backend).toBe('wasmtime');
  });

  it('STRINGOPS_BACKEND=other is refused, with the names there are', () => {
    const [result] = loadInChild([null], { env: { STRINGOPS_BACKEND: 'other' } }).results;
    expect(result.code).toBe('ERR_INVALID_ARG_VALUE');
    expect(result.message).toBe(
      "The environment variable STRINGOPS_BACKEND must be one of 'wasmtime', 'native', 'webassembly', 'javascript'. Received type string ('other')",
    );
  });

  it('options.backend goes before STRINGOPS_BACKEND', () => {
    const options = [{ backend: 'javascript' }];
    expect(loadInChild(options, { env: { STRINGOPS_BACKEND: 'native' } }).results[0].backend).toBe('javascript');
    expect(loadInChild(options, { env: { STRINGOPS_BACKEND: 'other' } }).results[0].backend).toBe('javascript');
  });

  it.each(['true', '1'])('DISABLE_WASM=%s passes over WebAssembly, and says so only when asked', (value) => {
    const { results, warnings, stderr } = loadInChild([null], { env: { DISABLE_WASM: value } });
    expect(results[0]).toMatchObject({ backend: 'native', hash: 0xbf9cf968 });
    expect(backendsOf(results[0].chain)).toEqual(['wasmtime']);
    expect(results[0].inspected).toContain('DISABLE_WASM');
    expect(warnings).toEqual([]);
    expect(stderr).toBe('');
  });

  it.each(['', 'false', '0', 'yes'])('DISABLE_WASM=%s does not', (value) => {
    expect(loadInChild([null], { env: { DISABLE_WASM: value } }).results[0].backend).toBe('wasmtime');
  });

  it.each(['wasmtime', 'webassembly'])('DISABLE_WASM and a forced %s contradict each other', (backend) => {
    const env = { DISABLE_WASM: 'true' };
    for (const result of [
      loadInChild([{ backend }], { env }).results[0],
      loadInChild([null], { env: { ...env, STRINGOPS_BACKEND: backend } }).results[0],
    ]) {
      expect(result).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', backend });
      expect(result.message).toContain('DISABLE_WASM');
    }
  });

  it('is read when an instance is made', () => {
    const { results } = loadInChild([null], {
      body: `process.env.STRINGOPS_BACKEND = 'javascript'; results.push(await load({}), await load());`,
    });
    expect(results.map(({ backend }) => backend)).toEqual(['wasmtime', 'javascript', 'wasmtime']);
  });
});

describe('loading', () => {
  it('prints nothing and keeps the process from nothing', () => {
    const script = `require(${JSON.stringify(root)}).loadStringOps().then((ops) => { ops.fastHash('x'); });`;
    expect(node(['-e', script])).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  });

  it('never throws from loadStringOps itself', () => {
    const { value } = inChild(`
      const outcomes = [];
      for (const options of [1, null, { backend: 'x' }, new Proxy({}, { ownKeys() { throw new Error('trap'); } })]) {
        let promise;
        try { promise = pkg.loadStringOps(options); } catch { outcomes.push('thrown'); continue; }
        outcomes.push(await promise.then(() => 'loaded', () => 'rejected'));
      }
      return outcomes;
    `);
    expect(value).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  });

  it('works without WebAssembly in the engine', () => {
    const { results } = loadInChild([null, { backend: 'webassembly' }, { backend: 'javascript' }], {
      flags: ['--jitless'],
    });
    expect(results[0]).toMatchObject({ backend: 'wasmtime', hash: 0xbf9cf968 });
    expect(results[1]).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', backend: 'webassembly' });
    expect(results[1].message).toContain('has no WebAssembly');
    expect(results[2]).toMatchObject({ backend: 'javascript', hash: 0xbf9cf968 });
  });
});

/** What every fallback to `webassembly` must look like. */
function expectFallback({ results, warnings, stderr }, reason) {
  const [first, second, forced] = results;
  expect(first).toMatchObject({ backend: 'webassembly', hash: 0xbf9cf968 });
  expect(backendsOf(first.chain)).toEqual(['wasmtime', 'native']);
  for (const link of first.chain.filter(({ backend }) => backend)) {
    expect(link).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND' });
    expect(link.message).toContain(`The "${link.backend}" backend is unavailable: `);
  }
  expect(first.chain.filter(({ message }) => reason.test(message)).length).toBeGreaterThanOrEqual(2);
  for (const { message } of first.chain) expect(first.inspected).toContain(message.split('\n')[0]);
  expect(second.backend).toBe('webassembly');

  expect(forced).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', backend: 'native' });
  expect(forced.causes.length).toBeGreaterThanOrEqual(3);
  expect(forced.causes.some((message) => reason.test(message))).toBe(true);

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ name: 'StringOpsWarning', code: 'STRINGOPS_FALLBACK' });
  expect(warnings[0].message).toMatch(/falls back to its webassembly backend/);
  expect(warnings[0].message).toContain('wasmtime and native unavailable');
  expect(stderr.match(/STRINGOPS_FALLBACK/g)).toHaveLength(1);
}

describe('without the addon', () => {
  const copies = [];
  const copyWith = (...args) => {
    const copy = copyPackage(...args);
    copies.push(copy);
    return copy.directory;
  };
  afterEach(() => copies.splice(0).forEach(({ remove }) => remove()));

  const options = [null, {}, { backend: 'native' }];
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const isLinux = process.platform === 'linux';

  /** A copy of the package whose binary is these bytes. */
  const withBinary = (bytes) => {
    const directory = copyWith();
    writeFileSync(path.join(directory, BINARY), bytes);
    return directory;
  };

  it('falls back under --no-addons', () => {
    expectFallback(loadInChild(options, { flags: ['--no-addons'] }), /addon/i);
  });

  it('falls back under --permission', () => {
    const result = loadInChild(options, { flags: [permission, '--allow-fs-read=*'] });
    // The engine warns that the flag is experimental.
    result.warnings = result.warnings.filter(({ name }) => name === 'StringOpsWarning');
    expectFallback(result, /addon/i);
  });

  it('falls back when the binary is missing', () => {
    const directory = copyWith();
    const outcome = loadInChild(options, { directory });
    expectFallback(outcome, /There is no binary for .* is not installed, or not bundled$/);
    // The names that the loader tried, each with a list of who required it, would hide that.
    expect(outcome.results[0].inspected).not.toContain('Require stack');
  });

  it('falls back when a directory has the name of the binary', () => {
    const directory = copyWith();
    mkdirSync(path.join(directory, BINARY));
    expectFallback(loadInChild(options, { directory }), /Cannot find|no binary/i);
  });

  // Without a check of the file first, the system maps it as it is, and the process ends by SIGBUS or SIGSEGV.
  it.runIf(isLinux).each([0.1, 0.5, 0.9, 0.99])('falls back when %d of the binary is there', (part) => {
    expectFallback(
      loadInChild(options, { directory: withBinary(truncated(part)) }),
      /is damaged: it has \d+ bytes, and should have \d+/,
    );
  });

  it.runIf(isLinux).each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('this is no binary\n'.repeat(100))],
    ['a header of aarch64', header('elf-aarch64')],
    ['a header of macOS', header('mach-o')],
    ['a header of Windows', header('pe')],
  ])('falls back when the binary is %s', (_, bytes) => {
    expectFallback(loadInChild(options, { directory: withBinary(bytes) }), /ELF|file too short|shared object/);
  });

  it('falls back when the binary is the addon of another package', () => {
    expectFallback(
      loadInChild(options, { directory: withBinary(ofAnotherPackage()) }),
      /could not be loaded: .* is an addon of another package/,
    );
  });

  it('falls back when the binary is an empty module, as in a bundle that asks for it again', () => {
    const directory = copyWith();
    const name = path.basename(BINARY, '.node').replace('.', '-');
    const place = path.join(directory, 'node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'index.js'), '');
    expectFallback(loadInChild(options, { directory }), new RegExp(`There is no binary .* ${name} is not installed`));
  });

  it.each([
    ['--no-addons', ['--no-addons'], undefined, 'webassembly'],
    ['--permission', [permission, '--allow-fs-read=*'], undefined, 'webassembly'],
    ['a missing binary', [], null, 'webassembly'],
    ['a binary of another platform', [], header('mach-o'), 'webassembly'],
    ['--no-addons and --jitless', ['--no-addons', '--jitless'], undefined, 'javascript'],
    ['--permission and --jitless', [permission, '--allow-fs-read=*', '--jitless'], undefined, 'javascript'],
  ])('answers the whole corpus under %s', (_, flags, binary, backend) => {
    let directory = root;
    if (binary === null) {
      directory = copyWith();
    } else if (binary !== undefined) {
      directory = withBinary(binary);
    }
    const { status, stdout, stderr } = node([...flags, path.join(root, '__tests__/support/probe.mjs'), directory]);
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ backend, wrong: [], warnings: [{ code: 'STRINGOPS_FALLBACK' }] });
    expect(report.rows).toBeGreaterThan(1000);
    const order = ['wasmtime', 'native', 'webassembly', 'javascript'];
    expect(backendsOf(report.chain)).toEqual(order.slice(0, order.indexOf(backend)));
  });

  it('falls back to JavaScript when the module is missing too', () => {
    const directory = copyWith((file) => !file.endsWith('module-bytes.js'));
    const { results, warnings } = loadInChild([null, { backend: 'webassembly' }], { directory });
    expect(results[0]).toMatchObject({ backend: 'javascript', hash: 0xbf9cf968 });
    expect(backendsOf(results[0].chain)).toEqual(['wasmtime', 'native', 'webassembly']);
    expect(results[0].inspected).toContain('module-bytes.js');
    expect(results[1]).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', backend: 'webassembly' });
    expect(warnings).toHaveLength(1);
  });

  it('falls back to JavaScript when the module is broken', () => {
    const directory = copyWith();
    const broken = "module.exports.moduleBytes = () => Buffer.from('not wasm');";
    writeFileSync(path.join(directory, 'dist/module-bytes.js'), broken);
    const { results } = loadInChild([null], { directory });
    expect(results[0]).toMatchObject({ backend: 'javascript', hash: 0xbf9cf968 });
    expect(results[0].inspected).toContain('CompileError');
  });

  it('falls back to JavaScript when the engine has no WebAssembly', () => {
    const { results } = loadInChild([null], { directory: copyWith(), flags: ['--jitless'] });
    expect(results[0]).toMatchObject({ backend: 'javascript', hash: 0xbf9cf968 });
    expect(results[0].inspected).toContain('has no WebAssembly');
  });

  it('warns under DISABLE_WASM of what nobody asked for', () => {
    const { results, warnings } = loadInChild([null], {
      directory: copyWith(),
      env: { DISABLE_WASM: 'true' },
    });
    expect(results[0].backend).toBe('javascript');
    expect(backendsOf(results[0].chain)).toEqual(['wasmtime', 'native', 'webassembly']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0].message).toContain('native unavailable');
    expect(warnings[0].message).not.toContain('wasmtime');
  });

  it('does not warn when what is left was forced', () => {
    for (const child of [{ env: { STRINGOPS_BACKEND: 'javascript' } }, { env: { STRINGOPS_BACKEND: 'webassembly' } }]) {
      const { results, warnings } = loadInChild([null], { directory: copyWith(), ...child });
      expect(results[0].chain).toEqual([]);
      expect(warnings).toEqual([]);
    }
  });

  it('warns once for a process and the workers it starts', () => {
    const directory = copyWith();
    const { value, stderr } = inChild(
      `const { Worker } = require('node:worker_threads');
       const { backend } = await pkg.loadStringOps();
       const script = 'require(' + JSON.stringify(${JSON.stringify(directory)}) + ').loadStringOpsSync()';
       for (let i = 0; i < 2; i++) await new Promise((resolve) => new Worker(script, { eval: true }).on('exit', resolve));
       return backend;`,
      { directory },
    );
    expect(value).toBe('webassembly');
    expect(stderr.match(/STRINGOPS_FALLBACK/g)).toHaveLength(1);
  });
});

describe('the reason for a fallback', () => {
  const READ = `
    const { types } = require('node:util');
    const ops = await pkg.loadStringOps();
    const reason = ops.fallbackReason;
    return {
      code: reason.code, isError: types.isNativeError(reason), message: reason.message,
      same: reason === ops.fallbackReason, first: reason.cause === reason.errors[0],
      errors: reason.errors.map(({ code, backend, message, cause }) => ({
        code, backend, message, cause: [cause.name, cause.code, cause.message], ends: cause.cause?.cause === undefined,
      })),
    };`;

  it('is an error with one for each backend that was passed over, each with a cause of its own', () => {
    const { value } = inChild(READ, { flags: ['--no-addons', '--jitless'] });
    expect(value).toMatchObject({ code: 'ERR_STRINGOPS_BACKEND', isError: true, same: true, first: true });
    expect(value.errors.map(({ backend }) => backend)).toEqual(['wasmtime', 'native', 'webassembly']);
    for (const { code, backend, message, cause, ends } of value.errors) {
      expect(code).toBe('ERR_STRINGOPS_BACKEND');
      expect(message).toBe(`The "${backend}" backend is unavailable: ${cause[2]}`);
      expect(ends).toBe(true);
    }
    expect(value.message).toMatch(
      /falls back to its javascript backend \(wasmtime and native unavailable: .*; webassembly/,
    );
  });

  it('keeps the kind of an error and its stack', () => {
    const { value } = inChild(
      `const { errors } = pkg.loadStringOpsSync().fallbackReason;
       const [{ cause }] = errors;
       return [cause.cause.code, cause.cause.stack.includes('loader.js') || cause.cause.stack.includes('dist')];`,
      { flags: ['--no-addons'] },
    );
    expect(value).toEqual(['ERR_DLOPEN_DISABLED', true]);
  });

  it('is kept as text until it is read', () => {
    // An error that is kept would stay: its stack, too, would be formatted only when it is read.
    const { value } = inChild(
      `let made = 0;
       const own = Error.captureStackTrace;
       const ops = pkg.loadStringOpsSync();
       globalThis.AggregateError = class extends AggregateError { constructor(...args) { super(...args); made++; } };
       const before = made;
       void ops.fallbackReason;
       return [before, made];`,
      { flags: ['--no-addons'] },
    );
    expect(value).toEqual([0, 1]);
  });
});
