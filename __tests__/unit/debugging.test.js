import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inChild } from '../support/child.js';
import { BACKENDS, loadStringOpsSync, root } from '../support/package.js';
import { thrown } from '../support/outcomes.js';

const bytes = readFileSync(path.join(root, 'modules/stringOps/stringOps.wasm'));

describe('the module in V8', () => {
  const memory = new WebAssembly.Memory({ initial: 256 });
  const instantiate = (log = () => {}) =>
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, log } }).exports;
  const end = memory.buffer.byteLength;

  it.each([
    ['fast_search', 'fastSearch', [0, 100, end, 10]],
    ['fast_hash', 'fastHash', [end, 10]],
  ])('names %s where it traps', (name, exported, args) => {
    const error = thrown(() => instantiate()[exported](...args));
    expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(error.message).toContain('out of bounds');
    expect(error.stack).toMatch(new RegExp(`^ +at string_ops\\.${name} \\(wasm://wasm/string_ops`, 'm'));
  });

  it('names debug_log in the stack of what it calls', () => {
    let stack = '';
    instantiate(() => (stack = new Error('here').stack)).debugLog(1);
    expect(stack).toContain('string_ops.debug_log');
  });
});

describe.each(BACKENDS)('env.log on %s', (backend) => {
  it('reaches the console by default', () => {
    const { value, stderr } = inChild(`
      const lines = [];
      console.log = (...args) => lines.push(args);
      pkg.loadStringOpsSync({ backend: '${backend}' }).debugLog(-42);
      process.nextTick(() => { console.log = (text) => process.stdout.write(text); });
      return lines;
    `);
    expect(value).toEqual([['WASM Log:', -42]]);
    expect(stderr).toBe('');
  });

  it('reaches the option, in order, also from within itself', () => {
    const seen = [];
    const ops = loadStringOpsSync({
      backend,
      log(value) {
        seen.push(value);
        if (value === 1) {
          ops.debugLog(2);
          ops.debugLog(3);
        }
        if (value === 2) ops.debugLog(4);
      },
    });
    ops.debugLog(1);
    ops.debugLog(5);
    expect(seen).toEqual([1, 2, 4, 3, 5]);
  });
});
