// Children that are started under a fault, and what must be true of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BINARY, copyPackage } from '../../support/child.js';
import { root } from '../../../scripts/steps.mjs';

export { root };
export const PROBE = path.join(root, '__tests__/support/probe.mjs');

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STRINGOPS_|DISABLE_WASM$|NODE_OPTIONS$|NAPI_RS_|UV_)/.test(name)),
);

/**
 * Runs a program to its end.
 *
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string, seconds?: number, stdio?: any }} [options]
 */
export function run([program, ...args], { env = {}, cwd = root, seconds = 900, stdio } = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...environment, ...env },
    encoding: 'utf8',
    timeout: seconds * 1000,
    maxBuffer: 1 << 28,
    stdio,
  });
  if (error) throw error;
  return { status, signal, stdout, stderr };
}

/** Whether a command can be run here. */
export const has = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0;

/** Runs Node; `before` is what starts it. Throws unless it ends with 0. */
export function node(args, { before = [], ...options } = {}) {
  const result = run([...before, process.execPath, ...args], options);
  assert.equal(
    result.status,
    0,
    `node ${args.join(' ').slice(0, 300)} ended with ${result.status ?? result.signal}:\n${result.stderr}`,
  );
  return result;
}

/**
 * Loads the package in a child and makes it answer the corpus; see probe.mjs.
 *
 * @param {{ directory?: string, load?: object, flags?: string[], before?: string[], env?: Record<string, string>, cwd?:
 *   string, seconds?: number }} [how]
 */
export function probe({ directory = root, load, flags = [], ...options } = {}) {
  const { stdout, stderr } = node([...flags, PROBE, directory, load ? JSON.stringify(load) : ''], options);
  return { ...JSON.parse(stdout), stderr };
}

/**
 * What must be true of every load: the backend, correct answers, and one warning with its code if an earlier backend
 * was passed over.
 */
export function assertLoaded(report, backend, reason) {
  assert.equal(report.failed, undefined, `it did not load: ${report.stack}`);
  assert.equal(report.backend, backend);
  assert.deepEqual(report.wrong, []);
  assert(report.rows >= 1000, `only ${report.rows} rows of the corpus`);
  const order = ['wasmtime', 'native', 'webassembly', 'javascript'];
  const passedOver = report.chain.filter((link) => link.backend).map((link) => link.backend);
  if (reason === undefined) {
    assert.deepEqual([report.chain, report.warnings], [[], []]);
    return;
  }
  assert.deepEqual(passedOver, order.slice(0, order.indexOf(backend)));
  for (const link of report.chain.filter(({ backend: name }) => name)) assert.equal(link.code, 'ERR_STRINGOPS_BACKEND');
  assert.match(report.chain.map(({ message }) => message).join('\n'), reason);
  assert.match(report.inspected, reason);
  assert.deepEqual(
    report.warnings.map(({ name, code }) => [name, code]),
    [['StringOpsWarning', 'STRINGOPS_FALLBACK']],
  );
  assert.match(report.warnings[0].message, new RegExp(`falls back to its ${backend} backend`));
}

/** What must be true of a load that forces an unavailable backend. */
export function assertRefused(report, backend, reason) {
  assert.equal(report.backend, undefined, `it loaded ${report.backend}`);
  assert.deepEqual([report.failed[0].code, report.failed[0].backend], ['ERR_STRINGOPS_BACKEND', backend]);
  assert.match(report.failed.map(({ message }) => message).join('\n'), reason);
  assert.deepEqual(report.warnings, []);
}

/** A copy of the installed package, after `place` was called with the binary's path. */
export function packageCopy(place = (file) => cpSync(path.join(root, BINARY), file), keep) {
  const copy = copyPackage(keep);
  place(path.join(copy.directory, BINARY), copy.directory);
  return copy;
}

/** Runs `use` on such a copy, and removes it. */
export function withCopy(place, use, keep) {
  const copy = packageCopy(place, keep);
  try {
    return use(copy.directory);
  } finally {
    copy.remove();
  }
}

/** What runs a command as another user, who owns nothing. */
export const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** The reason why Node cannot be started as that user, or null: it takes root, and a Node that others may run. */
export function cannotBeNobody() {
  if (process.getuid?.() !== 0 || !has('setpriv', '--version'))
    return 'only root can become another user, with setpriv';
  if (!has(...asNobody, 'true')) return 'root may not become another user here';
  // If it is installed under /root, only root may run it; the same holds for a folder for temporary files there.
  return publicPlace((place) =>
    has(...asNobody, process.execPath, '-e', 'require("node:fs").readdirSync(process.argv[1])', place)
      ? null
      : 'another user may not run this Node, or not look into the folder for temporary files',
  );
}

/** A copy of everything the probe reads, for a user who may not read the repository. */
export function publicPlace(use) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'stringops-public-'));
  try {
    chmodSync(place, 0o755);
    for (const entry of [
      'package.json',
      'index.js',
      'index.mjs',
      'dist',
      'modules',
      'binaries.js',
      BINARY,
      '__tests__/support',
      '__tests__/corpus',
    ]) {
      cpSync(path.join(root, entry), path.join(place, entry), { recursive: true });
    }
    return use(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Reason to skip unless this is Linux and all tools are there. */
export const needsLinux =
  (...tools) =>
  () => {
    if (process.platform !== 'linux') return 'not Linux';
    const missing = tools.filter((tool) => !has('sh', '-c', `command -v ${tool}`));
    return missing.length > 0 ? `${missing.join(', ')} is not installed` : null;
  };
