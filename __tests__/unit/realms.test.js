import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPackage, inChild, node } from '../support/child.js';
import { ALL_BACKENDS, BACKENDS, loadStringOpsSync, requireHere, root } from '../support/package.js';

// Hosts that lack what Node and browsers have: no encoder, no finalization registry, no timers.

const { OwnDecoder } = requireHere('../../lib/text/decoder.js');
const { ownEncoder } = requireHere('../../lib/text/utf8.js');

describe('our own encoder', () => {
  const encoder = new TextEncoder();

  it('writes what TextEncoder writes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
        (a, b) => {
          for (const text of [a, b, a + b]) expect(ownEncoder.encode(text)).toEqual(encoder.encode(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('stops where TextEncoder stops', () => {
    for (const text of ['aé€😀', '😀', '\ud800a', '€€', 'a\udc00', '']) {
      for (let room = 0; room <= 12; room++) {
        const [own, theirs] = [new Uint8Array(room), new Uint8Array(room)];
        expect([ownEncoder.encodeInto(text, own), own]).toEqual([encoder.encodeInto(text, theirs), theirs]);
      }
    }
  });
});

describe('our own decoder', () => {
  it('reads what TextDecoder reads, whole and in pieces', () => {
    const likely = [
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xbb, 0xf0, 0xf4,
      0xf5, 0xff,
    ];
    const bytes = fc.uint8Array({ maxLength: 12 });
    const nasty = fc.array(fc.constantFrom(...likely), { maxLength: 12 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(bytes, nasty), fc.nat(12), (array, cut) => {
        const theirs = new TextDecoder('utf-8', { ignoreBOM: true });
        expect(new OwnDecoder().decode(array)).toBe(theirs.decode(array));
        const own = new OwnDecoder();
        const pieces = [array.subarray(0, cut), array.subarray(cut)];
        expect(
          pieces.map((piece) => own.decode(piece, { stream: true })).join('') + own.decode(new Uint8Array(0)),
        ).toBe(theirs.decode(array));
      }),
      { numRuns: 5000 },
    );
  });
});

const USE = `
  const results = [];
  for (const backend of ${JSON.stringify(BACKENDS)}) {
    const ops = pkg.loadStringOpsSync({ backend });
    const long = 'héllo wörld €😀'.repeat(1000);
    const held = ops.hold(long);
    results.push(backend, ops.fastHash(long), ops.fastSearch(long, '😀h'), ops.fastIndexOf(long, '€'), held.fastIndexOf('€', 9), held.fastIndexOf('\\ud800'),
      held.fastSearch('€'), ops.fastHash(new Uint8Array([1, 2])), await ops.fastHashAsync(long), held.free());
    ops.inspectMemory(0, 0);
  }
  return results;`;

const expected = () => inChild(USE).value;

it.each([
  ['TextEncoder and TextDecoder', ['TextEncoder', 'TextDecoder']],
  ['FinalizationRegistry', ['FinalizationRegistry']],
  ['WeakRef, MessageChannel and performance', ['WeakRef', 'MessageChannel', 'performance']],
])('without %s the package loads and gives the same answers', (_, names) => {
  const script = `
    for (const name of ${JSON.stringify(names)}) delete globalThis[name];
    const pkg = require(${JSON.stringify(root)});
    (async () => { ${USE} })().then((value) => console.log(JSON.stringify(value)));`;
  const { status, stdout, stderr } = node(['-e', script]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(expected());
});

it('loads and answers in a realm that has nothing but the language', () => {
  const { value } = inChild(
    `const vm = require('node:vm');
     const fs = require('node:fs');
     const context = vm.createContext({});
     const load = (file) => {
       const module = { exports: {} };
       vm.runInContext('(function (exports, require, module) {' + fs.readFileSync(file, 'utf8') + '})', context)(
         module.exports, (request) => load(require('node:path').join(${JSON.stringify(path.join(root, 'dist'))}, request)), module);
       return module.exports;
     };
     const own = load(${JSON.stringify(path.join(root, 'dist/index.js'))});
     const results = [];
     for (const backend of ['javascript']) {
       const ops = own.loadStringOpsSync({ backend });
       results.push(ops.backend, ops.fastHash('héllo'.repeat(100)), await ops.fastHashAsync('foobar'));
     }
     const words = own.loadWasmSync(fs.readFileSync(${JSON.stringify(path.join(root, 'examples/wasm/words.wasm'))}), {
       functions: { longest: { parameters: ['string'], result: 'string' } },
       limits: { deadline: 60_000 },
     });
     results.push(words.exports.longest('ein übergroßes Wort'));
     const { fastHash } = pkg.loadStringOpsSync();
     return results.map((result) => (result === fastHash('héllo'.repeat(100)) ? 'right' : result));`,
  );
  expect(value).toEqual(['javascript', 'right', 0xbf9cf968, 'übergroßes']);
});

/**
 * The package in a context of its own, as test runners load it: each look-up of a global there is one of the sandbox.
 *
 * @param {Set<string>} names of globals that are looked up
 */
function loadInContext(names) {
  const sandbox = {};
  const inner = vm.createContext(sandbox);
  const own = vm.runInContext('Object.getOwnPropertyNames(globalThis)', inner);
  const globals = Object.fromEntries(own.map((name) => [name, vm.runInContext(name, inner)]));
  for (const name of ['Buffer', 'TextEncoder', 'TextDecoder', 'performance', 'process', 'setImmediate']) {
    globals[name] = globalThis[name];
  }
  for (const [name, value] of Object.entries(globals)) {
    const get = () => {
      names.add(name);
      return value;
    };
    Object.defineProperty(sandbox, name, { get, configurable: true });
  }
  const modules = new Map();
  const load = (file) => {
    if (!file.startsWith(root) || !file.endsWith('.js')) return requireHere(file);
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const run = vm.compileFunction(
      fs.readFileSync(file, 'utf8'),
      ['module', 'exports', 'require', '__dirname', '__filename'],
      { filename: file, parsingContext: inner },
    );
    const { resolve } = requireHere('node:module').createRequire(file);
    run(module, module.exports, (request) => load(resolve(request)), path.dirname(file), file);
    return module.exports;
  };
  return load(path.join(root, 'index.js'));
}

describe.each(BACKENDS)('in a vm context, on %s', (backend) => {
  const names = new Set();
  const ops = loadInContext(names).loadStringOpsSync({ backend });
  const texts = [
    '',
    'the cat',
    'é the',
    '世界 the',
    '🚀 the',
    'the cat sat on the mat. '.repeat(9),
    'añb the '.repeat(900),
  ];
  const needles = ['', 'the', 'z', 'aт', '世', '🚀', '\ud83d', '\ufffd', 'the cat sat on the mat! '];
  const bytes = texts.map((text) => new TextEncoder().encode(text));
  const sets = [['the'], ['cat', 'sat', 'añb'], Array.from({ length: 99 }, (_, i) => `${i} cats`)].flatMap((list) => [
    ops.needles(list),
    ops.needles(list, { ignoreCase: true }),
  ]);

  const calls = () => {
    for (const [i, text] of texts.entries()) {
      ops.fastHash(text);
      ops.fastHash(bytes[i], 5);
      for (const input of [text, bytes[i]]) {
        ops.fastHash64(input, 5n);
        ops.fastHash64Hex(input);
        for (const set of sets) {
          for (const name of ['test', 'search', 'searchAll', 'count', 'countEach']) set[name](input);
          set.searchAll(input, { overlapping: true });
        }
      }
      for (const bits of [32, 64]) ops.createHash({ bits }).update(text).update(bytes[i]).digest();
      const held = ops.hold(text);
      held.fastHash();
      held.fastHash64Hex();
      for (const other of [...texts, `${text}!`]) {
        ops.fastCompare(text, other);
        ops.fastCompare(bytes[i], other);
        held.fastCompare(other);
      }
      for (const other of bytes) ops.fastCompare(bytes[i], other);
      for (const haystack of [text, bytes[i]]) {
        for (const needle of needles) {
          for (const pattern of [needle, new TextEncoder().encode(needle)]) {
            ops.fastSearch(haystack, pattern);
            ops.fastIndexOf(haystack, pattern, 2);
            ops.fastCount(haystack, pattern);
            ops.fastSearchAll(haystack, pattern, { overlapping: true });
            held.fastIndexOf(pattern);
            held.fastSearch(pattern);
            held.fastSearchAll(pattern);
            held.fastCount(pattern);
          }
        }
      }
      held.free();
    }
    ops.fastHashMany([...texts, ...bytes]);
    ops.fastHashMany(new Set(texts));
    ops.fastHashMany64(texts);
  };

  it('no call looks up a global', () => {
    calls(); // what loads late has loaded
    names.clear();
    calls();
    expect([...names]).toEqual([]);
  });

  it('look-ups are seen', () => {
    names.clear();
    loadInContext(names);
    expect([...names]).toContain('Math');
  });
});

/** What other code may have put on shared prototypes, before the package is loaded or afterwards. */
const POLLUTIONS = {
  'options of ours on Object.prototype': `
    for (const name of ['backend', 'log', 'initialPages', 'maximumPages', 'seed', 'bits', 'overlapping', 'passThrough', 'metrics']) {
      Object.prototype[name] = name === 'overlapping' || name === 'passThrough' ? true : 5;
    }`,
  'get on Object.prototype': 'Object.prototype.get = () => 5;',
  'value on Object.prototype': 'Object.prototype.value = 5;',
  'writable and set on Object.prototype': 'Object.prototype.writable = true; Object.prototype.set = undefined;',
  'functions on every prototype': `
    for (const { prototype } of [Object, Array, String, Function, Uint8Array, Error, Promise]) prototype.each = () => { throw new Error('not ours'); };`,
  'a length of arrays of bytes that lies': "Object.defineProperty(Uint8Array.prototype, 'length', { get: () => 1 });",
  'a tag of arrays of bytes that lies':
    "Object.defineProperty(Uint8Array.prototype, Symbol.toStringTag, { get: () => 'Map' });",
  'frozen prototypes': `
    const generators = Object.getPrototypeOf(async function* () {});
    for (const one of [Object, Array, String, Function, Uint8Array, Error, TypeError, RangeError, Promise, generators]) Object.freeze(one.prototype);`,
  'no stack traces': 'Error.stackTraceLimit = 0; delete Error.captureStackTrace;',
};

/** A large text too, of more than one slice of an asynchronous operation. */
const BODY = (pollute, before) => `
  const text = 'x'.repeat(5000) + 'yé世🚀';
  const large = Buffer.from(text.repeat(200));
  const naive = (bytes, length) => { let hash = 0x811c9dc5; for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], 16777619); return hash >>> 0; };
  const hash = naive(Buffer.from(text), 5010);
  const largeHash = naive(large, 200 * 5010);
  const load = () => require(${JSON.stringify('.')});
  void process.stdout; // Node's own streams cannot be loaded on such prototypes, which is nothing to do with us.
  if (${before}) { ${pollute} }
  const pkg = load();
  const all = ${JSON.stringify(ALL_BACKENDS)}.map((backend) => pkg.loadStringOpsSync({ backend, log() {}, initialPages: 256, maximumPages: 65536 }));
  if (!${before}) { ${pollute} }
  const wrong = [];
  const is = (what, actual, expected) => { if (!Object.is(actual, expected)) wrong[wrong.length] = what + ': ' + actual + ', not ' + expected; };
  const codeOf = (call) => { try { call(); return 'none'; } catch (error) { return error.code; } };
  is('first choice', pkg.loadStringOpsSync().backend, 'wasmtime');
  const again = ${JSON.stringify(ALL_BACKENDS)}.map((backend) => pkg.loadStringOpsSync({ backend, log() {}, initialPages: 256, maximumPages: 65536 }));
  for (const ops of [...all, ...again]) {
    const bytes = new TextEncoder().encode(text);
    const on = (name) => name + ' on ' + ops.backend;
    for (const input of [text, bytes]) {
      is(on('fastHash'), ops.fastHash(input), hash);
      is(on('fastCompare'), ops.fastCompare(input, bytes), 0);
      is(on('fastSearch'), ops.fastSearch(input, 'é世'), 5001);
      is(on('fastIndexOf'), ops.fastIndexOf(input, 'yé'), 5000);
      is(on('fastCount'), ops.fastCount(input, 'xx'), 2500);
      is(on('fastSearchAll'), ops.fastSearchAll(input, '世')[0], 5003);
      is(on('fastHashMany'), ops.fastHashMany([input])[0], hash);
      is(on('createHash'), ops.createHash().update(input).digest(), hash);
      const held = ops.hold(input);
      is(on('a held text'), held.fastHash(), hash);
      is(on('a held text'), held.fastCount('xx'), 2500);
      is(on('a held text'), held.fastSearch('🚀'), 5006);
      held.free();
    }
    is(on('fastHashAsync'), await ops.fastHashAsync(large), largeHash);
    is(on('fastSearchAsync'), await ops.fastSearchAsync(large, 'z'), -1);
    const found = [];
    for await (const offset of ops.searchStream([bytes, bytes], '世')) found[found.length] = offset;
    is(on('searchStream'), found.join(), '5003,10013');
    is(on('a wrong input'), codeOf(() => ops.fastHash({})), 'ERR_INVALID_ARG_TYPE');
    is(on('a wrong seed'), codeOf(() => ops.fastHash('a', -1)), 'ERR_OUT_OF_RANGE');
    is(on('a wrong option'), codeOf(() => ops.fastCount('a', 'a', { no: 1 })), 'ERR_INVALID_ARG_VALUE');
    is(on('memory'), typeof ops.memory.bytes, 'number');
  }
  const coordinator = new pkg.WASMRuntimeCoordinator();
  is('a coordinator', (await coordinator.execute('stringOps', 'fastHash', text)).result, hash);
  return wrong;`;

describe.each(Object.entries(POLLUTIONS))('%s', (_, pollute) => {
  it.each([true, false])('change no result and no error, before the load: %s', (before) => {
    expect(inChild(BODY(pollute, before)).value).toEqual([]);
  });
});

const { StringOpsFallback, WASMRuntimeCoordinator } = requireHere('../../index.js');

/** What has private fields would be cloned to an empty object, which the other side finds out much later. */
const refusalOf = (value) => {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  try {
    return [() => structuredClone(value), () => port2.postMessage({ deep: [value] })].map((send) => {
      try {
        return send();
      } catch (error) {
        return error.name;
      }
    });
  } finally {
    port2.close();
  }
};

describe.each(BACKENDS)('on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });

  it.each([
    ['an instance', () => ops],
    ['a held text', () => ops.hold('text')],
    ['a hash', () => ops.createHash()],
    ['a hash stream', () => ops.hashStream()],
    ['a search stream', () => ops.searchStream([], 'x')],
  ])('%s is not cloned', (_, make) => {
    const value = make();
    expect(refusalOf(value)).toEqual(['DataCloneError', 'DataCloneError']);
    expect(typeof value === 'object').toBe(true);
  });
});

it.each([
  ['a coordinator', () => new WASMRuntimeCoordinator()],
  ['its performance monitor', () => new WASMRuntimeCoordinator().performanceMonitor],
  ['a StringOpsFallback', () => new StringOpsFallback()],
])('%s is not cloned', (_, make) => {
  expect(refusalOf(make())).toEqual(['DataCloneError', 'DataCloneError']);
});

it('a held text of another copy of the package is told apart from other objects', () => {
  const { directory, remove } = copyPackage();
  try {
    const { value } = inChild(`
      const other = require(${JSON.stringify(path.join(directory, 'index.js'))});
      const ours = pkg.loadStringOpsSync({ backend: 'javascript' }).hold('a');
      const theirs = other.loadStringOpsSync({ backend: 'javascript' }).hold('a');
      const answerOf = (value) => { try { return ours.fastCompare(value); } catch ({ code, message }) { return { code, message }; } };
      return [theirs, {}, new Proxy(theirs, {})].map(answerOf);
    `);
    const [theirs, nothing, proxy] = value;
    expect(theirs).toEqual({
      code: 'ERR_INVALID_ARG_TYPE',
      message:
        'The "other" argument must be a string, a Uint8Array or a HeldText of this copy of stringops-booster, and it is ' +
        'of another copy. Received an instance of HeldText',
    });
    expect(nothing.message).toBe(
      'The "other" argument must be a string, a Uint8Array or a HeldText. Received an instance of Object',
    );
    expect(proxy.message).toBe('The "other" argument must be a string, a Uint8Array or a HeldText. Received a Proxy');
  } finally {
    remove();
  }
});
