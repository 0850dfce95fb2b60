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
