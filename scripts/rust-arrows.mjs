// Which file of a Rust crate names which others, read from the text of its sources.
import fs from 'node:fs';
import path from 'node:path';

/** Without comments, strings and characters: what is left has every brace and path of the code, and no others. */
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
 * @param {string} root of the project
 * @returns {Map<string, Set<string>>} the files that each file names, itself left out
 */
export function rustArrows(files, root) {
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
