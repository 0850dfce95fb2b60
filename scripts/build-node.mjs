// node scripts/build-node.mjs
//
// lib/ -> dist/, what Node loads. dist/index.js is what the package exports, and no more; core.js is what computes, and
// loads with the first instance; what is rarely used is in files of its own, named by LATE. lib/ requires all of these
// within functions. No file has copies: what an earlier one has it takes from there.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { fail, root } from './steps.mjs';

/** What the package exports, by the file of lib/ that it comes from. */
const PUBLIC = {
  'load/public.js': [
    'loadStringOps',
    'loadStringOpsSync',
    'getStringOps',
    'loadWasm',
    'loadWasmSync',
    'StringOpsWrapper',
    'StringOpsFallback',
  ],
  'coordinator/coordinator.js': ['WASMRuntimeCoordinator'],
  'booster/wasm-runtime.js': ['WASMRuntime'],
};

/** What core.js begins with. */
const CORE = 'load/load.js';

/** The late files of dist/, by the file of lib/ whose exports they have. */
const LATE = {
  'booster/outline.js': 'outline.js',
  'cli/main.js': 'cli.js',
  'coordinator/parts.js': 'coordinator.js',
  'backends/portable.js': 'portable.js',
  'instance/hash-object.js': 'hash-object.js',
  'instance/hash-stream.js': 'hash-stream.js',
  'instance/held-text.js': 'held-text.js',
  'instance/needles.js': 'needles.js',
  'instance/search-stream.js': 'search-stream.js',
  'operations/abort-signal.js': 'abort-signal.js',
  'operations/async.js': 'promises.js',
  'operations/held-store.js': 'held-store.js',
  'operations/known-answers.js': 'known-answers.js',
  'text/decoder.js': 'decoder.js',
  'text/text-seam.js': 'text-seam.js',
  'wasm/load.js': 'wasm.js',
};

/** In the place of lib/backends/webassembly/module-bytes.js, which reads the file. */
const MODULE_BYTES = `'use strict';

// stringOps.wasm in base64. Made by \`npm run build:js\`.
const BASE64 = '${fs.readFileSync(path.join(root, 'modules/stringOps/stringOps.wasm'), 'base64')}';

module.exports.moduleBytes = () => Buffer.from(BASE64, 'base64');
`;

/** Paths of the package that give one class, also as the default export: file of dist/ by class. */
const CLASSES = {
  WASMRuntime: 'booster/wasm-runtime',
  WASMRuntimeCoordinator: 'booster/wasm-runtime-coordinator',
};

/**
 * Globals that calls use, taken once, when a file loads: in a vm context, as test runners make them, each look-up of a
 * global goes through an interceptor and takes 100 ns. None of those that Node loads when they are first read, such as
 * `performance`.
 */
const CAPTURED = `const { Array, ArrayBuffer, BigInt, BigUint64Array, Error, FinalizationRegistry, Map, Math, Number, Object, Promise, RangeError, Reflect, RegExp, Set,
  SharedArrayBuffer, String, Symbol, TextDecoder, TextEncoder, TypeError, Uint16Array, Uint32Array, Uint8Array, WebAssembly,
  setImmediate } = globalThis;`;

/**
 * What a class needs that works without a backend, in programs that run for an instant: a file that loads nothing else,
 * with copies of the few functions that core.js has as well.
 */
const ALONE = { 'booster/parts.js': 'booster-parts.js' };

const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const lib = path.join(root, 'lib');
const dist = path.join(root, 'dist');

/** A file's name below lib/, or undefined if it is elsewhere. */
function nameOf(file) {
  const name = path.relative(lib, file).replaceAll('\\', '/');
  return name.startsWith('../') ? undefined : name;
}

/**
 * Where a request leads that does not lead to a file of the same bundle.
 *
 * @param {string} entry name below lib/ of the bundle's own entry
 * @param {Set<string>} core names below lib/ of what core.js has, for another file
 */
const links = (entry, core) => ({
  name: 'links',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path: request, resolveDir }) => {
      const file = path.resolve(resolveDir, request);
      const name = nameOf(file);
      if (name === 'backends/webassembly/module-bytes.js') return { path: './module-bytes.js', external: true };
      const own = LATE[name] ?? ALONE[name];
      if (own !== undefined && name !== entry) return { path: `./${own}`, external: true };
      if (core.has(name)) return { path: name, namespace: 'core' };
      if (file === path.join(root, 'package.json')) return { path: 'version', namespace: 'version' };
      if (file === path.join(root, 'binaries.js')) return { path: '../binaries.js', external: true };
      return undefined;
    });
    onLoad({ filter: /./, namespace: 'core' }, ({ path: name }) => ({
      contents: `module.exports = require('./core.js').parts[${JSON.stringify(name)}]();`,
    }));
    onLoad({ filter: /./, namespace: 'version' }, () => ({
      contents: `module.exports.version = ${JSON.stringify(version)};`,
    }));
    onResolve({ filter: /^\.\/core\.js$/, namespace: 'core' }, () => ({ path: './core.js', external: true }));
  },
});

/** @returns {Promise<string[]>} names below lib/ of what the bundle has, and of what it takes from core.js */
async function bundle({ input, output, entry, core = new Set() }) {
  const { metafile } = await build({
    ...input,
    absWorkingDir: root,
    outfile: path.join(dist, output),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    charset: 'ascii',
    sourcemap: true,
    banner: { js: `// @ts-nocheck -- made from lib/ by \`npm run build:js\`\n'use strict';\n${CAPTURED}` },
    plugins: [links(entry, core)],
    metafile: true,
    logLevel: 'warning',
  });
  const inputs = Object.keys(metafile.inputs);
  const packages = inputs.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
  const text = fs.readFileSync(path.join(dist, output), 'utf8');
  fs.writeFileSync(path.join(dist, output), toAscii(text) + [...new Set(packages)].map(licenseOf).join(''));
  return inputs;
}

/** The terms of a bundled package, as a comment: most ask to go wherever the code goes. */
function licenseOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) fail(`${name} is bundled, but has no license that can go with it`);
  return `\n/*\n${name}\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trimEnd()}\n*/\n`;
}

/**
 * What is left of characters beyond ASCII, in comments, goes: with them each character of the file would take two bytes.
 * No line moves, so the source map stays right.
 */
const toAscii = (text) => text.replaceAll('\u2026', '...').replace(/[^\0-\x7f]/g, '?');

const filesOf = (inputs) =>
  inputs.filter((input) => input.startsWith('lib/')).map((input) => input.slice('lib/'.length));

/** What is public, and nothing that it needs. */
const exported = Object.entries(PUBLIC)
  .flatMap(([file, names]) => names.map((name) => `module.exports.${name} = require('./${file}').${name};`))
  .join('\n');

/** The source of core.js, for the other files of this folder. */
const coreOf = (parts) =>
  `module.exports.parts = { ${parts.map((name) => `'${name}': () => require('./${name}')`).join(',\n')} };`;

const fromText = (contents, sourcefile) => ({ stdin: { contents, resolveDir: lib, sourcefile } });
const core = (parts) => bundle({ input: fromText(coreOf(parts), 'core.js'), output: 'core.js' });

for (const name of fs.existsSync(dist) ? fs.readdirSync(dist) : []) {
  if (name !== 'browser') fs.rmSync(path.join(dist, name), { recursive: true });
}
const inCore = new Set(filesOf(await core([CORE])));
const owners = new Map([...inCore].map((name) => [name, 'core.js']));
const wanted = new Set([CORE]);
const files = [
  { output: 'index.js', input: fromText(exported, 'index.js') },
  ...Object.entries(LATE).map(([entry, output]) => ({
    output,
    input: { entryPoints: [path.join(lib, entry)] },
    entry,
  })),
];
for (const { output, input, entry } of files) {
  const inputs = await bundle({ input, output, entry, core: inCore });
  for (const name of filesOf(inputs)) {
    if (owners.has(name))
      fail(`${output} and ${owners.get(name)} both have lib/${name}: make it a late file of its own`);
    owners.set(name, output);
  }
  for (const input of inputs) if (input.startsWith('core:')) wanted.add(input.slice('core:'.length));
}
await core([...wanted].sort());
for (const [entry, output] of Object.entries(ALONE)) {
  await bundle({ input: { entryPoints: [path.join(lib, entry)] }, output, entry });
}
write('module-bytes.js', MODULE_BYTES);

/** Writes a file of dist/. */
function write(file, text) {
  fs.mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
  fs.writeFileSync(path.join(dist, file), text);
}

// For bundlers plain imports, and for Node what index.mjs does.
write('bundlers/index.mjs', `export { ${Object.values(PUBLIC).flat().join(', ')} } from '../../index.js';\n`);
for (const [name, file] of Object.entries(CLASSES)) {
  const exports = `\n\nexport { ${name}, ${name} as default };\n`;
  write(`bundlers/${file}.mjs`, `import { ${name} } from '../../../index.js';${exports}`);
  write(
    `${file}.mjs`,
    `import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { ${name} } = require('../../index.js');${exports}`,
  );
  write(`${file}.js`, `'use strict';\n\nmodule.exports.${name} = require('../../index.js').${name};\n`);
}
