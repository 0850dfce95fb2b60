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

/** Files whose parts the others take, and what each begins with: the second takes from the first. */
const SHARED = { 'core.js': 'load/load.js', 'operations.js': 'instance/operations.js' };

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
 * @param {string} output the bundle
 * @param {Map<string, string>} owners by name below lib/, the bundle that gives it to others
 */
const links = (output, owners) => ({
  name: 'links',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path: request, resolveDir, namespace }) => {
      if (namespace === 'parts') return { path: request, external: true };
      const file = path.resolve(resolveDir, request);
      const name = nameOf(file);
      if (name === 'backends/webassembly/module-bytes.js') return { path: './module-bytes.js', external: true };
      const own = LATE[name] ?? ALONE[name];
      if (own !== undefined && own !== output) return { path: `./${own}`, external: true };
      if (owners.has(name) && owners.get(name) !== output) return { path: name, namespace: 'parts' };
      if (file === path.join(root, 'package.json')) return { path: 'version', namespace: 'version' };
      if (file === path.join(root, 'binaries.js')) return { path: '../binaries.js', external: true };
      return undefined;
    });
    onLoad({ filter: /./, namespace: 'parts' }, ({ path: name }) => ({
      contents: `module.exports = require('./${owners.get(name)}').parts[${JSON.stringify(name)}]();`,
    }));
    onLoad({ filter: /./, namespace: 'version' }, () => ({
      contents: `module.exports.version = ${JSON.stringify(version)};`,
    }));
  },
});

/** @returns {Promise<string[]>} names below lib/ of what the bundle has, and after `parts:` of what it takes */
async function bundle({ input, output, owners = new Map() }) {
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
    plugins: [links(output, owners)],
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

/** The source of a bundle that gives parts to others. */
const giving = (parts) =>
  `module.exports.parts = { ${parts.map((name) => `'${name}': () => require('./${name}')`).join(',\n')} };`;

const fromText = (contents, sourcefile) => ({ stdin: { contents, resolveDir: lib, sourcefile } });
for (const name of fs.existsSync(dist) ? fs.readdirSync(dist) : []) {
  if (name !== 'browser') fs.rmSync(path.join(dist, name), { recursive: true });
}

/** By name below lib/, the bundle that has it: first what they begin with, then all. */
const owners = new Map(Object.entries(SHARED).map(([output, entry]) => [entry, output]));
/** The parts that others take. */
const wanted = new Set(owners.keys());
const share = (output) => {
  const parts = [...wanted].filter((name) => owners.get(name) === output).sort();
  return bundle({ output, input: fromText(giving(parts), output), owners });
};
for (const output of Object.keys(SHARED)) {
  for (const name of filesOf(await share(output))) owners.set(name, output);
}
const files = [
  { output: 'index.js', input: fromText(exported, 'index.js') },
  ...Object.entries(LATE).map(([entry, output]) => ({ output, input: { entryPoints: [path.join(lib, entry)] } })),
];
const shared = new Map(owners);
const takenBy = (inputs) =>
  inputs.filter((name) => name.startsWith('parts:')).map((name) => name.slice('parts:'.length));
for (const { output, input } of files) {
  const inputs = await bundle({ input, output, owners: shared });
  for (const name of filesOf(inputs)) {
    if (owners.has(name))
      fail(`${output} and ${owners.get(name)} both have lib/${name}: make it a late file of its own`);
    owners.set(name, output);
  }
  for (const name of takenBy(inputs)) wanted.add(name);
}
for (const output of Object.keys(SHARED).reverse()) for (const name of takenBy(await share(output))) wanted.add(name);
for (const [entry, output] of Object.entries(ALONE)) {
  await bundle({ input: { entryPoints: [path.join(lib, entry)] }, output });
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
