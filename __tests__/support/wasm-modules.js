// Modules that the tests of `loadWasm` share, and how they are loaded.
import path from 'node:path';
import { thrown } from './outcomes.js';
import { loadWasmSync, root } from './package.js';
import { assemble } from './wat.js';

export const PAGE = 65536;
export const example = (name) => path.join(root, 'examples/wasm', name);
export const code = (call) => thrown(call)?.code;

/** With and without counting: everything but the limits must be the same. */
export const BOTH = [
  ['untouched', undefined],
  ['counted', { deadline: 60_000 }],
];

/**
 * An allocator that keeps what is freed apart, and overwrites it; `held` says how many are not freed. What the functions
 * do is said by their names.
 */
export const STRINGS = `
  (import "env" "back" (func $back (param i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (func $alloc (export "alloc") (param $n i32) (result i32)
    (local $p i32)
    (local.set $p (i32.load (i32.const 0)))
    (if (i32.eqz (local.get $p)) (then (local.set $p (i32.const 1024))))
    (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
    (i32.store (i32.const 0) (i32.add (local.get $p) (i32.and (i32.add (local.get $n) (i32.const 15)) (i32.const -16))))
    (block $fits
      (loop $more
        (br_if $fits (i32.le_u (i32.load (i32.const 0)) (i32.mul (memory.size) (i32.const 65536))))
        (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then
          (i32.store (i32.const 4) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))
          (i32.store (i32.const 0) (local.get $p))
          (return (i32.const 0))))
        (br $more)))
    (local.get $p))
  (func (export "dealloc") (param $p i32) (param $n i32)
    (memory.fill (local.get $p) (i32.const 0xee) (local.get $n))
    (i32.store (i32.const 4) (i32.sub (i32.load (i32.const 4)) (i32.const 1)))
    (if (i32.eqz (i32.load (i32.const 4))) (then (i32.store (i32.const 0) (i32.const 1024)))))
  (func (export "held") (result i32) (i32.load (i32.const 4)))
  (func $pair (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "same") (param i32 i32) (result i64) (call $pair (local.get 0) (local.get 1)))
  (func (export "grown") (param i32 i32) (result i64) (drop (memory.grow (i32.const 1))) (call $pair (local.get 0) (local.get 1)))
  (func (export "outside") (param i32 i32) (result i64) (call $pair (i32.const -1) (i32.const 10)))
  (func (export "traps") (param i32 i32) (result i64) unreachable)
  (func (export "spins") (param i32 i32) (result i64) (loop (br 0)) unreachable)
  (func (export "calls") (param i32 i32) (result i64) (call $back (local.get 1)) (call $pair (local.get 0) (local.get 1)))
  (func (export "double") (param i32 i32 i32) (local $i i32)
    (if (i32.gt_s (local.get 2) (i32.const 0)) (then (loop
      (f64.store (i32.add (local.get 1) (i32.shl (local.get $i) (i32.const 3)))
        (f64.mul (f64.const 2) (f64.load (i32.add (local.get 0) (i32.shl (local.get $i) (i32.const 3))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_s (local.get $i) (local.get 2)))))))`;

export const TEXT = { parameters: ['string'], result: 'string' };
export const FUNCTIONS = {
  ...Object.fromEntries(['same', 'grown', 'outside', 'traps', 'spins', 'calls'].map((name) => [name, TEXT])),
  double: { parameters: ['f64s', { out: 'f64s' }, 'number'], result: 'void' },
};
export const strings = (options, back = () => {}) =>
  loadWasmSync(assemble(STRINGS), { functions: FUNCTIONS, imports: { env: { back } }, ...options });

/** One function for each kind of value, which returns what it gets. */
export const ECHO = `
  (memory (export "memory") 1 4)
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "nothing"))
  (func (export "five") (param i32 i32 i32 i32 i32) (result i32) (i32.sub (local.get 0) (local.get 4)))
  (func (export "pointer") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "range") (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))`;
export const echo = (functions, limits) => loadWasmSync(assemble(ECHO), { functions, limits }).exports;
