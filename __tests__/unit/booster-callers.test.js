import { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boosterProject } from '../support/booster-project.js';
import { node } from '../support/child.js';
import { BACKENDS, root } from '../support/package.js';

// The callers of a project's booster folder, each in a process of its own, the folder handing on this package.
const project = boosterProject();
afterAll(project.remove);

const file = path.join(project.directory, 'edited.js');
/** What matters comes after the first thousand characters. */
const edited = (line) => writeFileSync(file, `${'const value = 1;\n'.repeat(100)}${line}\n`);

describe.each(BACKENDS)('on %s', (backend) => {
  const run = (...args) => node(args, { cwd: project.directory, env: { STRINGOPS_BACKEND: backend } });
  const output = (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  it('a hook lets an edit pass, and stops another', () => {
    edited('element.innerHTML = api_key;');
    expect(run('config/hooks/edit-hook.js', file)).toMatchObject({ status: 0, stdout: '2\n', stderr: '' });
    edited('eval (input);');
    expect(run('config/hooks/edit-hook.js', file)).toMatchObject({ status: 1, stdout: '1\n', stderr: '' });
  });

  it("a template's JSON can be parsed", () => {
    const { accelerated, findings, metrics } = output('config/hooks/template-hook.js', '--json');
    expect(accelerated).toBe(true);
    expect(findings).toEqual(['/INSERT\\s+INTO\\s+agents.*spawned_at/', '/^name:\\s*(\\w+)/m']);
    expect(metrics).toMatchObject({ totalExecutions: 3, cacheHits: 0, patternsCached: 3 });
  });

  it('a pool gets its codes and figures', () => {
    expect(output('src/instance-pool.js')).toEqual({ codes: ['a', '', 'for (;;) {}', 'b'], average: '1.00' });
  });

  it('ten thousand scans are awaited by nobody', () => {
    expect(output('tests/events.js')).toEqual([10_000, 500]);
  });

  it('a default import', () => {
    const { speedup, time, ...rest } = output('tests/regex.js');
    expect(rest).toEqual({
      same: true,
      matches: [50, 50, 50],
      fromCache: [false, true, false],
      hitRate: '33.3%',
      success: 1,
    });
    expect(speedup).toMatch(/^\d+\.\d\dx$/);
    expect(time).toMatch(/^\d+\.\d{3}$/);
  });

  it('the other files of the tree', () => {
    expect(output('tests/rest.js')).toEqual([true, backend, true]);
  });
});

describe('one class, however it is had', () => {
  it('by import, require, the entry and the path', () => {
    const { status, stdout, stderr } = node(
      [
        '--input-type=module',
        '-e',
        `import { createRequire } from 'node:module';
         import WASMRuntime, * as path from 'stringops-booster/src/booster/wasm-runtime.js';
         import { WASMRuntime as entry } from 'stringops-booster';
         const require = createRequire(import.meta.url);
         const required = require('stringops-booster/src/booster/wasm-runtime.js').WASMRuntime;
         const all = [WASMRuntime, path.WASMRuntime, entry, required, require('stringops-booster').WASMRuntime];
         console.log(new Set(all).size, all.every((one) => typeof one === 'function'), Object.keys(path).join());`,
      ],
      { cwd: project.directory },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '1 true WASMRuntime,default\n', stderr: '' });
  });
});

it('a copy of modules/stringOps works where the package is installed', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'stringops-copy-'));
  try {
    mkdirSync(path.join(directory, 'node_modules'));
    symlinkSync(root, path.join(directory, 'node_modules/stringops-booster'), 'junction');
    cpSync(path.join(root, 'modules/stringOps'), path.join(directory, 'wasm/modules/stringOps'), { recursive: true });
    const { loadStringOpsSync } = createRequire(path.join(directory, 'index.js'))('./wasm/modules/stringOps/index.js');
    for (const backend of BACKENDS) expect(loadStringOpsSync({ backend }).backend).toBe(backend);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
