// Who may name what. The arrows of docs/ARCHITECTURE.md, as rules over the source text.
import fs from 'node:fs';
import path from 'node:path';
import { fail, root } from './steps.mjs';

/** [what must not appear, in which files, except in these, why] */
const RULES = [
  [/\bnapi(_derive)?::|\buse napi/, 'src', ['src/bindings'], 'only the bindings name Node-API'],
  [
    /(?<!backend::)(?<!mod )(?<!super::)\bwasmtime::|\buse wasmtime/,
    'src',
    ['src/backend/wasmtime.rs', 'src/engine_config.rs', 'src/backend/mod.rs'],
    'only its backend names wasmtime',
  ],
  [/\bmemchr::|\buse memchr/, 'src', ['src/backend/native.rs'], 'only the native backend names memchr'],
  [/crate::bindings/, 'src', ['src/bindings'], 'nothing points back to the bindings'],
  [/crate::(backend|bindings|utf16)/, 'src/fnv1a', [], 'the kernels know nobody'],
  [/crate::(backend|bindings|fnv1a)/, 'src/utf16', [], 'the kernels know nobody'],
  [
    /require\('(?!\.\/stringOps\.|\.\.\/\.\.\/(lib\/|index\.))/,
    'modules',
    [],
    'modules/stringOps holds facades over lib',
  ],
  [/require\('(?!\.\.\/\.\.\/lib\/)/, 'src/booster', [], 'src/booster holds facades over lib'],
  [/binding\.cjs/, 'lib', ['lib/backends/addon/addon.js'], 'only its backend names the addon'],
  [/require\('\.\.\/(index|modules)/, 'lib', [], 'lib does not point back to the entries'],
  [/require\('\.\.\/(load|string-ops|crossing)/, 'lib/backends', [], 'backends do not point back to what chooses them'],
  [/node:/, 'lib/browser', [], 'a browser has nothing of Node'],
  [
    /require\('\.\.\/(load|hash-stream|is-proxy|node-metrics|platform-options|backends\/addon)\.js/,
    'lib/browser',
    [],
    'what is replaced in the browser is not named there',
  ],
  [/require\('(?!node:|\.)/, 'lib', [], 'the package has no dependencies'],
];

function filesBelow(entry) {
  const full = path.join(root, entry);
  if (!fs.statSync(full).isDirectory()) return [entry];
  return fs.readdirSync(full).flatMap((name) => filesBelow(`${entry}/${name}`));
}

/** Comments may name anything. */
const code = (text) => text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '');

const broken = [];
for (const [pattern, folder, exceptions, why] of RULES) {
  const files = filesBelow(folder).filter((file) => /\.(rs|js|cjs|mjs)$/.test(file));
  if (files.length === 0) fail(`an import rule is about ${folder}, which has no source`);
  for (const file of files) {
    if (exceptions.some((exception) => file.startsWith(exception))) continue;
    const found = code(fs.readFileSync(path.join(root, file), 'utf8')).match(pattern);
    if (found) broken.push(`${file}: ${found[0]} (${why})`);
  }
}
if (broken.length > 0) fail(`import rules are broken\n${broken.join('\n')}`);
console.log(`${RULES.length} import rules hold`);
