// A project such as the guide's tree is of: ES modules, whose booster folder hands on this package. Its callers do what
// callers of that folder are known to do.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './package.js';

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
export function boosterProject() {
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
