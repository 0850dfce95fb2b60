;; String kernels: FNV-1a hash, byte comparison, substring search.
(module $string_ops
  (import "env" "memory" (memory 256))
  (import "env" "log" (func $log (param i32)))

  (global $SCRATCH_SIZE (export "scratchSize") i32 (i32.const 20480))
  (global $OFFSET_BASIS i32 (i32.const 2166136261))
  (global $PRIME i32 (i32.const 16777619))

  ;; FNV-1a of the `len` bytes at `ptr`.
  (func $fast_hash (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
    (call $fast_hash_from (local.get $ptr) (local.get $len) (global.get $OFFSET_BASIS)))

  ;; FNV-1a of the `len` bytes at `ptr`, going on from `state`.
  (func $fast_hash_from (export "fastHashFrom")
    (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (block $done
      (br_if $done (i32.eqz (local.get $len)))
      (loop $next_byte
        (local.set $state
          (i32.mul
            (i32.xor (local.get $state) (i32.load8_u (local.get $ptr)))
            (global.get $PRIME)))
        (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
        (br_if $next_byte
          (local.tee $len (i32.sub (local.get $len) (i32.const 1))))))
    (local.get $state))

  ;; Index of the first byte in which the `len` bytes at `p` and at `q` differ, or `len`.
  (func $mismatch (param $p i32) (param $q i32) (param $len i32) (result i32)
    (local $i i32)
    (local $mask i32)
    (block $tail
      (loop $next_group
        (br_if $tail (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 16)))
        (local.set $mask
          (i8x16.bitmask
            (i8x16.ne
              (v128.load align=1 (i32.add (local.get $p) (local.get $i)))
              (v128.load align=1 (i32.add (local.get $q) (local.get $i))))))
        (if (local.get $mask)
          (then (return (i32.add (local.get $i) (i32.ctz (local.get $mask))))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next_group)))
    (block $found
      (loop $next_byte
        (br_if $found (i32.eq (local.get $i) (local.get $len)))
        (br_if $found
          (i32.ne
            (i32.load8_u (i32.add (local.get $p) (local.get $i)))
            (i32.load8_u (i32.add (local.get $q) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next_byte)))
    (local.get $i))

  ;; Lexicographic order of two byte strings: -1, 0 or 1.
  (func $fast_compare (export "fastCompare")
    (param $ptr1 i32) (param $len1 i32) (param $ptr2 i32) (param $len2 i32) (result i32)
    (local $min i32)
    (local $i i32)
    (local.set $min
      (select (local.get $len1) (local.get $len2)
        (i32.lt_u (local.get $len1) (local.get $len2))))
    (local.set $i (call $mismatch (local.get $ptr1) (local.get $ptr2) (local.get $min)))
    (if (i32.ne (local.get $i) (local.get $min))
      (then
        (local.set $len1 (i32.load8_u (i32.add (local.get $ptr1) (local.get $i))))
        (local.set $len2 (i32.load8_u (i32.add (local.get $ptr2) (local.get $i))))))
    (i32.sub
      (i32.gt_u (local.get $len1) (local.get $len2))
      (i32.lt_u (local.get $len1) (local.get $len2))))

  ;; Byte offset of the first occurrence of the needle in the haystack, or -1.
  (func $fast_search (export "fastSearch")
    (param $haystack i32) (param $haystack_len i32)
    (param $needle i32) (param $needle_len i32) (result i32)
    (local $i i32)
    (local $last i32)
    (if (i32.eqz (local.get $needle_len)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $needle_len) (local.get $haystack_len))
      (then (return (i32.const -1))))
    (local.set $last (i32.sub (local.get $haystack_len) (local.get $needle_len)))
    (loop $next_start
      (if (i32.eq
            (call $mismatch
              (i32.add (local.get $haystack) (local.get $i))
              (local.get $needle) (local.get $needle_len))
            (local.get $needle_len))
        (then (return (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next_start (i32.le_u (local.get $i) (local.get $last))))
    (i32.const -1))

  ;; Lends the module `len` bytes at `ptr`; fewer than `scratchSize` take the loan back.
  (func $set_scratch (export "setScratch") (param $ptr i32) (param $len i32))

  ;; Passes `value` to the host's log function.
  (func $debug_log (export "debugLog") (param $value i32)
    (call $log (local.get $value)))
)
