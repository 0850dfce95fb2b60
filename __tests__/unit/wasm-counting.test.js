import { describe, expect, it } from 'vitest';
import { thrown } from '../support/outcomes.js';
import { loadWasmSync, requireHere } from '../support/package.js';
import { assemble } from '../support/wat.js';

// That no module gets round being counted.

const { addCounting } = requireHere('../../lib/wasm/counting.js');

const FUEL = { limits: { fuel: 10_000 } };
const stopped = (call) => thrown(call)?.code;
const load = (text, options = FUEL) => loadWasmSync(assemble(text), options);

describe('a hostile module', () => {
  const LOOP = '(func (export "run") (loop (br 0)))';

  it.each([
    ['the counter', '(func (export "run") (global.set 0 (i32.const 2147483647)))'],
    ['the table of the question', '(func (export "run") (drop (table.get 0 (i32.const 0))))'],
    ['the function that asks', '(func (export "run") (call 1))'],
    ['the copies of globals', '(global (mut i32) (i32.const 0)) (func (export "run") (global.set 2 (i32.const 0)))'],
  ])('cannot name %s before it exists', (_, text) => {
    expect(stopped(() => load(text))).toBe('ERR_STRINGOPS_WASM_INVALID');
  });

  it.each([
    ['a loop', LOOP],
    [
      'catch_all',
      '(tag $t) (func $f (throw $t)) (func (export "run") (loop $l (try (do (call $f) (br $l)) (catch_all (br $l)))))',
    ],
    [
      'catch_all around everything',
      '(tag $t) (func $f (throw $t)) (func (export "run") (loop $l (try (do (call $f)) (catch_all)) (br $l)))',
    ],
    [
      'a delegated exception',
      '(tag $t) (func (export "run") (loop $l (try $o (do (try (do (throw $t)) (delegate $o))) (catch_all)) (br $l)))',
    ],
    [
      'rethrowing',
      '(tag $t) (func (export "run") (loop $l (try (do (try $i (do (throw $t)) (catch $t (rethrow $i)))) (catch_all)) (br $l)))',
    ],
    ['tail calls', '(func $a (return_call $b)) (func $b (return_call $a)) (func (export "run") (return_call $a))'],
    [
      'tail calls by a table',
      '(type $v (func)) (table 1 funcref) (elem (i32.const 0) $a) (func $a (return_call_indirect (type $v) (i32.const 0))) (func (export "run") (call $a))',
    ],
    [
      'two calls each',
      '(func $f (export "run") (call $g) (call $g)) (func $g (call $h) (call $h)) (func $h (call $i) (call $i)) (func $i (call $j) (call $j)) (func $j (call $k) (call $k)) (func $k (call $l) (call $l)) (func $l (call $m) (call $m)) (func $m (call $n) (call $n)) (func $n (call $o) (call $o)) (func $o (call $p) (call $p)) (func $p (call $q) (call $q)) (func $q (call $r) (call $r)) (func $r (call $s) (call $s)) (func $s (call $t) (call $t)) (func $t)',
    ],
    [
      'a loop with parameters and results',
      '(func (export "run") (i32.const 1) (loop (param i32) (result i32) (br 0)) (drop))',
    ],
    ['a loop within an else', '(func (export "run") (if (i32.const 0) (then) (else (loop (br 0)))))'],
    ['growing memory by nothing', '(memory 1) (func (export "run") (loop (drop (memory.grow (i32.const 0))) (br 0)))'],
    [
      'filling a table',
      '(table 10000 funcref) (func (export "run") (table.fill 0 (i32.const 0) (ref.null func) (i32.const 10000)) (table.fill 0 (i32.const 0) (ref.null func) (i32.const 10000)) (table.copy (i32.const 0) (i32.const 1) (i32.const 9999)) (table.copy (i32.const 0) (i32.const 1) (i32.const 9999)) (table.copy (i32.const 0) (i32.const 1) (i32.const 9999)))',
    ],
  ])('is stopped: %s', (_, text) => {
    const module = load(text);
    expect(stopped(() => module.exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(module.usage().fuel).toBe(10_000);
    expect(stopped(() => load(text, { limits: { deadline: 20 } }).exports.run()) ?? 'it ended').toMatch(
      /DEADLINE|it ended/,
    );
  });

  it('is stopped in its start function, and not loaded', () => {
    const text = '(func $run (loop (br 0))) (start $run)';
    expect(stopped(() => load(text))).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(stopped(() => load(text, { limits: { deadline: 5 } }))).toBe('ERR_STRINGOPS_WASM_DEADLINE');
  });

  it.each([
    ['memory.fill', '(memory.fill (i32.const 0) (i32.const 1) (i32.const 0x40000000))'],
    ['memory.copy onward', '(memory.copy (i32.const 0) (i32.const 0x10000) (i32.const 0x3fff0000))'],
    ['memory.copy backward', '(memory.copy (i32.const 0x10000) (i32.const 0) (i32.const 0x3fff0000))'],
  ])('is stopped within %s of a GiB', (_, text) => {
    const source = `(memory (export "memory") 16384) (func (export "run") ${text})`;
    for (const limits of [{ fuel: 10_000 }, { deadline: 5 }]) {
      const { exports } = load(source, { limits });
      expect(stopped(() => exports.run())).toMatch(/FUEL|DEADLINE/);
    }
  });

  it('is charged for a range that its memory has not, as the trap is its own', () => {
    const { exports } = load(
      '(memory 1) (func (export "run") (memory.fill (i32.const 1) (i32.const 1) (i32.const -1)))',
      { limits: { fuel: 1e9 } },
    );
    expect(thrown(() => exports.run()).cause.message).toBe('memory access out of bounds');
  });

  it.each([1, 49_998, 49_999, 50_000])('may have %d locals', (count) => {
    const { exports } = load(`(func (export "run") (local ${'i64 '.repeat(count)}) (loop (br 0)))`);
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('may have extended constants, in engines that take them', () => {
    const bytes = assemble(`(memory (export "memory") 1) (global (export "g") i32 (i32.add (i32.const 3) (i32.const 4)))
      (data (offset (i32.mul (i32.const 2) (i32.const 8))) "x") ${LOOP}`);
    if (!WebAssembly.validate(bytes)) return;
    const module = loadWasmSync(bytes, FUEL);
    expect([module.exports.g.value, module.memory.readString(16, 1)]).toEqual([7, 'x']);
    expect(stopped(() => module.exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('may have blocks of many types, and more loops than there is room for at first', () => {
    const types = Array.from({ length: 200 }, (_, i) => `(type (func (param ${'i64 '.repeat(i)})))`).join(' ');
    const block = `${'(i64.const 1) '.repeat(150)} (loop (param ${'i64 '.repeat(150)}) ${'(drop) '.repeat(150)} (br $l))`;
    const { exports } = load(
      `${types} (func (export "run") (loop $l ${block})) (func (export "many") ${'(loop)'.repeat(20_000)})`,
      { limits: { fuel: 30_000 } },
    );
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(exports.many()).toBe(undefined);
  });

  it('may import tables and tags', () => {
    const text =
      '(import "e" "t" (table 1 funcref)) (import "e" "x" (tag (param i32))) (func (export "run") (loop (br 0)))';
    const tag = new WebAssembly.Tag({ parameters: ['i32'] });
    const table = (maximum) => new WebAssembly.Table({ element: 'anyfunc', initial: 1, maximum });
    const { exports } = load(text, { ...FUEL, imports: { e: { t: table(10), x: tag } } });
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(stopped(() => load(text, { ...FUEL, imports: { e: { t: table(undefined), x: tag } } }))).toBe(
      'ERR_STRINGOPS_WASM_IMPORT',
    );
  });

  it('may import tables before its memory, and behind it', () => {
    const table = (initial) => new WebAssembly.Table({ element: 'anyfunc', initial, maximum: 10 });
    const { exports } = load(
      `(import "e" "t" (table 1 funcref)) (import "e" "m" (memory 1)) (import "e" "u" (table $u 2 funcref))
      (func (export "sizes") (result i32 i32 i32) (table.size 0) (memory.grow (i32.const 2)) (table.size $u))`,
      { limits: { maximumPages: 2 }, imports: { e: { t: table(1), u: table(2) } } },
    );
    expect(exports.sizes()).toEqual([1, -1, 2]);
  });

  it('may have a giant br_table', () => {
    const { exports } = load(
      `(func (export "run") (param i32) (block (loop (br_table ${'0 '.repeat(65_000)} 1 (local.get 0)))))`,
      { limits: { fuel: 1e6 } },
    );
    expect(exports.run(70_000)).toBe(undefined);
    expect(stopped(() => exports.run(3))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('pays for long code without loops', () => {
    const long = load(`(func (export "run") ${'(drop (i32.const 1))'.repeat(5000)})`);
    long.exports.run();
    expect(long.usage().fuel).toBe(1 + Math.floor(15_001 / 1024));
  });

  it('has exports with the names of ours', () => {
    const own = ['counter', 'leave', 'ask', 'charge', 'begin', 'end', 'restore', 'start'].map((name) => `\\00${name}`);
    const text = own.map((name, i) => `(func (export "${name}") (result i32) (i32.const ${i}))`).join(' ');
    const { exports } = load(`${text} (global (export "\\00\\00counter") i32 (i32.const 5)) ${LOOP}`);
    expect(exports['\0leave']()).toBe(1);
    expect(exports['\0restore']()).toBe(6);
    expect(Object.keys(exports)).toEqual([...own.map((name) => name.replace('\\00', '\0')), '\0\0counter', 'run']);
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
  });

  it('catches the end of the stack, again and again', () => {
    const deep = '(func $deep (call $deep))';
    const text = `${deep} (func (export "run") (loop $l (try (do (call $deep)) (catch_all)) (br $l)))`;
    for (const limits of [{ fuel: 1e6 }, { deadline: 20 }]) {
      // Some engines let a module catch it, some do not.
      expect(stopped(() => load(text, { limits }).exports.run())).toMatch(/FUEL|DEADLINE|TRAP/);
    }
    const halves =
      '(func $f (param i32) (try (do (call $f (i32.const 0))) (catch_all)) (try (do (call $f (i32.const 1))) (catch_all)))';
    const { exports } = load(`${halves} (func (export "run") (call $f (i32.const 0)))`, { limits: { fuel: 3e6 } });
    expect(stopped(() => exports.run())).toMatch(/FUEL|TRAP/);
  });

  it('grows neither its memory nor its tables beyond the limits', () => {
    const text = `(memory (export "memory") 1) (table (export "table") 1 funcref)
      (func (export "memoryGrow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "tableGrow") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0)))`;
    const { exports } = load(text, { limits: { maximumPages: 3 } });
    expect([exports.memoryGrow(3), exports.memoryGrow(2), exports.memoryGrow(1)]).toEqual([-1, 1, -1]);
    expect([1 << 16, 100, (1 << 16) - 101, 1].map((more) => exports.tableGrow(more))).toEqual([-1, 1, 101, -1]);
    expect(thrown(() => exports.memory.grow(1))).toBeInstanceOf(RangeError);
    expect(thrown(() => exports.table.grow(1 << 20))).toBeInstanceOf(RangeError);
    expect(stopped(() => load('(memory 4)', { limits: { maximumPages: 3 } }))).toBe('ERR_STRINGOPS_MEMORY');
    expect(stopped(() => load('(table 2000000 funcref)'))).toBe('ERR_STRINGOPS_WASM_UNSUPPORTED');
    // Without the limit, the module's own maximum holds.
    expect(load('(memory 1 2) (func (export "grow") (result i32) (memory.grow (i32.const 2)))').exports.grow()).toBe(
      -1,
    );
  });

  it('may have many mutable globals, but not so many that keeping them takes long', () => {
    const text = (mutable, others) =>
      `${'(global (mut i64) (i64.const 0))'.repeat(mutable)} ${'(global i32 (i32.const 0))'.repeat(others)} ${LOOP}`;
    const { exports } = load(text(10_000, 5000));
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(thrown(() => load(text(10_001, 0)))).toMatchObject({
      code: 'ERR_STRINGOPS_WASM_UNSUPPORTED',
      message: 'The module cannot be limited: it has more than 10000 mutable globals',
    });
    expect(load(text(10_001, 0), {}).exports.run).toBeTypeOf('function');
  });

  it('gets no imported memory that can outgrow the limit', () => {
    const text = '(import "env" "memory" (memory 1)) (export "memory" (memory 0))';
    const options = (maximum) => ({
      limits: { maximumPages: 3 },
      imports: { env: { memory: new WebAssembly.Memory({ initial: 1, maximum }) } },
    });
    expect(thrown(() => load(text, options(4)))).toMatchObject({
      code: 'ERR_STRINGOPS_WASM_IMPORT',
      message: expect.stringContaining('no maximum within the limits'),
    });
    expect(load(text, options(3)).memory.size).toBe(65536);
    // One that it makes itself.
    const { exports } = load(text, { limits: { maximumPages: 3 } });
    expect(thrown(() => exports.memory.grow(3))).toBeInstanceOf(RangeError);
  });

  it('imports a memory without a maximum, if there is no limit of pages', () => {
    const text = `(import "env" "memory" (memory 1)) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "run") (loop (br 0)))`;
    const memory = new WebAssembly.Memory({ initial: 1 });
    for (const limits of [{ fuel: 100 }, { deadline: 5 }]) {
      const { exports } = load(text, { limits, imports: { env: { memory } } });
      expect(exports.grow(1)).toBeGreaterThan(0);
      expect(stopped(() => exports.run())).toMatch(/FUEL|DEADLINE/);
    }
    expect(memory.buffer.byteLength).toBe(3 * 65536);
    expect(stopped(() => load(text, { limits: { maximumPages: 9 }, imports: { env: { memory } } }))).toBe(
      'ERR_STRINGOPS_WASM_IMPORT',
    );
  });

  it('keeps the loader no longer for the names of its exports', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `(export "e${i}" (func 0))`).join(' ');
    const bytes = assemble(`${names} (export "${'\\00'.repeat(90_000)}" (func 0)) ${LOOP}`);
    const begun = performance.now();
    expect(stopped(() => loadWasmSync(bytes, FUEL).exports.e7())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(performance.now() - begun).toBeLessThan(4000);
  });

  it('counts where JavaScript calls it by a table, within a call and outside of all', async () => {
    const text = `(import "env" "back" (func $back)) (table (export "table") 1 funcref) (elem (i32.const 0) $spin)
      (global $sp (export "sp") (mut i32) (i32.const 100))
      (func $spin (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (loop (br 0)))
      (func (export "run") (call $back))
      (func (export "quick") (result i32) (i32.const 7))`;
    const { exports } = load(text, { ...FUEL, imports: { env: { back: () => exports.table.get(0)() } } });
    expect(stopped(() => exports.run())).toBe('ERR_STRINGOPS_WASM_FUEL');
    expect(exports.sp.value).toBe(100);
    for (let i = 0; i < 10; i++) {
      const error = thrown(() => exports.table.get(0)());
      expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
      expect(exports.sp.value).toBe(100);
      expect(exports.quick()).toBe(7);
      if (i % 2) await null;
    }
  });

  it('has its globals back where such a call comes after others that ended', async () => {
    const { exports } = load(
      `(table (export "table") 2 funcref) (elem (i32.const 0) $spin $quick)
      (global $sp (export "sp") (mut i32) (i32.const 100)) (func $quick)
      (func $spin (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (loop (br 0)))`,
    );
    for (let i = 0; i < 3; i++) {
      exports.table.get(1)();
      await null;
      await null;
      expect(thrown(() => exports.table.get(0)())).toBeInstanceOf(WebAssembly.RuntimeError);
      expect(exports.sp.value).toBe(100);
      await null;
      await null;
    }
  });

  it('loses no unit of such a call where it calls an export, or ends', async () => {
    const module = load(
      `(import "env" "back" (func $back)) (table (export "table") 1 funcref) (elem (i32.const 0) $turns)
      (func $turns (param i32 i32) (local i32)
        (loop $outer
          (local.set 2 (local.get 1))
          (loop (br_if 0 (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
          (call $back)
          (br_if $outer (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "quick"))`,
      { limits: { fuel: 1000 }, imports: { env: { back: () => module.exports.quick() } } },
    );
    const turns = module.exports.table.get(0);
    expect(turns(9, 99)).toBe(undefined);
    expect(turns(1, 9)).toBe(undefined);
    await null;
    await null;
    expect(module.usage()).toEqual({ calls: 10, fuel: 1 + 9 * 100 + 9 + (1 + 10) + 1, bytes: 0 });
    turns(9, 99);
    expect(thrown(() => turns(1, 99))).toBeInstanceOf(WebAssembly.RuntimeError);
  });

  /** A module that asks `answer`, and what counting added to it. */
  function asking(text, answer) {
    const { bytes, prefix } = addCounting(assemble(text));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const bridge = '(import "e" "f" (func (param i32) (result i32))) (export "f" (func 0))';
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(assemble(bridge)), { e: { f: answer } }).exports;
    exports[`${prefix}leave`].set(0, f);
    return { exports, added: (name) => exports[`${prefix}${name}`] };
  }

  it('has its globals back where another call came in between, which is kept', async () => {
    const { exports } = load(
      `(table (export "table") 2 funcref) (elem (i32.const 0) $spin $quick)
      (global $sp (export "sp") (mut i32) (i32.const 100)) (func $quick)
      (func (export "down") (global.set $sp (i32.sub (global.get $sp) (i32.const 1))))
      (func $spin (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (loop (br 0)))`,
    );
    for (let i = 1; i < 20; i++) {
      exports.table.get(1)();
      exports.down();
      expect(thrown(() => exports.table.get(0)())).toBeInstanceOf(WebAssembly.RuntimeError);
      expect(exports.sp.value).toBe(100 - i);
      await null;
      await null;
    }
  });

  it('asks before each memory.grow, which may take a millisecond', () => {
    let asked = 0;
    const { exports, added } = asking(
      '(memory 1) (func (export "run") (result i32) (memory.grow (i32.const 0)) (memory.grow (i32.const 1)) (i32.add))',
      (left) => (asked++, left),
    );
    added('begin')(1000);
    expect(exports.run()).toBe(2);
    expect(asked).toBe(2);
    expect(added('end')()).toBe(999);
  });

  it('asks before each 1,024 entries of a table, which may take as long as all of a slice', () => {
    let asked = 0;
    const operations = {
      fill: '(table.fill $t (i32.const 0) (ref.null func) (local.get 0))',
      copy: '(table.copy $t $t (i32.const 1) (i32.const 0) (local.get 0))',
      init: '(table.init $t $e (i32.const 1) (i32.const 0) (local.get 0))',
      grow: '(drop (table.grow $t (ref.null func) (local.get 0)))',
    };
    const text = Object.entries(operations).map(([name, body]) => `(func (export "${name}") (param i32) ${body})`);
    const { exports, added } = asking(
      `(table $t 10000 funcref) (func $f) (elem $e func ${'$f '.repeat(5000)}) ${text.join(' ')}`,
      (left) => (asked++, left),
    );
    for (const name of Object.keys(operations)) {
      for (const length of [0, 1024, 1025, 4097]) {
        added('begin')(10_000);
        asked = 0;
        exports[name](length);
        expect(asked, `${name} ${length}`).toBe(name === 'grow' ? 1 : Math.max(1, Math.ceil(length / 1024)));
        expect(added('end')(), `${name} ${length}`).toBe(10_000 - 1 - (length >> 2));
      }
    }
  });

  it('never gets its counter round its 32 bits, however often the question is not answered', () => {
    const charges = {
      entry: '(nop)',
      long: '(nop)'.repeat(100_000),
      turns: '(loop (br 0))',
      locals: `(local ${'i64 '.repeat(50_000)})`,
      init: '(memory.init 0 (i32.const 0) (i32.const 0) (i32.const -1))',
      fill: '(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))',
      grow: '(drop (memory.grow (i32.const -1)))',
      tableFill: '(table.fill 0 (i32.const 0) (ref.null func) (i32.const -1))',
      tableCopy: '(table.copy (i32.const 0) (i32.const 0) (i32.const -1))',
      tableInit: '(table.init 0 (i32.const 0) (i32.const 0) (i32.const -1))',
      tableGrow: '(drop (table.grow 0 (ref.null func) (i32.const -1)))',
    };
    const text = Object.entries(charges).map(([name, body]) => `(func (export "${name}") ${body})`);
    const least = [];
    // As where the stack is used up; whoever called catches that.
    const { exports, added } = asking(
      `(memory 1) (table 1 funcref) (elem func) (data "") ${text.join(' ')}`,
      (left) => {
        least.push(left);
        throw new RangeError('Maximum call stack size exceeded');
      },
    );
    for (const given of [0, -1]) {
      for (const name of Object.keys(charges)) {
        added('begin')(given);
        const before = least.length;
        for (let i = 0; i < 9; i++)
          expect(
            thrown(() => exports[name]()),
            name,
          ).toBeInstanceOf(RangeError);
        expect(least.length - before, name).toBe(9);
        expect(added('counter').value, name).toBe(given);
      }
    }
    for (const given of [7, 1 << 30]) {
      added('begin')(given);
      for (const name of Object.keys(charges).filter((one) => one !== 'turns')) {
        for (let i = 0; i < 9; i++) thrown(() => exports[name]());
        expect(added('counter').value, name).toBeGreaterThanOrEqual(0);
      }
    }
    expect(Math.min(...least)).toBeGreaterThanOrEqual(-1 - 2 ** 30);
    expect(Math.max(...least)).toBeLessThanOrEqual(2 ** 30);
  });

  it('counts where another module has its function', () => {
    const inner = load('(func (export "spin") (param i32) (loop (br_if 0 (local.get 0))))');
    const raw = inner.exports.spin;
    const outer = load(
      '(import "env" "f" (func $f (param i32))) (func (export "run") (param i32) (call $f (local.get 0)))',
      {
        ...FUEL,
        imports: { env: { f: raw } },
      },
    );
    expect(outer.exports.run(0)).toBe(undefined);
    expect(stopped(() => outer.exports.run(1))).toBe('ERR_STRINGOPS_WASM_FUEL');
  });
});
