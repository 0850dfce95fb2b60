import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { node } from '../support/child.js';
import { blocksOf, prepare, requirePackage, rowsOf, spanOf } from '../support/documents.js';
import { snippet } from '../support/guide.js';
import { guideFallback, removeGuideTree, rows } from '../support/migration-rows.js';
import { BACKENDS, loadStringOps, loadStringOpsSync, requireHere, root } from '../support/package.js';

// docs/MIGRATING.md says what differs from the guide's own code. Each of its rows is run, with the guide's code as
// printed and with the package, on every backend that may differ; so is each of its examples.
const FILE = 'docs/MIGRATING.md';
const documented = rowsOf(FILE);
const { WASMRuntimeCoordinator } = requireHere('../../index.js');

/** A value as it is written, or the error a call ended with. */
async function outcomeOf(call) {
  try {
    return inspect(await call());
  } catch (error) {
    return error.code === undefined ? error.name : `${error.name} ${error.code}`;
  }
}

afterAll(removeGuideTree);

it('the document and this test have the same rows, each once', () => {
  expect(documented.map(({ id }) => id).sort()).toEqual(Object.keys(rows).sort());
  expect(documented.every(({ cells }) => cells.length === 4)).toBe(true);
});

it('the paths it names are there', () => {
  const paths = new Set(readFileSync(path.join(root, FILE), 'utf8').match(/stringops-booster(\/[\w.-]+)+/g));
  expect(paths.size).toBeGreaterThanOrEqual(6);
  for (const name of paths) expect(existsSync(requirePackage.resolve(name)), name).toBe(true);
});

describe('rows', () => {
  it.each(documented.filter(({ id }) => id in rows))('$id', async ({ id, cells }) => {
    const { guide, ours, backends = BACKENDS } = rows[id];
    expect(await outcomeOf(guide), "the guide's").toBe(spanOf(cells[1]));
    for (const backend of backends) {
      expect(await outcomeOf(() => ours(loadStringOpsSync({ backend }))), backend).toBe(spanOf(cells[2]));
    }
    const same = cells[1] === cells[2] || spanOf(cells[1]) === spanOf(cells[2]);
    expect(same, 'what is the same begins with same-').toBe(id.startsWith('same-'));
  });
});

describe.each(BACKENDS)("the document's examples on %s", (backend) => {
  it.each(blocksOf(FILE))('line $line: $heading', async (block) => {
    const ops = await loadStringOps({ backend });
    await prepare(block, { strict: true }).run({ ops, content: 'hello', guideFallback: guideFallback() });
  });
});

// Patterns that are used unchanged but for the import line.
describe.each(BACKENDS)("the guide's patterns on %s", (backend) => {
  class Coordinator extends WASMRuntimeCoordinator {
    constructor() {
      super({ backend });
    }
  }

  it('3.1, direct', async () => {
    const { MyService } = snippet('3.1-direct', ['MyService'], { loadStringOps: () => loadStringOps({ backend }) });
    const service = new MyService();
    await service.initialize();
    expect(service.stringOps.backend).toBe(backend);
    expect(service.computeHash('hello world')).toBe(3582672807);
  });

  it('3.2, coordinator', async () => {
    const { MyPipeline } = snippet('3.2-coordinator', ['MyPipeline'], { WASMRuntimeCoordinator: Coordinator });
    const pipeline = new MyPipeline();
    await pipeline.initialize();
    expect(await pipeline.processFile('hello world')).toBe(3582672807);
    expect(await new MyPipeline().processFile('hello world')).toBe(3582672807);
  });

  it('3.3, optional', async () => {
    const lines = [];
    const { ExistingService } = snippet('3.3-optional', ['ExistingService'], {
      loadStringOps: () => loadStringOps({ backend }),
      console: { log: (line) => lines.push(line) },
    });
    const service = new ExistingService();
    expect(service.computeHash('hello')).toBe(99162322);
    await new Promise(setImmediate);
    expect(lines).toEqual(['🚀 WASM acceleration enabled']);
    expect(service.computeHash('hello')).toBe(1335831723);
  });

  it('6.3, without and with await', async () => {
    const takes = { WASMRuntimeCoordinator: Coordinator };
    const { badAsync, goodAsync } = snippet('6.3-async', ['badAsync', 'goodAsync'], takes);
    await expect(badAsync()).resolves.toBe(undefined);
    expect((await goodAsync()).result).toBe(2949673445);
  });

  it('6.2, encoding', () => {
    const { badEncode, goodEncode } = snippet('6.2-encoding', ['badEncode', 'goodEncode']);
    const ops = loadStringOpsSync({ backend });
    for (const text of ['abc', 'é', '世界', '🚀', '\ud83d']) {
      expect(ops.fastHash(text)).toBe(ops.fastHash(goodEncode(text)));
      expect(ops.fastHash(text) === ops.fastHash(badEncode(text))).toBe(text === 'abc');
    }
  });
});

// docs/SEMANTICS.md: each line of its examples, on each backend. A line that says nothing checkable is an error, so
// that the document cannot say more than was run. Most examples are short, and an instance settles what is short in
// JavaScript; so they are run a second time on the backends themselves.
const blocks = blocksOf('docs/SEMANTICS.md').map((block) => ({ ...block, example: prepare(block, { strict: true }) }));

async function listOf(iterable) {
  const list = [];
  for await (const item of iterable) list.push(item);
  return list;
}

it('each block checks something', () => {
  expect(blocks.filter(({ example }) => example.checks === 0)).toEqual([]);
  expect(blocks.length).toBeGreaterThan(20);
});

const { createAddon } = requireHere('../../lib/backends/addon/addon.js');
const { ownModule } = requireHere('../../lib/backends/webassembly/own-module.js');
const { createWebAssembly } = requireHere('../../lib/backends/webassembly/webassembly.js');
const { StringOps } = requireHere('../../lib/instance/string-ops.js');

const KERNELS = {
  wasmtime: (wishes) => createAddon('wasmtime', wishes),
  native: (wishes) => createAddon('native', wishes),
  webassembly: (wishes) => createWebAssembly(wishes, ownModule()),
};

/** An instance whose three operations are the backend's own. */
function bare(backend, { maximumPages = 65536 } = {}) {
  loadStringOpsSync({ backend, maximumPages }); // checks the options, which the backends do not
  const kernel = KERNELS[backend]({ initialPages: 256, maximumPages, log() {} });
  return Object.assign(new StringOps(kernel, maximumPages, backend), {
    fastHash: (input, seed) => kernel.fastHash(input, seed),
    // Equal strings are recognised before the backend, which would need them in its memory.
    fastCompare: (a, b) => (typeof a === 'string' && a === b ? 0 : kernel.fastCompare(a, b)),
    fastSearch: (haystack, needle) => kernel.fastSearch(haystack, needle),
  });
}

const subjects = [
  ...BACKENDS.map((backend) => ({ name: backend, load: (options) => loadStringOpsSync({ backend, ...options }) })),
  ...Object.keys(KERNELS).map((backend) => ({
    name: `${backend}, with nothing settled before`,
    load: (options) => bare(backend, options),
  })),
];

describe.each(subjects)('on $name', ({ load }) => {
  it.each(blocks)('line $line: $heading', async ({ example }) => {
    await example.run({
      ops: load({}),
      load,
      listOf,
      bytes: (...values) => Uint8Array.of(...values),
      utf8: (text) => new TextEncoder().encode(text),
    });
  });
});

// The guide's own suite knows nothing of backends, so the environment chooses.
const vitest = path.join(path.dirname(requireHere.resolve('vitest/package.json')), 'vitest.mjs');

describe("the guide's suite", () => {
  it.each([
    ...BACKENDS.map((backend) => ({ name: backend, env: { STRINGOPS_BACKEND: backend } })),
    { name: 'the first choice', env: {} },
    { name: 'the first choice without WebAssembly', env: { DISABLE_WASM: 'true' } },
  ])('passes on $name', ({ env }) => {
    const args = [vitest, 'run', '--reporter=json', '__tests__/stringOps.test.js'];
    const { status, stdout, stderr } = node(args, { cwd: root, env });
    expect(stderr).not.toContain('STRINGOPS_FALLBACK');
    expect(status, stderr + stdout).toBe(0);
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      numTotalTests: 13,
      numPassedTests: 13,
    });
  });
});

// The test suite and the benchmark of the WASM Implementation Guide are used unchanged. A change of ours that breaks
// them should be reconsidered.
const GIVEN = {
  '../stringOps.test.js': '09f938a8a03883642bb6de340b2c69e5f5b917f5ee5c28a51a1b47a09f8545cb',
  '../../benches/stringOps.bench.js': '8b0bedc3b9fa61a66156eea99b6f2fc0d4849d1176e15ae1382d713879da1aad',
};

it.each(Object.entries(GIVEN))('%s is as it was given', (file, expected) => {
  const content = readFileSync(new URL(file, import.meta.url));
  expect(createHash('sha256').update(content).digest('hex')).toBe(expected);
});
