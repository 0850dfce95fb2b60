import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { thrown } from '../support/outcomes.js';
import { loadWasmSync, root } from '../support/package.js';
import { PAGE, code, example, strings } from '../support/wasm-modules.js';
import { assemble } from '../support/wat.js';

describe('after a call that is stopped', () => {
  it('10,000 times, a module of C answers', () => {
    const functions = { parse: { parameters: ['string'], result: 'string' } };
    const parser = loadWasmSync(example('astParser.wasm'), { functions, limits: { fuel: 1000 } });
    const long = 'function f(a) { return a }\n'.repeat(200);
    for (let i = 0; i < 10_000; i++) expect(code(() => parser.exports.parse(long))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(JSON.parse(parser.exports.parse('class A {}'))).toEqual([{ kind: 'class', name: 'A', line: 1, depth: 0 }]);
    expect(parser.usage().bytes).toBeLessThan(8 * PAGE);
  });

  it('or traps, its globals are as they were, of every type', () => {
    const types = {
      i32: 'i32.const 1',
      i64: 'i64.const 2',
      f32: 'f32.const 3',
      f64: 'f64.const 4',
      v128: 'v128.const i32x4 1 2 3 4',
    };
    const globals = Object.entries(types).map(([type, value]) => `(global $${type} (mut ${type}) (${value}))`);
    const set = Object.keys(types)
      .filter((type) => type !== 'v128')
      .map((type) => `(global.set $${type} (${type}.const 99))`);
    const text = `${globals.join(' ')} (global $f (mut funcref) (ref.null func)) (global $e (mut externref) (ref.null extern))
      (func $change (param externref) ${set.join(' ')} (global.set $v128 (v128.const i32x4 9 9 9 9)) (global.set $f (ref.func $change)) (global.set $e (local.get 0)))
      (elem declare func $change)
      (func (export "spin") (param externref) (call $change (local.get 0)) (loop (br 0)))
      (func (export "trap") (param externref) (call $change (local.get 0)) unreachable)
      (func (export "keep") (param externref) (call $change (local.get 0)))
      (func (export "state") (result i32 i64 f32 f64 i32 i32 i32) (global.get $i32) (global.get $i64) (global.get $f32) (global.get $f64)
        (i32x4.extract_lane 3 (global.get $v128)) (ref.is_null (global.get $f)) (ref.is_null (global.get $e)))`;
    const { exports } = loadWasmSync(assemble(text), { limits: { fuel: 1000 } });
    const began = exports.state();
    expect(began).toEqual([1, 2n, 3, 4, 4, 1, 1]);
    expect(code(() => exports.spin({}))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.trap({}))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(exports.state()).toEqual(began);
    exports.keep({});
    expect(exports.state()).toEqual([99, 99n, 99, 99, 9, 0, 0]);
  });

  /**
   * As compiled C is: its stack, of 64 KiB, is in memory, and ends at a global. `outer` has the host call it so many
   * times, and returns what it kept on the stack, or else a number below zero; `inner` and `text` move every global.
   */
  const NESTING = `
    (import "env" "back" (func $back (param i32)))
    (memory (export "memory") 4)
    (table (export "table") 1 funcref) (elem (i32.const 0) $inner)
    (global $sp (export "sp") (mut i32) (i32.const 65536))
    (global $held (mut i32) (i32.const 0))
    (global $i64 (mut i64) (i64.const 0x123456789abcdef))
    (global $f32 (mut f32) (f32.const 0))
    (global $f64 (mut f64) (f64.const -0))
    (global $v128 (mut v128) (v128.const i32x4 1 2 3 4))
    (global $f (mut funcref) (ref.null func))
    (global $e (mut externref) (ref.null extern))
    (func $push (param $n i32)
      (global.set $sp (i32.sub (global.get $sp) (local.get $n)))
      (if (i32.lt_s (global.get $sp) (i32.const 0)) (then unreachable)))
    (func (export "begin") (param externref)
      (global.set $f32 (f32.reinterpret_i32 (i32.const 0x7fa00001)))
      (global.set $e (local.get 0)))
    (func $move (global.set $i64 (i64.const 0)) (global.set $f32 (f32.const 0)) (global.set $f64 (f64.const 0))
      (global.set $v128 (v128.const i32x4 9 9 9 9)) (global.set $f (ref.func $move)) (global.set $e (ref.null extern)))
    (elem declare func $move)
    (func $inner (export "inner") (param $how i32)
      (call $push (i32.const 1024)) (call $move)
      (i32.store (global.get $sp) (i32.const -1))
      (if (i32.eqz (local.get $how)) (then unreachable))
      (if (i32.eq (local.get $how) (i32.const 1)) (then (loop (br 0))))
      (call $back (i32.sub (local.get $how) (i32.const 3)))
      unreachable)
    (func (export "text") (param i32 i32) (call $inner (i32.const 0)))
    (func (export "five") (param i32 i32 i32 i32 i32) (call $inner (local.get 0)))
    (func (export "brief") (call $back (i32.const 0)))
    (func $malloc (export "malloc") (param i32) (result i32)
      (global.set $held (i32.add (global.get $held) (i32.const 1))) (i32.const 131072))
    (func (export "free") (param i32) (global.set $held (i32.sub (global.get $held) (i32.const 1))))
    (func (export "held") (result i32) (global.get $held))
    (func $state (export "state") (result i32)
      (if (i64.ne (global.get $i64) (i64.const 0x123456789abcdef)) (then (return (i32.const -1))))
      (if (i32.ne (i32.reinterpret_f32 (global.get $f32)) (i32.const 0x7fa00001)) (then (return (i32.const -2))))
      (if (i64.ne (i64.reinterpret_f64 (global.get $f64)) (i64.const 0x8000000000000000)) (then (return (i32.const -3))))
      (if (i32.ne (i32x4.extract_lane 3 (global.get $v128)) (i32.const 4)) (then (return (i32.const -4))))
      (if (i32.eqz (ref.is_null (global.get $f))) (then (return (i32.const -5))))
      (if (ref.is_null (global.get $e)) (then (return (i32.const -6))))
      (i32.const 0))
    (func (export "outer") (param $n i32) (result i32) (local $fp i32)
      (call $push (i32.const 16))
      (local.set $fp (global.get $sp))
      (i32.store offset=4 (local.get $fp) (i32.const 4711))
      (loop
        (call $back (local.get $n))
        (if (i32.ne (global.get $sp) (local.get $fp)) (then (return (i32.const -10))))
        (if (call $state) (then (return (call $state))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if 0 (local.get $n)))
      (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
      (i32.load offset=4 (local.get $fp)))`;
  function nesting(back, limits) {
    const { exports } = loadWasmSync(assemble(NESTING), {
      limits,
      functions: { text: { parameters: ['string'] } },
      imports: { env: { back: (n) => back(exports, n) } },
    });
    exports.begin({});
    return exports;
  }

  it('within another, 100,000 times in one, the globals are as they were, of every type', () => {
    const codes = new Set();
    const calls = [
      (exports) => exports.inner(0),
      (exports) => exports.text('ä€'),
      (exports) => exports.five(0, 1, 2, 3, 4),
    ];
    const exports = nesting((own, n) => codes.add(code(() => calls[n % 3](own))), { fuel: 1e9, deadline: 60_000 });
    expect(exports.outer(100_000)).toBe(4711);
    expect([...codes]).toEqual(['ERR_STRINGOPS_WASM_TRAP']);
    expect([exports.sp.value, exports.state(), exports.held()]).toEqual([65536, 0, 0]);
  });

  it('its allocator counts right, though it does by globals', () => {
    const text = `(import "env" "back" (func $back)) (memory (export "memory") 1) (global $held (mut i32) (i32.const 0))
      (func (export "alloc") (param i32) (result i32) (global.set $held (i32.add (global.get $held) (i32.const 1)))
        (if (i32.gt_u (local.get 0) (i32.const 300)) (then unreachable)) (i32.const 1024))
      (func (export "dealloc") (param i32 i32) (global.set $held (i32.sub (global.get $held) (i32.const 1))))
      (func (export "held") (result i32) (global.get $held))
      (func (export "run") (param i32 i32 i32 i32) unreachable)
      (func (export "spin") (param i32 i32 i32 i32) (loop (br 0)))
      (func (export "calls") (call $back))
      (func (export "caught") (param i32 i32 i32 i32) (call $back))`;
    const functions = Object.fromEntries(
      ['run', 'spin', 'caught'].map((name) => [name, { parameters: ['string', 'string'] }]),
    );
    const fail = (...args) => expect(code(() => exports.run(...args))).toBe('ERR_STRINGOPS_WASM_TRAP');
    const both = () => [fail('a', 'b'), fail('a', 'b'.repeat(101)), fail('a'.repeat(101), 'b')];
    const { exports } = loadWasmSync(assemble(text), {
      functions,
      imports: { env: { back: both } },
      limits: { fuel: 10_000 },
    });
    both();
    expect(exports.held()).toBe(0);
    exports.calls();
    expect(exports.held()).toBe(0);
    for (const catches of [true, false]) {
      const stop = () => stopped.exports.spin('a', 'b');
      const back = catches ? () => thrown(stop) : stop;
      const stopped = loadWasmSync(assemble(text), { functions, imports: { env: { back } }, limits: { fuel: 1000 } });
      for (const call of [stop, () => stopped.exports.calls(), () => stopped.exports.caught('a', 'b')]) {
        expect(code(call)).toBe(catches && call !== stop ? undefined : 'ERR_STRINGOPS_WASM_FUEL');
        expect(stopped.exports.held()).toBe(0);
      }
    }
  });

  it('within others that are within another, each puts back its own', () => {
    const seen = [];
    const exports = nesting(
      (own, n) => {
        const before = own.sp.value;
        // From 32 down to 0, which traps; so do all others, in the end.
        expect(code(() => own.inner(n))).toBe('ERR_STRINGOPS_WASM_TRAP');
        expect(own.sp.value).toBe(before);
        seen.push(before);
      },
      { deadline: 60_000 },
    );
    expect(code(() => exports.inner(33))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(seen).toEqual(Array.from({ length: 11 }, (_, i) => 65536 - 1024 * (11 - i)));
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
  });

  it('within another that ends as if nothing had happened, 10,000 times', () => {
    const exports = nesting((own) => thrown(() => own.inner(1)), { fuel: 100 });
    for (let i = 0; i < 10_000; i++) expect(exports.brief()).toBe(undefined);
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
    expect(code(() => exports.inner(1))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('within another, what JavaScript has set before is kept, and what another call has done', () => {
    const exports = nesting(
      (own) => {
        own.sp.value -= 512;
        expect(own.malloc(1)).toBe(131072);
        expect(code(() => own.inner(0))).toBe('ERR_STRINGOPS_WASM_TRAP');
        expect([own.sp.value, own.held()]).toEqual([65536 - 512, 1]);
        own.sp.value += 512;
      },
      { fuel: 10_000 },
    );
    expect(exports.brief()).toBe(undefined);
    expect([exports.sp.value, exports.held()]).toEqual([65536, 1]);
  });

  it('by a table, the outermost call puts the globals back, if it throws too', () => {
    const exports = nesting((own) => own.table.get(0)(0), { fuel: 10_000 });
    expect(code(() => exports.outer(1))).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect([exports.sp.value, exports.state()]).toEqual([65536, 0]);
    // Nobody but the host function knows of this one, which has to put them back.
    const caught = nesting(
      (own) => {
        const { value } = own.sp;
        expect(thrown(() => own.table.get(0)(0))).toBeInstanceOf(WebAssembly.RuntimeError);
        expect(own.sp.value).toBe(value - 1024);
        own.sp.value = value;
      },
      { fuel: 10_000 },
    );
    expect(caught.brief()).toBe(undefined);
    expect(caught.sp.value).toBe(65536);
  });

  it('globals that are imported are put back too', () => {
    const sp = new WebAssembly.Global({ value: 'i32', mutable: true }, 100);
    const text =
      '(import "env" "sp" (global $sp (mut i32))) (func (export "run") (global.set $sp (i32.const 5)) unreachable)';
    const { exports } = loadWasmSync(assemble(text), { imports: { env: { sp } }, limits: { fuel: 100 } });
    expect(code(() => exports.run())).toBe('ERR_STRINGOPS_WASM_TRAP');
    expect(sp.value).toBe(100);
  });

  it('its arguments are freed, by an allowance of their own', () => {
    for (const limits of [{ fuel: 100 }, { deadline: 5 }]) {
      const { exports, usage } = strings({ limits }, () => exports.spins('inner'));
      for (let i = 0; i < 20; i++) expect(code(() => exports.spins('x'))).toMatch(/FUEL|DEADLINE/);
      expect(exports.held()).toBe(0);
      // Nor does a host function that goes on, as if nothing had happened, get round it.
      expect(code(() => exports.calls('outer'))).toMatch(/FUEL|DEADLINE/);
      const { exports: deaf } = strings({ limits }, () => thrown(() => deaf.spins('inner')));
      expect(code(() => deaf.calls('outer'))).toMatch(/FUEL|DEADLINE/);
      expect([exports.held(), deaf.held(), deaf.same('x')]).toEqual([0, 0, 'x']);
      expect(usage).toBeDefined();
    }
  });

  it('it is by a clock that fake timers do not stop', () => {
    const program = `globalThis.performance = { now: () => 0 };
      const { loadWasmSync } = require(${JSON.stringify(root)});
      const bytes = Uint8Array.from(${JSON.stringify([...assemble('(func (export "spin") (loop (br 0)))')])});
      try {
        loadWasmSync(bytes, { limits: { deadline: 5 } }).exports.spin();
      } catch ({ code }) {
        console.log(code);
      }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 60_000 });
    expect({ stdout, stderr }).toEqual({ stdout: 'ERR_STRINGOPS_WASM_DEADLINE\n', stderr: '' });
  });

  it('at the end of the stack, it is as usable as before', () => {
    const module = strings({ limits: { fuel: 1000 } });
    const { exports } = module;
    let failed = 0;
    const dive = () => {
      try {
        dive();
      } catch {
        failed++;
      }
      for (const call of [() => exports.same('x'), () => exports.spins('x'), () => exports.held()]) {
        try {
          call();
        } catch {
          failed++;
        }
      }
    };
    dive();
    expect(failed).toBeGreaterThan(1000);
    const before = module.usage().fuel;
    expect(exports.same('äh')).toBe('äh');
    expect(module.usage().fuel - before).toBeLessThan(20);
    expect(code(() => exports.spins('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it.each([
    ['as it is', {}],
    ['as it was declared', { functions: { trap: { parameters: [] } } }],
  ])('at the end of the stack, where nothing else can run, its globals are put back: called %s', (_, options) => {
    const bytes = assemble(`(global $sp (mut i32) (i32.const 100))
      (func (export "trap") (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) unreachable)
      (func (export "read") (result i32) (global.get $sp))`);
    const { trap, read } = loadWasmSync(bytes, { ...options, limits: { deadline: 60_000 } }).exports;
    let calls = 0;
    const dive = () => {
      try {
        dive();
      } catch {
        // Goes on with the little that is left.
      }
      if (calls++ < 100) trap();
    };
    dive();
    expect(calls).toBeGreaterThan(1000);
    expect(read()).toBe(100);
  });

  it('of which a host function made nothing, later traps are told as such', () => {
    const { exports } = strings({ limits: { fuel: 1000 } }, () => thrown(() => exports.spins('inner')));
    expect(code(() => exports.calls('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.traps('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
    const quiet = loadWasmSync(
      assemble(
        '(import "e" "f" (func $f)) (func (export "run") (call $f)) (func (export "spin") (loop (br 0))) (func (export "trap") unreachable)',
      ),
      {
        imports: { e: { f: () => thrown(() => quiet.exports.spin()) } },
        limits: { fuel: 100 },
      },
    );
    expect(quiet.exports.run()).toBe(undefined);
    expect(code(() => quiet.exports.trap())).toBe('ERR_STRINGOPS_WASM_TRAP');
  });

  it('of an endless free, the error is that of the call', () => {
    const text = `(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 8)) (func (export "free") (param i32) (loop (br 0)))
      (func (export "fine") (param i32 i32)) (func (export "trap") (param i32 i32) unreachable)`;
    const functions = { fine: { parameters: ['string'] }, trap: { parameters: ['string'] } };
    const { exports } = loadWasmSync(assemble(text), { functions, limits: { deadline: 1000 } });
    expect(code(() => exports.fine('x'))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(code(() => exports.trap('x'))).toBe('ERR_STRINGOPS_WASM_TRAP');
  });

  it('the error says why, and where', () => {
    const text =
      '(func $inner (loop (br 0))) (func $outer (export "run") (call $inner)) (func $wrong (export "trap") (unreachable))';
    const load = (limits) => loadWasmSync(assemble(text), { limits }).exports;
    expect(thrown(() => load({ fuel: 7 }).run())).toMatchObject({
      name: 'Error',
      limit: 7,
      message: 'The module was stopped: its 7 units of fuel are spent',
    });
    const late = thrown(() => load({ deadline: 5 }).run());
    expect(late).toMatchObject({
      code: 'ERR_STRINGOPS_WASM_DEADLINE',
      limit: 5,
      message: 'The module was stopped: its 5 ms are over',
    });
    expect(late.cause.stack).toMatch(/inner[^]*outer/);
    for (const limits of [undefined, { fuel: 7 }])
      expect(thrown(() => load(limits).trap()).cause.stack).toContain('wrong');
  });
});
