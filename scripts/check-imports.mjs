// Which folder may import which, and that no file imports itself by way of others, in lib/ and in src/.
//
// An arrow in JavaScript is a `require` or an `import` that runs, as esbuild resolves it; types in comments do not
// count. An arrow in Rust is a path from `crate::`, `super::` or a module that the file declares; its `mod` line does
// not count.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { fail, root } from './steps.mjs';

/** What each room of lib/ may import besides itself, from the top down to the rooms that import nothing. */
const LIB = {
  cli: ['load', 'wasm', 'instance', 'backends', 'operations', 'errors'],
  booster: ['errors'],
  coordinator: ['load', 'wasm', 'backends', 'operations', 'errors', 'node'],
  browser: ['coordinator', 'load', 'instance', 'backends', 'operations', 'errors', 'text'],
  load: ['wasm', 'instance', 'backends', 'operations', 'errors', 'node'],
  wasm: ['operations', 'errors', 'text', 'node'],
  instance: ['operations', 'kernels', 'errors', 'text', 'node'],
  backends: ['operations', 'kernels', 'errors', 'text', 'node'],
  operations: ['kernels', 'errors', 'text', 'node'],
  errors: ['text', 'node'],
  kernels: ['text'],
  text: [],
  node: [],
};

/** What each room of src/ may import. A room is a folder or a file. */
const SRC = {
  lib: [],
  bindings: ['backend', 'needles', 'fnv1a', 'utf16', 'cpu'],
  backend: ['fnv1a', 'utf16', 'engine_config'],
  needles: [],
  fnv1a: ['cpu'],
  utf16: ['cpu'],
  cpu: [],
  engine_config: [],
};

/** Who may name things that are not ours. Nothing else in lib/ and src/ may. */
const FOREIGN = [
  { name: 'Node-API', pattern: /\bnapi(_derive)?::|#\[napi\b/, allowed: ['src/bindings/'] },
  { name: 'wasmtime', pattern: /^use wasmtime::/m, allowed: ['src/backend/wasmtime.rs', 'src/engine_config.rs'] },
  { name: 'memchr', pattern: /\bmemchr::/, allowed: ['src/backend/native.rs', 'src/needles/'] },
  { name: 'aho-corasick', pattern: /\baho_corasick::/, allowed: ['src/needles/'] },
  { name: "the addon's file", pattern: /binaries\.js/, allowed: ['lib/backends/addon/'] },
  {
    name: 'a module of Node',
    pattern: /['"`]node:/,
    allowed: [
      'lib/cli/',
      'lib/node/',
      'lib/instance/hash-stream.js',
      'lib/backends/addon/',
      'lib/backends/webassembly/module-bytes.js',
    ],
  },
];

/** What the build copies into dist/. The package itself has no dependencies. */
const COPIED = [
  'lib/booster/outline.js -> node_modules/js-tokens/index.js',
  'lib/cli/progress.js -> node_modules/get-east-asian-width/index.js',
];

const filesOf = (folder) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /(?<!\.d)\.(rs|[cm]?js)$/.test(name))
    .sort();

/** @returns {Promise<Map<string, Set<string>>>} the files that each file of lib/ imports */
async function javascriptArrows(files) {
  const arrows = new Map(files.map((file) => [file, new Set()]));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'unwritten',
    format: 'esm',
    platform: 'node',
    external: ['*/binaries.js', '*/module-bytes.mjs', '*/package.json'],
    logLevel: 'error',
  });
  for (const [from, { imports }] of Object.entries(metafile.inputs)) {
    for (const { path: to, external } of imports) {
      if (!external) arrows.get(from)?.add(to);
      else if (!/^(node:|\.|<runtime>)/.test(to)) broken.add(`${from} -> ${to} (the package has no dependencies)`);
    }
  }
  return arrows;
}

/** Rust without comments, strings and characters: what is left has every brace and path of the code, and no others. */
const bare = (text) =>
  text.replace(/\/\/.*$|\/\*[^]*?\*\/|\br(#*)"[^]*?"\1|"(?:\\[^]|[^"\\])*"|'(?:\\.[^']*|[^'\\])'/gm, (match) =>
    match.startsWith('/') ? ' ' : '""',
  );

/** `a::{b, c::{d, self}}` -> ['a::b', 'a::c::d', 'a::c'] */
function expanded(tree) {
  const brace = tree.indexOf('{');
  if (brace === -1) return [tree.replace(/ as \w+$/, '').trim()];
  const prefix = tree.slice(0, brace).trim();
  const parts = [];
  let [depth, part] = [0, ''];
  for (const char of tree.slice(brace + 1, tree.lastIndexOf('}'))) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (char === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part]
    .map((item) => item.trim())
    .filter(Boolean)
    .flatMap(expanded)
    .map((item) => (item === 'self' ? prefix.replace(/::$/, '') : prefix + item));
}

/** The module of a file: 'src/backend/mod.rs' -> 'backend', 'src/lib.rs' -> ''. */
const moduleOf = (file) =>
  file
    .split('/')
    .slice(1)
    .join('::')
    .replace(/(::)?(mod|lib)\.rs$/, '')
    .replace(/\.rs$/, '');

/**
 * The paths a file names, each with the module in which it is written: in a file's `mod tests { … }`, `super` is that
 * file.
 */
function pathsOf(text, module) {
  const found = [];
  const inside = [];
  const declared = new Set([...text.matchAll(/\bmod (\w+);/g)].map(([, name]) => name));
  const tokens = /\bmod (\w+)\s*\{|\buse ([^;]+);|\bpub\(in [\w:]+\)|([{}])|((?<![\w:]|:: )[a-z_]\w*(?:::\w+)+)/g;
  let depth = 0;
  for (const [, inline, use, brace, inCode] of text.matchAll(tokens)) {
    if (inline) inside.push({ name: inline, depth: depth++ });
    else if (brace === '{') depth++;
    else if (brace === '}') {
      depth--;
      if (inside.at(-1)?.depth === depth) inside.pop();
    } else if (use || inCode) {
      const here = [module, ...inside.map(({ name }) => name)].filter(Boolean);
      for (const item of use ? expanded(use.replace(/\s+/g, ' ')) : [inCode]) {
        const segments = item.split('::');
        if (/^(crate|super|self)$/.test(segments[0]) || (inside.length === 0 && declared.has(segments[0])))
          found.push({ here: here.flatMap((name) => name.split('::')), segments });
      }
    }
  }
  return found;
}

/**
 * @param {string[]} files of one crate, its root `src/lib.rs`
 * @returns {Map<string, Set<string>>} the files that each file names, itself left out
 */
function rustArrows(files) {
  const fileOf = new Map(files.map((file) => [moduleOf(file), file]));
  return new Map(
    files.map((file) => {
      const targets = new Set();
      for (const { here, segments } of pathsOf(bare(fs.readFileSync(path.join(root, file), 'utf8')), moduleOf(file))) {
        let at = [...here];
        const rest = [...segments];
        if (rest[0] === 'crate') at = [];
        while (/^(crate|super|self)$/.test(rest[0])) if (rest.shift() === 'super') at.pop();
        // The deepest module on the path that is a file; an inline module is part of its file.
        let target = [...at, ...rest];
        while (!fileOf.has(target.join('::'))) target = target.slice(0, -1);
        const named = fileOf.get(target.join('::'));
        if (named !== file) targets.add(named);
      }
      return [file, targets];
    }),
  );
}

/** The files on a circle with each other: Tarjan's strongly connected components of more than one file. */
function circles(arrows) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const next of arrows.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || arrows.get(file)?.has(file)) found.push(circle);
  };
  for (const file of arrows.keys()) if (!index.has(file)) visit(file);
  return found;
}

/** `lib/backends/addon/addon.js` is in the room `backends`, `src/engine_config.rs` in `engine_config`. */
const roomOf = (file) => file.split('/')[1].replace(/\.rs$/, '');

const broken = new Set();
const rooms = new Set();
const libArrows = await javascriptArrows(filesOf('lib'));
const srcArrows = rustArrows(filesOf('src'));
for (const [folder, table, arrows] of [
  ['lib', LIB, libArrows],
  ['src', SRC, srcArrows],
]) {
  for (const [from, targets] of arrows) {
    const room = roomOf(from);
    if (!(room in table)) fail(`${from} is in no room that scripts/check-imports.mjs knows`);
    rooms.add(`${folder}/${room}`);
    for (const to of targets) {
      if (COPIED.includes(`${from} -> ${to}`)) continue;
      if (!to.startsWith(`${folder}/`)) broken.add(`${from} -> ${to} (${folder}/ does not point out of itself)`);
      else if (roomOf(to) !== room && !table[room].includes(roomOf(to))) broken.add(`${from} -> ${to}`);
    }
  }
  const empty = Object.keys(table).filter((room) => !rooms.has(`${folder}/${room}`));
  if (empty.length > 0)
    fail(`scripts/check-imports.mjs has rules for ${empty.join(', ')}, where ${folder}/ has no code`);
  for (const circle of circles(arrows)) broken.add(`a circle: ${circle.sort().join(' ')}`);
}

/** Comments may name anything. */
const code = (file) => fs.readFileSync(path.join(root, file), 'utf8').replace(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, '');
for (const { name, pattern, allowed } of FOREIGN) {
  const named = [...libArrows.keys(), ...srcArrows.keys()].filter((file) => pattern.test(code(file)));
  for (const file of named.filter((file) => !allowed.some((entry) => file.startsWith(entry))))
    broken.add(`${file} names ${name}`);
  const unused = allowed.filter((entry) => !named.some((file) => file.startsWith(entry)));
  if (unused.length > 0) broken.add(`${unused.join(', ')} may name ${name}, and does not`);
}

const count = (arrows) => [...arrows.values()].reduce((sum, { size }) => sum + size, 0);
if (broken.size > 0) fail(`import rules are broken\n${[...broken].sort().join('\n')}`);
console.log(
  `${libArrows.size} files of lib/ with ${count(libArrows)} arrows, ${srcArrows.size} of src/ with ${count(srcArrows)}: ` +
    'all as the tables say, no circle',
);
