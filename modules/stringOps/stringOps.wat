;; String kernels: FNV-1a hash, byte comparison, substring search.
(module $string_ops
  (import "env" "memory" (memory 256))
  (import "env" "log" (func $log (param i32)))

  (global $SCRATCH_SIZE (export "scratchSize") i32 (i32.const 16640))
  (global $OFFSET_BASIS i32 (i32.const 2166136261))
  (global $PRIME i32 (i32.const 16777619))

  (global $ALLOWANCE i64 (i64.const 8192))
  (global $BLOCK i32 (i32.const 16384))
  (global $LANES_MIN i32 (i32.const 128))
  (global $LANES64_MIN i32 (i32.const 512))
  (global $scratch (mut i32) (i32.const 0))
  (global $lanes_from (mut i32) (i32.const -1))
  (func $transpose (param $src i32) (param $stride i32) (param $rows i32) (param $column i32)
    (local $t i32) (local $row i32) (local $stride3 i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $u0 v128) (local $u1 v128) (local $u2 v128) (local $u3 v128) (local $w00 v128)
    (local $w01 v128) (local $w02 v128) (local $w03 v128) (local $w10 v128) (local $w11 v128)
    (local $w12 v128) (local $w13 v128) (local $x v128) (local $y v128) (local $e v128)
    (local $o v128) (local $even v128) (local $odd v128) (local $keep v128)
    (local.set $stride3 (i32.mul (local.get $stride) (i32.const 3)))
    (local.set $keep
      (i8x16.splat (i32.sub (i32.lt_u (local.get $rows) (i32.const 8)) (i32.const 1))))
    (local.set $row (local.get $column))
    (block $columns_done
      (loop $next_group
        (local.set $p0 (i32.add (local.get $src) (local.get $t)))
        (local.set $u0
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p0))
            (v128.load align=1 (i32.add (local.get $p0) (local.get $stride)))))
        (local.set $u1
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1
              (i32.add (local.get $p0) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p0) (local.get $stride3)))))
        (local.set $p1 (i32.add (local.get $p0) (i32.mul (local.get $stride) (i32.const 4))))
        (local.set $u2
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p1))
            (v128.load align=1 (i32.add (local.get $p1) (local.get $stride)))))
        (local.set $u3
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1
              (i32.add (local.get $p1) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p1) (local.get $stride3)))))
        (local.set $x
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u0) (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u2) (local.get $u3)))
        (local.set $w00
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w01
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $x)
            (local.get $y)))
        (local.set $x
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31
            (local.get $u0)
            (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31
            (local.get $u2)
            (local.get $u3)))
        (local.set $w02
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w03
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $x)
            (local.get $y)))
        (local.set $p2 (i32.add (local.get $p0) (i32.mul (local.get $stride) (i32.const 8))))
        (local.set $u0
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p2))
            (v128.load align=1 (i32.add (local.get $p2) (local.get $stride)))))
        (local.set $u1
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1
              (i32.add (local.get $p2) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p2) (local.get $stride3)))))
        (local.set $p3 (i32.add (local.get $p0) (i32.mul (local.get $stride) (i32.const 12))))
        (local.set $u2
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p3))
            (v128.load align=1 (i32.add (local.get $p3) (local.get $stride)))))
        (local.set $u3
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1
              (i32.add (local.get $p3) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p3) (local.get $stride3)))))
        (local.set $x
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u0) (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u2) (local.get $u3)))
        (local.set $w10
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w11
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $x)
            (local.get $y)))
        (local.set $x
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31
            (local.get $u0)
            (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31
            (local.get $u2)
            (local.get $u3)))
        (local.set $w12
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w13
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
            (local.get $x)
            (local.get $y)))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get $w00)
            (local.get $w10)))
        (v128.store offset=256 align=1 (local.get $row) (local.get $x))
        (local.set $e (local.get $x))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get $w00)
            (local.get $w10)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 64)) (local.get $x))
        (local.set $o (local.get $x))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get $w01)
            (local.get $w11)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 128)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get $w01)
            (local.get $w11)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 192)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get $w02)
            (local.get $w12)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 256)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get $w02)
            (local.get $w12)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 320)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get $w03)
            (local.get $w13)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 384)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get $w03)
            (local.get $w13)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 448)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $even (v128.xor (local.get $even) (v128.and (local.get $e) (local.get $keep))))
        (local.set $odd (v128.xor (local.get $odd) (v128.and (local.get $o) (local.get $keep))))
        (local.set $t (i32.add (local.get $t) (i32.const 8)))
        (br_if $columns_done (i32.ge_u (local.get $t) (local.get $rows)))
        (local.set $row (i32.add (local.get $row) (i32.const 512)))
        (br_if $next_group (i32.le_u (local.get $t) (i32.sub (local.get $rows) (i32.const 8))))
        ;; The last group starts early; its rows are counted below.
        (local.set $keep (v128.const i64x2 0 0))
        (local.set $t (i32.sub (local.get $rows) (i32.const 8)))
        (local.set $row (i32.add (local.get $column) (i32.shl (local.get $t) (i32.const 6))))
        (br $next_group)))
    ;; Rows that only the early group holds.
    (local.set $t (i32.and (local.get $rows) (i32.const 7)))
    (local.set $row
      (i32.add
        (local.get $column)
        (i32.shl (i32.sub (local.get $rows) (local.get $t)) (i32.const 6))))
    (block $counted
      (loop $next_row
        (br_if $counted (i32.eqz (local.get $t)))
        (local.set $even
          (v128.xor (local.get $even) (v128.load offset=256 align=1 (local.get $row))))
        (br_if $counted (i32.eq (local.get $t) (i32.const 1)))
        (local.set $odd
          (v128.xor (local.get $odd) (v128.load offset=320 align=1 (local.get $row))))
        (local.set $row (i32.add (local.get $row) (i32.const 128)))
        (local.set $t (i32.sub (local.get $t) (i32.const 2)))
        (br $next_row)))
    (local.set $x (v128.xor (local.get $even) (local.get $odd)))
    (if (i32.and (local.get $rows) (i32.const 1))
      (then
        (v128.store offset=64 align=1 (local.get $column) (v128.not (local.get $x)))
        (local.set $odd (local.get $even)))
      (else
        (v128.store offset=64 align=1 (local.get $column) (local.get $x))))
    (v128.store offset=0 align=1
      (local.get $column)
      (v128.xor
        (local.get $x)
        (i8x16.shl (v128.and (local.get $odd) (i8x16.splat (i32.const 1))) (i32.const 1)))))

  (func $solve_64 (param $state i32) (param $bit i32)
    (local $scratch i32)
    (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128) (local $s0 v128)
    (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $c0 v128) (local $c1 v128)
    (local $c2 v128) (local $c3 v128) (local $x v128) (local $low v128) (local $two v128)
    (local $known v128) (local $seed v128)
    (local.set $scratch (global.get $scratch))
    (local.set $seed (i8x16.replace_lane 0 (v128.const i64x2 0 0) (local.get $state)))
    (local.set $low (i8x16.splat (local.get $bit)))
    (local.set $two (i8x16.splat (i32.mul (local.get $bit) (i32.const 3))))
    (local.set $known (i8x16.sub (local.get $low) (i8x16.splat (i32.const 1))))
    (local.set $e0 (v128.load offset=0 align=1 (local.get $scratch)))
    (local.set $e1 (v128.load offset=16 align=1 (local.get $scratch)))
    (local.set $e2 (v128.load offset=32 align=1 (local.get $scratch)))
    (local.set $e3 (v128.load offset=48 align=1 (local.get $scratch)))
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.and (local.get $e1) (local.get $two)))
    (local.set $s2 (v128.and (local.get $e2) (local.get $two)))
    (local.set $s3 (v128.and (local.get $e3) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s1) (local.get $s0)))
    (local.set $s2 (v128.xor (local.get $s2) (local.get $s1)))
    (local.set $s3 (v128.xor (local.get $s3) (local.get $s2)))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $s3))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $s3 (v128.xor (local.get $s2) (local.get $x)))
    (local.set $s2 (v128.xor (local.get $s1) (local.get $x)))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (v128.load offset=64 align=1 (local.get $scratch)))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1
      (v128.and
        (v128.and (local.get $s1) (local.get $low))
        (v128.xor (local.get $e1) (v128.load offset=80 align=1 (local.get $scratch)))))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c2
      (v128.and
        (v128.and (local.get $s2) (local.get $low))
        (v128.xor (local.get $e2) (v128.load offset=96 align=1 (local.get $scratch)))))
    (local.set $c2 (i8x16.add (local.get $c2) (local.get $c2)))
    (local.set $c3
      (v128.and
        (v128.and (local.get $s3) (local.get $low))
        (v128.xor (local.get $e3) (v128.load offset=112 align=1 (local.get $scratch)))))
    (local.set $c3 (i8x16.add (local.get $c3) (local.get $c3)))
    (local.set $c1 (v128.xor (local.get $c1) (local.get $c0)))
    (local.set $c2 (v128.xor (local.get $c2) (local.get $c1)))
    (local.set $c3 (v128.xor (local.get $c3) (local.get $c2)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (v128.const i64x2 0 0)
        (local.get $c3)))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (v128.store offset=128 align=1
      (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s0) (local.get $x))
        (v128.and (v128.load offset=128 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=144 align=1
      (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))
        (v128.and (v128.load offset=144 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=160 align=1
      (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s2) (v128.xor (local.get $x) (local.get $c1)))
        (v128.and (v128.load offset=160 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=176 align=1
      (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s3) (v128.xor (local.get $x) (local.get $c2)))
        (v128.and (v128.load offset=176 align=1 (local.get $scratch)) (local.get $known)))))

  (func $pass_2_64 (param $rows i32)
    (local $row i32) (local $end i32)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128) (local $x v128)
    (local.set $row (global.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $a0 (v128.load offset=128 align=1 (local.get $row)))
    (local.set $a1 (v128.load offset=144 align=1 (local.get $row)))
    (local.set $a2 (v128.load offset=160 align=1 (local.get $row)))
    (local.set $a3 (v128.load offset=176 align=1 (local.get $row)))
    (loop $next_row
      (local.set $x (v128.xor (local.get $a0) (v128.load offset=256 align=1 (local.get $row))))
      (local.set $a0 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor
          (local.get $a1)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16)))))
      (local.set $a1 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor
          (local.get $a2)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 32)))))
      (local.set $a2 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor
          (local.get $a3)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 48)))))
      (local.set $a3 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (v128.store offset=0 align=1 (local.get $row) (local.get $a0))
    (v128.store offset=16 align=1 (local.get $row) (local.get $a1))
    (v128.store offset=32 align=1 (local.get $row) (local.get $a2))
    (v128.store offset=48 align=1 (local.get $row) (local.get $a3)))

  (func $pass_4_64 (param $rows i32)
    (local $row i32) (local $end i32)
    (local $a0 v128) (local $b0 v128) (local $a1 v128) (local $b1 v128) (local $a2 v128)
    (local $b2 v128) (local $a3 v128) (local $b3 v128) (local $x v128) (local $p v128)
    (local $high v128)
    (local.set $p (v128.const i16x8 0x93 0x93 0x93 0x93 0x93 0x93 0x93 0x93))
    (local.set $high (v128.const i16x8 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00))
    (local.set $row (global.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $x (v128.load offset=128 align=1 (local.get $row)))
    (local.set $a0 (local.get $x))
    (local.set $b0 (v128.and (local.get $x) (local.get $high)))
    (local.set $x (v128.load offset=144 align=1 (local.get $row)))
    (local.set $a1 (local.get $x))
    (local.set $b1 (v128.and (local.get $x) (local.get $high)))
    (local.set $x (v128.load offset=160 align=1 (local.get $row)))
    (local.set $a2 (local.get $x))
    (local.set $b2 (v128.and (local.get $x) (local.get $high)))
    (local.set $x (v128.load offset=176 align=1 (local.get $row)))
    (local.set $a3 (local.get $x))
    (local.set $b3 (v128.and (local.get $x) (local.get $high)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (local.get $row)))
      (local.set $a0 (i16x8.mul (v128.xor (local.get $a0) (local.get $x)) (local.get $p)))
      (local.set $b0
        (i16x8.mul
          (v128.xor (local.get $b0) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $a1 (i16x8.mul (v128.xor (local.get $a1) (local.get $x)) (local.get $p)))
      (local.set $b1
        (i16x8.mul
          (v128.xor (local.get $b1) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 32))))
      (local.set $a2 (i16x8.mul (v128.xor (local.get $a2) (local.get $x)) (local.get $p)))
      (local.set $b2
        (i16x8.mul
          (v128.xor (local.get $b2) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 48))))
      (local.set $a3 (i16x8.mul (v128.xor (local.get $a3) (local.get $x)) (local.get $p)))
      (local.set $b3
        (i16x8.mul
          (v128.xor (local.get $b3) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (v128.store offset=0 align=1
      (local.get $row)
      (v128.bitselect (local.get $b0) (local.get $a0) (local.get $high)))
    (v128.store offset=16 align=1
      (local.get $row)
      (v128.bitselect (local.get $b1) (local.get $a1) (local.get $high)))
    (v128.store offset=32 align=1
      (local.get $row)
      (v128.bitselect (local.get $b2) (local.get $a2) (local.get $high)))
    (v128.store offset=48 align=1
      (local.get $row)
      (v128.bitselect (local.get $b3) (local.get $a3) (local.get $high))))

  (func $sum_64 (param $rows i32) (param $state i32) (result i32)
    (local $row i32) (local $end i32) (local $q i32) (local $w i32) (local $w4 i32)
    (local $h00 v128) (local $h01 v128) (local $h02 v128) (local $h03 v128) (local $h10 v128)
    (local $h11 v128) (local $h12 v128) (local $h13 v128) (local $x v128) (local $y v128)
    (local $z v128) (local $p v128)
    (local.set $p (v128.const i32x4 16777619 16777619 16777619 16777619))
    (local.set $row (global.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $q (i32.const 1))
    (local.set $x (v128.load offset=128 align=1 (local.get $row)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
    (local.set $h00 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h01 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h02 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h03 (i32x4.extend_high_i16x8_u (local.get $z)))
    (local.set $x (v128.load offset=144 align=1 (local.get $row)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
    (local.set $h10 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h11 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h12 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h13 (i32x4.extend_high_i16x8_u (local.get $z)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (local.get $row)))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h00
        (i32x4.mul
          (v128.xor (local.get $h00) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h01
        (i32x4.mul
          (v128.xor (local.get $h01) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h02
        (i32x4.mul
          (v128.xor (local.get $h02) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h03
        (i32x4.mul
          (v128.xor (local.get $h03) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h10
        (i32x4.mul
          (v128.xor (local.get $h10) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h11
        (i32x4.mul
          (v128.xor (local.get $h11) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h12
        (i32x4.mul
          (v128.xor (local.get $h12) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h13
        (i32x4.mul
          (v128.xor (local.get $h13) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $q (i32.mul (local.get $q) (global.get $PRIME)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $x (i32x4.splat (local.get $q)))
    (local.set $row (global.get $scratch))
    (v128.store offset=192 align=1
      (local.get $row)
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h00)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h10) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (v128.store offset=208 align=1
      (local.get $row)
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h01)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h11) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (v128.store offset=224 align=1
      (local.get $row)
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h02)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h12) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (v128.store offset=240 align=1
      (local.get $row)
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h03)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h13) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (local.set $x (v128.load offset=160 align=1 (local.get $row)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
    (local.set $h00 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h01 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h02 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h03 (i32x4.extend_high_i16x8_u (local.get $z)))
    (local.set $x (v128.load offset=176 align=1 (local.get $row)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
    (local.set $h10 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h11 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h12 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h13 (i32x4.extend_high_i16x8_u (local.get $z)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 32))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h00
        (i32x4.mul
          (v128.xor (local.get $h00) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h01
        (i32x4.mul
          (v128.xor (local.get $h01) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h02
        (i32x4.mul
          (v128.xor (local.get $h02) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h03
        (i32x4.mul
          (v128.xor (local.get $h03) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 48))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h10
        (i32x4.mul
          (v128.xor (local.get $h10) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h11
        (i32x4.mul
          (v128.xor (local.get $h11) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h12
        (i32x4.mul
          (v128.xor (local.get $h12) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h13
        (i32x4.mul
          (v128.xor (local.get $h13) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (local.set $x (i32x4.splat (local.get $q)))
    (local.set $end (i32x4.extract_lane 3 (local.get $h13)))
    (local.set $h00
      (i32x4.add
        (i32x4.mul
          (v128.load offset=192 align=1 (local.get $row))
          (i32x4.mul (local.get $x) (local.get $x)))
        (i32x4.add
          (i32x4.mul
            (v128.and
              (local.get $h00)
              (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
            (local.get $x))
          (v128.and
            (local.get $h10)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00)))))
    (local.set $h01
      (i32x4.add
        (i32x4.mul
          (v128.load offset=208 align=1 (local.get $row))
          (i32x4.mul (local.get $x) (local.get $x)))
        (i32x4.add
          (i32x4.mul
            (v128.and
              (local.get $h01)
              (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
            (local.get $x))
          (v128.and
            (local.get $h11)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00)))))
    (local.set $h02
      (i32x4.add
        (i32x4.mul
          (v128.load offset=224 align=1 (local.get $row))
          (i32x4.mul (local.get $x) (local.get $x)))
        (i32x4.add
          (i32x4.mul
            (v128.and
              (local.get $h02)
              (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
            (local.get $x))
          (v128.and
            (local.get $h12)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00)))))
    (local.set $h03
      (i32x4.add
        (i32x4.mul
          (v128.load offset=240 align=1 (local.get $row))
          (i32x4.mul (local.get $x) (local.get $x)))
        (i32x4.add
          (i32x4.mul
            (v128.and
              (local.get $h03)
              (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
            (local.get $x))
          (v128.and
            (local.get $h13)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00)))))
    (local.set $q (i32.mul (local.get $q) (local.get $q)))
    (local.set $q (i32.mul (local.get $q) (local.get $q)))
    (local.set $x
      (i32x4.splat
        (i32.mul (i32.mul (local.get $q) (local.get $q)) (i32.mul (local.get $q) (local.get $q)))))
    (local.set $y
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul
              (i32x4.add (i32x4.mul (local.get $h00) (local.get $x)) (local.get $h01))
              (local.get $x))
            (local.get $h02))
          (local.get $x))
        (local.get $h03)))
    (local.set $end (i32.and (local.get $end) (i32.const 255)))
    (local.set $w (i32.mul (local.get $q) (local.get $q)))
    (local.set $w4 (i32.mul (local.get $w) (local.get $w)))
    (local.set $state
      (i32.mul
        (i32.and (local.get $state) (i32.const 0xffffff00))
        (i32.mul (i32.mul (local.get $w4) (local.get $w4)) (local.get $w4))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 0 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 1 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 2 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 3 (local.get $y))))
    (i32.or (local.get $state) (local.get $end)))

  (func $hash_64 (param $ptr i32) (param $rows i32) (param $state i32) (result i32)
    (local $scratch i32) (local $stride i32)
    (local.set $scratch (global.get $scratch))
    (local.set $stride (i32.shl (local.get $rows) (i32.const 2)))
    (call $transpose (local.get $ptr) (local.get $stride) (local.get $rows) (local.get $scratch))
    (call $transpose
      (i32.add (local.get $ptr) (local.get $rows))
      (local.get $stride)
      (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 16)))
    (call $transpose
      (i32.add (local.get $ptr) (i32.mul (local.get $rows) (i32.const 2)))
      (local.get $stride)
      (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 32)))
    (call $transpose
      (i32.add (local.get $ptr) (i32.mul (local.get $rows) (i32.const 3)))
      (local.get $stride)
      (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 48)))
    (call $solve_64 (local.get $state) (i32.const 1))
    (call $pass_2_64 (local.get $rows))
    (call $solve_64 (local.get $state) (i32.const 4))
    (call $pass_4_64 (local.get $rows))
    (call $solve_64 (local.get $state) (i32.const 16))
    (call $pass_4_64 (local.get $rows))
    (call $solve_64 (local.get $state) (i32.const 64))
    (call $sum_64 (local.get $rows) (local.get $state)))

  (func $hash_32 (param $ptr i32) (param $rows i32) (param $state i32) (result i32)
    (local $row i32) (local $end i32) (local $q i32) (local $w i32) (local $w4 i32)
    (local $a0 v128) (local $b0 v128) (local $z0 v128) (local $e0 v128) (local $s0 v128)
    (local $c0 v128) (local $g0 v128) (local $a1 v128) (local $b1 v128) (local $z1 v128)
    (local $e1 v128) (local $s1 v128) (local $c1 v128) (local $g1 v128) (local $h00 v128)
    (local $h01 v128) (local $h02 v128) (local $h03 v128) (local $h10 v128) (local $h11 v128)
    (local $h12 v128) (local $h13 v128) (local $x v128) (local $y v128) (local $z v128)
    (local $p v128) (local $high v128) (local $low v128) (local $two v128) (local $seed v128)
    (call $transpose
      (local.get $ptr)
      (i32.shl (local.get $rows) (i32.const 1))
      (local.get $rows)
      (global.get $scratch))
    (call $transpose
      (i32.add (local.get $ptr) (local.get $rows))
      (i32.shl (local.get $rows) (i32.const 1))
      (local.get $rows)
      (i32.add (global.get $scratch) (i32.const 16)))
    (local.set $seed (i8x16.replace_lane 0 (v128.const i64x2 0 0) (local.get $state)))
    (local.set $row (global.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $e0 (v128.load offset=0 align=1 (local.get $row)))
    (local.set $g0 (v128.load offset=64 align=1 (local.get $row)))
    (local.set $e1 (v128.load offset=16 align=1 (local.get $row)))
    (local.set $g1 (v128.load offset=80 align=1 (local.get $row)))
    ;; Solve bits 0 and 1.
    (local.set $low (i8x16.splat (i32.const 1)))
    (local.set $two (i8x16.splat (i32.const 3)))
    (local.set $e0 (local.get $e0))
    (local.set $e1 (local.get $e1))
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.and (local.get $e1) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s1) (local.get $s0)))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $s1))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (local.get $g0))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1
      (v128.and
        (v128.and (local.get $s1) (local.get $low))
        (v128.xor (local.get $e1) (local.get $g1))))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c1 (v128.xor (local.get $c1) (local.get $c0)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (v128.const i64x2 0 0)
        (local.get $c1)))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $z0 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $z1 (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0))))
    ;; Solve bits 2 and 3.
    (local.set $low (i8x16.splat (i32.const 4)))
    (local.set $two (i8x16.splat (i32.const 12)))
    (local.set $a0 (local.get $z0))
    (local.set $a1 (local.get $z1))
    (loop $next_row
      (local.set $x (v128.xor (local.get $a0) (v128.load offset=256 align=1 (local.get $row))))
      (local.set $a0 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor
          (local.get $a1)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16)))))
      (local.set $a1 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (local.set $e0 (local.get $a0))
    (local.set $e1 (local.get $a1))
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.and (local.get $e1) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s1) (local.get $s0)))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $s1))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (local.get $g0))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1
      (v128.and
        (v128.and (local.get $s1) (local.get $low))
        (v128.xor (local.get $e1) (local.get $g1))))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c1 (v128.xor (local.get $c1) (local.get $c0)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (v128.const i64x2 0 0)
        (local.get $c1)))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $z0 (v128.or (local.get $z0) (v128.xor (local.get $s0) (local.get $x))))
    (local.set $z1
      (v128.or
        (local.get $z1)
        (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))))
    ;; Solve bits 4 and 5.
    (local.set $low (i8x16.splat (i32.const 16)))
    (local.set $two (i8x16.splat (i32.const 48)))
    (local.set $p (v128.const i16x8 0x93 0x93 0x93 0x93 0x93 0x93 0x93 0x93))
    (local.set $high (v128.const i16x8 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00))
    (local.set $a0 (local.get $z0))
    (local.set $b0 (v128.and (local.get $z0) (local.get $high)))
    (local.set $a1 (local.get $z1))
    (local.set $b1 (v128.and (local.get $z1) (local.get $high)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (local.get $row)))
      (local.set $a0 (i16x8.mul (v128.xor (local.get $a0) (local.get $x)) (local.get $p)))
      (local.set $b0
        (i16x8.mul
          (v128.xor (local.get $b0) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $a1 (i16x8.mul (v128.xor (local.get $a1) (local.get $x)) (local.get $p)))
      (local.set $b1
        (i16x8.mul
          (v128.xor (local.get $b1) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (local.set $e0 (v128.bitselect (local.get $b0) (local.get $a0) (local.get $high)))
    (local.set $e1 (v128.bitselect (local.get $b1) (local.get $a1) (local.get $high)))
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.and (local.get $e1) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s1) (local.get $s0)))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $s1))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (local.get $g0))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1
      (v128.and
        (v128.and (local.get $s1) (local.get $low))
        (v128.xor (local.get $e1) (local.get $g1))))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c1 (v128.xor (local.get $c1) (local.get $c0)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (v128.const i64x2 0 0)
        (local.get $c1)))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $z0 (v128.or (local.get $z0) (v128.xor (local.get $s0) (local.get $x))))
    (local.set $z1
      (v128.or
        (local.get $z1)
        (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))))
    ;; Solve bits 6 and 7.
    (local.set $low (i8x16.splat (i32.const 64)))
    (local.set $two (i8x16.splat (i32.const -64)))
    (local.set $a0 (local.get $z0))
    (local.set $b0 (v128.and (local.get $z0) (local.get $high)))
    (local.set $a1 (local.get $z1))
    (local.set $b1 (v128.and (local.get $z1) (local.get $high)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (local.get $row)))
      (local.set $a0 (i16x8.mul (v128.xor (local.get $a0) (local.get $x)) (local.get $p)))
      (local.set $b0
        (i16x8.mul
          (v128.xor (local.get $b0) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $a1 (i16x8.mul (v128.xor (local.get $a1) (local.get $x)) (local.get $p)))
      (local.set $b1
        (i16x8.mul
          (v128.xor (local.get $b1) (v128.and (local.get $x) (local.get $high)))
          (local.get $p)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (local.set $e0 (v128.bitselect (local.get $b0) (local.get $a0) (local.get $high)))
    (local.set $e1 (v128.bitselect (local.get $b1) (local.get $a1) (local.get $high)))
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.and (local.get $e1) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s1) (local.get $s0)))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $s1))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (local.get $g0))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1
      (v128.and
        (v128.and (local.get $s1) (local.get $low))
        (v128.xor (local.get $e1) (local.get $g1))))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c1 (v128.xor (local.get $c1) (local.get $c0)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (v128.const i64x2 0 0)
        (local.get $c1)))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $x
      (v128.xor
        (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
          (v128.const i64x2 0 0)
          (local.get $x))))
    (local.set $z0 (v128.or (local.get $z0) (v128.xor (local.get $s0) (local.get $x))))
    (local.set $z1
      (v128.or
        (local.get $z1)
        (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))))
    (local.set $p (v128.const i32x4 16777619 16777619 16777619 16777619))
    (local.set $q (i32.const 1))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $z0)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $z0)))
    (local.set $h00 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h01 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h02 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h03 (i32x4.extend_high_i16x8_u (local.get $z)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $z1)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $z1)))
    (local.set $h10 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h11 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h12 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h13 (i32x4.extend_high_i16x8_u (local.get $z)))
    (loop $next_row
      (local.set $x (v128.load offset=256 align=1 (local.get $row)))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h00
        (i32x4.mul
          (v128.xor (local.get $h00) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h01
        (i32x4.mul
          (v128.xor (local.get $h01) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h02
        (i32x4.mul
          (v128.xor (local.get $h02) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h03
        (i32x4.mul
          (v128.xor (local.get $h03) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h10
        (i32x4.mul
          (v128.xor (local.get $h10) (i32x4.extend_low_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h11
        (i32x4.mul
          (v128.xor (local.get $h11) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h12
        (i32x4.mul
          (v128.xor (local.get $h12) (i32x4.extend_low_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $h13
        (i32x4.mul
          (v128.xor (local.get $h13) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $q (i32.mul (local.get $q) (global.get $PRIME)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $end (i32x4.extract_lane 3 (local.get $h13)))
    (local.set $x (i32x4.splat (local.get $q)))
    (local.set $h00
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h00)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h10) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (local.set $h01
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h01)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h11) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (local.set $h02
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h02)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h12) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (local.set $h03
      (i32x4.add
        (i32x4.mul
          (v128.and
            (local.get $h03)
            (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
          (local.get $x))
        (v128.and (local.get $h13) (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))))
    (local.set $q (i32.mul (local.get $q) (local.get $q)))
    (local.set $x
      (i32x4.splat
        (i32.mul (i32.mul (local.get $q) (local.get $q)) (i32.mul (local.get $q) (local.get $q)))))
    (local.set $y
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul
              (i32x4.add (i32x4.mul (local.get $h00) (local.get $x)) (local.get $h01))
              (local.get $x))
            (local.get $h02))
          (local.get $x))
        (local.get $h03)))
    (local.set $end (i32.and (local.get $end) (i32.const 255)))
    (local.set $w (i32.mul (local.get $q) (local.get $q)))
    (local.set $w4 (i32.mul (local.get $w) (local.get $w)))
    (local.set $state
      (i32.mul
        (i32.and (local.get $state) (i32.const 0xffffff00))
        (i32.mul (i32.mul (local.get $w4) (local.get $w4)) (local.get $w4))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 0 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 1 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 2 (local.get $y))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 3 (local.get $y))))
    (i32.or (local.get $state) (local.get $end)))

  ;; FNV-1a of the `len` bytes at `ptr`.
  (func $fast_hash (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
    (local $state i32)
    (local.set $state (global.get $OFFSET_BASIS))
    (if (i32.ge_u (local.get $len) (global.get $lanes_from))
      (then (return (call $hash_lanes (local.get $ptr) (local.get $len) (local.get $state)))))
    (if (local.get $len)
      (then
        (loop $next_byte
          (local.set $state
            (i32.mul (i32.xor (local.get $state) (i32.load8_u (local.get $ptr))) (global.get $PRIME)))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
          (br_if $next_byte (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))))
    (local.get $state))

  ;; FNV-1a going on.
  (func $fast_hash_from (export "fastHashFrom")
    (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (if (i32.ge_u (local.get $len) (global.get $lanes_from))
      (then (return (call $hash_lanes (local.get $ptr) (local.get $len) (local.get $state)))))
    (call $hash_serial (local.get $ptr) (local.get $len) (local.get $state)))

  (func $hash_serial (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (if (local.get $len)
      (then
        (loop $next_byte
          (local.set $state
            (i32.mul (i32.xor (local.get $state) (i32.load8_u (local.get $ptr))) (global.get $PRIME)))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
          (br_if $next_byte (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))))
    (local.get $state))

  (func $hash_lanes (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (local $take i32) (local $rest i32) (local $rows i32)
    (if (i32.or
          (i32.lt_u (i32.sub (global.get $scratch) (local.get $ptr)) (local.get $len))
          (i32.lt_u (i32.sub (local.get $ptr) (global.get $scratch)) (global.get $SCRATCH_SIZE)))
      (then (return (call $hash_serial (local.get $ptr) (local.get $len) (local.get $state)))))
    (if (i64.gt_u
          (i64.add
            (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (local.get $len)))
            (i64.const 16))
          (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
      (then
        (local.set $rest (i32.const 16))
        (local.set $len (i32.sub (local.get $len) (i32.const 16)))))
    (block $tail
      (loop $next_block
        (br_if $tail (i32.lt_u (local.get $len) (global.get $LANES_MIN)))
        (local.set $take (local.get $len))
        (if (i32.gt_u (local.get $take) (global.get $BLOCK))
          (then
            (local.set $take (i32.shr_u (local.get $take) (i32.const 1)))
            (if (i32.gt_u (local.get $take) (global.get $BLOCK))
              (then (local.set $take (global.get $BLOCK))))))
        (local.set $len (i32.sub (local.get $len) (local.get $take)))
        (if (i32.lt_u (local.get $take) (global.get $LANES64_MIN))
          (then
            (local.set $rows (i32.and (local.get $take) (i32.const 31)))
            (local.set $state (call $hash_serial (local.get $ptr) (local.get $rows) (local.get $state)))
            (local.set $ptr (i32.add (local.get $ptr) (local.get $rows)))
            (local.set $take (i32.sub (local.get $take) (local.get $rows)))
            (local.set $state
              (call $hash_32 (local.get $ptr) (i32.shr_u (local.get $take) (i32.const 5)) (local.get $state))))
          (else
            (local.set $rows (i32.and (local.get $take) (i32.const 63)))
            (local.set $state (call $hash_serial (local.get $ptr) (local.get $rows) (local.get $state)))
            (local.set $ptr (i32.add (local.get $ptr) (local.get $rows)))
            (local.set $take (i32.sub (local.get $take) (local.get $rows)))
            (local.set $state
              (call $hash_64 (local.get $ptr) (i32.shr_u (local.get $take) (i32.const 6)) (local.get $state)))))
        (local.set $ptr (i32.add (local.get $ptr) (local.get $take)))
        (br $next_block)))
    (call $hash_serial (local.get $ptr) (i32.add (local.get $len) (local.get $rest)) (local.get $state)))

  (func $set_scratch (export "setScratch") (param $ptr i32) (param $len i32)
    (global.set $lanes_from (i32.const -1))
    (if (i32.ge_u (local.get $len) (global.get $SCRATCH_SIZE))
      (then
        (if (i64.le_u
              (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (global.get $SCRATCH_SIZE)))
              (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
          (then
            (global.set $scratch (local.get $ptr))
            (global.set $lanes_from (global.get $LANES_MIN)))))))

  ;; Index of the first byte in which the `len` bytes at `p` and at `q` differ; `len` if none does.
  (func $mismatch (param $p i32) (param $q i32) (param $len i32) (result i32)
    (local $i i32) (local $mask i32) (local $diff i64)
    (if (i32.lt_u (local.get $len) (i32.const 16))
      (then
        (if (i32.ge_u (local.get $len) (i32.const 8))
          (then
            ;; Two words that overlap in the middle.
            (local.set $diff
              (i64.xor (i64.load align=1 (local.get $p)) (i64.load align=1 (local.get $q))))
            (if (i64.eqz (local.get $diff))
              (then
                (local.set $i (i32.sub (local.get $len) (i32.const 8)))
                (local.set $diff
                  (i64.xor
                    (i64.load align=1 (i32.add (local.get $p) (local.get $i)))
                    (i64.load align=1 (i32.add (local.get $q) (local.get $i)))))
                (if (i64.eqz (local.get $diff)) (then (return (local.get $len))))))
            (return
              (i32.add (local.get $i)
                (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $diff))) (i32.const 3))))))
        (if (i32.ge_u (local.get $len) (i32.const 4))
          (then
            (local.set $mask
              (i32.xor (i32.load align=1 (local.get $p)) (i32.load align=1 (local.get $q))))
            (if (i32.eqz (local.get $mask))
              (then
                (local.set $i (i32.sub (local.get $len) (i32.const 4)))
                (local.set $mask
                  (i32.xor
                    (i32.load align=1 (i32.add (local.get $p) (local.get $i)))
                    (i32.load align=1 (i32.add (local.get $q) (local.get $i)))))
                (if (i32.eqz (local.get $mask)) (then (return (local.get $len))))))
            (return
              (i32.add (local.get $i) (i32.shr_u (i32.ctz (local.get $mask)) (i32.const 3))))))
        (block $found
          (loop $next_byte
            (br_if $found (i32.eq (local.get $i) (local.get $len)))
            (br_if $found
              (i32.ne
                (i32.load8_u (i32.add (local.get $p) (local.get $i)))
                (i32.load8_u (i32.add (local.get $q) (local.get $i)))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $next_byte)))
        (return (local.get $i))))
    ;; 64 equal bytes a step.
    (block $narrow
      (loop $next_64
        (br_if $narrow
          (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 64)))
        (br_if $narrow
          (v128.any_true
            (v128.or
              (v128.or
                (v128.xor
                  (v128.load align=1 (i32.add (local.get $p) (local.get $i)))
                  (v128.load align=1 (i32.add (local.get $q) (local.get $i))))
                (v128.xor
                  (v128.load offset=16 align=1 (i32.add (local.get $p) (local.get $i)))
                  (v128.load offset=16 align=1 (i32.add (local.get $q) (local.get $i)))))
              (v128.or
                (v128.xor
                  (v128.load offset=32 align=1 (i32.add (local.get $p) (local.get $i)))
                  (v128.load offset=32 align=1 (i32.add (local.get $q) (local.get $i))))
                (v128.xor
                  (v128.load offset=48 align=1 (i32.add (local.get $p) (local.get $i)))
                  (v128.load offset=48 align=1 (i32.add (local.get $q) (local.get $i))))))))
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $next_64)))
    ;; 16 a step; the last step ends with the range and may overlap the one before.
    (loop $next_16
      (if (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 16))
        (then
          (if (i32.eq (local.get $i) (local.get $len)) (then (return (local.get $len))))
          (local.set $i (i32.sub (local.get $len) (i32.const 16)))))
      (local.set $mask
        (i32.xor
          (i8x16.bitmask
            (i8x16.eq
              (v128.load align=1 (i32.add (local.get $p) (local.get $i)))
              (v128.load align=1 (i32.add (local.get $q) (local.get $i)))))
          (i32.const 0xffff)))
      (if (local.get $mask)
        (then (return (i32.add (local.get $i) (i32.ctz (local.get $mask))))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br $next_16))
    (unreachable))

  ;; Lexicographic order of two byte strings: -1, 0 or 1.
  (func $fast_compare (export "fastCompare")
    (param $ptr1 i32) (param $len1 i32) (param $ptr2 i32) (param $len2 i32) (result i32)
    (local $min i32)
    (local $i i32)
    (local.set $min
      (select (local.get $len1) (local.get $len2)
        (i32.lt_u (local.get $len1) (local.get $len2))))
    (local.set $i (call $mismatch (local.get $ptr1) (local.get $ptr2) (local.get $min)))
    ;; The bytes that differ decide, or else the lengths.
    (if (i32.ne (local.get $i) (local.get $min))
      (then
        (local.set $len1 (i32.load8_u (i32.add (local.get $ptr1) (local.get $i))))
        (local.set $len2 (i32.load8_u (i32.add (local.get $ptr2) (local.get $i))))))
    (i32.sub
      (i32.gt_u (local.get $len1) (local.get $len2))
      (i32.lt_u (local.get $len1) (local.get $len2))))

  ;; Whether 16 bytes can be read anywhere from the `len` bytes at `ptr` without leaving the memory.
  (func $has_slack (param $ptr i32) (param $len i32) (result i32)
    (i64.le_u
      (i64.add
        (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (local.get $len)))
        (i64.const 16))
      (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16))))

  ;; Byte offset of the first `byte` among the `len` bytes at `ptr`, or -1.
  (func $find_byte (param $ptr i32) (param $len i32) (param $byte i32) (result i32)
    (local $i i32) (local $mask i32) (local $want v128)
    (local.set $want (i8x16.splat (local.get $byte)))
    (if (i32.lt_u (local.get $len) (i32.const 16))
      (then
        (if (call $has_slack (local.get $ptr) (local.get $len))
          (then
            (local.set $mask
              (i32.and
                (i8x16.bitmask (i8x16.eq (v128.load align=1 (local.get $ptr)) (local.get $want)))
                (i32.sub (i32.shl (i32.const 1) (local.get $len)) (i32.const 1))))
            (return
              (select (i32.ctz (local.get $mask)) (i32.const -1) (local.get $mask)))))
        (loop $next_byte
          (if (i32.eq
                (i32.load8_u (i32.add (local.get $ptr) (local.get $i)))
                (local.get $byte))
            (then (return (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next_byte (i32.ne (local.get $i) (local.get $len))))
        (return (i32.const -1))))
    (block $narrow
      (loop $next_64
        (br_if $narrow
          (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 64)))
        (br_if $narrow
          (v128.any_true
            (v128.or
              (v128.or
                (i8x16.eq (local.get $want)
                  (v128.load align=1 (i32.add (local.get $ptr) (local.get $i))))
                (i8x16.eq (local.get $want)
                  (v128.load offset=16 align=1 (i32.add (local.get $ptr) (local.get $i)))))
              (v128.or
                (i8x16.eq (local.get $want)
                  (v128.load offset=32 align=1 (i32.add (local.get $ptr) (local.get $i))))
                (i8x16.eq (local.get $want)
                  (v128.load offset=48 align=1 (i32.add (local.get $ptr) (local.get $i))))))))
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $next_64)))
    (loop $next_16
      (if (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 16))
        (then
          (if (i32.eq (local.get $i) (local.get $len)) (then (return (i32.const -1))))
          (local.set $i (i32.sub (local.get $len) (i32.const 16)))))
      (local.set $mask
        (i8x16.bitmask
          (i8x16.eq (local.get $want)
            (v128.load align=1 (i32.add (local.get $ptr) (local.get $i))))))
      (if (local.get $mask)
        (then (return (i32.add (local.get $i) (i32.ctz (local.get $mask))))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br $next_16))
    (unreachable))

  ;; Rarity of 16 bytes at once, 0 (common) to 15 (rare).
  (func $rarity (param $bytes v128) (result v128)
    (v128.or
      (v128.or
        (v128.or
          ;; By the high nibble: controls, then (after ASCII) UTF-8 continuation and lead bytes.
          (i8x16.swizzle
            (v128.const i8x16 4 15 0 0 0 0 0 0 9 9 9 9 8 8 6 10)
            (i8x16.shr_u (local.get $bytes) (i32.const 4)))
          ;;  space ! " # $ % & ' ( ) * + , - . /
          (i8x16.swizzle
            (v128.const i8x16 0 11 4 11 10 12 11 6 6 6 9 10 3 5 3 5)
            (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x20)))))
        (v128.or
          ;;  0 1 2 3 4 5 6 7 8 9 : ; < = > ?
          (i8x16.swizzle
            (v128.const i8x16 5 5 6 7 7 7 8 8 7 7 5 6 8 6 8 11)
            (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x30))))
          ;;  @ A B C D E F G H I J K L M N O
          (i8x16.swizzle
            (v128.const i8x16 12 8 9 8 9 8 9 10 10 8 12 12 9 9 9 9)
            (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x40))))))
      (v128.or
        (v128.or
          ;;  P Q R S T U V W X Y Z [ \ ] ^ _
          (i8x16.swizzle
            (v128.const i8x16 9 14 9 8 8 10 11 11 13 12 14 9 10 9 14 7)
            (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x50))))
          ;;  ` a b c d e f g h i j k l m n o
          (i8x16.swizzle
            (v128.const i8x16 13 1 6 3 3 0 5 5 3 1 11 8 2 4 1 1)
            (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x60)))))
        ;;  p q r s t u v w x y z { | } ~ DEL
        (i8x16.swizzle
          (v128.const i8x16 4 12 2 2 1 3 7 6 9 5 11 9 12 9 14 15)
          (v128.xor (local.get $bytes) (i8x16.splat (i32.const 0x70)))))))

  ;; Largest unsigned byte of `x`.
  (func $max_byte (param $x v128) (result i32)
    (local.set $x
      (i8x16.max_u (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $x) (local.get $x))))
    (local.set $x
      (i8x16.max_u (local.get $x)
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $x) (local.get $x))))
    (local.set $x (i8x16.max_u (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16))))
    (local.set $x (i8x16.max_u (local.get $x) (i16x8.shr_u (local.get $x) (i32.const 8))))
    (i8x16.extract_lane_u 0 (local.get $x)))

  ;; Offsets of two rare and different bytes among the first 16 of a needle of at least 2 bytes.
  (func $pick_probes (param $needle i32) (param $len i32) (result i32 i32)
    (local $bytes v128) (local $score v128) (local $first i32) (local $best i32)
    (if (i32.lt_u (local.get $len) (i32.const 16))
      (then
        (if (i32.eqz (call $has_slack (local.get $needle) (local.get $len)))
          (then (return (i32.const 0) (i32.sub (local.get $len) (i32.const 1)))))))
    (local.set $bytes (v128.load align=1 (local.get $needle)))
    ;; score = rarity * 16 + 15 - offset, 0 beyond the needle
    (local.set $score
      (v128.and
        (v128.or
          (i8x16.shl (call $rarity (local.get $bytes)) (i32.const 4))
          (v128.const i8x16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0))
        (i8x16.lt_u
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (i8x16.splat
            (select (local.get $len) (i32.const 16)
              (i32.lt_u (local.get $len) (i32.const 16)))))))
    (local.set $first
      (i32.sub (i32.const 15)
        (i32.and (call $max_byte (local.get $score)) (i32.const 15))))
    (local.set $best
      (call $max_byte
        (v128.andnot (local.get $score)
          (i8x16.eq (local.get $bytes)
            (i8x16.splat (i32.load8_u (i32.add (local.get $needle) (local.get $first))))))))
    (local.get $first)
    (select
      (i32.sub (i32.const 15) (i32.and (local.get $best) (i32.const 15)))
      ;; One byte repeated: any other offset will do.
      (select (i32.sub (local.get $len) (i32.const 1)) (i32.const 0) (i32.eqz (local.get $first)))
      (local.get $best)))

  ;; Start and period of the maximal suffix of the needle in byte order, or in reversed order if `flip` is -1.
  ;; (Crochemore and Perrin 1991, with k counted from 1.)
  (func $maximal_suffix (param $needle i32) (param $len i32) (param $flip i32) (result i32 i32)
    (local $start i32) (local $j i32) (local $k i32) (local $period i32)
    (local $a i32) (local $b i32) (local $run i32)
    (local.set $j (i32.const 1))
    (local.set $period (i32.const 1))
    (block $done
      (loop $next_byte
        ;; Compare needle[j + k] with needle[start + k].
        (br_if $done
          (i32.ge_u (local.get $k) (i32.sub (local.get $len) (local.get $j))))
        (local.set $a
          (i32.load8_u
            (i32.add (local.get $needle) (i32.add (local.get $j) (local.get $k)))))
        (local.set $b
          (i32.load8_u
            (i32.add (local.get $needle) (i32.add (local.get $start) (local.get $k)))))
        (if (i32.eq (local.get $a) (local.get $b))
          (then
            (local.set $k (i32.add (local.get $k) (i32.const 1)))
            (br_if $next_byte (i32.ne (local.get $k) (local.get $period)))
            ;; A whole period: pass over all that follow at SIMD speed.
            (local.set $j (i32.add (local.get $j) (local.get $period)))
            (local.set $run
              (call $mismatch
                (i32.add (local.get $needle) (local.get $start))
                (i32.add (local.get $needle) (local.get $j))
                (i32.sub (local.get $len) (local.get $j))))
            (local.set $k (i32.rem_u (local.get $run) (local.get $period)))
            (local.set $j
              (i32.add (local.get $j) (i32.sub (local.get $run) (local.get $k))))
            (br $next_byte)))
        (if (i32.lt_u
              (i32.xor (local.get $a) (local.get $flip))
              (i32.xor (local.get $b) (local.get $flip)))
          (then
            ;; The suffix at `start` stays larger; its period grows.
            (local.set $j (i32.add (local.get $j) (i32.add (local.get $k) (i32.const 1))))
            (local.set $period (i32.sub (local.get $j) (local.get $start))))
          (else
            ;; The suffix at `j` is larger.
            (local.set $start (local.get $j))
            (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (local.set $period (i32.const 1))))
        (local.set $k (i32.const 0))
        (br $next_byte)))
    (local.get $start)
    (local.get $period))

  ;; Critical position and the shift after a full right half: Two-Way's preparation.
  (func $factorize (param $needle i32) (param $len i32) (result i32 i32)
    (local $cut i32) (local $period i32) (local $cut2 i32) (local $period2 i32)
    (call $maximal_suffix (local.get $needle) (local.get $len) (i32.const 0))
    (local.set $period)
    (local.set $cut)
    (call $maximal_suffix (local.get $needle) (local.get $len) (i32.const -1))
    (local.set $period2)
    (local.set $cut2)
    (if (i32.gt_u (local.get $cut2) (local.get $cut))
      (then
        (local.set $cut (local.get $cut2))
        (local.set $period (local.get $period2))))
    (local.get $cut)
    (local.get $period))

  ;; Byte offset of the first occurrence of the needle in the haystack, or -1.
  (func $fast_search (export "fastSearch")
    (param $haystack i32) (param $haystack_len i32)
    (param $needle i32) (param $needle_len i32) (result i32)
    (local $last i32)         ;; the last offset at which the needle fits
    (local $pos i32)          ;; no occurrence starts before this offset
    (local $base i32)         ;; offset of bit 0 of the mask
    (local $at i32)           ;; the candidate's offset
    (local $candidate i32)    ;; and its address
    (local $mask i64) (local $all i64)
    (local $head i64) (local $tail i64)
    (local $tail_at i32)
    (local $probe1 i32) (local $probe2 i32)
    (local $byte1 v128) (local $byte2 v128)
    (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128)
    (local $ranked i32)
    (local $failures i32) (local $window i32)
    (local $k i32) (local $spent i64)
    (local $two_way i32) (local $cut i32) (local $period i32) (local $periodic i32)
    (local $known i32) (local $known_at i32)

    (if (i32.eqz (local.get $needle_len)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $needle_len) (local.get $haystack_len))
      (then (return (i32.const -1))))
    (if (i32.eq (local.get $needle_len) (i32.const 1))
      (then
        (return
          (call $find_byte (local.get $haystack) (local.get $haystack_len)
            (i32.load8_u (local.get $needle))))))

    ;; The needle's ends, as two words that may overlap.
    (if (i32.ge_u (local.get $needle_len) (i32.const 8))
      (then
        (local.set $tail_at (i32.sub (local.get $needle_len) (i32.const 8)))
        (local.set $head (i64.load align=1 (local.get $needle)))
        (local.set $tail
          (i64.load align=1 (i32.add (local.get $needle) (local.get $tail_at)))))
      (else
        (if (i32.ge_u (local.get $needle_len) (i32.const 4))
          (then
            (local.set $tail_at (i32.sub (local.get $needle_len) (i32.const 4)))
            (local.set $head (i64.load32_u align=1 (local.get $needle)))
            (local.set $tail
              (i64.load32_u align=1 (i32.add (local.get $needle) (local.get $tail_at)))))
          (else
            (local.set $tail_at (i32.sub (local.get $needle_len) (i32.const 2)))
            (local.set $head (i64.load16_u align=1 (local.get $needle)))
            (local.set $tail
              (i64.load16_u align=1 (i32.add (local.get $needle) (local.get $tail_at))))))))

    (local.set $last (i32.sub (local.get $haystack_len) (local.get $needle_len)))
    (local.set $probe2 (i32.sub (local.get $needle_len) (i32.const 1)))
    (local.set $byte1 (v128.load8_splat (local.get $needle)))
    (local.set $byte2 (v128.load8_splat (i32.add (local.get $needle) (local.get $probe2))))

    (block $absent
      (loop $scan
        (block $hit
          (block $narrow
            (br_if $narrow
              (i32.lt_u (i32.sub (local.get $last) (local.get $pos)) (i32.const 63)))
            (if (i32.and (i32.eqz (local.get $ranked)) (i32.ne (local.get $pos) (i32.const 0)))
              (then
                (local.set $ranked (i32.const 1))
                (call $pick_probes (local.get $needle) (local.get $needle_len))
                (local.set $probe2)
                (local.set $probe1)
                (local.set $byte1 (v128.load8_splat (i32.add (local.get $needle) (local.get $probe1))))
                (local.set $byte2 (v128.load8_splat (i32.add (local.get $needle) (local.get $probe2))))))
            (local.set $candidate (i32.add (local.get $haystack) (local.get $probe1)))
            (local.set $at (i32.add (local.get $haystack) (local.get $probe2)))
            (loop $next_64
              (local.set $m0
                (v128.and
                  (i8x16.eq (local.get $byte1)
                    (v128.load align=1 (i32.add (local.get $candidate) (local.get $pos))))
                  (i8x16.eq (local.get $byte2)
                    (v128.load align=1 (i32.add (local.get $at) (local.get $pos))))))
              (local.set $m1
                (v128.and
                  (i8x16.eq (local.get $byte1)
                    (v128.load offset=16 align=1 (i32.add (local.get $candidate) (local.get $pos))))
                  (i8x16.eq (local.get $byte2)
                    (v128.load offset=16 align=1 (i32.add (local.get $at) (local.get $pos))))))
              (local.set $m2
                (v128.and
                  (i8x16.eq (local.get $byte1)
                    (v128.load offset=32 align=1 (i32.add (local.get $candidate) (local.get $pos))))
                  (i8x16.eq (local.get $byte2)
                    (v128.load offset=32 align=1 (i32.add (local.get $at) (local.get $pos))))))
              (local.set $m3
                (v128.and
                  (i8x16.eq (local.get $byte1)
                    (v128.load offset=48 align=1 (i32.add (local.get $candidate) (local.get $pos))))
                  (i8x16.eq (local.get $byte2)
                    (v128.load offset=48 align=1 (i32.add (local.get $at) (local.get $pos))))))
              (local.set $base (local.get $pos))
              (local.set $pos (i32.add (local.get $pos) (i32.const 64)))
              (if (v128.any_true
                    (v128.or
                      (v128.or (local.get $m0) (local.get $m1))
                      (v128.or (local.get $m2) (local.get $m3))))
                (then
                  (local.set $mask
                    (i64.or
                      (i64.or
                        (i64.extend_i32_u (i8x16.bitmask (local.get $m0)))
                        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m1))) (i64.const 16)))
                      (i64.or
                        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m2))) (i64.const 32))
                        (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m3))) (i64.const 48)))))
                  (br $hit)))
              (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))
              (br_if $scan (i32.eqz (local.get $ranked)))
              (br_if $next_64
                (i32.ge_u (i32.sub (local.get $last) (local.get $pos)) (i32.const 63)))))
          ;; Fewer than 64 starts are left.
          (local.set $base (local.get $pos))
          (if (i32.lt_u (i32.sub (local.get $last) (local.get $pos)) (i32.const 15))
            (then
              (if (i32.ge_u (local.get $last) (i32.const 15))
                (then (local.set $base (i32.sub (local.get $last) (i32.const 15))))
                (else
                  (if (i32.eqz (call $has_slack (local.get $haystack) (local.get $haystack_len)))
                    (then
                      (return
                        (call $search_bytes (local.get $haystack) (local.get $last)
                          (local.get $needle) (local.get $needle_len)))))
                  (local.set $base (i32.const 0))))))
          (local.set $mask
            (i64.extend_i32_u
              (i8x16.bitmask
                (v128.and
                  (i8x16.eq (local.get $byte1)
                    (v128.load align=1
                      (i32.add (i32.add (local.get $haystack) (local.get $probe1)) (local.get $base))))
                  (i8x16.eq (local.get $byte2)
                    (v128.load align=1
                      (i32.add (i32.add (local.get $haystack) (local.get $probe2)) (local.get $base))))))))
          ;; Keep starts from `pos` up to `last`.
          (local.set $mask
            (i64.and (local.get $mask)
              (i64.shl (i64.const -1)
                (i64.extend_i32_u (i32.sub (local.get $pos) (local.get $base))))))
          (local.set $pos (i32.add (local.get $base) (i32.const 16)))
          (if (i32.lt_u (local.get $last) (i32.const 15))
            (then
              (local.set $mask
                (i64.and (local.get $mask)
                  (i64.sub
                    (i64.shl (i64.const 2) (i64.extend_i32_u (local.get $last)))
                    (i64.const 1))))))
          (br_if $hit (i64.ne (local.get $mask) (i64.const 0)))
          (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))
          (br $scan))

        ;; Candidates: compare both ends.
        (local.set $all (local.get $mask))
        (block $failed_deep
          (loop $next_candidate
            (local.set $at
              (i32.add (local.get $base) (i32.wrap_i64 (i64.ctz (local.get $mask)))))
            (local.set $candidate (i32.add (local.get $haystack) (local.get $at)))
            (local.set $mask
              (i64.and (local.get $mask) (i64.sub (local.get $mask) (i64.const 1))))
            (block $differs
              (if (i32.ge_u (local.get $needle_len) (i32.const 8))
                (then
                  (br_if $differs
                    (i64.ne (i64.load align=1 (local.get $candidate)) (local.get $head)))
                  (br_if $differs
                    (i64.ne
                      (i64.load align=1 (i32.add (local.get $candidate) (local.get $tail_at)))
                      (local.get $tail)))
                  (br_if $failed_deep (i32.gt_u (local.get $needle_len) (i32.const 16))))
                (else
                  (if (i32.ge_u (local.get $needle_len) (i32.const 4))
                    (then
                      (br_if $differs
                        (i64.ne (i64.load32_u align=1 (local.get $candidate)) (local.get $head)))
                      (br_if $differs
                        (i64.ne
                          (i64.load32_u align=1 (i32.add (local.get $candidate) (local.get $tail_at)))
                          (local.get $tail))))
                    (else
                      (br_if $differs
                        (i64.ne (i64.load16_u align=1 (local.get $candidate)) (local.get $head)))
                      (br_if $differs
                        (i64.ne
                          (i64.load16_u align=1 (i32.add (local.get $candidate) (local.get $tail_at)))
                          (local.get $tail)))))))
              (return (local.get $at)))
            (br_if $next_candidate (i64.ne (local.get $mask) (i64.const 0))))
          (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))
          ;; Many candidates in a short stretch: the probes are poor here.
          (local.set $failures
            (i32.add (local.get $failures) (i32.wrap_i64 (i64.popcnt (local.get $all)))))
          (br_if $scan (i32.lt_u (local.get $failures) (i32.const 32)))
          (local.set $failures (i32.const 0))
          (local.set $k (i32.sub (local.get $pos) (local.get $window)))
          (local.set $window (local.get $pos))
          (br_if $scan (i32.gt_u (local.get $k) (i32.const 1024)))
          (local.set $k
            (call $mismatch (local.get $candidate) (local.get $needle) (local.get $needle_len)))
          (local.set $probe1 (local.get $probe2))
          (local.set $byte1 (local.get $byte2))
          (local.set $probe2 (local.get $k))
          (local.set $byte2 (v128.load8_splat (i32.add (local.get $needle) (local.get $k))))
          (local.set $ranked (i32.const 1))
          (br $scan))

        ;; Both ends agree; compare what lies between.
        (if (local.get $two_way)
          (then
            (if (i32.ne (local.get $at) (local.get $known_at))
              (then (local.set $known (i32.const 0))))
            (local.set $k
              (select (local.get $known) (local.get $cut)
                (i32.gt_u (local.get $known) (local.get $cut))))
            (local.set $k
              (i32.add (local.get $k)
                (call $mismatch
                  (i32.add (local.get $candidate) (local.get $k))
                  (i32.add (local.get $needle) (local.get $k))
                  (i32.sub (local.get $needle_len) (local.get $k)))))
            (if (i32.ne (local.get $k) (local.get $needle_len))
              (then
                (local.set $pos
                  (i32.add (local.get $at)
                    (i32.add (i32.sub (local.get $k) (local.get $cut)) (i32.const 1))))
                (local.set $known (i32.const 0)))
              (else
                (local.set $k (local.get $known))
                (if (i32.lt_u (local.get $k) (local.get $cut))
                  (then
                    (local.set $k
                      (i32.add (local.get $k)
                        (call $mismatch
                          (i32.add (local.get $candidate) (local.get $k))
                          (i32.add (local.get $needle) (local.get $k))
                          (i32.sub (local.get $cut) (local.get $k)))))))
                (if (i32.ge_u (local.get $k) (local.get $cut)) (then (return (local.get $at))))
                (local.set $pos (i32.add (local.get $at) (local.get $period)))
                (local.set $known (i32.const 0))
                (if (local.get $periodic)
                  (then
                    (local.set $known (i32.sub (local.get $needle_len) (local.get $period)))
                    (local.set $known_at (local.get $pos)))))))
          (else
            (local.set $k
              (call $mismatch (local.get $candidate) (local.get $needle) (local.get $needle_len)))
            (if (i32.eq (local.get $k) (local.get $needle_len))
              (then (return (local.get $at))))
            (local.set $pos (i32.add (local.get $at) (i32.const 1)))
            (local.set $spent
              (i64.add (local.get $spent)
                (i64.extend_i32_u (i32.add (local.get $k) (i32.const 64)))))
            (if (i64.gt_u (local.get $spent)
                  (i64.add (i64.extend_i32_u (local.get $pos)) (global.get $ALLOWANCE)))
              (then
                (call $factorize (local.get $needle) (local.get $needle_len))
                (local.set $period)
                (local.set $cut)
                (local.set $two_way (i32.const 1))
                ;; Is the whole needle periodic with the right half's period?
                (if (i32.and
                      (i32.le_u (local.get $cut) (i32.sub (local.get $needle_len) (local.get $period)))
                      (i32.eq
                        (call $mismatch (local.get $needle)
                          (i32.add (local.get $needle) (local.get $period)) (local.get $cut))
                        (local.get $cut)))
                  (then (local.set $periodic (i32.const 1)))
                  (else
                    (local.set $period
                      (i32.add (i32.const 1)
                        (select (local.get $cut) (i32.sub (local.get $needle_len) (local.get $cut))
                          (i32.gt_u (local.get $cut)
                            (i32.sub (local.get $needle_len) (local.get $cut))))))))))))
        (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))
        ;; The byte that told them apart is the better probe.
        (local.set $probe1 (local.get $probe2))
        (local.set $byte1 (local.get $byte2))
        (local.set $probe2 (local.get $k))
        (local.set $byte2 (v128.load8_splat (i32.add (local.get $needle) (local.get $k))))
        (local.set $ranked (i32.const 1))
        (br $scan)))
    (i32.const -1))

  ;; The same, one start after another, for a haystack that ends with the memory.
  (func $search_bytes
    (param $haystack i32) (param $last i32) (param $needle i32) (param $needle_len i32) (result i32)
    (local $at i32)
    (loop $next_start
      (if (i32.eq
            (call $mismatch
              (i32.add (local.get $haystack) (local.get $at))
              (local.get $needle) (local.get $needle_len))
            (local.get $needle_len))
        (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next_start (i32.le_u (local.get $at) (local.get $last))))
    (i32.const -1))

  ;; Passes `value` to the host's log function.
  (func $debug_log (export "debugLog") (param $value i32)
    (call $log (local.get $value)))
)
