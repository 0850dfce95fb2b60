// Everything a clean clone needs: dependencies from the lock file, dist/ and the addon.
import fs from 'node:fs';
import { fail, has, root, run, upToDate } from './steps.mjs';

/** The file name of this platform's binary. */
function binaryPattern() {
  return fs.readdirSync(root).find((name) => /^stringops-booster\..*\.node$/.test(name)) ?? 'stringops-booster.node';
}

/** What is in `src`, except for the guide's folder of JavaScript. */
const rustSources = () =>
  fs
    .readdirSync(`${root}/src`)
    .filter((name) => name !== 'booster')
    .map((name) => `src/${name}`);

/** dist/, which Node and browsers load, from lib/. */
export function buildJavaScript() {
  upToDate({
    name: 'dist',
    inputs: [
      'lib',
      'package.json',
      'modules/stringOps/stringOps.wasm',
      'scripts/build-node.mjs',
      'scripts/build-browser.mjs',
    ],
    outputs: ['dist/index.js', 'dist/browser/index.mjs'],
    make() {
      for (const script of ['scripts/build-node.mjs', 'scripts/build-browser.mjs']) run(process.execPath, [script]);
    },
  });
}

export function setup() {
  upToDate({
    name: 'dependencies',
    inputs: ['package.json', 'package-lock.json'],
    outputs: ['node_modules/.package-lock.json'],
    make() {
      console.error('stringops-booster: installing dependencies from the lock file …');
      run('npm', ['ci', '--no-audit', '--no-fund']);
    },
  });
  buildJavaScript();
  upToDate({
    name: 'addon',
    inputs: [
      'Cargo.toml',
      'Cargo.lock',
      'build.rs',
      ...rustSources(),
      'modules/stringOps/stringOps.wat',
      'scripts/build.mjs',
    ],
    outputs: [binaryPattern()],
    make() {
      if (!has('cargo')) {
        fail(
          'the addon must be built and Rust is missing: install Rust 1.95 or later (https://rustup.rs), then run this again.',
        );
      }
      console.error('stringops-booster: building the addon (some minutes the first time) …');
      run(process.execPath, ['scripts/build.mjs']);
    },
  });
}

if (process.argv[1] === (await import('node:url')).fileURLToPath(import.meta.url)) setup();
