import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { node } from '../support/child.js';
import { BACKENDS, root } from '../support/package.js';

// A project like the guide's: ES modules, with a booster folder that re-exports this package. Its callers do what callers
// of that folder are known to do.

/** The files that docs/MIGRATING.md says to change, with the lines it says, by path. */
function changedFiles() {
  const table = readFileSync(path.join(root, 'docs/MIGRATING.md'), 'utf8')
    .split('its whole content')[1]
    .split('\n\n')[0];
  return [...table.matchAll(/^\| `(\S+)` +\| (.+) \|$/gm)].map(([, name, lines]) => [
    name,
    Array.from(lines.matchAll(/`([^`]+)`/g), ([, line]) => `${line}\n`).join(''),
  ]);
}

const files = {
  'package.json': '{ "name": "project", "private": true, "type": "module" }',

  // Runs once an edit: named import, initialize() that nobody awaits, a look whether it is ready after reading a file.
  'config/hooks/edit-hook.js': `
    import { readFile } from 'node:fs/promises';
    import { WASMRuntime } from '../../src/booster/wasm-runtime.js';

    class EditHook {
      constructor() {
        this.runtime = new WASMRuntime();
        this.ready = false;
        this.runtime.initialize().then(() => (this.ready = true)).catch(() => (this.runtime = null));
      }
      async validate(file) {
        const content = await readFile(file, 'utf8');
        if (!this.ready || !this.runtime.wasmInitialized) throw new Error('not ready after a file was read');
        const optimized = await this.runtime.optimizeCodeFast(content);
        const patterns = [/eval\\s*\\(/gi, /password\\s*=/gi, /api[_-]?key/gi, 'innerHTML'];
        const { results, totalMatches } = await this.runtime.acceleratedRegexMatch(optimized.optimizedCode, patterns);
        const bySource = new Map(patterns.map((pattern) => [pattern.source ?? pattern, pattern]));
        if (results.some(({ pattern }) => !bySource.has(pattern))) throw new Error('a pattern that was not asked for');
        return { blocked: results.some(({ pattern }) => pattern.startsWith('eval')), totalMatches };
      }
    }
    const { blocked, totalMatches } = await new EditHook().validate(process.argv[2]);
    console.log(totalMatches);
    process.exitCode = blocked ? 1 : 0;`,

  // Dynamic import, without which it would go on, and JSON on standard output.
  'config/hooks/template-hook.js': `
    let WASMRuntime;
    try {
      ({ WASMRuntime } = await import('../../src/booster/wasm-runtime.js'));
    } catch {
      WASMRuntime = null;
    }
    const report = { accelerated: false, findings: [] };
    if (WASMRuntime) {
      const runtime = new WASMRuntime();
      await runtime.initialize();
      report.accelerated = runtime.wasmInitialized;
      const text = '---\\nname: coder\\n---\\nINSERT INTO agents (spawned_at)';
      for (const pattern of [/INSERT\\s+INTO\\s+agents.*spawned_at/, /^name:\\s*(\\w+)/m, 'DELETE']) {
        if (await runtime.hasPattern(text, pattern)) report.findings.push(String(pattern));
      }
      report.metrics = runtime.getMetrics();
    }
    if (process.argv.includes('--json')) process.stdout.write(JSON.stringify(report));`,

  // Instances in a pool, of which figures are added up.
  'src/instance-pool.js': `
    import { performance } from 'node:perf_hooks';

    export class InstancePool {
      instances = [];
      async create(count) {
        const { WASMRuntime } = await import('./booster/wasm-runtime.js');
        for (let id = 0; id < count; id++) {
          const runtime = new WASMRuntime();
          await runtime.initialize();
          const execute = async (task) => {
            const start = performance.now();
            const result = await runtime.optimizeCodeFast(task.code || '');
            return { result, time: performance.now() - start, multiplier: runtime.metrics.performanceMultiplier || 1 };
          };
          this.instances.push({ id, runtime, execute });
        }
      }
      async run(tasks) {
        const one = (task, index) => this.instances[index % this.instances.length].execute(task);
        const done = await Promise.all(tasks.map(one));
        const sum = done.reduce((total, { multiplier }) => total + multiplier, 0);
        return { codes: done.map(({ result }) => result.optimizedCode), average: (sum / done.length).toFixed(2) };
      }
    }
    const pool = new InstancePool();
    await pool.create(3);
    console.log(JSON.stringify(await pool.run([{ code: 'a' }, {}, { code: 'for (;;) {}' }, { code: 'b' }])));`,

  // Events, for each of which a scan is begun that nobody awaits.
  'tests/events.js': `
    import { EventEmitter } from 'node:events';
    import { WASMRuntime } from '../src/booster/wasm-runtime.js';

    const runtime = new WASMRuntime();
    await runtime.initialize();
    const bus = new EventEmitter();
    bus.on('event', (data) => {
      runtime.acceleratedRegexMatch(JSON.stringify(data), [/agent\\.\\w+/, /task\\.\\w+/]);
    });
    for (let i = 0; i < 10_000; i++) bus.emit('event', { type: i % 2 ? 'agent.spawn' : 'task.assign', agent: i % 1000 });
    const { totalExecutions, cacheHits, resultCacheSize } = runtime.getMetrics();
    console.log(JSON.stringify([totalExecutions + cacheHits, resultCacheSize]));`,

  // Default import, and the figures that it prints.
  'tests/regex.js': `
    import WASMRuntime, { WASMRuntime as named } from '../src/booster/wasm-runtime.js';

    const runtime = new WASMRuntime();
    await runtime.initialize();
    const content = 'function authenticate(password) { eval(input); }\\n'.repeat(50);
    const patterns = [/eval\\s*\\(/gi, /exec\\s*\\(/gi, /password\\s*=/gi];
    const first = await runtime.acceleratedRegexMatch(content, patterns);
    const second = await runtime.acceleratedRegexMatch(content, patterns);
    const other = await runtime.acceleratedRegexMatch(content + ' more', patterns);
    const metrics = runtime.getMetrics();
    console.log(JSON.stringify({
      same: named === WASMRuntime,
      matches: [first, second, other].map(({ totalMatches }) => totalMatches),
      fromCache: [first, second, other].map(({ fromCache }) => fromCache),
      speedup: second.speedup.toFixed(2) + 'x',
      time: first.executionTime.toFixed(3),
      hitRate: metrics.cacheHitRate,
      success: (await runtime.benchmarkPerformance()).successRate,
    }));`,

  // Both other files of the tree.
  'tests/rest.js': `
    import { loadStringOps } from '../wasm/modules/stringOps/index.js';
    import Coordinator, { WASMRuntimeCoordinator } from '../src/booster/wasm-runtime-coordinator.js';

    const ops = await loadStringOps();
    const coordinator = new WASMRuntimeCoordinator();
    await coordinator.initialize();
    const { result } = await coordinator.execute('stringOps', 'fastHash', 'hello');
    console.log(JSON.stringify([Coordinator === WASMRuntimeCoordinator, ops.backend, ops.fastHash('hello') === result]));`,
};

/** @returns {{ directory: string, remove: () => void }} */
function boosterProject() {
  const directory = mkdtempSync(path.join(tmpdir(), 'stringops-project-'));
  const changed = changedFiles();
  if (changed.length !== 3) throw new Error(`docs/MIGRATING.md changes ${changed.length} files`);
  for (const [name, text] of [...Object.entries(files), ...changed]) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(path.join(directory, 'node_modules'));
  symlinkSync(root, path.join(directory, 'node_modules/stringops-booster'), 'junction');
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

// The callers of a project's booster folder, each in a process of its own, with a folder that re-exports this package.
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

  it('ten thousand scans that nobody awaits', () => {
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

describe('one class, however it is imported', () => {
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
