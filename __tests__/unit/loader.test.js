import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { targets } from '../../scripts/release/targets.mjs';
import { BINARY, copyPackage, inChild, truncated } from '../support/child.js';
import { root } from '../support/package.js';

// How the addon's binary is found: which file is tried first, what a bad file prevents, and that nothing is left
// changed.

const NAME = BINARY.split('.')[1];
const OTHER = NAME.endsWith('gnu') ? NAME.replace('gnu', 'musl') : NAME.replace('musl', 'gnu');
const LOADS = 'const ops = pkg.loadStringOpsSync(); return { backend: ops.backend, hash: ops.fastHash("foobar") };';
const LOADED = { backend: 'wasmtime', hash: 0xbf9cf968 };

const made = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A copy of the package without a binary, in which `place` puts some. */
function copyWith(place = () => {}) {
  const { directory } = copyPackage();
  made.push(directory);
  place(directory);
  return directory;
}

const fileOf = (directory, name) => path.join(directory, `stringops-booster.${name}.node`);

/** A platform's package, installed for the package in `directory`. */
function installPackage(directory, name, bytes = readFileSync(path.join(root, BINARY))) {
  const folder = path.join(directory, 'node_modules', `stringops-booster-${name}`);
  const main = `stringops-booster.${name}.node`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: `stringops-booster-${name}`, main }));
  writeFileSync(path.join(folder, main), bytes);
}

describe('the names of binaries', () => {
  const text = readFileSync(path.join(root, 'binaries.js'), 'utf8');

  it.each(targets)('have $name, as a file and as a package', ({ name }) => {
    expect(text).toContain(`require('./stringops-booster.${name}.node')`);
    expect(text).toContain(`require('stringops-booster-${name}')`);
  });

  it('have no others', () => {
    expect(text.match(/require\(/g)).toHaveLength(2 * targets.length);
  });
});

describe('loading the addon', () => {
  it('makes no report, starts no program and leaves process.report as it was', () => {
    const { value } = inChild(
      `const child = require('node:child_process');
       const used = [];
       for (const name of Object.keys(child)) child[name] = () => { used.push(name); throw new Error(name); };
       const before = process.report.excludeNetwork;
       process.report.getReport = () => { used.push('getReport'); return {}; };
       ${LOADS.replace('return {', 'return { used, same: process.report.excludeNetwork === before,')}`,
    );
    expect(value).toEqual({ ...LOADED, used: [], same: true });
  });

  it('does not ask the ldd of another C library', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stringops-ldd-'));
    made.push(folder);
    for (const [name, text] of [
      ['ldd', 'musl libc (x86_64)\nVersion 1.2.5'],
      ['getconf', 'musl'],
    ]) {
      writeFileSync(path.join(folder, name), `#!/bin/sh\nprintf '%s\\n' '${text}'\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    expect(inChild(LOADS, { env: { PATH: `${folder}:${process.env.PATH}` } }).value).toEqual(LOADED);
  });

  it('works where the environment may not be read', () => {
    const script = `
      const own = Object.getOwnPropertyDescriptor(process, 'env');
      Object.defineProperty(process, 'env', { get() { throw new Error('not allowed'); }, configurable: true });
      try { ${LOADS} } finally { Object.defineProperty(process, 'env', own); }`;
    expect(inChild(script).value).toEqual(LOADED);
  });

  it('takes the package of the platform', () => {
    expect(inChild(LOADS, { directory: copyWith((place) => installPackage(place, NAME)) }).value).toEqual(LOADED);
  });

  it('takes the file that NAPI_RS_NATIVE_LIBRARY_PATH names, and no other', () => {
    const env = { NAPI_RS_NATIVE_LIBRARY_PATH: path.join(root, BINARY) };
    expect(inChild(LOADS, { directory: copyWith(), env }).value).toEqual(LOADED);
    const { value } = inChild('return String(pkg.loadStringOpsSync().fallbackReason);', {
      env: { NAPI_RS_NATIVE_LIBRARY_PATH: '/nonexistent.node' },
    });
    expect(value).toContain('/nonexistent.node');
  });
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  it('a damaged file beside the package leaves the package of the platform', () => {
    const directory = copyWith((place) => {
      writeFileSync(fileOf(place, NAME), truncated(0.5));
      installPackage(place, NAME);
    });
    expect(inChild(LOADS, { directory }).value).toEqual(LOADED);
  });

  it.each([NAME, OTHER])('a damaged binary of %s leaves the good one of the other C library', (bad) => {
    const good = bad === NAME ? OTHER : NAME;
    const directory = copyWith((place) => {
      writeFileSync(fileOf(place, bad), truncated(0.5));
      cpSync(path.join(root, BINARY), fileOf(place, good));
    });
    expect(inChild(LOADS, { directory }).value).toEqual(LOADED);
  });

  it('says what is wrong with the likelier of two bad ones', () => {
    const directory = copyWith((place) => {
      for (const name of [NAME, OTHER]) writeFileSync(fileOf(place, name), truncated(0.5));
    });
    const { value } = inChild('return String(pkg.loadStringOpsSync().fallbackReason);', { directory });
    expect(value).toContain(`${fileOf(directory, NAME)} is damaged`);
  });

  it.each(['gnu', 'musl'])('takes Node to be linked with %s if its own file says so', (libc) => {
    const directory = copyWith();
    const program = path.join(directory, 'node');
    writeFileSync(program, `\x7fELF…\0/lib/ld-${libc === 'musl' ? 'musl-x86_64.so.1' : 'linux-x86-64.so.2'}\0…`);
    const { value } = inChild(
      `process.execPath = ${JSON.stringify(program)}; return String(pkg.loadStringOpsSync().fallbackReason);`,
      { directory },
    );
    expect(value).toContain(`There is no binary for linux-${process.arch}-${libc} here`);
  });
});

it('says of which platform there is no binary at all', () => {
  const { value } = inChild(
    `Object.defineProperty(process, 'platform', { value: 'plan9' });
     return String(pkg.loadStringOpsSync().fallbackReason);`,
  );
  expect(value).toContain(`stringops-booster has no binary for plan9-${process.arch}`);
});
