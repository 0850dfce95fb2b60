import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ANSWERS, stillAnswers } from '../support/contenders.js';
import { assemble } from '../support/guide-module.js';
import { failure, thrown } from '../support/outcomes.js';
import { BACKENDS, StringOpsWrapper, loadStringOpsSync, root } from '../support/package.js';

describe.each(BACKENDS)('log on %s', (backend) => {
  it('may call the instance it is called from', () => {
    const seen = [];
    const ops = loadStringOpsSync({
      backend,
      log(value) {
        seen.push([value, ...stillAnswers(ops)]);
        if (value > 0) ops.debugLog(value - 1);
      },
    });
    ops.debugLog(3);
    expect(seen).toEqual([3, 2, 1, 0].map((value) => [value, ...ANSWERS]));
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('may call another instance', () => {
    const other = loadStringOpsSync({ backend });
    const seen = [];
    const ops = loadStringOpsSync({ backend, log: () => seen.push(stillAnswers(other)) });
    ops.debugLog(1);
    expect(seen).toEqual([ANSWERS]);
  });

  it('may make the memory grow', () => {
    const ops = loadStringOpsSync({ backend, log: () => ops.fastHash('x'.repeat(20_000_000)) });
    ops.debugLog(1);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('may throw, which its caller sees', () => {
    const mine = new Error('mine');
    const ops = loadStringOpsSync({
      backend,
      log() {
        throw mine;
      },
    });
    expect(thrown(() => ops.debugLog(1))).toBe(mine);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('may throw what is no error', () => {
    const ops = loadStringOpsSync({
      backend,
      log() {
        throw undefined;
      },
    });
    let caught = 'nothing';
    try {
      ops.debugLog(1);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeUndefined();
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('may recurse until the stack is full', () => {
    const ops = loadStringOpsSync({ backend, log: (value) => ops.debugLog(value) });
    expect(thrown(() => ops.debugLog(1))).toBeInstanceOf(RangeError);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('is called without a receiver of ours', () => {
    const receivers = [];
    const ops = loadStringOpsSync({
      backend,
      log() {
        receivers.push(this);
      },
    });
    ops.debugLog(1);
    expect(receivers).toEqual([undefined]);
  });
});

describe('a module that logs in the middle of its work', async () => {
  const module = await assemble(`(module
    (import "env" "memory" (memory 1)) (import "env" "log" (func $log (param i32)))
    (func (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
      (call $log (local.get $len))
      (i32.load8_u (local.get $ptr)))
    (func (export "fastCompare") (param i32 i32 i32 i32) (result i32) (i32.const 0))
    (func (export "fastSearch") (param i32 i32 i32 i32) (result i32) (i32.const -1)))`);
  const make = (log) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const ops = new StringOpsWrapper(
      new WebAssembly.Instance(module, { env: { memory, log: () => log(ops) } }),
      memory,
    );
    return ops;
  };

  it('is not called while it is at work', () => {
    const errors = [];
    const ops = make((self) => {
      errors.push(
        failure(() => self.fastHash('zzz')),
        failure(() => self.fastCompare('a', 'b')),
        failure(() => self.fastSearch('a', 'b')),
      );
    });
    expect(ops.fastHash('abc')).toBe(0x61);
    expect(errors.map((error) => error.code)).toEqual(Array(3).fill('ERR_STRINGOPS_REENTRANT'));
    expect(ops.fastHash('b')).toBe(0x62);
  });

  it('passes on what the callback throws, and works in the next call', () => {
    let angry = true;
    const ops = make((self) => {
      if (angry) self.fastHash('zzz');
    });
    expect(failure(() => ops.fastHash('abc'))?.code).toBe('ERR_STRINGOPS_REENTRANT');
    angry = false;
    expect(ops.fastHash('abc')).toBe(0x61);
  });
});

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
