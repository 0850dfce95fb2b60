// What is in the packed package, and what publint and attw (are the types wrong?) say about it. No rule of theirs is turned
// off.
import fs from 'node:fs';
import path from 'node:path';
import { root, tool } from '../steps.mjs';
import { output } from './scratch.mjs';

/** Files that no entry of package.json names. */
const NEEDED = [
  'package.json',
  'README.md',
  'LICENSE',
  'SECURITY.md',
  'binaries.js',
  'dist/index.js',
  'dist/core.js',
  'dist/portable.js',
  'dist/cli.js',
  'dist/wasm.js',
  'dist/browser/index.mjs',
  'lib/types/streams.d.ts',
  'modules/stringOps/stringOps.wasm',
  'modules/stringOps/stringOps.wat',
];

/** Folders of the repository that must not be published. */
const STRAY = /^(src(?!\/booster\/)|target|__tests__|benches|scripts|docs|examples|artifacts|\.)/;

/** The scripts that npm runs when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];

/** Every path that `main`, `types`, `bin` and `exports` name. */
function namedFiles(value) {
  if (typeof value === 'string')
    return value.startsWith('.') || value.startsWith('bin/') ? [path.posix.normalize(value)] : [];
  return Object.values(value ?? {}).flatMap(namedFiles);
}

export function contents({ folder, tarball, files }) {
  fs.mkdirSync(folder);
  output('tar', ['-xzf', tarball, '-C', folder], root);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package', 'package.json'), 'utf8'));

  const named = ['main', 'module', 'browser', 'types', 'bin', 'exports'].flatMap((key) => namedFiles(manifest[key]));
  if (named.length < 10) throw new Error(`package.json names ${named.length} files only: is this check still right?`);
  const missing = [...new Set([...NEEDED, ...named])].filter((name) => !name.includes('*') && !files.includes(name));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  const stray = files.filter((name) => STRAY.test(name));
  if (stray.length > 0) throw new Error(`the package holds ${stray.join(', ')}`);
  const scripts = INSTALL_SCRIPTS.filter((name) => manifest.scripts?.[name] !== undefined);
  if (scripts.length > 0) throw new Error(`the package has install scripts: ${scripts.join(', ')}`);
  if (files.includes('binding.gyp')) throw new Error('the package holds a binding.gyp, which makes npm run node-gyp');
  if (Object.keys(manifest.dependencies ?? {}).length > 0) throw new Error('the package has dependencies');
  output(tool('publint'), ['run', tarball, '--strict'], root);
  const verdict = output(tool('attw'), [tarball, '--no-color', '--no-emoji', '--format', 'ascii'], root);
  if (!verdict.includes('No problems found')) throw new Error(verdict);
  return `${files.length} files, no install scripts, no dependencies; publint and attw find nothing`;
}
