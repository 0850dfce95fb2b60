;; A module with the ABI of stringOps.wat that goes wrong on demand. build.rs compiles it as it compiles
;; stringOps.wat; no part of the addon. Its kernels are plain loops, and right: what is asked of an instance
;; after a trap is computed by the same instance.
;;
;; debugLog(value) provokes what stands at that number:
;;
;;   1 unreachable              7 stack overflow             13 load at 2^32 - 1
;;   2 load out of bounds       8 integer overflow           14 load at an address + offset beyond 2^32
;;   3 store out of bounds      9 float to integer           15 a trap below a call of the host
;;   4 memory.copy              10 call of a null entry      16 65636 log calls
;;   5 memory.fill              11 call of another type      17 one page more memory
;;   6 division by zero         12 call outside the table    18 never returns
;;
;; 100 + n makes every later result a lie: 0 an offset behind the haystack, 1 the offset -2, 2 an offset at
;; which the needle does not fit, 3 an order of 2, 4 an order of -2147483648. Anything else is logged.
(module $hostile
  (import "env" "memory" (memory 1))
  (import "env" "log" (func $log (param i32)))
  (type $none (func))
  (type $one (func (param i32)))
  (table 2 funcref)
  (elem (i32.const 1) $nothing)
  (global $scratchSize (export "scratchSize") i32 (i32.const 16640))
  (global $lie (mut i32) (i32.const -1))

  (func $nothing)

  (func $bytes (result i32) (i32.shl (memory.size) (i32.const 16)))

  (func $overflow (param $depth i32) (result i32)
    (i32.add (call $overflow (i32.add (local.get $depth) (i32.const 1))) (local.get $depth)))

  (func $many_logs (local $left i32)
    (local.set $left (i32.const 65636))
    (loop $next
      (call $log (local.get $left))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  (func $provoke (param $value i32)
    (block $other (block $endless (block $grow (block $logs (block $below_log (block $beyond (block $last
    (block $outside (block $type (block $null (block $float (block $integer (block $stack (block $division
    (block $fill (block $copy (block $store (block $load (block $unreachable
      (br_table $other $unreachable $load $store $copy $fill $division $stack $integer $float $null $type
        $outside $last $beyond $below_log $logs $grow $endless $other (local.get $value))
    ) (unreachable)
    ) (drop (i32.load8_u (call $bytes))) (return)
    ) (i64.store (i32.sub (call $bytes) (i32.const 7)) (i64.const -1)) (return)
    ) (memory.copy (i32.const 65000) (i32.sub (call $bytes) (i32.const 9)) (i32.const 10)) (return)
    ) (memory.fill (i32.sub (call $bytes) (i32.const 9)) (i32.const 255) (i32.const 10)) (return)
    ) (drop (i32.div_u (i32.const 1) (global.get $zero))) (return)
    ) (drop (call $overflow (i32.const 0))) (return)
    ) (drop (i32.div_s (i32.const 0x80000000) (i32.sub (global.get $zero) (i32.const 1)))) (return)
    ) (drop (i32.trunc_f64_s (f64.const 1e10))) (return)
    ) (call_indirect (type $none) (i32.const 0)) (return)
    ) (call_indirect (type $one) (i32.const 0) (i32.const 1)) (return)
    ) (call_indirect (type $none) (i32.const 2)) (return)
    ) (drop (i32.load (i32.const -1))) (return)
    ) (drop (i32.load offset=4294967295 (i32.const -1))) (return)
    ) (call $log (i32.const 15)) (unreachable)
    ) (call $many_logs) (return)
    ) (drop (memory.grow (i32.const 1))) (return)
    ) (loop $again (br $again))
    )
    (call $log (local.get $value)))

  (global $zero (mut i32) (i32.const 0))

  (func (export "debugLog") (param $value i32)
    (if (i32.and (i32.ge_s (local.get $value) (i32.const 100)) (i32.lt_s (local.get $value) (i32.const 105)))
      (then (global.set $lie (i32.sub (local.get $value) (i32.const 100))))
      (else (call $provoke (local.get $value)))))

  (func (export "setScratch") (param i32 i32))

  (func $hash (export "fastHashFrom") (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $len)))
        (local.set $state
          (i32.mul (i32.xor (local.get $state) (i32.load8_u (local.get $ptr))) (i32.const 16777619)))
        (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
        (local.set $len (i32.sub (local.get $len) (i32.const 1)))
        (br $next)))
    (local.get $state))

  (func (export "fastHash64From") (param $ptr i32) (param $len i32) (param $state i64) (result i64)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $len)))
        (local.set $state
          (i64.mul (i64.xor (local.get $state) (i64.load8_u (local.get $ptr))) (i64.const 0x100000001b3)))
        (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
        (local.set $len (i32.sub (local.get $len) (i32.const 1)))
        (br $next)))
    (local.get $state))

  (func (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
    (call $hash (local.get $ptr) (local.get $len) (i32.const 2166136261)))

  (func $compare (param $p i32) (param $p_len i32) (param $q i32) (param $q_len i32) (result i32)
    (local $a i32) (local $b i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $p_len)))
        (br_if $done (i32.eqz (local.get $q_len)))
        (local.set $a (i32.load8_u (local.get $p)))
        (local.set $b (i32.load8_u (local.get $q)))
        (if (i32.ne (local.get $a) (local.get $b))
          (then (return (select (i32.const -1) (i32.const 1) (i32.lt_u (local.get $a) (local.get $b))))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (local.set $p_len (i32.sub (local.get $p_len) (i32.const 1)))
        (local.set $q_len (i32.sub (local.get $q_len) (i32.const 1)))
        (br $next)))
    (i32.sub (i32.gt_u (local.get $p_len) (local.get $q_len)) (i32.lt_u (local.get $p_len) (local.get $q_len))))

  (func (export "fastCompare") (param $p i32) (param $p_len i32) (param $q i32) (param $q_len i32) (result i32)
    (if (i32.eq (global.get $lie) (i32.const 3)) (then (return (i32.const 2))))
    (if (i32.eq (global.get $lie) (i32.const 4)) (then (return (i32.const 0x80000000))))
    (call $compare (local.get $p) (local.get $p_len) (local.get $q) (local.get $q_len)))

  (func (export "fastSearch") (param $h i32) (param $h_len i32) (param $n i32) (param $n_len i32) (result i32)
    (local $at i32)
    (if (i32.eq (global.get $lie) (i32.const 0)) (then (return (local.get $h_len))))
    (if (i32.eq (global.get $lie) (i32.const 1)) (then (return (i32.const -2))))
    (if (i32.eq (global.get $lie) (i32.const 2))
      (then (return (i32.add (i32.sub (local.get $h_len) (local.get $n_len)) (i32.const 1)))))
    (block $missing
      (br_if $missing (i32.gt_u (local.get $n_len) (local.get $h_len)))
      (loop $next
        (if (i32.eqz (call $compare
              (i32.add (local.get $h) (local.get $at)) (local.get $n_len) (local.get $n) (local.get $n_len)))
          (then (return (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.le_u (local.get $at) (i32.sub (local.get $h_len) (local.get $n_len))))))
    (i32.const -1)))
