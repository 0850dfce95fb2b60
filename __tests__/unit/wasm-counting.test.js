import { describe, expect, it } from 'vitest';
import { thrown } from '../support/outcomes.js';
import { loadWasmSync, requireHere } from '../support/package.js';
import { assemble } from '../support/wat.js';

// That whatever a module does is counted, or the module refused. More modules: scripts/fuzz-wasm.mjs.

const { addCounting } = requireHere('../../lib/wasm/counting.js');
const { Description } = requireHere('../../lib/wasm/description.js');

const FUEL = { limits: { fuel: 10_000 } };
const FUEL_USED = 'ERR_STRINGOPS_WASM_FUEL';
const stopped = (call) => thrown(call)?.code;
const load = (text, options = FUEL) => loadWasmSync(assemble(text), options);

describe('every instruction that this engine accepts', () => {
  const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
  const vector = (...entries) => [...leb(entries.length), ...entries.flat()];
  const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];

  /** A module with something of every kind; its function ends in a loop, whose count must not be missed. */
  function moduleWith(instruction) {
    // Behind `unreachable` the stack has whatever an instruction takes.
    // The rest is so far away that no instruction takes it for its operands.
    const body = [0, 0x00, ...instruction, ...Array(20).fill(0x01), 0x00, 0x03, 0x40, 0x0b, 0x00, 0x0b];
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vector([0x60, 0, 0])),
      ...section(3, vector([0])),
      ...section(4, vector([0x70, 0, 1])),
      ...section(5, vector([0, 1])),
      ...section(6, vector([0x7f, 1, 0x41, 0, 0x0b])),
      ...section(7, vector([1, 0x66, 0, 0])),
      ...section(9, vector([1, 0, ...vector([0])])),
      ...section(12, [1]),
      ...section(10, vector([...leb(body.length), ...body])),
      ...section(11, vector([1, 1, 0])),
    ]);
  }

  /** What may follow an opcode; longer ones first, as a shorter one may be a part of them. */
  const OPERANDS = [
    Array(16).fill(0),
    Array(8).fill(0x41),
    [0, 0, 0],
    // An alignment in more bytes than it needs, and an offset that would be a `throw`.
    [0x80, 0, 8],
    [1, 0x7f],
    [1, 0, 0],
    [0, 0],
    [0x40, 0, 0x0b],
    [0x40, 0x0b],
    [0x40, 0x19, 0x0b],
    [0x40, 0x18, 0],
    [0x70],
    [0x6f],
    [0],
    [],
  ];

  const opcodes = [
    ...Array.from({ length: 256 }, (_, first) => [first]),
    ...[0xfb, 0xfc, 0xfd, 0xfe].flatMap((first) => Array.from({ length: 300 }, (_, second) => [first, ...leb(second)])),
  ];

  /**
   * Of a loop: global.get of the counter, i32.const, two bytes, i32.sub; at a function's beginning: global.get,
   * local.tee, i32.const, two bytes, i32.lt_s.
   */
  const probes = (bytes, counter) =>
    bytes.reduce((sum, byte, i) => {
      const isTurn = bytes[i + 2] === 0x41 && bytes[i + 5] === 0x6b;
      const isEntry = bytes[i + 2] === 0x22 && bytes[i + 4] === 0x41 && bytes[i + 7] === 0x48;
      return sum + Number(byte === 0x23 && bytes[i + 1] === counter && (isTurn || isEntry));
    }, 0);

  it('is counted, or refused', () => {
    const accepted = new Set();
    const refused = new Set();
    for (const opcode of opcodes) {
      for (const operands of OPERANDS) {
        const bytes = moduleWith([...opcode, ...operands]);
        if (!WebAssembly.validate(bytes)) continue;
        const name = opcode.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
        let counted;
        try {
          counted = addCounting(bytes);
        } catch (error) {
          expect(error.code, name).toBe('ERR_STRINGOPS_WASM_UNSUPPORTED');
          refused.add(name);
          continue;
        }
        accepted.add(name);
        expect(WebAssembly.validate(counted.bytes), `${name}, then ${operands}`).toBe(true);
        // The function, its loop, and one more where the instruction is a loop itself, or throws.
        const more = [0x03, 0x08, 0x09, 0x0a].includes(opcode[0]) ? 1 : 0;
        expect(probes([...counted.bytes], 1), `${name}, then ${operands}`).toBe(2 + more);
      }
    }
    // All of what is named in docs/WASM.md. What a newer engine takes beyond it is refused, whatever follows.
    expect(accepted.size).toBeGreaterThan(430);
    const beyond = [...refused].filter((name) => !accepted.has(name) && !/^(fe|fb|14|15|d[3-6])/.test(name));
    expect(beyond).toEqual([]);
  });

  it.each([
    ['a local', [0x60, 0, 0], [1, 1, 0x63, 0, 0x0b]],
    ['a local that cannot be null', [0x60, 0, 0], [1, 1, 0x64, 0x70, 0x0b]],
    ['a parameter', [0x60, 1, 0x63, 0x70, 0], [0, 0x0b]],
    ['a block', [0x60, 0, 0], [0, 0x02, 0x63, 0, 0xd0, 0, 0x0b, 0x1a, 0x0b]],
    ['a null', [0x60, 0, 0], [0, 0xd0, 0, 0x1a, 0x0b]],
    ['a null of another kind', [0x60, 0, 0], [0, 0xd0, 0x6e, 0x1a, 0x0b]],
    ['a choice', [0x60, 0, 0], [0, 0xd0, 0, 0xd0, 0, 0x41, 0, 0x1c, 1, 0x63, 0, 0x1a, 0x0b]],
  ])('refuses typed references: %s', (_, type, body) => {
    const bytes = Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vector(type)),
      ...section(3, vector([0])),
      ...section(10, vector([...leb(body.length), ...body])),
    ]);
    const code = WebAssembly.validate(bytes) ? 'ERR_STRINGOPS_WASM_UNSUPPORTED' : 'ERR_STRINGOPS_WASM_INVALID';
    expect(stopped(() => loadWasmSync(bytes, FUEL))).toBe(code);
  });

  it.each([
    ['types that need garbage collection', '(type (struct (field i32)))'],
    ['a memory of 64 bits', '(memory i64 1)'],
    ['more than one memory', '(memory 1) (memory 1)'],
    ['a memory that threads share', '(memory 1 1 shared)'],
    ['waiting', '(memory 1 1 shared) (func (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))'],
    ['atomic access', '(memory 1) (func (drop (i32.atomic.load (i32.const 0))))'],
  ])('refuses %s', (_, text) => {
    const code = WebAssembly.validate(assemble(text)) ? 'ERR_STRINGOPS_WASM_UNSUPPORTED' : 'ERR_STRINGOPS_WASM_INVALID';
    expect(stopped(() => load(text))).toBe(code);
  });
});

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

describe('fuel', () => {
  it('is a unit for each function that is entered and each turn of a loop', () => {
    const text = `(func $leaf) (func (export "turns") (param i32) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))))
      (func (export "calls") (call $leaf) (call $leaf))`;
    const module = load(text);
    module.exports.turns(100);
    expect(module.usage()).toEqual({ calls: 1, fuel: 101, bytes: 0 });
    module.exports.calls();
    expect(module.usage()).toEqual({ calls: 2, fuel: 104, bytes: 0 });
  });

  it('is 16 units for each exception that is thrown', () => {
    const module = load(
      '(tag $t) (func (export "once") (try (do (throw $t)) (catch_all))) (func (export "twice") (try (do (try (do (throw $t)) (catch_all (rethrow 0)))) (catch_all)))',
    );
    module.exports.once();
    expect(module.usage().fuel).toBe(17);
    module.exports.twice();
    expect(module.usage().fuel).toBe(17 + 33);
  });

  describe('of a function that calls itself', () => {
    const less = (by) => `(call $f (i32.sub (local.get 0) (i32.const ${by})))`;
    const ifSmall = (then) => `(if (i32.lt_u (local.get 0) (i32.const 2)) (then ${then}))`;
    const loop = (leave, turn, again) => `(local i32) (block ${leave} (loop ${turn}
      (local.set 1 (i32.add ${less(1)} (local.get 1))) (local.set 0 (i32.sub (local.get 0) (i32.const 2))) ${again}))
      (i32.add (local.get 0) (local.get 1))`;
    const isLarge = '(i32.gt_u (local.get 0) (i32.const 1))';
    const twice = (n) => (n < 2 ? 1 : 1 + twice(n - 1) + twice(n - 2));
    const turns = (last) => (n) => {
      let units = 1 + last;
      for (const f = turns(last); n > 1; n -= 2) units += 1 + f(n - 1);
      return units;
    };
    /** What it does, what that takes, and whether units are taken for several at once. */
    const rows = {
      'in an arm': [
        `(if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add ${less(1)} ${less(2)})))`,
        twice,
        true,
      ],
      'behind a return': [`${ifSmall('(return (local.get 0))')} (i32.add ${less(1)} ${less(2)})`, twice, true],
      'behind a branch each': [
        `(local i32) ${ifSmall('(return (local.get 0))')} (local.set 1 ${less(1)}) (if (local.get 1) (then (nop))) (i32.add (local.get 1) ${less(2)})`,
        twice,
        false,
      ],
      'in every turn': [
        loop('(br_if 0 (i32.eqz (i32.gt_u (local.get 0) (i32.const 1))))', '', `(br_if 0 ${isLarge})`),
        turns(0),
        true,
      ],
      'in some turns': [loop('', `(br_if 1 (i32.eqz ${isLarge}))`, '(br 0)'), turns(1), false],
      'at its end': [
        `${ifSmall('(return (i32.const 0))')} (return_call $f ${less(1)})`,
        (n) => (n < 2 ? 1 : 2 + rows['at its end'][1](n - 1)),
        true,
      ],
      'at its end only': [
        `${ifSmall('(return (i32.const 0))')} (return_${less(1).slice(1)}`,
        (n) => Math.max(n, 1),
        false,
      ],
    };
    const functions = (bytes) => new Description(bytes).functions.length;

    it.each(Object.entries(rows))('%s is the same', (_, [body, units, isSplit]) => {
      // From JavaScript, from another function, and by a table; and as the module begins.
      const bytes = assemble(`(type $t (func (param i32) (result i32))) (table 1 funcref) (elem (i32.const 0) $f)
        (func $f (export "f") (type $t) ${body})
        (func (export "other") (type $t) (call $f (local.get 0)))
        (func (export "held") (type $t) (call_indirect (type $t) (local.get 0) (i32.const 0)))
        (func $start (drop (call $f (i32.const 5)))) (start $start)`);
      const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
      for (const n of [0, 1, 2, 3, 12]) {
        for (const [name, more] of [
          ['f', 0],
          ['other', 1],
          ['held', 1],
        ]) {
          const needed = units(n) + more;
          const module = loadWasmSync(bytes, { limits: { fuel: Math.max(needed, units(5) + 1) } });
          expect(module.usage().fuel).toBe(units(5) + 1);
          expect(module.exports[name](n)).toBe(plain[name](n));
          expect(module.usage().fuel, `${name}(${n})`).toBe(units(5) + 1 + needed);
          const fuel = units(12) + more - 1;
          expect(stopped(() => loadWasmSync(bytes, { limits: { fuel } }).exports[name](12))).toBe(FUEL_USED);
        }
      }
      const unsplit = assemble('(func (export "f"))');
      const more = (some) => functions(addCounting(some).bytes) - functions(some);
      expect(more(bytes) - more(unsplit)).toBe(isSplit ? 1 : 0);
    });

    it('leaves it its name, and passes over names that are none', () => {
      const again = '(call $deep (i32.sub (local.get 0) (i32.const 1)))';
      const bytes = new Uint8Array(
        assemble(`(func $one (export "one") (call $deep (i32.const 30))) (func $other)
          (func $deep (param i32) (if (i32.eqz (local.get 0)) (then unreachable)) ${again} ${again})`),
      );
      const stack = (some) => thrown(loadWasmSync(some, { limits: { fuel: 1000 } }).exports.one).cause.stack;
      expect(stack(bytes).match(/deep \(/g)).toHaveLength(10);
      // The last section, cut off: its size, the length of its name, and its name.
      const at = Buffer.from(bytes).lastIndexOf('\x04name', bytes.length, 'latin1');
      for (const length of [5, 6, 7, 8, 10, 13, 20]) {
        const cut = bytes.slice(0, at + length);
        cut[at - 1] = length;
        expect(WebAssembly.validate(cut)).toBe(true);
        expect(stack(cut)).toContain('unreachable');
      }
    });

    it.each([
      ['another', '(return_call $g', '(return_call $f (local.get 0))'],
      ['itself by a table', '(return_call_indirect (type $t)', '(unreachable)'],
    ])('leaves the stack where it makes a tail call of %s', (_, tailCall, other) => {
      const bytes = assemble(`(type $t (func (param i32) (result i32))) (table 1 funcref) (elem (i32.const 0) $f)
        (func $f (export "f") (type $t)
          ${ifSmall('(return (local.get 0))')}
          (if (i32.eq (local.get 0) (i32.const 5)) (then (drop ${less(5)}) (drop ${less(5)})))
          ${tailCall} (i32.sub (local.get 0) (i32.const 1)) ${other === '(unreachable)' ? '(i32.const 0)' : ''}))
        (func $g (type $t) ${other})`);
      expect(functions(addCounting(bytes).bytes) - functions(addCounting(assemble('(func) (func)')).bytes)).toBe(1);
      expect(loadWasmSync(bytes, { limits: { fuel: 1e7 } }).exports.f(1e6)).toBe(1);
    });

    it('is taken before the first of several, whatever becomes of it', () => {
      const module = load(`(func $f (export "f") (param i32)
        (if (i32.eqz (local.get 0)) (then unreachable))
        ${less(1)} ${less(1)})`);
      expect(stopped(() => module.exports.f(3))).toBe('ERR_STRINGOPS_WASM_TRAP');
      expect(module.usage().fuel).toBe(1 + 2 + 2 + 2);
    });
  });

  it('is spent to the last unit', () => {
    const text =
      '(func (export "turns") (param i32) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))))';
    for (const fuel of [2, 3, 255, 256, 257, 1024, 70_000]) {
      for (const more of [{}, { deadline: 60_000 }]) {
        const { exports } = load(text, { limits: { fuel, ...more } });
        expect(exports.turns(fuel - 1)).toBe(undefined);
        expect(stopped(() => exports.turns(fuel))).toBe('ERR_STRINGOPS_WASM_FUEL');
      }
    }
  });

  it('is the same for copies in pieces, whose result is that of one copy', () => {
    const text = `(memory (export "memory") 40)
      (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
      (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))`;
    const plain = new WebAssembly.Instance(new WebAssembly.Module(assemble(text))).exports;
    const counted = load(text, { limits: { fuel: 1e9 } }).exports;
    const size = 40 * 65536;
    const piece = 1 << 18;
    const bytes = new Uint8Array(size).map((_, i) => (i * 2654435761) >>> 24);
    const places = [0, 1, piece, piece + 1, size - piece, size - 1, size, size + 1, 0xffffffff];
    const lengths = [0, 1, piece - 1, piece, piece + 1, 3 * piece + 5, size, size + 1, 0xffffffff];
    for (const to of places) {
      for (const from of [...places, 7]) {
        for (const length of lengths) {
          for (const name of ['copy', 'fill']) {
            if (name === 'fill' && from !== 7) continue;
            const [one, two] = [plain, counted].map((exports) => {
              new Uint8Array(exports.memory.buffer).set(bytes);
              const error = thrown(() => exports[name](to, from, length));
              return error === undefined ? 'done' : (error.cause ?? error).message;
            });
            expect(two, `${name}(${to}, ${from}, ${length})`).toBe(one);
            const same = Buffer.compare(Buffer.from(plain.memory.buffer), Buffer.from(counted.memory.buffer)) === 0;
            expect(same, `${name}(${to}, ${from}, ${length})`).toBe(true);
          }
        }
      }
    }
  });

  it('is the same for operations on tables and segments in pieces, whose result is that of one', () => {
    const [size, length] = [5000, 3000];
    const functions = Array.from({ length: 7 }, (_, i) => `(func $f${i} (result i32) (i32.const ${i + 1}))`);
    const segment = Array.from({ length }, (_, i) => `$f${i % 7}`).join(' ');
    const parameters = '(param i32 i32 i32)';
    const operands = '(local.get 0) (local.get 1) (local.get 2)';
    const text = `${functions.join(' ')} (type $n (func (result i32))) (memory (export "memory") 20)
      (data $d "${'abcdefg'.repeat(100_000)}")
      (table $t ${size} funcref) (table $u ${size} funcref) (table $x ${size} externref) (elem $e func ${segment})
      (func (export "fill") ${parameters} (table.fill $t (local.get 0) (ref.func $f3) (local.get 2)))
      (func (export "fillX") ${parameters} (table.fill $x (local.get 0) (ref.null extern) (local.get 2)))
      (func (export "copy") ${parameters} (table.copy $t $t ${operands}))
      (func (export "copyTo") ${parameters} (table.copy $u $t ${operands}))
      (func (export "init") ${parameters} (table.init $t $e ${operands}))
      (func (export "initMemory") ${parameters} (memory.init $d ${operands}))
      (func (export "drop") (elem.drop $e) (data.drop $d))
      (func $hash (param $i i32) (result i32) (local $h i32)
        (loop
          (local.set $h (i32.mul (local.get $h) (i32.const 31)))
          (if (i32.eqz (ref.is_null (table.get $t (local.get $i))))
            (then (local.set $h (i32.add (local.get $h) (call_indirect $t (type $n) (local.get $i))))))
          (if (i32.eqz (ref.is_null (table.get $u (local.get $i))))
            (then (local.set $h (i32.add (local.get $h) (i32.mul (i32.const 8) (call_indirect $u (type $n) (local.get $i)))))))
          (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const ${size}))))
        (local.get $h))
      (export "hash" (func $hash))`;
    const plain = new WebAssembly.Instance(new WebAssembly.Module(assemble(text))).exports;
    const counted = load(text, { limits: { fuel: 1e12 } }).exports;
    const same = (name, ...args) => {
      const [one, two] = [plain, counted].map((exports) => {
        const error = thrown(() => exports[name](...args));
        return error === undefined ? 'done' : (error.cause ?? error).message;
      });
      expect(two, `${name}(${args})`).toBe(one);
      expect(counted.hash(0), `${name}(${args})`).toBe(plain.hash(0));
      return one;
    };
    const outcomes = new Set();
    const places = [0, 1, 1025, size - length, size, 0xffffffff];
    const lengths = [0, 1024, 1025, 2048, length, length + 1, size, 0xffffffff];
    const all = () => {
      same('init', 0, 0, length);
      same('init', 2000, 5, length - 5);
      for (const to of places) {
        for (const from of places) {
          for (const many of lengths) {
            for (const name of ['copy', 'copyTo', 'init']) outcomes.add(same(name, to, from, many));
          }
        }
        for (const many of lengths) [outcomes.add(same('fillX', to, 0, many)), outcomes.add(same('fill', to, 0, many))];
      }
    };
    all();
    for (const to of [0, 1, 1 << 18, 20 * 65536 - 700_000, 20 * 65536]) {
      for (const from of [0, 1, 700_000, 0xffffffff]) {
        for (const many of [0, (1 << 18) + 1, 699_999, 700_000, 700_001, 0xffffffff]) {
          for (const { memory } of [plain, counted]) new Uint8Array(memory.buffer).fill(7);
          outcomes.add(same('initMemory', to, from, many));
          expect(Buffer.compare(Buffer.from(plain.memory.buffer), Buffer.from(counted.memory.buffer))).toBe(0);
        }
      }
    }
    same('drop');
    all();
    outcomes.add(same('initMemory', 0, 0, 1 << 19));
    expect(outcomes.has('done')).toBe(true);
    expect(outcomes.size).toBeGreaterThanOrEqual(3);
  });
});
