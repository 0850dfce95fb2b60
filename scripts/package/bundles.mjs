// Bundles of the packed package for Node, each run where nothing of the project is left: by every bundler, with every
// setting that docs/HOSTS.md names, as a single executable and in a start-up snapshot.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root, tool } from '../steps.mjs';
import { hostFile, linkTools, node, npmInstall, output, project, runtime, versionIn } from './scratch.mjs';

/**
 * A function that uses something of each file of dist/, and what it must answer.
 *
 * @param {boolean} everything also what a browser's entry has not, or has otherwise
 */
export const probe = (everything) => `
async function probe(options) {
  const ops = await loadStringOps(options);
  const text = 'héllo wörld €'.repeat(100000);
  const held = ops.hold('héllo');
  const offsets = [];
  for await (const offset of ops.searchStream([new TextEncoder().encode('banana')], 'an')) offsets.push(offset);
  const coordinator = new WASMRuntimeCoordinator(options);
  const { result } = await coordinator.execute('stringOps', 'fastHash', 'foobar');
  const late = (await ops.fastHashAsync(text)) === ops.fastHash(text);
  ${
    everything
      ? `const hashing = ops.hashStream();
  const hash = await new Promise((resolve) => hashing.once('hash', resolve).end('foobar'));
  const has = await new WASMRuntime().hasPattern('eval(input)', 'EVAL');
  const own = ops.backend === 'javascript' ? null : await loadWasm(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));`
      : `const [hash, has] = [ops.createHash().update('foobar').digest(), true];
  const imports = { env: { memory: new WebAssembly.Memory({ initial: 256 }), log() {} } };
  const own = options === undefined ? null : await loadWasm(options.wasm, { imports });`
  }
  return {
    backend: ops.backend,
    answers: [ops.fastHash('foobar'), ops.fastSearch(text, '€'), held.fastIndexOf('llo'), ...offsets, result, late, hash, has, typeof own],
    reasons: ops.fallbackReason?.errors.map((error) => error.message) ?? [],
  };
}
`;
const ANSWERS = [0xbf9cf968, 14, 2, 1, 3, 0xbf9cf968, true, 0xbf9cf968, true, 'object'];

const NOT_BUNDLED = /There is no binary for \S+ here: .*not bundled$/;

/**
 * Throws unless a probe answered rightly, on the expected backend, with a clear reason where that is not the first.
 *
 * @param {string} printed its answer is the last line
 * @param {string} backend
 * @param {RegExp | null} [reason] of the first backend that was passed over
 */
export function checkProbe(printed, backend, reason = backend === 'wasmtime' ? null : NOT_BUNDLED) {
  const { answers, reasons, ...seen } = JSON.parse(printed.trim().split('\n').at(-1));
  const isRight = seen.backend === backend && JSON.stringify(answers) === JSON.stringify(ANSWERS);
  const isMisled = reasons.some((each) => each.includes('an addon of another package'));
  const isClear = reason === null ? reasons.length === 0 : reason.test(reasons[0]) && !isMisled;
  const isWhole = backend !== 'javascript' || reasons.at(-1).includes('WebAssembly');
  if (!isRight || !isClear || !isWhole)
    throw new Error(`not on ${backend}, or not for a clear reason: ${seen.backend} ${answers} ${reasons.join('; ')}`);
}

const NAMES = '{ loadStringOps, loadWasm, WASMRuntime, WASMRuntimeCoordinator }';
const SHOW = 'probe().then((seen) => console.log(JSON.stringify(seen)));\n';
const SOURCES = {
  'program.cjs': `const ${NAMES} = require('stringops-booster');\n${probe(true)}${SHOW}`,
  'program.mjs': `import ${NAMES} from 'stringops-booster';\n${probe(true)}${SHOW}`,
};

/** A project with those sources and the package as it is published, its binary in the platform's own package. */
function sourceProject(folder, tarball) {
  const source = npmInstall(project(path.join(folder, 'source'), { type: 'commonjs' }, SOURCES), [tarball]);
  const main = path.join(source, 'node_modules/stringops-booster');
  const binary = fs.readdirSync(main).find((name) => name.endsWith('.node'));
  const name = binary.replace('.node', '').replaceAll('.', '-');
  const own = path.join(source, 'node_modules', name);
  fs.mkdirSync(own);
  fs.renameSync(path.join(main, binary), path.join(own, binary));
  fs.writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name, version: versionIn(main), main: binary }));
  return { source, binary: path.join(own, binary) };
}

/** What lies above a bundle and must not be touched: a binary that is none, and a module that is none. */
function trap(folder) {
  for (const place of [folder, path.join(folder, 'a')]) {
    fs.mkdirSync(path.join(place, 'modules/stringOps'), { recursive: true });
    fs.writeFileSync(path.join(place, 'modules/stringOps/stringOps.wasm'), 'not a module');
    for (const libc of ['gnu', 'musl'])
      fs.writeFileSync(path.join(place, `stringops-booster.linux-${process.arch}-${libc}.node`), 'not a binary');
  }
}

/**
 * @typedef {object} Bundle
 * @property {string} setting options of a command line, or a part of a configuration
 * @property {'mjs' | 'cjs'} [format]
 * @property {string} backend
 * @property {RegExp} [reason] why not on `wasmtime`, if not because the binary is missing
 * @property {boolean} [stays] whether the package is not in the bundle, which is run within the project then
 * @property {string} [runner] what runs it, this Node by default
 */

/**
 * @param {string} host
 * @param {() => string} version
 * @param {Bundle[]} bundles
 * @param {(task: { source: string, entry: string, outdir: string } & Bundle) => string} make returns the bundle's file
 */
const bundler =
  (host, version, bundles, make) =>
  ({ folder, tarball }) => {
    const { source } = sourceProject(folder, tarball);
    trap(folder);
    return bundles.map((bundle, index) => {
      const { setting, format = 'mjs', backend, reason, stays = false, runner = process.execPath } = bundle;
      const outdir = path.join(stays ? source : path.join(folder, 'a'), `out${index}`);
      fs.mkdirSync(outdir);
      try {
        const file = make({ ...bundle, format, source, entry: `program.${format}`, outdir });
        checkProbe(output(...(file.endsWith('.exe') ? [file, []] : [runner, [file]]), outdir), backend, reason);
      } catch (error) {
        throw new Error(`${setting}: ${error.message}`, { cause: error });
      }
      const form = format === 'cjs' ? 'CommonJS' : 'ES module';
      return { host, version: version(), form, setting, backend };
    });
  };

/** Runs a command line in a project, exactly as the page gives its options. */
const commandLine = (program, options, cwd) => output('sh', ['-c', `${program} ${options}`], cwd);

/** A program of scripts/tools/hosts/ in a command line. */
const script = (...parts) => `'${process.execPath}' '${hostFile(...parts)}'`;

const REQUIRE = `--banner:js="import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"`;

export const esbuild = bundler(
  'esbuild',
  () => versionIn(path.join(root, 'node_modules/esbuild')),
  [
    { setting: '--packages=external', backend: 'wasmtime', stays: true },
    { setting: '--loader:.node=copy', format: 'cjs', backend: 'wasmtime' },
    { setting: `--loader:.node=copy ${REQUIRE}`, backend: 'wasmtime' },
    { setting: '--external:stringops-booster-*', format: 'cjs', backend: 'webassembly' },
    { setting: '--external:stringops-booster-*', backend: 'webassembly' },
    { setting: '--external:stringops-booster-* --conditions=production', backend: 'webassembly' },
  ],
  ({ setting, format, source, entry, outdir }) => {
    const file = path.join(outdir, `app.${format}`);
    const output = `--outdir=${outdir} --entry-names=app --out-extension:.js=.${format}`;
    const options = `--bundle --platform=node --format=${format === 'mjs' ? 'esm' : 'cjs'} ${output} ${setting}`;
    commandLine(`'${tool('esbuild')}' ${entry} --log-level=error`, options, source);
    return file;
  },
);

/** It warns of the binaries of other platforms. */
const QUIET = `ignoreWarnings: [{ module: /stringops-booster.binaries\\.js$/ }]`;

export const webpack = bundler(
  'webpack',
  () => versionIn(hostFile('webpack')),
  [
    { setting: `externals: { 'stringops-booster': 'commonjs stringops-booster' }`, format: 'cjs', stays: true },
    { setting: `externals: { 'stringops-booster': 'module stringops-booster' }`, stays: true },
    {
      setting: `module: { rules: [{ test: /\\.node$/, loader: 'node-loader' }] }, ${QUIET}`,
      format: 'cjs',
    },
    { setting: `module: { rules: [{ test: /\\.node$/, loader: 'node-loader' }] }, output: { publicPath: '' }` },
    {
      setting: `module: { rules: [{ test: /\\.node$/, loader: 'node-loader' }] }`,
      backend: 'webassembly',
      reason: /node-loader: Error: .*cannot open shared object file/,
    },
    { setting: `externals: [/^stringops-booster-/], externalsType: 'commonjs'`, format: 'cjs', backend: 'webassembly' },
    { setting: `externals: [/^stringops-booster-/], externalsType: 'node-commonjs'`, backend: 'webassembly' },
  ].map((bundle) => ({ backend: 'wasmtime', ...bundle })),
  ({ setting, format, source, entry, outdir }) => {
    linkTools(source, ['node-loader'], hostFile);
    const module = format === 'mjs';
    const fixed = {
      mode: 'production',
      target: 'node',
      entry: `./${entry}`,
      output: { path: outdir, filename: `app.${format}`, module, ...(module && { chunkFormat: 'module' }) },
      experiments: { outputModule: module },
      stats: 'errors-warnings',
    };
    const config = `export default merge(${JSON.stringify(fixed)}, { ${setting} });
function merge(fixed, own) {
  return { ...fixed, ...own, output: { ...fixed.output, ...own.output } };
}\n`;
    fs.writeFileSync(path.join(source, 'webpack.config.mjs'), config);
    const printed = output(process.execPath, [hostFile('webpack-cli', 'bin', 'cli.js')], source);
    if (setting.includes(QUIET) && printed.includes('WARNING')) throw new Error(printed);
    return path.join(outdir, `app.${format}`);
  },
);

export const rollup = bundler(
  'rollup',
  () => versionIn(hostFile('rollup')),
  [
    { setting: `external: ['stringops-booster']`, backend: 'wasmtime', stays: true },
    { setting: `external: ['stringops-booster']`, format: 'cjs', backend: 'wasmtime', stays: true },
    { setting: `external: [/^stringops-booster-/]`, backend: 'webassembly' },
    { setting: `external: [/^stringops-booster-/]`, format: 'cjs', backend: 'webassembly' },
  ],
  ({ setting, format, source, outdir }) => {
    linkTools(source, ['@rollup/plugin-commonjs', '@rollup/plugin-node-resolve'], hostFile);
    const config = `import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
export default {
  input: 'program.mjs', plugins: [commonjs(), resolve({ preferBuiltins: true })],
  output: { dir: ${JSON.stringify(outdir)}, format: '${format === 'mjs' ? 'es' : 'cjs'}', entryFileNames: 'app.${format}' },
  ${setting}
};\n`;
    fs.writeFileSync(path.join(source, 'rollup.config.mjs'), config);
    output(process.execPath, [hostFile('rollup', 'dist', 'bin', 'rollup'), '--config', '--silent'], source);
    return path.join(outdir, `app.${format}`);
  },
);

export const vite = bundler(
  'Vite, for the server',
  () => versionIn(hostFile('vite')),
  [
    { setting: '', backend: 'wasmtime', stays: true },
    { setting: `ssr: { noExternal: true, external: ['stringops-booster'] }`, backend: 'wasmtime', stays: true },
    {
      setting: `ssr: { noExternal: true }, build: { rolldownOptions: { external: [/^stringops-booster-/] } }`,
      backend: 'webassembly',
    },
  ],
  ({ setting, source, entry, outdir }) => {
    fs.writeFileSync(path.join(source, 'vite.config.mjs'), `export default { ${setting} };\n`);
    const options = `build --ssr ${entry} --outDir ${outdir} --emptyOutDir --logLevel error`;
    commandLine(script('vite', 'bin', 'vite.js'), options, source);
    return path.join(outdir, 'program.mjs');
  },
);

export const ncc = bundler(
  '@vercel/ncc',
  () => versionIn(hostFile('@vercel/ncc')),
  [
    { setting: '', format: 'cjs', backend: 'wasmtime' },
    { setting: '', backend: 'wasmtime' },
    { setting: '--external stringops-booster', format: 'cjs', backend: 'wasmtime', stays: true },
  ],
  ({ setting, source, entry, outdir }) => {
    commandLine(
      script('@vercel/ncc', 'dist', 'ncc', 'cli.js'),
      `build ${entry} --out ${outdir} --quiet ${setting}`,
      source,
    );
    return path.join(
      outdir,
      fs.readdirSync(outdir).find((name) => /^index\.[cm]?js$/.test(name)),
    );
  },
);

export const bun = bundler(
  'bun build',
  () => versionIn(path.dirname(path.dirname(fs.realpathSync(runtime('bun'))))),
  ['node', 'bun']
    .flatMap((target) =>
      ['cjs', 'mjs'].map((format) => ({
        setting: `--target=${target}`,
        format,
        ...(target === 'bun' && { runner: runtime('bun') }),
      })),
    )
    .concat({ setting: '--compile', format: 'cjs' }, { setting: '--compile' })
    .map((bundle) => ({ backend: 'wasmtime', ...bundle })),
  ({ setting, source, entry, outdir }) => {
    const file = path.join(outdir, setting === '--compile' ? 'app.exe' : `program.js`);
    const where = setting === '--compile' ? `--outfile ${file}` : `--outdir ${outdir}`;
    commandLine(`'${runtime('bun')}'`, `build ${entry} ${where} ${setting}`, source);
    if (setting === '--compile') return file;
    // An ES module, whatever it was made of.
    fs.renameSync(file, path.join(outdir, 'program.mjs'));
    return path.join(outdir, 'program.mjs');
  },
);

/** One file of CommonJS with everything but the binary. */
async function oneFile(source, contents) {
  const outfile = path.join(source, 'app.cjs');
  await build({
    stdin: { contents, resolveDir: source },
    outfile,
    bundle: true,
    platform: 'node',
    external: ['stringops-booster-*'],
    logLevel: 'error',
  });
  return outfile;
}

/** A program whose state is kept in a start-up snapshot after it has loaded, and read when the snapshot starts. */
const SNAPSHOT = `const ${NAMES} = require('stringops-booster');\n${probe(true)}
const { backend } = require('stringops-booster').loadStringOpsSync();
require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
  probe().then((seen) => console.log(JSON.stringify({ ...seen, backend })));
});
`;

const NO_ADDON = /A start-up snapshot cannot hold an addon$/;

/** A bundle in a start-up snapshot of Node, which can hold neither an addon nor a module, and no errors. */
export async function snapshot({ folder, tarball }) {
  const { source, binary } = sourceProject(folder, tarball);
  const file = await oneFile(source, SNAPSHOT);
  const env = { NAPI_RS_NATIVE_LIBRARY_PATH: binary };
  return [20, 22, 24, 26].map((major) => {
    const run = (...options) => output(node(major), ['--snapshot-blob', 'app.blob', ...options, file], source, env);
    run('--build-snapshot');
    checkProbe(run(), 'javascript', NO_ADDON);
    return { host: 'a start-up snapshot', version: nodeVersion(major), setting: '', backend: 'javascript' };
  });
}

const nodeVersion = (major) => `Node ${versionIn(path.dirname(path.dirname(node(major))))}`;

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Single executables: alone, with the binary beside them, and with a start-up snapshot within. */
export async function sea({ folder, tarball }) {
  const { source, binary } = sourceProject(folder, tarball);
  trap(folder);
  const rows = [];
  for (const major of [20, 22, 24, 26]) {
    for (const useSnapshot of [false, true]) {
      const main = await oneFile(source, useSnapshot ? SNAPSHOT : SOURCES['program.cjs']);
      const place = path.join(folder, 'a', `${major}${useSnapshot ? '-snapshot' : ''}`);
      fs.mkdirSync(place);
      const executable = path.join(place, process.platform === 'win32' ? 'app.exe' : 'app');
      // Node 26 makes the whole executable itself.
      const config = { main, useSnapshot, disableExperimentalSEAWarning: true };
      config.output = major < 26 ? path.join(source, 'app.blob') : executable;
      fs.writeFileSync(path.join(source, 'sea.json'), JSON.stringify(config));
      const making = [major < 26 ? '--experimental-sea-config' : '--build-sea', 'sea.json'];
      output(node(major), making, source, useSnapshot ? { NAPI_RS_NATIVE_LIBRARY_PATH: binary } : {});
      if (major < 26) {
        fs.copyFileSync(node(major), executable);
        const postject = [hostFile('postject', 'dist', 'cli.js'), executable, 'NODE_SEA_BLOB', config.output];
        output(process.execPath, [...postject, '--sentinel-fuse', FUSE], source);
      }
      const row = (setting, backend, { env, reason } = {}) => {
        checkProbe(output(executable, [], place, env), backend, reason);
        rows.push({ host: 'a single executable (SEA)', version: nodeVersion(major), setting, backend });
      };
      if (useSnapshot) row('useSnapshot: true', 'javascript', { reason: NO_ADDON });
      else {
        row('', 'webassembly');
        fs.copyFileSync(binary, path.join(place, 'addon.node'));
        const env = { NAPI_RS_NATIVE_LIBRARY_PATH: path.join(place, 'addon.node') };
        row('NAPI_RS_NATIVE_LIBRARY_PATH=/path/to/the/binary.node', 'wasmtime', { env });
      }
      fs.rmSync(place, { recursive: true });
    }
  }
  return rows;
}
