import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { BACKENDS, requireHere, root } from '../support/package.js';

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

  const calls = () => {
    for (const [i, text] of texts.entries()) {
      ops.fastHash(text);
      ops.fastHash(bytes[i], 5);
      ops.createHash().update(text).update(bytes[i]).digest();
      const held = ops.hold(text);
      held.fastHash();
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
            ops.fastSearchAll(haystack, pattern);
            held.fastSearch(pattern);
            held.fastCount(pattern);
          }
        }
      }
      held.free();
    }
    ops.fastHashMany([...texts, ...bytes]);
    ops.fastHashMany(new Set(texts));
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
