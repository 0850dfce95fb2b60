import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ALL_BACKENDS } from '../support/package.js';

/** What other code may have put on shared prototypes, before the package is loaded or afterwards. */
const POLLUTIONS = {
  'options of ours on Object.prototype': `
    for (const name of ['backend', 'log', 'initialPages', 'maximumPages', 'seed', 'overlapping', 'passThrough', 'metrics']) {
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
  'frozen prototypes':
    'for (const one of [Object, Array, String, Function, Uint8Array, Error, TypeError, RangeError, Promise]) Object.freeze(one.prototype);',
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
