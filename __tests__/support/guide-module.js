import wabt from 'wabt';

// A module with the ABI of the WASM Implementation Guide and nothing more: no seeds, no scratch memory.
const WAT = `
(module
  (import "env" "memory" (memory 1))
  (import "env" "log" (func $log (param i32)))
  (func (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
    (local $hash i32)
    (local.set $hash (i32.const 2166136261))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $len)))
        (local.set $hash
          (i32.mul (i32.const 16777619) (i32.xor (local.get $hash) (i32.load8_u (local.get $ptr)))))
        (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
        (local.set $len (i32.sub (local.get $len) (i32.const 1)))
        (br $next)))
    (local.get $hash))
  (func $compare (export "fastCompare")
    (param $p i32) (param $plen i32) (param $q i32) (param $qlen i32) (result i32)
    (local $a i32) (local $b i32)
    (block $done
      (loop $next
        (br_if $done (i32.or (i32.eqz (local.get $plen)) (i32.eqz (local.get $qlen))))
        (local.set $a (i32.load8_u (local.get $p)))
        (local.set $b (i32.load8_u (local.get $q)))
        (if (i32.ne (local.get $a) (local.get $b))
          (then (return (select (i32.const -1) (i32.const 1) (i32.lt_u (local.get $a) (local.get $b))))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (local.set $plen (i32.sub (local.get $plen) (i32.const 1)))
        (local.set $qlen (i32.sub (local.get $qlen) (i32.const 1)))
        (br $next)))
    (i32.sub
      (i32.gt_u (local.get $plen) (local.get $qlen))
      (i32.lt_u (local.get $plen) (local.get $qlen))))
  (func (export "fastSearch") (param $h i32) (param $hlen i32) (param $n i32) (param $nlen i32) (result i32)
    (local $at i32)
    (block $missing
      (loop $next
        (br_if $missing
          (i64.gt_u
            (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $nlen)))
            (i64.extend_i32_u (local.get $hlen))))
        (if (i32.eqz (call $compare
              (i32.add (local.get $h) (local.get $at)) (local.get $nlen) (local.get $n) (local.get $nlen)))
          (then (return (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.const -1))
  (func (export "logTwice") (param $value i32)
    (call $log (local.get $value))
    (call $log (local.get $value))))
`;

/** @param {string} wat */
export async function assemble(wat) {
  const { parseWat } = await wabt();
  const parsed = parseWat('module.wat', wat, { simd: true, bulk_memory: true, threads: true });
  try {
    parsed.resolveNames();
    return new WebAssembly.Module(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}

const guideModule = await assemble(WAT);

/** An instance of the guide's module, with a memory of its own or the given one. */
export function instantiateGuide({ memory = new WebAssembly.Memory({ initial: 256 }), log = () => {} } = {}) {
  return { instance: new WebAssembly.Instance(guideModule, { env: { memory, log } }), memory };
}
