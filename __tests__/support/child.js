import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './package.js';

/** The environment without variables that would force a backend, or tell a child that it runs within a test runner. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(STRINGOPS_|DISABLE_WASM$|VITEST|NODE_OPTIONS$|NODE_ENV$|TEST$)/.test(name),
  );
  return Object.fromEntries(kept);
}

/**
 * Runs Node.
 *
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 */
export function node(args, { env = {}, cwd = root } = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (error) throw error;
  return { status, signal, stdout, stderr };
}

/**
 * Runs the body of an async function in a process of its own, with the package as `pkg`, and returns what it returned.
 *
 * @param {string} body
 * @param {{ flags?: string[], env?: Record<string, string>, directory?: string }} [options]
 */
export function inChild(body, { flags = [], env, directory = root } = {}) {
  const script = `
    const pkg = require(${JSON.stringify(directory)});
    (async () => { ${body} })().then((value) => console.log(JSON.stringify(value)));
  `;
  const { status, signal, stdout, stderr } = node([...flags, '-e', script], { env, cwd: directory });
  if (status !== 0) throw new Error(`the child ended with ${status ?? signal}:\n${stderr}`);
  return { value: JSON.parse(stdout), stderr };
}

/**
 * A copy of the package, from which to remove things.
 *
 * @param {(source: string) => boolean} [keep] by path relative to the package
 */
export function copyPackage(keep = () => true) {
  const directory = mkdtempSync(path.join(tmpdir(), 'stringops-'));
  const entries = ['package.json', 'index.js', 'index.mjs', 'binaries.js', 'dist', 'modules'];
  for (const entry of entries) {
    cpSync(path.join(root, entry), path.join(directory, entry), {
      recursive: true,
      filter: (source) => keep(path.relative(root, source)),
    });
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
