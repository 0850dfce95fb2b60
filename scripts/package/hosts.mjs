// Hosts without something that Node has, or that move files, in which the packed package is tried. Each takes
// `{ folder, tarball }`, throws if the package does not work there, and says what it saw.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { npmInstall, output, project, toolFile } from './scratch.mjs';

/** What a test must see in a realm without encoders and timers, with the expected backends. */
const JSDOM_TEST = (load, backends) => `
${load}
test('this is jsdom, without what Node has', () => {
  expect(typeof document.createElement).toBe('function');
  expect([typeof TextEncoder, typeof MessageChannel, typeof setImmediate]).toEqual(['undefined', 'undefined', 'undefined']);
});
test.each(${JSON.stringify(backends)})('works on %s', async (backend) => {
  const ops = await loadStringOps({ backend });
  expect(ops.backend).toBe(backend);
  const text = 'héllo wörld €'.repeat(100000);
  expect(ops.fastHash('foobar')).toBe(0xbf9cf968);
  expect(ops.fastSearch(text, 'wörld')).toBe(7);
  const held = ops.hold('héllo');
  expect([held.fastIndexOf('llo'), held.fastSearch('llo'), held.fastIndexOf('\\ud800')]).toEqual([2, 3, -1]);
  held.free();
  jest.useFakeTimers();
  const hashes = await Promise.all([ops.fastHashAsync(text), ops.fastHashAsync(text)]);
  jest.useRealTimers();
  expect(hashes).toEqual([ops.fastHash(text), ops.fastHash(text)]);
});
test('loads by default', async () => {
  expect((await loadStringOps()).backend).toBe('${backends[0]}');
});
`;

/** jest with its jsdom environment, by `require`, and as ES modules, which get the browser's entry. */
export function jsdom({ folder, tarball }) {
  const kinds = {
    require: [
      "const { loadStringOps } = require('stringops-booster');",
      ['wasmtime', 'native', 'webassembly', 'javascript'],
    ],
    import: [
      "import { jest } from '@jest/globals';\nimport { loadStringOps } from 'stringops-booster';",
      ['webassembly', 'javascript'],
    ],
  };
  const seen = [];
  for (const [by, [load, backends]] of Object.entries(kinds)) {
    const place = path.join(folder, by);
    const config = {
      transform: {},
      testEnvironment: toolFile('jest-environment-jsdom'),
      testMatch: ['<rootDir>/*.test.js'],
    };
    project(
      place,
      { type: by === 'import' ? 'module' : 'commonjs', jest: config },
      { 'own.test.js': JSDOM_TEST(load, backends) },
    );
    npmInstall(place, [tarball]);
    const report = JSON.parse(
      output(
        process.execPath,
        ['--experimental-vm-modules', toolFile('jest', 'bin', 'jest.js'), '--json', '--maxWorkers', '1'],
        place,
      ),
    );
    if (!report.success || report.numPassedTests !== backends.length + 2)
      throw new Error(`${report.numPassedTests} tests passed by ${by}\n${JSON.stringify(report, null, 1)}`);
    seen.push(`${report.numPassedTests} by ${by}`);
  }
  return `tests in jsdom, ${seen.join(', ')}`;
}

/** A program that prints which backend it got, and why. */
const PROGRAM = (format) => `
${format === 'esm' ? "import { loadStringOps } from 'stringops-booster';" : "const { loadStringOps } = require('stringops-booster');"}
loadStringOps().then(async (ops) => {
  const held = ops.hold('héllo');
  console.log(JSON.stringify({
    backend: ops.backend, hash: ops.fastHash('foobar'), late: await ops.fastHashAsync('foobar'), held: held.fastIndexOf('llo'),
    reason: ops.fallbackReason?.message ?? null, errors: ops.fallbackReason?.errors.length ?? 0,
  }));
});
`;

/** Files above a bundle that must not be touched: a fake binary and a fake module. */
function trap(folder) {
  const traps = [folder, path.join(folder, 'a')];
  for (const place of traps) {
    fs.mkdirSync(path.join(place, 'modules/stringOps'), { recursive: true });
    fs.writeFileSync(path.join(place, 'modules/stringOps/stringOps.wasm'), 'not a module');
    for (const libc of ['gnu', 'musl'])
      fs.writeFileSync(path.join(place, `stringops-booster.linux-${process.arch}-${libc}.node`), 'not a binary');
  }
}

/**
 * esbuild for Node: alone, which leaves the addon behind, so that the bundle runs on `webassembly` and says why, in
 * both formats; and with the binary copied next to the bundle.
 */
export async function esbuild({ folder, tarball }) {
  npmInstall(project(path.join(folder, 'source'), { type: 'module' }), [tarball]);
  trap(folder);
  const seen = [];
  for (const [name, format, options, backend] of [
    ['cjs', 'cjs', { external: ['*.node'] }, 'webassembly'],
    ['esm', 'esm', { external: ['*.node'] }, 'webassembly'],
    ['copied', 'cjs', { loader: { '.node': 'copy' } }, 'wasmtime'],
  ]) {
    const outdir = path.join(folder, 'a', 'b', name);
    const entry = path.join(folder, 'source', `program.${format === 'esm' ? 'mjs' : 'cjs'}`);
    fs.writeFileSync(entry, PROGRAM(format));
    await build({
      entryPoints: { app: entry },
      outdir,
      outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'error',
      ...options,
    });
    const file = path.join(outdir, `app.${format === 'esm' ? 'mjs' : 'cjs'}`);
    const { reason, ...result } = JSON.parse(output(process.execPath, [file], outdir));
    const errors = backend === 'wasmtime' ? 0 : 2;
    const expected = { backend, hash: 0xbf9cf968, late: 0xbf9cf968, held: 2, errors };
    if (JSON.stringify(result) !== JSON.stringify(expected))
      throw new Error(`${name}: ${JSON.stringify(result)}, ${reason}`);
    if (backend !== 'wasmtime' && !/addon could not be loaded: (There is no binary|Dynamic require)/.test(reason))
      throw new Error(`${name} does not say why: ${reason}`);
    seen.push(`${name} on ${result.backend}`);
  }
  return `bundles: ${seen.join(', ')}`;
}

/** A program whose state is kept in a start-up snapshot after it has loaded, and read when the snapshot starts. */
const SNAPSHOT = `
const { loadStringOpsSync } = require('stringops-booster');
const { startupSnapshot } = require('node:v8');
const ops = loadStringOpsSync();
startupSnapshot.setDeserializeMainFunction(async () => {
  const { code, errors } = ops.fallbackReason;
  console.log(JSON.stringify([ops.backend, ops.fastHash('foobar'), await ops.fastHashAsync('foobar'), code, errors.map(String)]));
});
`;

/** A bundle in a start-up snapshot of Node, which can hold neither an addon nor a module, and no errors. */
export async function snapshot({ folder, tarball }) {
  npmInstall(project(folder, { type: 'commonjs' }, { 'program.cjs': SNAPSHOT }), [tarball]);
  await build({
    entryPoints: [path.join(folder, 'program.cjs')],
    outfile: path.join(folder, 'a', 'app.cjs'),
    bundle: true,
    platform: 'node',
    external: ['*.node'],
    logLevel: 'error',
  });
  const run = (...flags) =>
    output(process.execPath, ['--snapshot-blob', 'app.blob', ...flags, path.join(folder, 'a', 'app.cjs')], folder);
  run('--build-snapshot');
  const [backend, hash, late, code, reasons] = JSON.parse(run().trim().split('\n').at(-1));
  if (backend !== 'javascript' || hash !== 0xbf9cf968 || late !== hash || code !== 'ERR_STRINGOPS_BACKEND')
    throw new Error(JSON.stringify([backend, hash, late, code]));
  const [wasmtime, , webassembly] = reasons;
  if (!/There is no binary for/.test(wasmtime) || !/has no WebAssembly/.test(webassembly))
    throw new Error(reasons.join('\n'));
  return `on ${backend}, and says why`;
}
