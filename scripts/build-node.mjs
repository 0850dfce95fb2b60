// node scripts/build-node.mjs
//
// lib/ -> dist/, what Node loads. One file, dist/index.js, has all that every program needs; what is rarely used is in
// files of its own, named by LATE, that load when they are first used: lib/ requires them within functions. A late file
// has no copies: what index.js has it takes from there, and what no other file has it brings.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { fail, root } from './steps.mjs';

/** What the package exports, by the file of lib/ that it comes from. */
const PUBLIC = {
  'load/load.js': ['loadStringOps', 'loadStringOpsSync', 'getStringOps'],
  'backends/webassembly/webassembly.js': ['StringOpsWrapper'],
  'backends/javascript/javascript.js': ['StringOpsFallback'],
  'coordinator/coordinator.js': ['WASMRuntimeCoordinator'],
};

/** The late files of dist/, by the file of lib/ whose exports they have. */
const LATE = {
  'booster/outline.js': 'outline.js',
  'cli/main.js': 'cli.js',
  'coordinator/parts.js': 'coordinator.js',
  'backends/webassembly/held-memory.js': 'held-memory.js',
  'instance/hash-stream.js': 'hash-stream.js',
  'instance/held-text.js': 'held-text.js',
  'instance/search-stream.js': 'search-stream.js',
  'operations/abort-signal.js': 'abort-signal.js',
  'operations/async.js': 'promises.js',
  'operations/held-store.js': 'held-store.js',
  'operations/known-answers.js': 'known-answers.js',
};

/** In the place of lib/backends/webassembly/module-bytes.js, which reads the file. */
const MODULE_BYTES = `'use strict';

// stringOps.wasm in base64. Made by \`npm run build:js\`.
const BASE64 = '${fs.readFileSync(path.join(root, 'modules/stringOps/stringOps.wasm'), 'base64')}';

module.exports.moduleBytes = () => Buffer.from(BASE64, 'base64');
`;

/** Paths of the package that give one class, also as the default export: file of dist/ by class. */
const CLASSES = { WASMRuntimeCoordinator: 'booster/wasm-runtime-coordinator' };

/**
 * Globals that calls use, taken once, when a file loads: in a vm context, as test runners make them, each look-up of a
 * global goes through an interceptor and takes 100 ns. None of those that Node loads when they are first read, such as
 * `performance`.
 */
const CAPTURED = `const { Array, ArrayBuffer, Error, FinalizationRegistry, Map, Math, Number, Object, Promise, RangeError, Reflect, Set,
  SharedArrayBuffer, String, Symbol, TextDecoder, TextEncoder, TypeError, Uint16Array, Uint32Array, Uint8Array, WebAssembly,
  setImmediate } = globalThis;`;

/**
 * A class that needs no backend, and is imported by programs that run for an instant: files that load nothing else, with
 * copies of the few functions that index.js has as well.
 */
const ALONE = { 'booster/wasm-runtime.js': 'wasm-runtime.js', 'booster/parts.js': 'booster-parts.js' };

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
 * @param {Set<string>} core names below lib/ of what index.js has, for a late file
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
      contents: `module.exports = require('./index.js').parts[${JSON.stringify(name)}]();`,
    }));
    onLoad({ filter: /./, namespace: 'version' }, () => ({
      contents: `module.exports.version = ${JSON.stringify(version)};`,
    }));
    onResolve({ filter: /^\.\/index\.js$/, namespace: 'core' }, () => ({ path: './index.js', external: true }));
  },
});

/** @returns {Promise<string[]>} names below lib/ of what the bundle has, and of what it takes from index.js */
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
  for (const name of new Set(packages)) fs.appendFileSync(path.join(dist, output), licenseOf(name));
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
 * Makes index.js quicker to load. The functions that it runs when it loads, one for each file of lib/, are put in brackets:
 * V8 then compiles them at once instead of looking through them first. What is left of characters beyond ASCII, in
 * comments, goes: with them each character of the file would take two bytes. No line moves, so the source map stays right.
 *
 * @param {string} file
 */
function quicken(file) {
  const text = fs
    .readFileSync(file, 'utf8')
    .replaceAll('\u2026', '...')
    .replace(/[^\0-\x7f]/g, '?');
  const opened = text.replace(/^ {2}("[^"]+")\(([\w, ]*)\) \{$/gm, '  $1: (function ($2) {');
  const count = opened.split(': (function (').length;
  const closed = opened.replace(/^ {2}\}\n\}\);$/gm, '  })\n});');
  if (count < 30 || closed.split('\n  })\n});').length !== count)
    fail('esbuild writes CommonJS in another form than before');
  fs.writeFileSync(file, closed);
}

/** The source of index.js: what is public, and what late files take from here. */
const entryOf = (parts) => `
  ${Object.entries(PUBLIC)
    .flatMap(([file, names]) => names.map((name) => `module.exports.${name} = require('./${file}').${name};`))
    .join('\n')}
  // For the other files of this folder, so that there is one copy of everything.
  module.exports.parts = { ${parts.map((name) => `'${name}': () => require('./${name}')`).join(',\n')} };
`;

const core = (parts) =>
  bundle({
    input: { stdin: { contents: entryOf(parts), resolveDir: lib, sourcefile: 'index.js' } },
    output: 'index.js',
  });

const filesOf = (inputs) =>
  inputs.filter((input) => input.startsWith('lib/')).map((input) => input.slice('lib/'.length));

for (const name of fs.existsSync(dist) ? fs.readdirSync(dist) : []) {
  if (name !== 'browser') fs.rmSync(path.join(dist, name), { recursive: true });
}
const inCore = new Set(filesOf(await core([])));
const wanted = new Set();
const owners = new Map([...inCore].map((name) => [name, 'index.js']));
for (const [entry, output] of Object.entries(LATE)) {
  const inputs = await bundle({ input: { entryPoints: [path.join(lib, entry)] }, output, entry, core: inCore });
  for (const name of filesOf(inputs)) {
    if (owners.has(name))
      fail(`${output} and ${owners.get(name)} both have lib/${name}: make it a late file of its own`);
    owners.set(name, output);
  }
  for (const input of inputs) if (input.startsWith('core:')) wanted.add(input.slice('core:'.length));
}
await core([...wanted].sort());
quicken(path.join(dist, 'index.js'));
for (const [entry, output] of Object.entries(ALONE)) {
  await bundle({ input: { entryPoints: [path.join(lib, entry)] }, output, entry });
}
fs.writeFileSync(
  path.join(dist, 'wasm-runtime.mjs'),
  "import required from './wasm-runtime.js';\n\nconst { WASMRuntime } = required;\n\nexport { WASMRuntime, WASMRuntime as default };\n",
);
fs.writeFileSync(path.join(dist, 'module-bytes.js'), MODULE_BYTES);

for (const [name, file] of Object.entries(CLASSES)) {
  fs.mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
  fs.writeFileSync(
    path.join(dist, `${file}.js`),
    `'use strict';\n\nmodule.exports.${name} = require('../../index.js').${name};\n`,
  );
  fs.writeFileSync(
    path.join(dist, `${file}.mjs`),
    `import { ${name} } from '../../index.mjs';\n\nexport { ${name}, ${name} as default };\n`,
  );
}
