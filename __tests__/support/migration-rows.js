// What the guide's code does and what the package does, by the ids of docs/MIGRATING.md. `guide` and `ours` do the same
// thing with each; the document says what they return, or which error they throw.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { boosterRows } from './booster-rows.js';
import { node } from './child.js';
import {
  FETCHES_FILES,
  GuideFallback,
  GuideWrapper,
  agreements,
  asyncSnippet,
  callsUntilFailure,
  comparisonsOf,
  guideTree,
  guideWat,
  instantiate,
  membersOf,
  needsSimd,
  snippet,
  toWasm,
  withLoader,
} from './guide.js';
import { StringOpsFallback, StringOpsWrapper, loadStringOpsSync, requireHere, root } from './package.js';

const MIB = 1 << 20;
const bytesOf = (text) => new TextEncoder().encode(text);

/** The guide's wrapper on the guide's module, with a memory, all as it was meant to be. */
export function guideWasm() {
  const { instance, memory } = instantiate();
  return new GuideWrapper(instance, memory);
}

/** What the guide's loader returns on Node. */
export const guideFallback = () => new GuideFallback();

const vitest = path.join(path.dirname(requireHere.resolve('vitest/package.json')), 'vitest.mjs');

const shippedModule = new WebAssembly.Module(readFileSync(path.join(root, 'modules/stringOps/stringOps.wasm')));

let tree;
const guideDirectory = () => (tree ??= guideTree()).directory;
export const removeGuideTree = () => tree?.remove();

/** In a process of its own, with the guide's loader. */
const inGuide = (body) => withLoader(guideDirectory(), './modules/stringOps/index.js', body);
/** The same where `fetch` gets files. */
const inServedGuide = (body) => inGuide(`${FETCHES_FILES} ${body}`);
/** In a process of its own, with the package's loader in place of the guide's. */
const inOurs = (body, flags) =>
  withLoader(guideDirectory(), path.join(root, 'modules/stringOps/index.js'), body, flags);

/** How many of the guide's 13 tests pass. */
function passing(directory, args) {
  const { stdout } = node([vitest, 'run', '--reporter=json', '--root', directory, ...args], { cwd: directory });
  const { numTotalTests, numPassedTests } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  if (numTotalTests !== 13) throw new Error(`${numTotalTests} tests were found`);
  return numPassedTests;
}

let ourPassing;
const ourSuite = () => (ourPassing ??= passing(root, ['__tests__/stringOps.test.js']));

/** The exit status of a program from the package's development dependencies. */
const statusOf = (...args) => node(args, { cwd: guideDirectory() }).status;
const wat2wasm = path.join(path.dirname(requireHere.resolve('wabt/package.json')), 'bin/wat2wasm');

/** @type {Record<string, { guide: () => unknown, ours: (ops: any) => unknown, backends?: string[] }>} */
export const rows = {
  ...boosterRows,

  // What is the same
  'same-names': { guide: () => inGuide(NAMES).value, ours: () => inOurs(NAMES).value, backends: ['wasmtime'] },
  'same-before-load': {
    guide: () => inGuide('return loader.getStringOps();').value,
    ours: () => inOurs('return loader.getStringOps();').value,
    backends: ['wasmtime'],
  },
  'same-abi': {
    guide: () => instantiate().instance.exports.fastHash(0, 0),
    ours: () => instantiate({ module: shippedModule }).instance.exports.fastHash(0, 0),
  },
  'same-service': {
    guide: () => hashOfService(async () => guideFallback()),
    ours: (ops) => hashOfService(async () => ops),
  },
  'same-too-early': {
    guide: () => new (serviceWith(async () => guideFallback()))().computeHash('hello'),
    ours: (ops) => new (serviceWith(async () => ops))().computeHash('hello'),
  },
  'same-suite': {
    guide: () => passing(guideDirectory(), ['--config=node.config.mjs', '--exclude=given/**']),
    ours: ourSuite,
    backends: ['wasmtime'],
  },
  'same-bench-needle': {
    guide: () => guideWasm().fastSearch('The quick brown fox jumps over the lazy dog'.repeat(100), 'lazy'),
    ours: (ops) => ops.fastSearch('The quick brown fox jumps over the lazy dog'.repeat(100), 'lazy'),
  },
  'same-log': {
    async guide() {
      const lines = [];
      const { wasmInstance } = await asyncSnippet('5.2-log', ['wasmInstance'], {
        wasmModule: new WebAssembly.Module(
          toWasm(`(module (import "env" "memory" (memory 256))
          (import "env" "log" (func $log (param i32))) (func (export "myFunction") (call $log (i32.const 42))))`),
        ),
        console: { log: (...words) => lines.push(words.join(' ')) },
      });
      wasmInstance.exports.myFunction();
      return lines.join();
    },
    ours: () => inOurs('(await loader.loadStringOps()).debugLog(42);').stdout,
    backends: ['wasmtime'],
  },
  'same-concurrent': {
    async guide() {
      const { instance, memory } = instantiate();
      let end = 0;
      const lengths = new Map();
      const { badConcurrent } = snippet(
        '6.6-concurrent',
        ['badConcurrent'],
        {
          allocate: (size) => (end += size) - size,
          copyString(ptr, text) {
            lengths.set(ptr, text.length);
            new Uint8Array(memory.buffer).set(bytesOf(text), ptr);
          },
          wasmFunction: (ptr) => instance.exports.fastHash(ptr, lengths.get(ptr)) >>> 0,
          free() {},
        },
        0,
      );
      return wrongOf(await Promise.all(TEXTS.map((text) => badConcurrent(text))));
    },
    ours: async (ops) => wrongOf(await Promise.all(TEXTS.map(async (text) => ops.fastHash(text)))),
  },

  // 2.1, the module
  'hash-sign': { guide: () => guideWasm().fastHash(''), ours: (ops) => ops.fastHash('') },
  'search-steps': {
    guide: () => comparisonsOf('a'.repeat(1000), `${'a'.repeat(499)}b`),
    ours: (ops) => ops.fastSearch(bytesOf('a'.repeat(2 * MIB)), bytesOf(`${'a'.repeat(MIB - 1)}b`)),
  },
  simd: {
    guide: () => needsSimd(guideWat),
    ours: () => needsSimd(readFileSync(path.join(root, 'modules/stringOps/stringOps.wat'), 'utf8')),
  },

  'build-command': {
    guide: () =>
      statusOf(
        wat2wasm,
        'modules/stringOps/stringOps.wat',
        '-o',
        'built.wasm',
        '--enable-simd',
        '--enable-bulk-memory',
      ),
    ours: () => statusOf(path.join(root, 'scripts/build-wasm.mjs'), '--check'),
    backends: ['wasmtime'],
  },

  // 2.1, the wrapper
  'wrapper-no-memory': {
    guide: () => new GuideWrapper(instantiate().instance).fastHash('a'),
    ours: () => new StringOpsWrapper(instantiate().instance),
  },
  'bump-allocator': {
    guide() {
      const ops = guideWasm();
      return callsUntilFailure(100, () => ops.fastHash('x'.repeat(MIB)));
    },
    ours: (ops) => callsUntilFailure(100, () => ops.fastHash('x'.repeat(MIB))),
  },
  'after-failure': {
    guide() {
      const ops = guideWasm();
      callsUntilFailure(17, () => ops.fastHash('x'.repeat(MIB)));
      return ops.fastHash('hello');
    },
    ours(ops) {
      callsUntilFailure(17, () => ops.fastHash('x'.repeat(MIB)));
      return ops.fastHash('hello');
    },
  },
  'large-input': {
    guide: () => guideWasm().fastSearch(`${'x'.repeat(17 * MIB)}needle`, 'needle'),
    ours: (ops) => ops.fastSearch(`${'x'.repeat(17 * MIB)}needle`, 'needle'),
  },
  members: {
    guide: () => membersOf(guideWasm()),
    ours: membersOf,
  },
  'memory-property': {
    guide: () => Object.prototype.toString.call(guideWasm().memory),
    ours: (ops) => Object.prototype.toString.call(ops.memory),
  },
  'no-this': {
    guide() {
      const { fastHash } = guideWasm();
      return fastHash('a');
    },
    ours({ fastHash }) {
      return fastHash('a');
    },
  },
  'bytes-hash': { guide: () => guideWasm().fastHash(bytesOf('foo')), ours: (ops) => ops.fastHash(bytesOf('foo')) },
  'bytes-search': {
    guide: () => guideWasm().fastSearch(Uint8Array.of(1, 2, 3), Uint8Array.of(2)),
    ours: (ops) => ops.fastSearch(Uint8Array.of(1, 2, 3), Uint8Array.of(2)),
  },
  'hash-number': { guide: () => guideWasm().fastHash(42), ours: (ops) => ops.fastHash(42) },
  'hash-undefined': { guide: () => guideWasm().fastHash(undefined), ours: (ops) => ops.fastHash(undefined) },
  'hash-object': { guide: () => guideWasm().fastHash({ name: 'test' }), ours: (ops) => ops.fastHash({ name: 'test' }) },
  'search-undefined': {
    guide: () => guideWasm().fastSearch('hello', undefined),
    ours: (ops) => ops.fastSearch('hello', undefined),
  },

  // 2.1, the fallback
  agreement: {
    guide: () => agreements(guideWasm(), guideFallback()),
    ours: (ops) => agreements(ops, new StringOpsFallback()),
  },
  'fallback-hash': { guide: () => guideFallback().fastHash('é'), ours: (ops) => ops.fastHash('é') },
  'fallback-hash-number': { guide: () => guideFallback().fastHash(42), ours: (ops) => ops.fastHash(42) },
  'fallback-hash-bytes': {
    guide: () => guideFallback().fastHash(bytesOf('foo')),
    ours: (ops) => ops.fastHash(bytesOf('foo')),
  },
  'map-hash': {
    guide: () => ['x', 'y'].map(guideFallback().fastHash),
    ours: (ops) => ['x', 'y'].map(ops.fastHash),
  },
  'fallback-no-this': {
    guide() {
      const { fastHash } = guideFallback();
      return fastHash('a');
    },
    ours() {
      const { fastHash } = new StringOpsFallback();
      return fastHash('a');
    },
  },
  'compare-locale': { guide: () => guideFallback().fastCompare('a', 'B'), ours: (ops) => ops.fastCompare('a', 'B') },
  'compare-normal-forms': {
    guide: () => guideFallback().fastCompare('e\u0301', 'é'),
    ours: (ops) => ops.fastCompare('e\u0301', 'é'),
  },
  'compare-number': { guide: () => guideFallback().fastCompare('10', 9), ours: (ops) => ops.fastCompare('10', 9) },
  'search-units': {
    guide: () => guideFallback().fastSearch('héllo', 'llo'),
    ours: (ops) => ops.fastSearch('héllo', 'llo'),
  },
  'search-surrogate': {
    guide: () => guideFallback().fastSearch('🚀', '\ud83d'),
    ours: (ops) => ops.fastSearch('🚀', '\ud83d'),
  },
  'search-undefined-fallback': {
    guide: () => guideFallback().fastSearch('undefined', undefined),
    ours: (ops) => ops.fastSearch('undefined', undefined),
  },

  // 2.1, the loader: each in a process of its own, on the default backend
  'node-loads': {
    guide: () => inGuide('return (await loader.loadStringOps()).constructor.name;').value,
    ours: () => inOurs('return (await loader.loadStringOps()).backend;').value,
    backends: ['wasmtime'],
  },
  'says-loaded': {
    guide: () => inServedGuide('await loader.loadStringOps();').stdout,
    ours: () => inOurs('await loader.loadStringOps();').stdout,
    backends: ['wasmtime'],
  },
  'says-fallback': {
    guide: () => inGuide('for (let i = 0; i < 3; i++) await loader.loadStringOps();').stderr.split('\n').length,
    ours: () =>
      inOurs('for (let i = 0; i < 3; i++) await loader.loadStringOps({});', ['--no-addons'])
        .stderr.split('\n')
        .filter((line) => line.includes('STRINGOPS_FALLBACK')).length,
    backends: ['wasmtime'],
  },
  'fallback-reason': {
    guide: () => inGuide('return String((await loader.loadStringOps()).fallbackReason);').value,
    ours: () => inOurs('return (await loader.loadStringOps()).fallbackReason.code;', ['--no-addons']).value,
    backends: ['wasmtime'],
  },
  'load-no-memory': {
    guide: () => settled(inServedGuide("return (await loader.loadStringOps()).fastHash('a');").value),
    ours: () => settled(inOurs("return (await loader.loadStringOps()).fastHash('a');").value),
    backends: ['wasmtime'],
  },
  'memory-written': {
    guide: () => inServedGuide(WRITTEN).value,
    ours: () => inOurs(WRITTEN).value,
    backends: ['wasmtime'],
  },
  'memory-small': { guide: () => inServedGuide(SMALL).value, ours: () => inOurs(SMALL).value, backends: ['wasmtime'] },
  'bad-options': {
    guide: () => settled(inServedGuide(BAD).value),
    ours: () => settled(inOurs(BAD).value),
    backends: ['wasmtime'],
  },
  'null-memory': {
    guide: () => settled(inGuide(NULL).value),
    ours: () => settled(inOurs(NULL).value),
    backends: ['wasmtime'],
  },
  'load-twice': { guide: () => inServedGuide(TWICE).value, ours: () => inOurs(TWICE).value, backends: ['wasmtime'] },
  'get-latest': {
    guide: () =>
      inServedGuide(`${MEMORY} await loader.loadStringOps(memory); const last = await loader.loadStringOps(42);
      return loader.getStringOps() === last;`).value,
    ours: () =>
      inOurs(`await loader.loadStringOps(); const last = await loader.loadStringOps({ backend: 'javascript' });
      return loader.getStringOps() === last;`).value,
    backends: ['wasmtime'],
  },
  'instance-of': {
    guide: () => inServedGuide(INSTANCE_OF).value,
    ours: () => inOurs(INSTANCE_OF).value,
    backends: ['wasmtime'],
  },

  // 3
  'optional-hashes': {
    async guide() {
      const { ExistingService } = snippet('3.3-optional', ['ExistingService'], {
        loadStringOps: async () => guideFallback(),
        console: { log() {} },
      });
      const service = new ExistingService();
      const before = service.computeHash('hello');
      await new Promise(setImmediate);
      return before === service.computeHash('hello');
    },
    ours: (ops) => new StringOpsFallback().fastHash('hello') === ops.fastHash('hello'),
  },

  // 4
  'suite-served': {
    guide: () => passing(guideDirectory(), ['--config=served.config.mjs', '--exclude=given/**']),
    ours: ourSuite,
    backends: ['wasmtime'],
  },
  'suite-given-memory': {
    guide: () => passing(path.join(guideDirectory(), 'given'), ['--config=served.config.mjs']),
    ours: ourSuite,
    backends: ['wasmtime'],
  },

  // 5
  inspect: {
    guide: () =>
      snippet('5.3-memory', ['inspectMemory'], { wasmInstance: instantiate().instance, console: { log() {} } }),
    ours(ops) {
      ops.fastHash('wörld'.repeat(100));
      return ops.inspectMemory(61440, 5).text;
    },
    backends: ['wasmtime', 'native', 'webassembly'],
  },

  // 6
  guard: {
    guide() {
      const { WASMMemoryGuard } = snippet('6.1-guard', ['WASMMemoryGuard'], {}, 2);
      return new WASMMemoryGuard(1024);
    },
    ours(ops) {
      ops.hold('x'.repeat(1024)).free();
      return ops.memory.heldBytes;
    },
  },
  growth: {
    guide: () => {
      const { memory } = snippet('6.4-growth', ['memory'], { neededSize: 15.5 * MIB }, 1);
      return memory.buffer.byteLength;
    },
    ours({ backend }) {
      const ops = loadStringOpsSync({ backend, maximumPages: 256 });
      return ops.fastSearch(`${'x'.repeat(15.5 * MIB - 6)}needle`, 'needle');
    },
  },
  objects: {
    guide: () => instantiate().instance.exports.fastHash({ name: 'test' }, undefined),
    ours: (ops) => ops.fastHash({ name: 'test' }, undefined),
  },
  pool: {
    guide: () => {
      let end = 0;
      const allocate = (size) => (end += size) - size;
      const memory = new Uint8Array(4096);
      const { MemoryPool } = snippet('6.6-concurrent', ['MemoryPool'], { allocate }, 2);
      const pool = new MemoryPool();
      const first = pool.acquire(8);
      const second = pool.acquire(8);
      memory.fill(2, second, second + 8);
      pool.release(first);
      memory.fill(1, pool.acquire(1000), first + 1000);
      return memory[second] === 2;
    },
    ours(ops) {
      const first = ops.hold('1'.repeat(8));
      const second = ops.hold('2'.repeat(8));
      first.free();
      const third = ops.hold('1'.repeat(1000));
      const kept = second.fastHash() === ops.fastHash('22222222');
      second.free();
      third.free();
      return kept;
    },
  },
};

const TEXTS = Array.from({ length: 100 }, (_, i) => `text ${i} `.repeat(30));
const wrongOf = (hashes) => hashes.filter((hash, i) => hash !== new StringOpsFallback().fastHash(TEXTS[i])).length;

const serviceWith = (loadStringOps) => snippet('3.1-direct', ['MyService'], { loadStringOps }).MyService;

async function hashOfService(loadStringOps) {
  const service = new (serviceWith(loadStringOps))();
  await service.initialize();
  return service.computeHash('hello');
}

const NAMES =
  "return ['loadStringOps', 'getStringOps'].filter((name) => typeof loader[name] === 'function').join(' ');";
const MEMORY = 'const memory = new WebAssembly.Memory({ initial: 256 });';
const WRITTEN = `${MEMORY} const ops = await loader.loadStringOps(memory);
  ops.fastHash(Buffer.from('hello world'.repeat(100)));
  return new Uint8Array(memory.buffer).some((byte) => byte !== 0);`;
const SMALL = `const ops = await loader.loadStringOps(new WebAssembly.Memory({ initial: 16, maximum: 256 }));
  return ops.backend ?? ops.constructor.name;`;
const BAD = 'return (await loader.loadStringOps(42)).constructor.name;';
const NULL = 'return (await loader.loadStringOps(null)).constructor.name;';
const TWICE = 'return (await loader.loadStringOps()) === (await loader.loadStringOps());';
const INSTANCE_OF = `const { StringOpsWrapper } = await import('./modules/stringOps/stringOps.wrapper.js');
  return (await loader.loadStringOps()) instanceof StringOpsWrapper;`;

/** The outcome of a process: a value, or an error that is thrown again. */
function settled(value) {
  if (value?.error === undefined) return value;
  throw Object.assign(new Error(value.error), { name: value.error, code: value.code });
}
