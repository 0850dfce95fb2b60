// What the trials of the packed package share: packing it, making projects outside the tree, running things in them.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildJavaScript } from '../setup.mjs';
import { fail, root, run, upToDate } from '../steps.mjs';

export const ALL_BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

/** The tests of the operations, which must pass with every backend forced. */
export const OPERATION_TESTS = ['stringOps', 'unit/corpus', 'unit/properties', 'unit/errors'].map(
  (name) => `__tests__/${name}.test.js`,
);

/** What a project whose addon loads must see; see __tests__/smoke/cases.mjs. */
export const WITH_ADDON = { backend: 'wasmtime', available: ALL_BACKENDS };

const shell = process.platform === 'win32';

/**
 * Runs a command with nothing of this project in its environment. If it fails, throws everything it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 * @param {number} [minutes] after which it is ended
 * @returns {string} what it prints to standard output
 */
export function output(command, args, cwd, env = {}, minutes = 15) {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|STRINGOPS_|DISABLE_WASM|NODE_OPTIONS|VITEST)/i.test(name)),
  );
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...clean, ...env },
    maxBuffer: 1 << 28,
    timeout: minutes * 60_000,
    shell: shell && !path.isAbsolute(command),
  });
  if (error?.code === 'ETIMEDOUT')
    throw new Error(`${[command, ...args].join(' ')} did not end in ${minutes} minutes:\n${stdout}${stderr}`);
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${status ?? signal}:\n${stdout}${stderr}`);
  return stdout;
}

/**
 * Packs a folder as npm publishes it.
 *
 * @param {string} folder
 * @param {string} destination
 * @returns {{ file: string, files: string[], size: number }}
 */
export function pack(folder, destination) {
  if (folder === root) buildJavaScript();
  fs.mkdirSync(destination, { recursive: true });
  const [{ filename, files, size }] = JSON.parse(
    output('npm', ['pack', '--json', '--pack-destination', destination], folder),
  );
  return { file: path.join(destination, filename), files: files.map((file) => file.path), size };
}

/** A folder that is removed when the program ends, however it ends. */
export function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'stringops-package-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A project with files of its own and the smoke suite in `__tests__/smoke`.
 *
 * @param {string} folder made here
 * @param {Record<string, unknown>} manifest of its package.json
 * @param {Record<string, string>} [files] contents by path
 */
export function project(folder, manifest, files = {}) {
  for (const part of ['smoke', 'support', 'corpus']) {
    fs.cpSync(path.join(root, '__tests__', part), path.join(folder, 'tests', part), { recursive: true });
  }
  const all = {
    'package.json': `${JSON.stringify({ name: 'scratch', private: true, ...manifest }, null, 2)}\n`,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Installs tarballs as a user does, without the network. */
export function npmInstall(folder, tarballs, options = []) {
  output('npm', ['install', '--offline', '--no-audit', '--no-fund', ...options, ...tarballs], folder);
  return folder;
}

/**
 * Runs the smoke suite in a project and returns its result.
 *
 * @param {string} folder
 * @param {object} [options]
 * @param {'import' | 'require'} [options.by]
 * @param {object} [options.expected]
 * @param {string[]} [options.command] what runs a file; this Node by default
 * @returns {{ backend: string, cases: number }}
 */
export function runSmoke(
  folder,
  { by = 'import', expected = WITH_ADDON, command = [process.execPath], env = {} } = {},
) {
  const [program, ...args] = command;
  const file = path.join('tests', 'smoke', by === 'import' ? 'by-import.mjs' : 'by-require.cjs');
  const stdout = output(program, [...args, file, JSON.stringify(expected)], folder, env);
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  if (result.backend !== expected.backend || !(result.cases > 1000))
    throw new Error(`the smoke suite did not run: ${stdout}`);
  return result;
}

/** The path of a file installed by a folder of scripts/tools/. */
export const installed = (name, ...parts) => path.join(root, 'scripts/tools', name, 'node_modules', ...parts);

/**
 * Installs a folder of scripts/tools/, each with a lock file of its own, once.
 *
 * @param {string} name
 * @param {string[]} [options] of `npm ci`
 */
export function installTools(name, options = []) {
  const folder = `scripts/tools/${name}`;
  upToDate({
    name,
    inputs: [`${folder}/package.json`, `${folder}/package-lock.json`],
    outputs: [`${folder}/node_modules/.package-lock.json`],
    make() {
      console.error(`stringops-booster: installing ${folder}/ from its lock file …`);
      run('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...options]);
    },
  });
}

/** The path of a file of a tool of scripts/tools/packaging/. */
export const toolFile = (...parts) => installed('packaging', ...parts);

/** The path of a file of a tool of scripts/tools/hosts/. */
export const hostFile = (...parts) => installed('hosts', ...parts);

/** What starts a program of scripts/tools/runtimes/, and Node of a major version. */
export const runtime = (name) => installed('runtimes', '.bin', shell ? `${name}.cmd` : name);
export const node = (major) => installed('runtimes', `node${major}`, 'bin', shell ? 'node.exe' : 'node');

/** The version of an installed package. */
export const versionIn = (folder) => JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;

/** Puts tools, `name` or `[name, the name they get]`, where a project finds them. */
export function linkTools(folder, names, file = toolFile) {
  for (const entry of names) {
    const [name, as = name] = [entry].flat();
    const place = path.join(folder, 'node_modules', as);
    if (!fs.existsSync(file(name))) fail(`${file(name)} is missing`);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    if (!fs.existsSync(place)) fs.symlinkSync(file(name), place, 'junction');
  }
}
