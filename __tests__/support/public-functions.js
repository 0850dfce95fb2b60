// Every public function, its arguments with their types, and what it returns: the table on which the tests of bad input
// are based. `declarations.js` says which functions there are; if one is missing here, a test fails.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ANSWERS, stillAnswers } from './contenders.js';
import * as type from './expectations.js';
import { needlesIn, oracle } from './oracle.js';
import { assemble } from './wat.js';
import {
  ALL_BACKENDS,
  StringOpsFallback,
  StringOpsWrapper,
  getStringOps,
  loadStringOps,
  loadStringOpsSync,
  loadWasm,
  loadWasmSync,
  requireHere,
  root,
} from './package.js';

const { WASMRuntime, WASMRuntimeCoordinator } = requireHere('../../index.js');

/** Long enough to reach the backend, with parts that repeat. */
const LONG = 'héllo wörld, '.repeat(40);
const LONG_BYTES = new TextEncoder().encode(LONG);

const input = (name) => ({ name, type: type.input });
const option = (names, more = {}) => ({
  name: 'options',
  type: type.options(Object.keys(names), more.expected, more.isOther),
  options: names,
});
const overlapping = option({ overlapping: type.boolean });
const maximumPages = option({ maximumPages: type.pages(1) });

/** Correct arguments of several shapes, because an error must not depend on the other arguments. */
const one = [['abc'], [LONG], [LONG_BYTES]];
const two = [
  ['abc', 'b'],
  [LONG, 'wörld'],
  [LONG_BYTES, LONG_BYTES.subarray(20, 40)],
  ['', ''],
];

const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);
const searchAll = (haystack, needle, { overlapping } = {}) => oracle.fastSearchAll(haystack, needle, { overlapping });

/** The operations, which the classes have as well. */
const operations = [
  { name: 'fastHash', args: [input('input'), { name: 'seed', type: type.seed }], good: one, gives: oracle.fastHash },
  {
    name: 'fastHash64',
    args: [input('input'), { name: 'seed', type: type.seed64 }],
    good: one,
    gives: oracle.fastHash64,
  },
  {
    name: 'fastHash64Hex',
    args: [input('input'), { name: 'seed', type: type.seed64 }],
    good: one,
    gives: oracle.fastHash64Hex,
  },
  { name: 'fastCompare', args: [input('a'), input('b')], good: two, gives: oracle.fastCompare },
  { name: 'fastSearch', args: [input('haystack'), input('needle')], good: two, gives: oracle.fastSearch },
  {
    name: 'fastIndexOf',
    args: [input('haystack'), input('needle'), { name: 'position', type: type.position }],
    good: two,
    gives: oracle.fastIndexOf,
  },
  {
    name: 'fastSearchAll',
    args: [input('haystack'), input('needle'), overlapping],
    good: two,
    gives: searchAll,
    seen: plain,
  },
  {
    name: 'fastCount',
    args: [input('haystack'), input('needle'), overlapping],
    good: two,
    gives: (...args) => searchAll(...args).length,
  },
  {
    name: 'fastHashMany',
    args: [{ name: 'inputs', type: type.list, rest: true }],
    good: [[['abc', LONG_BYTES]]],
    gives: oracle.fastHashMany,
    seen: plain,
  },
  {
    name: 'fastHashMany64',
    args: [{ name: 'inputs', type: type.list, rest: true }],
    good: [[['abc', LONG_BYTES]]],
    gives: oracle.fastHashMany64,
    seen: plain,
  },
];

/** The bytes that `inspectMemory` shows may be anything; only the format is certain. */
const looked = ({ offset, length, hex, text }) => [offset, length, hex === '' ? 0 : hex.split(' ').length, typeof text];

/** The bytes of an instance that can be inspected: what it had at first. */
const inspected = (context) => context.inspected;

const streamed = async (stream) => {
  const passes = typeof stream.read === 'function';
  if (passes) stream.resume();
  stream.end('foobar');
  await finished(stream);
  return [stream.digest(), passes];
};

const instance = [
  ...operations,
  {
    name: 'createHash',
    args: [option({ seed: type.seed, bits: type.bits })],
    good: [[]],
    gives: ({ seed } = {}) => oracle.fastHash('foobar', seed),
    seen: (hash) => hash.update('foobar').digest(),
  },
  {
    name: 'hashStream',
    args: [option({ seed: type.seed, bits: type.bits, passThrough: type.boolean })],
    good: [[]],
    gives: ({ seed, passThrough = false } = {}) => [oracle.fastHash('foobar', seed), passThrough],
    seen: streamed,
  },
  {
    name: 'searchStream',
    args: [
      { name: 'readable', type: type.readable },
      input('needle'),
      option({ overlapping: type.boolean, signal: type.signal }),
    ],
    good: [
      [['abc', 'abc'], 'ca'],
      [[LONG_BYTES, LONG], 'wörld'],
    ],
    gives: (chunks, needle, options) => searchAll(joined(chunks), needle, options),
    seen: async (offsets) => {
      const found = [];
      for await (const offset of offsets) found.push(offset);
      return found;
    },
  },
  {
    name: 'hold',
    args: [input('input')],
    good: one,
    gives: (text) => [oracle.fastHash(text)],
    seen: (text) => {
      const seen = [text.fastHash()];
      text.free();
      return seen;
    },
  },
  {
    name: 'needles',
    args: [{ name: 'list', type: type.needles, rest: true }, option({ ignoreCase: type.boolean })],
    good: [[['abc', LONG_BYTES]], [new Set(['a'])]],
    gives: (list) => [[...list].length, true],
    seen: (set) => [set.size, set.test(LONG) || !set.test('x')],
  },
  {
    name: 'fastHashAsync',
    promises: true,
    args: [input('input'), option({ seed: type.seed, bits: type.bits, signal: type.signal })],
    good: one,
    gives: (text, { seed } = {}) => oracle.fastHash(text, seed),
  },
  {
    name: 'fastSearchAsync',
    promises: true,
    args: [input('haystack'), input('needle'), option({ signal: type.signal })],
    good: two,
    gives: (h, n) => oracle.fastSearch(h, n),
  },
  {
    name: 'inspectMemory',
    good: [[0, 0]],
    gives: (offset, length) => [offset, length, length, 'string'],
    seen: looked,
    args: [
      { name: 'offset', type: type.byteRange(inspected) },
      { name: 'length', type: type.byteRange((context) => Math.min(2 ** 20, inspected(context))) },
    ],
  },
  { name: 'trim', args: [], good: [[]], gives: () => undefined },
  {
    name: 'debugLog',
    args: [{ name: 'value', type: type.logValue }],
    good: [[7]],
    gives: (value) => [value],
    seen: (_, { logged }) => logged.splice(0),
  },
];

const joined = (chunks) => Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));

const HELD = 'héllo wörld, héllo';
const held = [
  {
    name: 'fastHash',
    args: [{ name: 'seed', type: type.seed }],
    good: [[]],
    gives: (seed) => oracle.fastHash(HELD, seed),
  },
  {
    name: 'fastHash64',
    args: [{ name: 'seed', type: type.seed64 }],
    good: [[]],
    gives: (seed) => oracle.fastHash64(HELD, seed),
  },
  {
    name: 'fastHash64Hex',
    // It calls the one above.
    forwards: true,
    args: [{ name: 'seed', type: type.seed64 }],
    good: [[]],
    gives: (seed) => oracle.fastHash64Hex(HELD, seed),
  },
  {
    name: 'fastCompare',
    args: [{ name: 'other', type: type.inputOrHeld }],
    good: one,
    gives: (other) => oracle.fastCompare(HELD, other),
  },
  {
    name: 'fastSearch',
    args: [input('needle')],
    good: [['lo'], [LONG]],
    gives: (needle) => oracle.fastSearch(HELD, needle),
  },
  {
    name: 'fastIndexOf',
    args: [input('needle'), { name: 'position', type: type.position }],
    good: [['lo'], [LONG_BYTES]],
    gives: (needle, position) => oracle.fastIndexOf(HELD, needle, position),
  },
  {
    name: 'fastSearchAll',
    args: [input('needle'), overlapping],
    good: [['lo'], [LONG]],
    gives: (...args) => searchAll(HELD, ...args),
    seen: plain,
  },
  {
    name: 'fastCount',
    args: [input('needle'), overlapping],
    good: [['lo'], [LONG]],
    gives: (...args) => searchAll(HELD, ...args).length,
  },
  { name: 'free', args: [], good: [[]], gives: () => undefined },
  {
    name: '[Symbol.dispose]',
    key: Symbol.dispose ?? Symbol.for('Symbol.dispose'),
    forwards: true,
    args: [],
    good: [[]],
    gives: () => undefined,
  },
];

const NEEDLES = ['wör', LONG_BYTES.subarray(3, 5), 'b', 'wörld'];
const haystack = { name: 'haystack', type: type.inputOrHeld };
const inSet = {
  pairs: (text, options) => needlesIn(text, NEEDLES, options),
  all: (text, options) => inSet.pairs(text, options).flat(),
  first: (text, from) =>
    inSet.pairs(text, { overlapping: true }).find(([, offset]) => offset >= (Math.trunc(from) || 0)),
};
const set = [
  { name: 'test', args: [haystack], good: one, gives: (text) => inSet.pairs(text).length > 0 },
  {
    name: 'search',
    args: [haystack, { name: 'from', type: type.position }],
    good: one,
    gives: (text, from) => inSet.first(text, from) ?? null,
    seen: (match) => match && [match.needle, match.offset],
  },
  { name: 'searchAll', args: [haystack, overlapping], good: one, gives: inSet.all, seen: plain },
  { name: 'count', args: [haystack, overlapping], good: one, gives: (...args) => inSet.pairs(...args).length },
  {
    name: 'countEach',
    args: [haystack, overlapping],
    good: one,
    gives: (...args) => NEEDLES.map((_, k) => inSet.pairs(...args).filter(([needle]) => needle === k).length),
    seen: plain,
  },
  {
    name: 'searchStream',
    args: [{ name: 'readable', type: type.readable }, option({ overlapping: type.boolean, signal: type.signal })],
    good: [[['abc', 'abc']], [[LONG_BYTES, LONG]]],
    gives: (chunks, options) => inSet.all(joined(chunks), options),
    seen: async (matches) => {
      const found = [];
      for await (const { needle, offset } of matches) found.push(needle, offset);
      return found;
    },
  },
  ...held.slice(-2),
];

const encoding = { name: 'encoding', type: type.oneOf(['hex'], "must be 'hex' or undefined") };
const encoded = (hash, encoding) => (encoding === 'hex' ? hash.toString(16).padStart(8, '0') : hash);
const digest = {
  name: 'digest',
  args: [encoding],
  good: [[]],
  gives: (encoding) => encoded(oracle.fastHash('foo'), encoding),
};
const hash = [
  {
    name: 'update',
    args: [input('input')],
    good: one,
    gives: (text) => oracle.fastHash(text, oracle.fastHash('foo')),
    seen: (_, { target }) => target.digest(),
  },
  {
    name: 'copy',
    args: [],
    good: [[]],
    gives: () => oracle.fastHash('foobar', oracle.fastHash('foo')),
    seen: (copy) => copy.update('foobar').digest(),
  },
  digest,
];

const stringOpsModule = new WebAssembly.Module(readFileSync(`${root}/modules/stringOps/stringOps.wasm`));
function instantiate() {
  const memory = new WebAssembly.Memory({ initial: 256 });
  return { instance: new WebAssembly.Instance(stringOpsModule, { env: { memory, log() {} } }), memory };
}

const BACKEND = `must be one of ${ALL_BACKENDS.map((name) => `'${name}'`).join(', ')}`;
const isMemory = (kind) => kind.memory === true;
const loadOptions = {
  backend: type.oneOf(ALL_BACKENDS, BACKEND, true),
  initialPages: type.pages(256),
  maximumPages: type.pages(256),
  log: type.callback,
};
const load = option(loadOptions, { expected: 'an object or a WebAssembly.Memory', isOther: isMemory });
const loaded = { args: [load], good: [[]], gives: () => ANSWERS, seen: stillAnswers };
const wasmBytes = assemble('(memory (export "memory") 1) (func (export "seven") (result i32) (i32.const 7))');
const wasmOptions = option({
  imports: type.record(true),
  limits: type.options(['deadline', 'fuel', 'maximumPages', 'maximumBytes']),
  functions: type.record(false),
  allocator: type.needed(type.options(['alloc', 'free']), 'alloc', 'a string'),
  initialPages: type.pages(0),
});
const wasm = {
  args: [{ name: 'source', type: type.wasmSource }, wasmOptions],
  good: [[wasmBytes]],
  // Paths of files that are not there.
  skips: ({ make }) => typeof make() === 'string',
  gives: () => 7,
  seen: ({ exports }) => exports.seven?.() ?? 7,
};
const exported = [
  { name: 'loadWasm', promises: true, ...wasm },
  { name: 'loadWasmSync', ...wasm },
  { name: 'loadStringOps', promises: true, ...loaded },
  { name: 'loadStringOpsSync', ...loaded },
  { name: 'getStringOps', args: [], good: [[]], gives: () => ANSWERS, seen: stillAnswers },
  {
    name: 'StringOpsWrapper',
    constructs: true,
    gives: () => true,
    seen: (ops) => ops instanceof StringOpsWrapper,
    args: [{ name: 'wasmInstance', type: type.wasmInstance }, { name: 'memory', type: type.memory }, maximumPages],
    good: [Object.values(instantiate())],
  },
  {
    name: 'StringOpsFallback',
    constructs: true,
    args: [maximumPages],
    good: [[]],
    gives: () => true,
    seen: (ops) => ops instanceof StringOpsFallback,
  },
  {
    name: 'WASMRuntimeCoordinator',
    constructs: true,
    args: [option({ ...loadOptions, enabled: type.boolean, metrics: type.boolean })],
    good: [[]],
    gives: () => true,
    seen: (coordinator) => coordinator instanceof WASMRuntimeCoordinator,
  },
  {
    name: 'WASMRuntime',
    constructs: true,
    args: [],
    good: [[]],
    gives: () => true,
    seen: (runtime) => runtime instanceof WASMRuntime,
  },
];

const content = { name: 'content', type: type.text };
const code = { name: 'code', type: type.text };
const flags = { name: 'flags', type: type.flags };
const matchesOf = (text, pattern, own = 'gi') =>
  text.match(typeof pattern === 'string' ? new RegExp(pattern, own) : pattern);
const seconds = (text) => (text.match(/\bclass (\w+)/g) ?? []).length;
/** Those that call other methods, or none, say nothing of `this` themselves. */
const boosting = [
  { name: 'initialize', promises: true, forwards: true, args: [], good: [[]], gives: () => true },
  {
    name: 'acceleratedRegexMatch',
    promises: true,
    args: [content, { name: 'patterns', type: type.patterns }, flags],
    good: [[LONG, ['wör', /L+/i]]],
    gives: (text, list, own) => list.flatMap((pattern) => matchesOf(text, pattern, own)?.slice() ?? []),
    seen: ({ results }) => results.flatMap(({ matches }) => matches),
  },
  {
    name: 'hasPattern',
    promises: true,
    forwards: true,
    args: [content, { name: 'pattern', type: type.pattern }, flags],
    good: [[LONG, 'WÖR']],
    gives: (...args) => matchesOf(...args) !== null,
  },
  {
    name: 'parseASTFast',
    args: [code],
    good: [['class A {} class B {}']],
    gives: seconds,
    seen: ({ body }) => body.length,
  },
  {
    name: 'processFileFast',
    promises: true,
    forwards: true,
    args: [{ name: 'file', type: type.ignored }],
    good: [[{ name: 'a', content: '' }]],
    gives: () => 'number',
    seen: ({ processingTime }) => typeof processingTime,
  },
  {
    name: 'batchProcessFiles',
    promises: true,
    forwards: true,
    args: [{ name: 'files', type: type.files }],
    // Each would be an entry, with an error.
    skips: ({ name }) => name.includes('a million'),
    good: [[[{ name: 'a', content: '' }, null]]],
    gives: (list) => list.length,
    seen: ({ results }) => results.length,
  },
  {
    name: 'optimizeCodeFast',
    promises: true,
    forwards: true,
    args: [code],
    good: [['a']],
    gives: (text) => text,
    seen: ({ optimizedCode }) => optimizedCode,
  },
  { name: 'getMetrics', args: [], good: [[]], gives: () => 'object', seen: (metrics) => typeof metrics },
  {
    name: 'benchmarkPerformance',
    promises: true,
    args: [],
    good: [[]],
    gives: () => 1,
    seen: (report) => report.successRate,
  },
  { name: 'reset', args: [], good: [[]], gives: () => undefined },
];

const pointer = { name: 'pointer', type: type.upTo(65536) };
const wasmMemory = [
  {
    name: 'read',
    args: [pointer, { name: 'length', type: type.upTo(65536) }],
    good: [[0, 0]],
    gives: (_, length) => length,
    seen: (bytes) => bytes.length,
  },
  {
    name: 'readString',
    args: [pointer, { name: 'length', type: type.upTo(65536) }],
    good: [[0, 0]],
    gives: () => 'string',
    seen: (text) => typeof text,
  },
  {
    name: 'write',
    args: [pointer, { name: 'bytes', type: type.bytes }],
    good: [[0, Uint8Array.of(1, 2)]],
    gives: () => undefined,
  },
  {
    name: 'writeString',
    args: [pointer, { name: 'text', type: type.text }],
    good: [[0, 'äh']],
    gives: (_, text) => Buffer.byteLength(text),
  },
];
const wasmModule = [
  { name: 'usage', args: [], good: [[]], gives: () => 65536, seen: ({ bytes }) => bytes },
  { name: 'dispose', args: [], good: [[]], gives: () => undefined },
  {
    name: '[Symbol.dispose]',
    key: Symbol.dispose ?? Symbol.for('Symbol.dispose'),
    forwards: true,
    args: [],
    good: [[]],
    gives: () => undefined,
  },
];

const named = { name: 'name', type: type.moduleName };
/** For a coordinator that continues to be used. */
const coordinating = [
  { name: 'initialize', promises: true, args: [], good: [[]], gives: () => true },
  {
    name: 'execute',
    promises: true,
    good: [['stringOps', 'fastHash', 'abc', 7]],
    args: [
      { name: 'module', type: type.moduleName },
      { name: 'operation', type: type.operationName },
      { name: 'args', type: (_, kind) => type.input('input', kind) },
    ],
    gives: (module, operation, text) => oracle.fastHash(text, 7),
    seen: ({ result }) => result,
  },
  { name: 'getModule', args: [named], good: [['stringOps']], gives: () => ANSWERS, seen: stillAnswers },
  {
    name: 'loadModule',
    promises: true,
    args: [named],
    good: [['stringOps']],
    gives: () => ANSWERS,
    seen: stillAnswers,
  },
  { name: 'detectCapabilities', forwards: true, args: [], good: [[]], gives: () => true, seen: ({ wasm }) => wasm },
  { name: 'health', promises: true, args: [], good: [[]], gives: () => true, seen: ({ healthy }) => healthy },
];
/** For one that is made for each call. */
const coordinated = [
  {
    name: 'registerModule',
    good: [['mine', () => ({})]],
    gives: () => true,
    seen: (result, { target }) => result === target,
    args: [
      { name: 'name', type: type.newName },
      { name: 'loader', type: type.loader },
      option({ method: type.method, dispose: type.callback }),
    ],
  },
  {
    name: 'registerWasm',
    good: [['mine', wasmBytes]],
    gives: () => true,
    seen: (result, { target }) => result === target,
    skips: wasm.skips,
    args: [{ name: 'name', type: type.newName }, { name: 'source', type: type.registeredWasm }, wasmOptions],
  },
  { name: 'unloadModule', promises: true, args: [named], good: [['stringOps']], gives: () => false },
  { name: 'dispose', promises: true, args: [], good: [[]], gives: () => undefined },
  {
    name: '[Symbol.asyncDispose]',
    key: Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'),
    forwards: true,
    promises: true,
    args: [],
    good: [[]],
    gives: () => undefined,
  },
];
const monitoring = [
  { name: 'getReport', args: [], good: [[]], gives: () => 'object', seen: (report) => typeof report },
  {
    name: 'formatReport',
    forwards: true,
    args: [],
    good: [[]],
    gives: () => 'string',
    seen: (report) => typeof report,
  },
  { name: 'reset', args: [], good: [[]], gives: () => undefined },
];

/**
 * Where functions are: `make` returns what they are called on, `ops` what must still answer afterwards. `each`: a new
 * target for each call, since the call may use it up.
 *
 * @type {{ on: string, declared: string[], functions: any[], receives: boolean, make: (backend: string) => any }[]}
 */
export const groups = [
  {
    on: 'StringOps',
    declared: [
      'StringOps',
      'InstanceOperations',
      'StringOperations',
      'PartOperations',
      'HashStreamOperations',
      'StreamOperations',
      'HoldOperations',
      'NeedleOperations',
      'AsyncOperations',
    ],
    functions: instance,
    receives: false,
    make(backend) {
      const logged = [];
      const ops = loadStringOpsSync({ backend, log: (value) => logged.push(value) });
      return { ops, logged, inspected: ops.memory.bytes, target: () => ops };
    },
  },
  {
    on: 'HeldText',
    declared: ['HeldText'],
    functions: held,
    receives: true,
    make(backend) {
      const ops = loadStringOpsSync({ backend });
      return { ops, target: () => ops.hold(HELD) };
    },
  },
  {
    on: 'NeedleSet',
    declared: ['NeedleSet'],
    functions: set,
    receives: true,
    make(backend) {
      const ops = loadStringOpsSync({ backend });
      return { ops, target: () => ops.needles(NEEDLES) };
    },
  },
  {
    on: 'Hash',
    declared: ['Hash', 'Digest'],
    functions: hash,
    receives: true,
    make(backend) {
      const ops = loadStringOpsSync({ backend });
      return { ops, target: () => ops.createHash().update('foo') };
    },
  },
  ...[false, true].map((passThrough) => ({
    on: passThrough ? 'HashStream, in the middle' : 'HashStream',
    declared: ['Digest'],
    functions: [digest],
    receives: false, // It belongs to its stream, whatever `this` is.
    make(backend) {
      const ops = loadStringOpsSync({ backend });
      return {
        ops,
        async target() {
          const stream = ops.hashStream({ passThrough });
          if (passThrough) stream.resume();
          stream.end('foo');
          await once(stream, 'finish');
          return stream;
        },
      };
    },
  })),
  {
    on: 'the package',
    declared: ['module'],
    functions: exported,
    receives: false,
    make(backend) {
      const ops = loadStringOpsSync({ backend });
      return {
        ops,
        target: () => ({
          loadStringOps,
          loadStringOpsSync,
          getStringOps,
          StringOpsWrapper,
          StringOpsFallback,
          WASMRuntimeCoordinator,
          WASMRuntime,
          loadWasm,
          loadWasmSync,
        }),
      };
    },
  },
  {
    on: 'StringOpsWrapper',
    declared: ['StringOpsWrapper'],
    functions: operations,
    receives: true,
    backends: ['webassembly'],
    make() {
      const { instance: wasmInstance, memory } = instantiate();
      const ops = new StringOpsWrapper(wasmInstance, memory);
      return { ops, target: () => ops };
    },
  },
  {
    on: 'StringOpsFallback',
    declared: ['StringOpsFallback'],
    functions: operations,
    receives: true,
    backends: ['javascript'],
    make() {
      const ops = new StringOpsFallback();
      return { ops, target: () => ops };
    },
  },
  {
    on: 'WASMRuntime',
    declared: ['WASMRuntime'],
    functions: boosting,
    receives: true,
    make(backend) {
      const runtime = new WASMRuntime();
      return { ops: loadStringOpsSync({ backend }), target: () => runtime };
    },
  },
  ...[
    ['WasmModule', wasmModule],
    ['WasmMemory', wasmMemory],
  ].map(([on, functions]) => ({
    on,
    declared: [on],
    functions,
    receives: true,
    make(backend) {
      const target = () => {
        const module = loadWasmSync(wasmBytes);
        return functions === wasmModule ? module : module.memory;
      };
      return { ops: loadStringOpsSync({ backend }), target };
    },
  })),
  ...[
    ['WASMRuntimeCoordinator', coordinating],
    ['WASMRuntimeCoordinator, a new one', coordinated],
    ['PerformanceMonitor', monitoring],
  ].map(([on, functions]) => ({
    on,
    declared: [on.split(',')[0]],
    functions,
    receives: true,
    async make(backend) {
      const coordinator = new WASMRuntimeCoordinator({ backend });
      await coordinator.initialize();
      const target = () => {
        if (functions === coordinated) return new WASMRuntimeCoordinator({ backend });
        return functions === monitoring ? coordinator.performanceMonitor : coordinator;
      };
      return { ops: coordinator.getModule('stringOps'), target };
    },
  })),
];

/** The facades give the very functions of the package, and so do the parts of the guide's tree. */
export const facades = ['index.js', 'stringOps.wrapper.js', 'stringOps.fallback.js'].map((file) => ({
  file,
  exports: requireHere(`../../modules/stringOps/${file}`),
}));
