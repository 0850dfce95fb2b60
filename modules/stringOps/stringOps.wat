;; String kernels: FNV-1a hash, byte comparison, substring search, with 128-bit SIMD.
;;
;; All parameters and results are i32, except for the hashes of 64 bits, which are i64. Pointers,
;; lengths and offsets are unsigned and in bytes, up to 2^32 - 1. A range [ptr, ptr + len) must lie in memory; otherwise a function traps or its
;; result means nothing, but it always ends. A range that ends beyond 2^32 makes it trap: none goes
;; on at address 0. Nothing outside the scratch range is ever written.
;;
;;   export                            result
;;   fastHash(ptr, len)                FNV-1a, 32 bits, of the range
;;   fastHashFrom(ptr, len, state)     the same, going on from an earlier result
;;   fastHash64From(ptr, len, state)   the same in 64 bits; the first state is 0xcbf29ce484222325
;;   fastCompare(ptr1, len1,           -1, 0 or 1: lexicographic order by unsigned bytes;
;;               ptr2, len2)           a prefix comes before what it is a prefix of
;;   fastSearch(haystack, len1,        offset of the first occurrence (unsigned), or -1;
;;              needle, len2)          an empty needle is found at 0
;;   setScratch(ptr, len)              lends the module a range, see below
;;   debugLog(value)                   calls env.log, to check the wiring
;;   scratchSize                       a constant: the bytes that setScratch wants
;;
;; Memory belongs to the host, which imports it in pages of 64 KiB; this module has no data of its
;; own. It may be lent a scratch range, which makes fastHash several times faster from 144 bytes on,
;; and fastHash64From from 288. Until then, and for inputs that overlap the scratch range, they run
;; byte by byte: slower, equally right.
;;
;;   scratch + [0, 64)        e: low bits at the end of each of up to 64 lanes, one byte a lane
;;   scratch + [64, 128)      g: parities, one byte a lane
;;   scratch + [128, 192)     z: low bytes at the start of each lane, as far as they are known
;;   scratch + [192, 256)     sums of the ends of the lanes, four i32x4, or two i64x2
;;   scratch + [256, 16640)   rows: byte t of every lane in the 64 bytes from 256 + 64 * t; with a
;;                            hash of 64 bits at most 128, and the weights of row t in the 32 bytes
;;                            from 8448 + 32 * t
;;
;; Sources
;;   Fowler, Noll, Vo, Eastlake, Hansen: The FNV Non-Cryptographic Hash Algorithm (RFC 9923).
;;   Crochemore, Perrin: Two-way string-matching, Journal of the ACM 38 (1991), 651-675.
(module $string_ops
  (import "env" "memory" (memory 256))
  (import "env" "log" (func $log (param i32)))

  ;; ---------------------------------------------------------------------------------------------
  ;; Constants and state
  ;; ---------------------------------------------------------------------------------------------

  (global $OFFSET_BASIS i32 (i32.const 2166136261))
  (global $PRIME i32 (i32.const 16777619))
  (global $PRIME_64 i64 (i64.const 0x100000001b3))

  ;; The primes modulo 256: both are 3 modulo 16, so that everything about low bytes holds for both.
  (global $PRIME_LOW i32 (i32.const 0x93))
  (global $PRIME_LOW_64 i32 (i32.const 0xb3))

  ;; Addresses there can be: a memory of 65536 pages has them all.
  (global $ADDRESSES i64 (i64.const 0x100000000))

  ;; Bytes hashed at once at most: their rows stay in the first-level cache.
  (global $BLOCK i32 (i32.const 16384))

  ;; The same for 64 bits, which keep weights in the other half.
  (global $BLOCK_64 i32 (i32.const 8192))
  (global $SCRATCH_SIZE (export "scratchSize") i32 (i32.const 16640))

  ;; Shortest inputs for 32 and for 64 lanes. Below, the fixed cost of a block eats the gain.
  (global $LANES_32_FROM i32 (i32.const 144))
  (global $LANES_64_FROM i32 (i32.const 512))

  ;; Shortest input that is hashed in 64 lanes to 64 bits.
  (global $HASH_64_LANES_FROM i32 (i32.const 288))

  ;; The range lent by setScratch, and the shortest input hashed in lanes: none without scratch.
  (global $scratch (mut i32) (i32.const 0))
  (global $lanes_from (mut i32) (i32.const -1))

  ;; Bytes that fastSearch may spend on failed comparisons before it prepares Two-Way, on top of one
  ;; for each byte passed and eight for each needle byte.
  (global $ALLOWANCE i64 (i64.const 8192))

  ;; ---------------------------------------------------------------------------------------------
  ;; Hash
  ;; ---------------------------------------------------------------------------------------------
  ;;
  ;; FNV-1a is h <- (h xor byte) * p mod 2^32: every byte waits for the one before. To break the
  ;; chain, a block of L * S bytes is cut into L contiguous segments of S bytes, one a lane (L = 32
  ;; or 64). If the low byte s_k of the hash at the start of every segment is known, then each lane
  ;; can run on its own from s_k to some H_k. The xor only touches the low byte, so the upper bits
  ;; enter linearly:
  ;;
  ;;     h_(k+1) = H_k + q (h_k - s_k)  with  q = p^S,
  ;;
  ;; and since the low byte of H_k is s_(k+1), with [x] for x with its low byte cleared,
  ;;
  ;;     h_out = q^L [h_in] + sum over k of q^(L-1-k) [H_k],  plus the low byte of the last H_k.
  ;;
  ;; The s_k are found two bits at a time. Bit j of a start enters bit j of the end by plain xor.
  ;; And two runs of a lane whose starts differ by 2^j end with a difference of +-2^j modulo
  ;; 2^(j+2): an odd multiple d of 2^j passes an xor unchanged if bit j of the byte is 0, is negated
  ;; modulo 2^(j+2) if it is 1, and is negated by the multiplication because p = -1 modulo 4. The
  ;; sign therefore depends on a parity of the data only:
  ;;
  ;;     g_j = parity of bit j over the bytes of the segment, xor (S mod 2).
  ;;
  ;; So one run from (the bits below j, zeros above), ending in e, gives both bits for all lanes at
  ;; once:
  ;;
  ;;     end bit j     = e_j xor s_j
  ;;     end bit j + 1 = e_(j+1) xor s_(j+1) xor (s_j and (e_j xor g_j))
  ;;
  ;; The end of a lane is the start of the next, so the s are exclusive prefix sums (by xor) over
  ;; the lanes: first of e, then of the carries into bit j + 1. Four passes, j = 0, 2, 4, 6, give
  ;; all s_k.
  ;;
  ;; Lane k sits in group k mod G of 16 bytes (G = L / 16), at byte k / G: a prefix sum then runs
  ;; over the groups with whole vectors, and only its last step goes across the bytes of one vector.
  ;;
  ;; One function a pass, with its state in memory: the compiler spills less than in one big
  ;; function.

  ;; FNV-1a of the $len bytes at $ptr. Traps if they leave the memory. Writes only scratch.
  (func $fast_hash (export "fastHash") (param $ptr i32) (param $len i32) (result i32)
    (call $fast_hash_from (local.get $ptr) (local.get $len) (global.get $OFFSET_BASIS)))

  ;; FNV-1a of the $len bytes at $ptr, going on from $state. Traps and writes like fastHash.
  (func $fast_hash_from (export "fastHashFrom")
    (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (local.get $len)))
          (global.get $ADDRESSES))
      (then (unreachable)))
    (if (i32.ge_u (local.get $len) (global.get $lanes_from))
      (then (return (call $hash_lanes (local.get $ptr) (local.get $len) (local.get $state)))))
    (call $hash_serial (local.get $ptr) (local.get $len) (local.get $state)))

  ;; FNV-1a byte by byte: 4 cycles a byte, all of them latency, so that unrolling would gain
  ;; nothing. Traps if the range leaves the memory.
  (func $hash_serial (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (if (local.get $len)
      (then
        (loop $next_byte
          (local.set $state
            (i32.mul (i32.xor (local.get $state) (i32.load8_u (local.get $ptr))) (global.get $PRIME)))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
          (br_if $next_byte (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))))
    (local.get $state))

  ;; FNV-1a in blocks of lanes; $len is at least $LANES_32_FROM. Traps if the range leaves the
  ;; memory. Writes scratch.
  (func $hash_lanes (param $ptr i32) (param $len i32) (param $state i32) (result i32)
    (local $take i32) (local $lanes i32) (local $left i32) (local $tail i32)
    ;; Do [ptr, ptr + len) and the scratch range overlap? Differences wrap, so two comparisons will do.
    (if (i32.or
          (i32.lt_u (i32.sub (global.get $scratch) (local.get $ptr)) (local.get $len))
          (i32.lt_u (i32.sub (local.get $ptr) (global.get $scratch)) (global.get $SCRATCH_SIZE)))
      (then (return (call $hash_serial (local.get $ptr) (local.get $len) (local.get $state)))))
    ;; $transpose reads up to 15 bytes too many: at the end of memory, keep that many for the tail.
    (if (i32.eqz (call $has_slack (local.get $ptr) (local.get $len)))
      (then
        (local.set $tail (i32.const 16))
        (local.set $len (i32.sub (local.get $len) (i32.const 16)))))
    (block $blocks_done
      (loop $next_block
        (br_if $blocks_done (i32.lt_u (local.get $len) (global.get $LANES_32_FROM)))
        ;; The last two blocks share evenly what is left.
        (local.set $take (local.get $len))
        (if (i32.gt_u (local.get $take) (global.get $BLOCK))
          (then
            (local.set $take (i32.shr_u (local.get $take) (i32.const 1)))
            (if (i32.gt_u (local.get $take) (global.get $BLOCK))
              (then (local.set $take (global.get $BLOCK))))))
        (local.set $len (i32.sub (local.get $len) (local.get $take)))
        ;; Bytes left over by the lanes come first: their chain of multiplications overlaps with the
        ;; transposition, which does not need the state.
        (local.set $lanes
          (select (i32.const 64) (i32.const 32)
            (i32.ge_u (local.get $take) (global.get $LANES_64_FROM))))
        (local.set $left
          (i32.and (local.get $take) (i32.sub (local.get $lanes) (i32.const 1))))
        (local.set $state (call $hash_serial (local.get $ptr) (local.get $left) (local.get $state)))
        (local.set $ptr (i32.add (local.get $ptr) (local.get $left)))
        (local.set $take (i32.sub (local.get $take) (local.get $left)))
        (if (i32.eq (local.get $lanes) (i32.const 64))
          (then
            (local.set $state
              (call $hash_64 (local.get $ptr)
                (i32.shr_u (local.get $take) (i32.const 6)) (local.get $state))))
          (else
            (local.set $state
              (call $hash_32 (local.get $ptr)
                (i32.shr_u (local.get $take) (i32.const 5)) (local.get $state)))))
        (local.set $ptr (i32.add (local.get $ptr) (local.get $take)))
        (br $next_block)))
    (call $hash_serial (local.get $ptr)
      (i32.add (local.get $len) (local.get $tail)) (local.get $state)))

  ;; Writes 16 lanes of $rows bytes each as rows: byte t of lane i, at $src + i * $stride + t, goes
  ;; to byte i of row t at $column + 256 + 64 * t. Takes 8 rows at a time with 16-byte loads, of which
  ;; the upper half is not used (8-byte loads cost more in Cranelift, by way of a general register): so
  ;; it reads up to 15 bytes past the last lane, and may write rubbish to rows after the last.
  ;;
  ;; Also writes g to $column + 64, and to $column the e of pass 0, which needs no run: a lane that
  ;; starts with 0 ends with bit 0 and bit 1 of
  ;;     e = even ^ odd ^ (bit 0 of odd, moved up)  if S is even; with even for the last odd if not
  ;;     g = even ^ odd                             if S is even; inverted if not
  ;; where even and odd are the XOR of all rows t with t even or odd.
  ;; Traps if the memory ends before either range does.
  (func $transpose (param $src i32) (param $stride i32) (param $rows i32) (param $column i32)
    (local $t i32) (local $row i32) (local $stride3 i32) (local $p0 i32) (local $p1 i32) (local $p2 i32)
    (local $p3 i32)
    (local $u0 v128) (local $u1 v128) (local $u2 v128) (local $u3 v128) (local $u4 v128)
    (local $u5 v128) (local $u6 v128) (local $u7 v128) (local $w00 v128) (local $w01 v128)
    (local $w02 v128) (local $w03 v128) (local $w10 v128) (local $w11 v128) (local $w12 v128)
    (local $w13 v128) (local $x v128) (local $y v128) (local $e v128) (local $o v128) (local $even v128)
    (local $odd v128) (local $keep v128)
    ;; With fewer than 8 rows, none is counted in the loop.
    (local.set $keep (i8x16.splat (i32.sub (i32.lt_u (local.get $rows) (i32.const 8)) (i32.const 1))))
    (local.set $stride3 (i32.mul (local.get $stride) (i32.const 3)))
    (local.set $row (local.get $column))
    (block $rows_done
      (loop $next_rows
        (local.set $p0 (i32.add (local.get $src) (local.get $t)))
        ;; u: two bytes of one row from two neighbouring lanes side by side
        (local.set $u0
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p0))
            (v128.load align=1 (i32.add (local.get $p0) (local.get $stride)))))
        (local.set $u1
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (i32.add (local.get $p0) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p0) (local.get $stride3)))))
        (local.set $p1 (i32.add (local.get $p0) (i32.shl (local.get $stride) (i32.const 2))))
        (local.set $u2
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p1))
            (v128.load align=1 (i32.add (local.get $p1) (local.get $stride)))))
        (local.set $u3
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (i32.add (local.get $p1) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p1) (local.get $stride3)))))
        (local.set $p2 (i32.add (local.get $p1) (i32.shl (local.get $stride) (i32.const 2))))
        (local.set $u4
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p2))
            (v128.load align=1 (i32.add (local.get $p2) (local.get $stride)))))
        (local.set $u5
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (i32.add (local.get $p2) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p2) (local.get $stride3)))))
        (local.set $p3 (i32.add (local.get $p2) (i32.shl (local.get $stride) (i32.const 2))))
        (local.set $u6
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (local.get $p3))
            (v128.load align=1 (i32.add (local.get $p3) (local.get $stride)))))
        (local.set $u7
          (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
            (v128.load align=1 (i32.add (local.get $p3) (i32.shl (local.get $stride) (i32.const 1))))
            (v128.load align=1 (i32.add (local.get $p3) (local.get $stride3)))))
        ;; w0: two rows of lanes 0 to 7 in each vector
        (local.set $x
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u0) (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u2) (local.get $u3)))
        (local.set $w00
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w01
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x) (local.get $y)))
        (local.set $x
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $u0) (local.get $u1)))
        (local.set $y
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $u2) (local.get $u3)))
        (local.set $w02
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w03
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x) (local.get $y)))
        ;; w1: two rows of lanes 8 to 15 in each vector
        (local.set $x
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u4) (local.get $u5)))
        (local.set $y
          (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $u6) (local.get $u7)))
        (local.set $w10
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w11
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x) (local.get $y)))
        (local.set $x
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $u4) (local.get $u5)))
        (local.set $y
          (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $u6) (local.get $u7)))
        (local.set $w12
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x) (local.get $y)))
        (local.set $w13
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x) (local.get $y)))
        ;; whole rows
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w00) (local.get $w10)))
        (v128.store offset=256 align=1 (local.get $row) (local.get $x))
        (local.set $e (local.get $x))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w00)
            (local.get $w10)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 64)) (local.get $x))
        (local.set $o (local.get $x))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w01) (local.get $w11)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 128)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w01)
            (local.get $w11)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 192)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w02) (local.get $w12)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 256)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w02)
            (local.get $w12)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 320)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w03) (local.get $w13)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 384)) (local.get $x))
        (local.set $e (v128.xor (local.get $e) (local.get $x)))
        (local.set $x
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w03)
            (local.get $w13)))
        (v128.store offset=256 align=1 (i32.add (local.get $row) (i32.const 448)) (local.get $x))
        (local.set $o (v128.xor (local.get $o) (local.get $x)))
        (local.set $even (v128.xor (local.get $even) (v128.and (local.get $e) (local.get $keep))))
        (local.set $odd (v128.xor (local.get $odd) (v128.and (local.get $o) (local.get $keep))))
        (local.set $t (i32.add (local.get $t) (i32.const 8)))
        (local.set $row (i32.add (local.get $row) (i32.const 512)))
        (br_if $rows_done (i32.ge_u (local.get $t) (local.get $rows)))
        (br_if $next_rows (i32.le_u (local.get $t) (i32.sub (local.get $rows) (i32.const 8))))
        ;; Fewer than 8 rows are left: go back, write some rows again, and do not count them.
        (local.set $keep (v128.const i64x2 0 0))
        (local.set $t (i32.sub (local.get $rows) (i32.const 8)))
        (local.set $row (i32.add (local.get $column) (i32.shl (local.get $t) (i32.const 6))))
        (br $next_rows)))
    ;; Count the rows that the loop did not: the last $rows mod 8, the first of them even.
    (local.set $t (i32.and (local.get $rows) (i32.const 7)))
    (local.set $row
      (i32.add (local.get $column) (i32.shl (i32.sub (local.get $rows) (local.get $t)) (i32.const 6))))
    (block $counted
      (loop $next_pair
        (br_if $counted (i32.eqz (local.get $t)))
        (local.set $even (v128.xor (local.get $even) (v128.load offset=256 align=1 (local.get $row))))
        (br_if $counted (i32.eq (local.get $t) (i32.const 1)))
        (local.set $odd (v128.xor (local.get $odd) (v128.load offset=320 align=1 (local.get $row))))
        (local.set $row (i32.add (local.get $row) (i32.const 128)))
        (local.set $t (i32.sub (local.get $t) (i32.const 2)))
        (br $next_pair)))
    (local.set $x (v128.xor (local.get $even) (local.get $odd)))
    (if (i32.and (local.get $rows) (i32.const 1))
      (then
        (v128.store offset=64 align=1 (local.get $column) (v128.not (local.get $x)))
        (local.set $odd (local.get $even)))
      (else
        (v128.store offset=64 align=1 (local.get $column) (local.get $x))))
    (v128.store offset=0 align=1 (local.get $column)
      (v128.xor (local.get $x)
        (i8x16.shl (v128.and (local.get $odd) (i8x16.splat (i32.const 1))) (i32.const 1)))))

  ;; Inclusive prefix xor of the 16 bytes of $x, in 4 steps.
  (func $prefix_xor (param $x v128) (result v128)
    (local $zero v128)
    (local.set $x
      (v128.xor (local.get $x)
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero) (local.get $x))))
    (local.set $x
      (v128.xor (local.get $x)
        (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $zero) (local.get $x))))
    (local.set $x
      (v128.xor (local.get $x)
        (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 (local.get $zero) (local.get $x))))
    (local.set $x
      (v128.xor (local.get $x)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $zero) (local.get $x))))
    (local.get $x))

  ;; Finds bits j and j + 1 of all 64 starts from the ends e of pass j; $bit is 2^j. The low byte of
  ;; $state seeds the prefix sums. Keeps the bits of z below $bit, sets these two, clears those
  ;; above.
  (func $solve_64 (param $state i32) (param $bit i32)
    (local $scratch i32)
    (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128) (local $s0 v128)
    (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $c0 v128) (local $c1 v128)
    (local $c2 v128) (local $c3 v128) (local $x v128) (local $low v128) (local $two v128)
    (local $known v128) (local $seed v128) (local $zero v128)
    (local.set $scratch (global.get $scratch))
    (local.set $seed (i8x16.replace_lane 0 (v128.const i64x2 0 0) (local.get $state)))
    (local.set $low (i8x16.splat (local.get $bit)))
    (local.set $two (i8x16.splat (i32.mul (local.get $bit) (i32.const 3))))
    (local.set $known (i8x16.sub (local.get $low) (i8x16.splat (i32.const 1))))
    (local.set $e0 (v128.load offset=0 align=1 (local.get $scratch)))
    (local.set $e1 (v128.load offset=16 align=1 (local.get $scratch)))
    (local.set $e2 (v128.load offset=32 align=1 (local.get $scratch)))
    (local.set $e3 (v128.load offset=48 align=1 (local.get $scratch)))
    ;; s: prefix xor of e over the groups, then over the bytes, from the state on
    (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
    (local.set $s1 (v128.xor (local.get $s0) (v128.and (local.get $e1) (local.get $two))))
    (local.set $s2 (v128.xor (local.get $s1) (v128.and (local.get $e2) (local.get $two))))
    (local.set $s3 (v128.xor (local.get $s2) (v128.and (local.get $e3) (local.get $two))))
    (local.set $x
      (v128.xor
        (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero)
          (local.get $s3))
        (v128.and (local.get $seed) (local.get $two))))
    (local.set $x (call $prefix_xor (local.get $x)))
    (local.set $s3 (v128.xor (local.get $s2) (local.get $x)))
    (local.set $s2 (v128.xor (local.get $s1) (local.get $x)))
    (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
    (local.set $s0 (local.get $x))
    ;; c: carries into the upper bit; z: s with the prefix xor of c
    (local.set $c0
      (v128.and
        (v128.and (local.get $s0) (local.get $low))
        (v128.xor (local.get $e0) (v128.load offset=64 align=1 (local.get $scratch)))))
    (local.set $c1
      (v128.xor (local.get $c0)
        (v128.and
          (v128.and (local.get $s1) (local.get $low))
          (v128.xor (local.get $e1) (v128.load offset=80 align=1 (local.get $scratch))))))
    (local.set $c2
      (v128.xor (local.get $c1)
        (v128.and
          (v128.and (local.get $s2) (local.get $low))
          (v128.xor (local.get $e2) (v128.load offset=96 align=1 (local.get $scratch))))))
    (local.set $c3
      (v128.xor (local.get $c2)
        (v128.and
          (v128.and (local.get $s3) (local.get $low))
          (v128.xor (local.get $e3) (v128.load offset=112 align=1 (local.get $scratch))))))
    (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
    (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
    (local.set $c2 (i8x16.add (local.get $c2) (local.get $c2)))
    (local.set $c3 (i8x16.add (local.get $c3) (local.get $c3)))
    (local.set $x
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero) (local.get $c3)))
    (local.set $x (call $prefix_xor (local.get $x)))
    (v128.store offset=128 align=1 (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s0) (local.get $x))
        (v128.and (v128.load offset=128 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=144 align=1 (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))
        (v128.and (v128.load offset=144 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=160 align=1 (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s2) (v128.xor (local.get $x) (local.get $c1)))
        (v128.and (v128.load offset=160 align=1 (local.get $scratch)) (local.get $known))))
    (v128.store offset=176 align=1 (local.get $scratch)
      (v128.or
        (v128.xor (local.get $s3) (v128.xor (local.get $x) (local.get $c2)))
        (v128.and (v128.load offset=176 align=1 (local.get $scratch)) (local.get $known)))))

  ;; Pass j = 2 over 64 lanes of $rows rows: from z to e. Right modulo 16, where p = 3, as x + x +
  ;; x.
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
        (v128.xor (local.get $a1)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16)))))
      (local.set $a1 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor (local.get $a2)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 32)))))
      (local.set $a2 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $x
        (v128.xor (local.get $a3)
          (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 48)))))
      (local.set $a3 (i8x16.add (i8x16.add (local.get $x) (local.get $x)) (local.get $x)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $row (global.get $scratch))
    (v128.store offset=0 align=1 (local.get $row) (local.get $a0))
    (v128.store offset=16 align=1 (local.get $row) (local.get $a1))
    (v128.store offset=32 align=1 (local.get $row) (local.get $a2))
    (v128.store offset=48 align=1 (local.get $row) (local.get $a3)))

  ;; Pass j = 4 or 6 over 64 lanes of $rows rows: from z to e. Right modulo 256, where p = $prime.
  ;; Bytes are multiplied in 16 bits: those at even places (a) with rubbish above, those at odd
  ;; places (b) with zeros below.
  (func $pass_4_64 (param $rows i32) (param $prime i32)
    (local $row i32) (local $end i32)
    (local $a0 v128) (local $b0 v128) (local $a1 v128) (local $b1 v128) (local $a2 v128)
    (local $b2 v128) (local $a3 v128) (local $b3 v128) (local $x v128) (local $p v128)
    (local $high v128)
    (local.set $p (i16x8.splat (local.get $prime)))
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
    (v128.store offset=0 align=1 (local.get $row)
      (v128.bitselect (local.get $b0) (local.get $a0) (local.get $high)))
    (v128.store offset=16 align=1 (local.get $row)
      (v128.bitselect (local.get $b1) (local.get $a1) (local.get $high)))
    (v128.store offset=32 align=1 (local.get $row)
      (v128.bitselect (local.get $b2) (local.get $a2) (local.get $high)))
    (v128.store offset=48 align=1 (local.get $row)
      (v128.bitselect (local.get $b3) (local.get $a3) (local.get $high))))

  ;; The last pass over two of the four groups of 64 lanes, as many as registers hold, in 32 bits
  ;; from z, where $column is scratch or scratch + 32. Adds their ends up in the four sums, and
  ;; returns the end of the last lane and q = p^$rows.
  (func $sum_64 (param $rows i32) (param $column i32) (result i32 i32)
    (local $row i32) (local $end i32) (local $q i32)
    (local $h00 v128) (local $h01 v128) (local $h02 v128) (local $h03 v128) (local $h10 v128)
    (local $h11 v128) (local $h12 v128) (local $h13 v128) (local $x v128) (local $y v128)
    (local $z v128) (local $p v128) (local $upper v128)
    (local.set $p (v128.const i32x4 16777619 16777619 16777619 16777619))
    (local.set $q (i32.const 1))
    (local.set $row (local.get $column))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $x (v128.load offset=128 align=1 (local.get $column)))
    (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
    (local.set $h00 (i32x4.extend_low_i16x8_u (local.get $y)))
    (local.set $h01 (i32x4.extend_high_i16x8_u (local.get $y)))
    (local.set $h02 (i32x4.extend_low_i16x8_u (local.get $z)))
    (local.set $h03 (i32x4.extend_high_i16x8_u (local.get $z)))
    (local.set $x (v128.load offset=144 align=1 (local.get $column)))
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
        (i32x4.mul (v128.xor (local.get $h00) (i32x4.extend_low_i16x8_u (local.get $y))) (local.get $p)))
      (local.set $h01
        (i32x4.mul
          (v128.xor (local.get $h01) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h02
        (i32x4.mul (v128.xor (local.get $h02) (i32x4.extend_low_i16x8_u (local.get $z))) (local.get $p)))
      (local.set $h03
        (i32x4.mul
          (v128.xor (local.get $h03) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h10
        (i32x4.mul (v128.xor (local.get $h10) (i32x4.extend_low_i16x8_u (local.get $y))) (local.get $p)))
      (local.set $h11
        (i32x4.mul
          (v128.xor (local.get $h11) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h12
        (i32x4.mul (v128.xor (local.get $h12) (i32x4.extend_low_i16x8_u (local.get $z))) (local.get $p)))
      (local.set $h13
        (i32x4.mul
          (v128.xor (local.get $h13) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $q (i32.mul (local.get $q) (global.get $PRIME)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    ;; sums = (sums * q + h0) * q + h1
    (local.set $upper (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
    (local.set $x (i32x4.splat (local.get $q)))
    (local.set $row (global.get $scratch))
    (v128.store offset=192 align=1 (local.get $row)
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul (v128.load offset=192 align=1 (local.get $row)) (local.get $x))
            (v128.and (local.get $h00) (local.get $upper)))
          (local.get $x))
        (v128.and (local.get $h10) (local.get $upper))))
    (v128.store offset=208 align=1 (local.get $row)
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul (v128.load offset=208 align=1 (local.get $row)) (local.get $x))
            (v128.and (local.get $h01) (local.get $upper)))
          (local.get $x))
        (v128.and (local.get $h11) (local.get $upper))))
    (v128.store offset=224 align=1 (local.get $row)
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul (v128.load offset=224 align=1 (local.get $row)) (local.get $x))
            (v128.and (local.get $h02) (local.get $upper)))
          (local.get $x))
        (v128.and (local.get $h12) (local.get $upper))))
    (v128.store offset=240 align=1 (local.get $row)
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul (v128.load offset=240 align=1 (local.get $row)) (local.get $x))
            (v128.and (local.get $h03) (local.get $upper)))
          (local.get $x))
        (v128.and (local.get $h13) (local.get $upper))))
    (i32x4.extract_lane 3 (local.get $h13))
    (local.get $q))

  ;; The end of the last pass: state Q^16 + sum over i of Q^(15-i) [H_i], low byte left out, where
  ;; H_0 to H_15 are the lanes of $a, $b, $c, $d. (Groups of lanes have been added up already: Q =
  ;; q^G.)
  (func $join
    (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $q i32) (param $state i32)
    (result i32)
    (local $q2 i32) (local $q4 i32) (local $weight v128)
    (local.set $q2 (i32.mul (local.get $q) (local.get $q)))
    (local.set $q4 (i32.mul (local.get $q2) (local.get $q2)))
    (local.set $weight (i32x4.splat (local.get $q4)))
    (local.set $a
      (i32x4.add
        (i32x4.mul
          (i32x4.add
            (i32x4.mul
              (i32x4.add (i32x4.mul (local.get $a) (local.get $weight)) (local.get $b))
              (local.get $weight))
            (local.get $c))
          (local.get $weight))
        (local.get $d)))
    ;; state * Q^12 now, the other Q^4 with the four lanes
    (local.set $state
      (i32.mul
        (i32.and (local.get $state) (i32.const 0xffffff00))
        (i32.mul (i32.mul (local.get $q4) (local.get $q4)) (local.get $q4))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 0 (local.get $a))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 1 (local.get $a))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 2 (local.get $a))))
    (local.set $state
      (i32.add (i32.mul (local.get $state) (local.get $q)) (i32x4.extract_lane 3 (local.get $a))))
    (local.get $state))

  ;; Writes the low bytes at the start of 64 lanes of $rows bytes at $ptr to z, and the lanes to the
  ;; rows, and clears the sums; 4 <= $rows <= 256, $prime is the prime modulo 256. The first lane starts
  ;; with the low byte of $state. Also reads up to 15 bytes more. Traps if that leaves the memory.
  (func $starts_64 (param $ptr i32) (param $rows i32) (param $state i32) (param $prime i32)
    (local $scratch i32) (local $stride i32)
    (local.set $scratch (global.get $scratch))
    (local.set $stride (i32.shl (local.get $rows) (i32.const 2)))
    (call $transpose (local.get $ptr) (local.get $stride) (local.get $rows) (local.get $scratch))
    (call $transpose
      (i32.add (local.get $ptr) (local.get $rows))
      (local.get $stride) (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 16)))
    (call $transpose
      (i32.add (local.get $ptr) (i32.mul (local.get $rows) (i32.const 2)))
      (local.get $stride) (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 32)))
    (call $transpose
      (i32.add (local.get $ptr) (i32.mul (local.get $rows) (i32.const 3)))
      (local.get $stride) (local.get $rows)
      (i32.add (local.get $scratch) (i32.const 48)))
    ;; bits 0 and 1, 2 and 3, 4 and 5, 6 and 7 of every start
    (call $solve_64 (local.get $state) (i32.const 1))
    (call $pass_2_64 (local.get $rows))
    (call $solve_64 (local.get $state) (i32.const 4))
    (call $pass_4_64 (local.get $rows) (local.get $prime))
    (call $solve_64 (local.get $state) (i32.const 16))
    (call $pass_4_64 (local.get $rows) (local.get $prime))
    (call $solve_64 (local.get $state) (i32.const 64))
    (v128.store offset=192 align=1 (local.get $scratch) (v128.const i64x2 0 0))
    (v128.store offset=208 align=1 (local.get $scratch) (v128.const i64x2 0 0))
    (v128.store offset=224 align=1 (local.get $scratch) (v128.const i64x2 0 0))
    (v128.store offset=240 align=1 (local.get $scratch) (v128.const i64x2 0 0)))

  ;; FNV-1a of 64 * $rows bytes at $ptr, going on from $state, in 64 lanes; 4 <= $rows <= 256. Also
  ;; reads up to 15 bytes more. Traps if that leaves the memory.
  (func $hash_64 (param $ptr i32) (param $rows i32) (param $state i32) (result i32)
    (local $scratch i32) (local $end i32) (local $q i32)
    (local.set $scratch (global.get $scratch))
    (call $starts_64 (local.get $ptr) (local.get $rows) (local.get $state) (global.get $PRIME_LOW))
    (call $sum_64 (local.get $rows) (local.get $scratch))
    (drop)
    (drop)
    (call $sum_64 (local.get $rows) (i32.add (local.get $scratch) (i32.const 32)))
    (local.set $q)
    (local.set $end)
    (local.set $q (i32.mul (local.get $q) (local.get $q)))
    (i32.or
      (i32.and (local.get $end) (i32.const 255))
      (call $join
        (v128.load offset=192 align=1 (local.get $scratch))
        (v128.load offset=208 align=1 (local.get $scratch))
        (v128.load offset=224 align=1 (local.get $scratch))
        (v128.load offset=240 align=1 (local.get $scratch))
        (i32.mul (local.get $q) (local.get $q))
        (local.get $state))))

  ;; FNV-1a of 32 * $rows bytes at $ptr, going on from $state, in 32 lanes; 4 <= $rows <= 16. Also
  ;; reads up to 15 bytes more. Traps if that leaves the memory. One function: with two groups, all
  ;; fits in registers.
  (func $hash_32 (param $ptr i32) (param $rows i32) (param $state i32) (result i32)
    (local $row i32) (local $end i32) (local $bit i32) (local $q i32)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128) (local $z0 v128)
    (local $z1 v128) (local $e0 v128) (local $e1 v128) (local $s0 v128) (local $s1 v128)
    (local $c0 v128) (local $c1 v128) (local $g0 v128) (local $g1 v128) (local $h00 v128)
    (local $h01 v128) (local $h02 v128) (local $h03 v128) (local $h10 v128) (local $h11 v128)
    (local $h12 v128) (local $h13 v128) (local $x v128) (local $y v128) (local $z v128) (local $p v128)
    (local $high v128) (local $low v128) (local $two v128) (local $seed v128) (local $upper v128)
    (local $zero v128)
    (call $transpose (local.get $ptr)
      (i32.shl (local.get $rows) (i32.const 1))
      (local.get $rows) (global.get $scratch))
    (call $transpose
      (i32.add (local.get $ptr) (local.get $rows))
      (i32.shl (local.get $rows) (i32.const 1))
      (local.get $rows)
      (i32.add (global.get $scratch) (i32.const 16)))
    (local.set $seed (i8x16.replace_lane 0 (v128.const i64x2 0 0) (local.get $state)))
    (local.set $row (global.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.mul (local.get $rows) (i32.const 64))))
    (local.set $p (i16x8.splat (global.get $PRIME_LOW)))
    (local.set $high (v128.const i16x8 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00 0xff00))
    (local.set $e0 (v128.load offset=0 align=1 (local.get $row)))
    (local.set $e1 (v128.load offset=16 align=1 (local.get $row)))
    (local.set $g0 (v128.load offset=64 align=1 (local.get $row)))
    (local.set $g1 (v128.load offset=80 align=1 (local.get $row)))
    (local.set $bit (i32.const 1))
    (block $starts_known
      (loop $next_bits
        (local.set $low (i8x16.splat (local.get $bit)))
        (local.set $two (i8x16.splat (i32.mul (local.get $bit) (i32.const 3))))
        ;; The two bits of every start, as in $solve_64.
        ;; s: prefix xor of e over the groups, then over the bytes, from the state on
        (local.set $s0 (v128.and (local.get $e0) (local.get $two)))
        (local.set $s1 (v128.xor (local.get $s0) (v128.and (local.get $e1) (local.get $two))))
        (local.set $x
          (v128.xor
            (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero)
              (local.get $s1))
            (v128.and (local.get $seed) (local.get $two))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $zero)
              (local.get $x))))
        (local.set $s1 (v128.xor (local.get $s0) (local.get $x)))
        (local.set $s0 (local.get $x))
        ;; c: carries into the upper bit; z: s with the prefix xor of c
        (local.set $c0
          (v128.and
            (v128.and (local.get $s0) (local.get $low))
            (v128.xor (local.get $e0) (local.get $g0))))
        (local.set $c1
          (v128.xor (local.get $c0)
            (v128.and
              (v128.and (local.get $s1) (local.get $low))
              (v128.xor (local.get $e1) (local.get $g1)))))
        (local.set $c0 (i8x16.add (local.get $c0) (local.get $c0)))
        (local.set $c1 (i8x16.add (local.get $c1) (local.get $c1)))
        (local.set $x
          (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero)
            (local.get $c1)))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 (local.get $zero)
              (local.get $x))))
        (local.set $x
          (v128.xor (local.get $x)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 (local.get $zero)
              (local.get $x))))
        (local.set $z0 (v128.or (local.get $z0) (v128.xor (local.get $s0) (local.get $x))))
        (local.set $z1
          (v128.or (local.get $z1) (v128.xor (local.get $s1) (v128.xor (local.get $x) (local.get $c0)))))
        (br_if $starts_known (i32.eq (local.get $bit) (i32.const 64)))
        ;; The next two bits of every end, as in $pass_4_64.
        (local.set $bit (i32.shl (local.get $bit) (i32.const 2)))
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
        (br $next_bits)))
    ;; The last pass, as in $sum_64.
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
        (i32x4.mul (v128.xor (local.get $h00) (i32x4.extend_low_i16x8_u (local.get $y))) (local.get $p)))
      (local.set $h01
        (i32x4.mul
          (v128.xor (local.get $h01) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h02
        (i32x4.mul (v128.xor (local.get $h02) (i32x4.extend_low_i16x8_u (local.get $z))) (local.get $p)))
      (local.set $h03
        (i32x4.mul
          (v128.xor (local.get $h03) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $x (v128.load offset=256 align=1 (i32.add (local.get $row) (i32.const 16))))
      (local.set $y (i16x8.extend_low_i8x16_u (local.get $x)))
      (local.set $z (i16x8.extend_high_i8x16_u (local.get $x)))
      (local.set $h10
        (i32x4.mul (v128.xor (local.get $h10) (i32x4.extend_low_i16x8_u (local.get $y))) (local.get $p)))
      (local.set $h11
        (i32x4.mul
          (v128.xor (local.get $h11) (i32x4.extend_high_i16x8_u (local.get $y)))
          (local.get $p)))
      (local.set $h12
        (i32x4.mul (v128.xor (local.get $h12) (i32x4.extend_low_i16x8_u (local.get $z))) (local.get $p)))
      (local.set $h13
        (i32x4.mul
          (v128.xor (local.get $h13) (i32x4.extend_high_i16x8_u (local.get $z)))
          (local.get $p)))
      (local.set $q (i32.mul (local.get $q) (global.get $PRIME)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (br_if $next_row (i32.ne (local.get $row) (local.get $end))))
    (local.set $end (i32x4.extract_lane 3 (local.get $h13)))
    (local.set $upper (v128.const i32x4 0xffffff00 0xffffff00 0xffffff00 0xffffff00))
    (local.set $x (i32x4.splat (local.get $q)))
    (local.set $h00
      (i32x4.add
        (i32x4.mul (v128.and (local.get $h00) (local.get $upper)) (local.get $x))
        (v128.and (local.get $h10) (local.get $upper))))
    (local.set $h01
      (i32x4.add
        (i32x4.mul (v128.and (local.get $h01) (local.get $upper)) (local.get $x))
        (v128.and (local.get $h11) (local.get $upper))))
    (local.set $h02
      (i32x4.add
        (i32x4.mul (v128.and (local.get $h02) (local.get $upper)) (local.get $x))
        (v128.and (local.get $h12) (local.get $upper))))
    (local.set $h03
      (i32x4.add
        (i32x4.mul (v128.and (local.get $h03) (local.get $upper)) (local.get $x))
        (v128.and (local.get $h13) (local.get $upper))))
    (local.set $q (i32.mul (local.get $q) (local.get $q)))
    (i32.or
      (i32.and (local.get $end) (i32.const 255))
      (call $join (local.get $h00) (local.get $h01) (local.get $h02) (local.get $h03) (local.get $q)
        (local.get $state))))

  ;; Lends the module $len bytes at $ptr until the next call. Fewer than $SCRATCH_SIZE, or a range
  ;; that leaves the memory, take the loan back. Never traps.
  (func $set_scratch (export "setScratch") (param $ptr i32) (param $len i32)
    (global.set $lanes_from (i32.const -1))
    (if (i32.ge_u (local.get $len) (global.get $SCRATCH_SIZE))
      (then
        (if (i64.le_u
              (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (global.get $SCRATCH_SIZE)))
              (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
          (then
            (global.set $scratch (local.get $ptr))
            (global.set $lanes_from (global.get $LANES_32_FROM)))))))

  ;; ---------------------------------------------------------------------------------------------
  ;; Hash of 64 bits
  ;; ---------------------------------------------------------------------------------------------
  ;;
  ;; The low bytes at the start of every lane are found as for 32 bits. Only the last pass differs, as
  ;; no vector multiplies 64 bits quickly. A step is h <- (h + d) * p, where d = (s xor byte) - s comes
  ;; from the low byte s of the state alone. So
  ;;
  ;;     h_out = q^L h_in + sum over k and t of d_kt * p^(S-t) * q^(L-1-k)  modulo 2^64.
  ;;
  ;; d has 9 bits. The powers of p are written in four digits of 16 bits with a sign, and the products
  ;; of each digit summed up apart in 32 bits. A sum takes four lanes of a row: two neighbouring bytes,
  ;; which are lanes k and k + 4, and those 8 bytes on, lanes k + 32 and k + 36. Their weights are
  ;; p^(S-t) times q^36, q^32, q^4 and 1, whatever k is. In 64 rows no sum can overflow:
  ;; 64 * 4 * 255 * 2^15 < 2^31.

  ;; FNV-1a of 64 bits of the $len bytes at $ptr, going on from $state. Traps and writes like fastHash.
  (func $fast_hash_64_from (export "fastHash64From")
    (param $ptr i32) (param $len i32) (param $state i64) (result i64)
    (local $take i32) (local $left i32) (local $tail i32) (local $rows i32) (local $q i64)
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (local.get $len)))
          (global.get $ADDRESSES))
      (then (unreachable)))
    ;; As in $hash_lanes. Blocks of one length share their weights.
    (block $serial
      (br_if $serial (i32.lt_u (local.get $len) (global.get $HASH_64_LANES_FROM)))
      (br_if $serial (i32.lt_u (local.get $len) (global.get $lanes_from)))
      (br_if $serial
        (i32.or
          (i32.lt_u (i32.sub (global.get $scratch) (local.get $ptr)) (local.get $len))
          (i32.lt_u (i32.sub (local.get $ptr) (global.get $scratch)) (global.get $SCRATCH_SIZE))))
      (if (i32.eqz (call $has_slack (local.get $ptr) (local.get $len)))
        (then
          (local.set $tail (i32.const 16))
          (local.set $len (i32.sub (local.get $len) (i32.const 16)))))
      (loop $next_block
        (br_if $serial (i32.lt_u (local.get $len) (i32.const 256)))
        (local.set $take (local.get $len))
        (if (i32.gt_u (local.get $take) (global.get $BLOCK_64))
          (then
            (local.set $take (i32.shr_u (local.get $take) (i32.const 1)))
            (if (i32.gt_u (local.get $take) (global.get $BLOCK_64))
              (then (local.set $take (global.get $BLOCK_64))))))
        (local.set $len (i32.sub (local.get $len) (local.get $take)))
        (local.set $left (i32.and (local.get $take) (i32.const 63)))
        (local.set $state (call $hash_serial_64 (local.get $ptr) (local.get $left) (local.get $state)))
        (local.set $ptr (i32.add (local.get $ptr) (local.get $left)))
        (local.set $take (i32.sub (local.get $take) (local.get $left)))
        (if (i32.ne (local.get $rows) (i32.shr_u (local.get $take) (i32.const 6)))
          (then
            (local.set $rows (i32.shr_u (local.get $take) (i32.const 6)))
            (local.set $q (call $weigh (local.get $rows)))))
        (local.set $state
          (call $hash_lanes_64 (local.get $ptr) (local.get $rows) (local.get $q) (local.get $state)))
        (local.set $ptr (i32.add (local.get $ptr) (local.get $take)))
        (br $next_block)))
    (call $hash_serial_64 (local.get $ptr)
      (i32.add (local.get $len) (local.get $tail)) (local.get $state)))

  ;; Like $hash_serial.
  (func $hash_serial_64 (param $ptr i32) (param $len i32) (param $state i64) (result i64)
    (if (local.get $len)
      (then
        (loop $next_byte
          (local.set $state
            (i64.mul (i64.xor (local.get $state) (i64.load8_u (local.get $ptr))) (global.get $PRIME_64)))
          (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
          (br_if $next_byte (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))))
    (local.get $state))

  ;; FNV-1a of 64 bits of 64 * $rows bytes at $ptr, going on from $state, by the weights of $weigh,
  ;; which returned $q; 4 <= $rows <= 128. Also reads up to 15 bytes more. Traps if that leaves the
  ;; memory.
  (func $hash_lanes_64
    (param $ptr i32) (param $rows i32) (param $q i64) (param $state i64) (result i64)
    (local $scratch i32) (local $end i32) (local $q8 i64)
    (call $starts_64 (local.get $ptr) (local.get $rows)
      (i32.wrap_i64 (local.get $state)) (global.get $PRIME_LOW_64))
    (local.set $scratch (global.get $scratch))
    (call $sum_digits (local.get $rows) (local.get $scratch) (local.get $q))
    (call $sum_digits (local.get $rows) (i32.add (local.get $scratch) (i32.const 16)) (local.get $q))
    (call $sum_digits (local.get $rows) (i32.add (local.get $scratch) (i32.const 32)) (local.get $q))
    (call $sum_digits (local.get $rows) (i32.add (local.get $scratch) (i32.const 48)) (local.get $q))
    ;; state = state * q^64 + sum over i of sums[i] * q^(8 * (3 - i))
    (local.set $q8 (call $power (local.get $q) (i32.const 8)))
    (local.set $state (i64.mul (local.get $state) (call $power (local.get $q8) (i32.const 4))))
    (local.set $end (i32.add (local.get $scratch) (i32.const 32)))
    (loop $next_pair
      (local.set $state
        (i64.add
          (i64.mul (local.get $state) (local.get $q8))
          (i64.load offset=192 align=1 (local.get $scratch))))
      (local.set $scratch (i32.add (local.get $scratch) (i32.const 8)))
      (br_if $next_pair (i32.ne (local.get $scratch) (local.get $end))))
    (local.get $state))

  ;; $base to the power of $exponent, which is not 0.
  (func $power (param $base i64) (param $exponent i32) (result i64)
    (local $power i64)
    (local.set $power (i64.const 1))
    (loop $next_bit
      (if (i32.and (local.get $exponent) (i32.const 1))
        (then (local.set $power (i64.mul (local.get $power) (local.get $base)))))
      (local.set $base (i64.mul (local.get $base) (local.get $base)))
      (br_if $next_bit (local.tee $exponent (i32.shr_u (local.get $exponent) (i32.const 1)))))
    (local.get $power))

  ;; Writes the weights of $rows rows, the last of which has p^1; returns q.
  (func $weigh (param $rows i32) (result i64)
    (local $row i32)
    (local $x v128) (local $bias v128)
    (local $q i64) (local $w0 i64) (local $w4 i64) (local $w32 i64) (local $w36 i64)
    (local.set $bias (i64x2.splat (i64.const 0x8000800080008000)))
    (local.set $q (call $power (global.get $PRIME_64) (local.get $rows)))
    (local.set $w0 (global.get $PRIME_64))
    (local.set $w4 (i64.mul (call $power (local.get $q) (i32.const 4)) (local.get $w0)))
    (local.set $w32 (call $power (local.get $q) (i32.const 32)))
    (local.set $w36 (i64.mul (local.get $w32) (local.get $w4)))
    (local.set $w32 (i64.mul (local.get $w32) (local.get $w0)))
    (local.set $row
      (i32.add (global.get $scratch) (i32.shl (i32.sub (local.get $rows) (i32.const 1)) (i32.const 5))))
    (loop $next_row
      ;; Digits with a sign: each is one less if the one below is negative, hence a sum with carries.
      (local.set $x (i64x2.replace_lane 1 (i64x2.splat (local.get $w36)) (local.get $w32)))
      (local.set $x (v128.xor (i64x2.add (local.get $x) (local.get $bias)) (local.get $bias)))
      (v128.store offset=8448 align=1 (local.get $row)
        (i8x16.shuffle 0 1 8 9 2 3 10 11 4 5 12 13 6 7 14 15 (local.get $x) (local.get $x)))
      (local.set $x (i64x2.replace_lane 1 (i64x2.splat (local.get $w4)) (local.get $w0)))
      (local.set $x (v128.xor (i64x2.add (local.get $x) (local.get $bias)) (local.get $bias)))
      (v128.store offset=8464 align=1 (local.get $row)
        (i8x16.shuffle 0 1 8 9 2 3 10 11 4 5 12 13 6 7 14 15 (local.get $x) (local.get $x)))
      (local.set $w0 (i64.mul (local.get $w0) (global.get $PRIME_64)))
      (local.set $w4 (i64.mul (local.get $w4) (global.get $PRIME_64)))
      (local.set $w32 (i64.mul (local.get $w32) (global.get $PRIME_64)))
      (local.set $w36 (i64.mul (local.get $w36) (global.get $PRIME_64)))
      (local.set $row (i32.sub (local.get $row) (i32.const 32)))
      (br_if $next_row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1)))))
    (local.get $q))

  ;; The last pass over one of the four groups of 16 lanes, where $column is scratch plus 16 times its
  ;; number: sums = sums * q + what it comes to.
  (func $sum_digits (param $rows i32) (param $column i32) (param $q i64)
    (local $scratch i32) (local $row i32) (local $end i32) (local $chunk i32) (local $w i32)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128) (local $s v128)
    (local $t v128) (local $x v128) (local $y v128) (local $d v128) (local $p v128)
    (local.set $p (v128.const i16x8 0x1b3 0x1b3 0x1b3 0x1b3 0x1b3 0x1b3 0x1b3 0x1b3))
    (local.set $scratch (global.get $scratch))
    (local.set $row (local.get $column))
    (local.set $w (local.get $scratch))
    (local.set $end (i32.add (local.get $row) (i32.shl (local.get $rows) (i32.const 6))))
    ;; the low bytes in 16 bits; what is above them never reaches d
    (local.set $x (v128.load offset=128 align=1 (local.get $column)))
    (local.set $s (i16x8.extend_low_i8x16_u (local.get $x)))
    (local.set $t (i16x8.extend_high_i8x16_u (local.get $x)))
    (loop $next_rows
      (local.set $a0 (v128.const i64x2 0 0))
      (local.set $a1 (v128.const i64x2 0 0))
      (local.set $a2 (v128.const i64x2 0 0))
      (local.set $a3 (v128.const i64x2 0 0))
      (local.set $chunk (i32.add (local.get $row) (i32.const 4096)))
      (if (i32.gt_u (local.get $chunk) (local.get $end))
        (then (local.set $chunk (local.get $end))))
      (loop $next_row
        (local.set $x (v128.load offset=256 align=1 (local.get $row)))
        (local.set $y (v128.xor (local.get $s) (i16x8.extend_low_i8x16_u (local.get $x))))
        (local.set $d (i16x8.sub (local.get $y) (local.get $s)))
        (local.set $s (i16x8.mul (local.get $y) (local.get $p)))
        (local.set $y (v128.load offset=8448 align=1 (local.get $w)))
        (local.set $a0
          (i32x4.add (local.get $a0)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $y) (local.get $y)))))
        (local.set $a1
          (i32x4.add (local.get $a1)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $y) (local.get $y)))))
        (local.set $a2
          (i32x4.add (local.get $a2)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $y) (local.get $y)))))
        (local.set $a3
          (i32x4.add (local.get $a3)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $y) (local.get $y)))))
        (local.set $y (v128.xor (local.get $t) (i16x8.extend_high_i8x16_u (local.get $x))))
        (local.set $d (i16x8.sub (local.get $y) (local.get $t)))
        (local.set $t (i16x8.mul (local.get $y) (local.get $p)))
        (local.set $y (v128.load offset=8448 align=1 (i32.add (local.get $w) (i32.const 16))))
        (local.set $a0
          (i32x4.add (local.get $a0)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $y) (local.get $y)))))
        (local.set $a1
          (i32x4.add (local.get $a1)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $y) (local.get $y)))))
        (local.set $a2
          (i32x4.add (local.get $a2)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $y) (local.get $y)))))
        (local.set $a3
          (i32x4.add (local.get $a3)
            (i32x4.dot_i16x8_s (local.get $d)
              (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $y) (local.get $y)))))
        (local.set $w (i32.add (local.get $w) (i32.const 32)))
        (local.set $row (i32.add (local.get $row) (i32.const 64)))
        (br_if $next_row (i32.ne (local.get $row) (local.get $chunk))))
      ;; digits 2 and 3 matter modulo 2^32 only
      (local.set $a2 (i32x4.add (local.get $a2) (i32x4.shl (local.get $a3) (i32.const 16))))
      (local.set $x (v128.const i64x2 0 0))
      (local.set $y (i64x2.splat (local.get $q)))
      (v128.store offset=192 align=1 (local.get $scratch)
        (i64x2.add
          (i64x2.mul (v128.load offset=192 align=1 (local.get $scratch)) (local.get $y))
          (i64x2.add
            (i64x2.add
              (i64x2.extend_low_i32x4_s (local.get $a0))
              (i64x2.shl (i64x2.extend_low_i32x4_s (local.get $a1)) (i32.const 16)))
            (i8x16.shuffle 16 17 18 19 0 1 2 3 20 21 22 23 4 5 6 7
              (local.get $a2) (local.get $x)))))
      (v128.store offset=208 align=1 (local.get $scratch)
        (i64x2.add
          (i64x2.mul (v128.load offset=208 align=1 (local.get $scratch)) (local.get $y))
          (i64x2.add
            (i64x2.add
              (i64x2.extend_high_i32x4_s (local.get $a0))
              (i64x2.shl (i64x2.extend_high_i32x4_s (local.get $a1)) (i32.const 16)))
            (i8x16.shuffle 24 25 26 27 8 9 10 11 28 29 30 31 12 13 14 15
              (local.get $a2) (local.get $x)))))
      ;; The other rows have weights of their own.
      (local.set $q (i64.const 1))
      (br_if $next_rows (i32.ne (local.get $row) (local.get $end)))))

  ;; ---------------------------------------------------------------------------------------------
  ;; Comparison
  ;; ---------------------------------------------------------------------------------------------

  ;; Index of the first byte in which the $len bytes at $p and at $q differ, or $len. Short ranges
  ;; and tails are read in pieces that overlap, not byte by byte. Traps if a range leaves the
  ;; memory.
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

  ;; Lexicographic order of two ranges of unsigned bytes: -1, 0 or 1. Traps if either leaves the
  ;; memory.
  (func $fast_compare (export "fastCompare")
    (param $ptr1 i32) (param $len1 i32) (param $ptr2 i32) (param $len2 i32) (result i32)
    (local $min i32)
    (local $i i32)
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $ptr1)) (i64.extend_i32_u (local.get $len1)))
          (global.get $ADDRESSES))
      (then (unreachable)))
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $ptr2)) (i64.extend_i32_u (local.get $len2)))
          (global.get $ADDRESSES))
      (then (unreachable)))
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

  ;; ---------------------------------------------------------------------------------------------
  ;; Search
  ;; ---------------------------------------------------------------------------------------------
  ;;
  ;; Two bytes of the needle, the probes, are compared with 16 haystack places at a time; only where
  ;; both agree, at a candidate, is more of the needle compared. Which two decides the speed:
  ;;   - first the needle's ends, which cost nothing to find;
  ;;   - after 128 places, or at once in a long haystack, two bytes that are rare in text and code;
  ;;   - where candidates are frequent, or one compared equal for long and then failed, the offset
  ;;     that told them apart becomes a probe. In repetitive haystacks this finds the byte that matters.
  ;;
  ;; Failed comparisons draw on an allowance that grows with the progress made. When it is used up, the
  ;; needle is factorised, and candidates are compared in Two-Way order from then on, which bounds the
  ;; work by a multiple of the haystack's length. That the probes rule places out keeps the bound: no
  ;; shift is shorter than Two-Way asks, and what it remembers is dropped if its next place is skipped.

  ;; Whether 16 bytes can be read from any place in the $len bytes at $ptr.
  (func $has_slack (param $ptr i32) (param $len i32) (result i32)
    (i64.le_u
      (i64.add
        (i64.add (i64.extend_i32_u (local.get $ptr)) (i64.extend_i32_u (local.get $len)))
        (i64.const 16))
      (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16))))

  ;; Offset of the first $byte among the $len bytes at $ptr, or -1. $len is not 0. Traps if the
  ;; range leaves the memory.
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
                (i8x16.eq (v128.load align=1 (i32.add (local.get $ptr) (local.get $i)))
                  (local.get $want))
                (i8x16.eq (v128.load offset=16 align=1 (i32.add (local.get $ptr) (local.get $i)))
                  (local.get $want)))
              (v128.or
                (i8x16.eq (v128.load offset=32 align=1 (i32.add (local.get $ptr) (local.get $i)))
                  (local.get $want))
                (i8x16.eq (v128.load offset=48 align=1 (i32.add (local.get $ptr) (local.get $i)))
                  (local.get $want))))))
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $next_64)))
    (loop $next_16
      (if (i32.lt_u (i32.sub (local.get $len) (local.get $i)) (i32.const 16))
        (then
          (if (i32.eq (local.get $i) (local.get $len)) (then (return (i32.const -1))))
          (local.set $i (i32.sub (local.get $len) (i32.const 16)))))
      (local.set $mask
        (i8x16.bitmask
          (i8x16.eq (v128.load align=1 (i32.add (local.get $ptr) (local.get $i)))
            (local.get $want))))
      (if (local.get $mask)
        (then (return (i32.add (local.get $i) (i32.ctz (local.get $mask))))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br $next_16))
    (unreachable))

  ;; The offset that is in the low nibble, counted down from 15, of the largest of 16 unsigned bytes.
  (func $offset_of_largest (param $score v128) (result i32)
    (local.set $score
      (i8x16.max_u (local.get $score)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $score) (local.get $score))))
    (local.set $score
      (i8x16.max_u (local.get $score) (i64x2.shr_u (local.get $score) (i32.const 32))))
    (local.set $score
      (i8x16.max_u (local.get $score) (i32x4.shr_u (local.get $score) (i32.const 16))))
    (local.set $score
      (i8x16.max_u (local.get $score) (i16x8.shr_u (local.get $score) (i32.const 8))))
    (i32.sub (i32.const 15)
      (i32.and (i8x16.extract_lane_u 0 (local.get $score)) (i32.const 15))))

  ;; Three probes for a needle of $len >= 2 bytes. Two are likely to be rare: the rarest two that differ
  ;; among the first 16 bytes. (Ranks go from 0, common, to 15, rare, and are our estimate for a mixture
  ;; of prose, source code and JSON.) The third is anywhere else, if there is anywhere else.
  (func $pick_probes (param $needle i32) (param $len i32) (result i32 i32 i32)
    (local $bytes v128) (local $score v128)
    (local $probe1 i32) (local $probe2 i32) (local $probe3 i32)
    ;; A short needle that ends with the memory: do without ranks.
    (if (i32.lt_u (local.get $len) (i32.const 16))
      (then
        (if (i32.eqz (call $has_slack (local.get $needle) (local.get $len)))
          (then
            (return (i32.const 0) (i32.const 1) (i32.sub (local.get $len) (i32.const 1)))))))
    (local.set $bytes (v128.load align=1 (local.get $needle)))
    (local.set $score
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
    ;; score = rarity * 16 + 15 - offset, and 0 beyond the needle; the largest wins.
    (local.set $score
      (v128.and
        (v128.or
          (i16x8.shl (local.get $score) (i32.const 4))
          (v128.const i8x16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0))
        (i8x16.gt_u
          (i8x16.splat
            (select (local.get $len) (i32.const 16)
              (i32.lt_u (local.get $len) (i32.const 16))))
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))))
    (local.set $probe1 (call $offset_of_largest (local.get $score)))
    ;; The second is another byte. If there is none, take the place where the needle first changes, if
    ;; it does.
    (local.set $score
      (v128.andnot (local.get $score)
        (i8x16.eq (local.get $bytes)
          (i8x16.splat
            (i32.load8_u (i32.add (local.get $needle) (local.get $probe1)))))))
    (if (v128.any_true (local.get $score))
      (then (local.set $probe2 (call $offset_of_largest (local.get $score))))
      (else
        (local.set $probe2
          (call $mismatch (local.get $needle)
            (i32.add (local.get $needle) (i32.const 1))
            (i32.sub (local.get $len) (i32.const 1))))
        (local.set $probe2
          (select (i32.add (local.get $probe2) (i32.const 1)) (i32.const 1)
            (i32.ne (local.get $probe2) (i32.sub (local.get $len) (i32.const 1)))))))
    ;; The third: the middle, or else the first or the last byte.
    (local.set $probe3 (i32.shr_u (local.get $len) (i32.const 1)))
    (if (i32.or
          (i32.eq (local.get $probe3) (local.get $probe1))
          (i32.eq (local.get $probe3) (local.get $probe2)))
      (then
        (local.set $probe3
          (select (i32.const 0) (i32.sub (local.get $len) (i32.const 1)) (local.get $probe1)))))
    (local.get $probe1)
    (local.get $probe2)
    (local.get $probe3))

  ;; Start and period of the largest suffix of the $len bytes at $needle, in byte order, or in
  ;; reversed byte order if $flip is -1. (Crochemore and Perrin, section 3; $k counts from 0.)
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
            (br_if $next_byte
              (i32.and
                (i32.ne (local.get $k) (local.get $period))
                (i32.ne (local.get $k) (i32.const 16))))
            ;; They agree for a while: pass over the rest, and over whole periods, at SIMD speed.
            (local.set $k
              (i32.add (local.get $k)
                (call $mismatch
                  (i32.add (local.get $needle) (i32.add (local.get $start) (local.get $k)))
                  (i32.add (local.get $needle) (i32.add (local.get $j) (local.get $k)))
                  (i32.sub (i32.sub (local.get $len) (local.get $j)) (local.get $k)))))
            (local.set $run (i32.rem_u (local.get $k) (local.get $period)))
            (local.set $j
              (i32.add (local.get $j) (i32.sub (local.get $k) (local.get $run))))
            (local.set $k (local.get $run))
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

  ;; Prepares Two-Way: a critical position of the needle (where its local period is its period), the
  ;; shift after a mismatch in front of it, and how many bytes are known to match after that shift.
  (func $factorize (param $needle i32) (param $len i32) (result i32 i32 i32)
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
    ;; Does the right half's period hold for the left half too? Then it is the needle's.
    (if (result i32 i32)
      (i32.and
        (i32.le_u (local.get $cut) (i32.sub (local.get $len) (local.get $period)))
        (i32.eq (local.get $cut)
          (call $mismatch (local.get $needle)
            (i32.add (local.get $needle) (local.get $period)) (local.get $cut))))
      (then
        (local.get $period)
        (i32.sub (local.get $len) (local.get $period)))
      (else
        ;; If not, the needle's period is longer than either half.
        (i32.add (i32.const 1)
          (select (local.get $cut) (i32.sub (local.get $len) (local.get $cut))
            (i32.gt_u (local.get $cut) (i32.sub (local.get $len) (local.get $cut)))))
        (i32.const 0))))

  ;; Compares in Two-Way order, from the critical position $cut to the end, then from the start; the
  ;; first $known bytes are known to match. The offset of a byte that differs, or $len.
  (func $two_way_mismatch
    (param $candidate i32) (param $needle i32) (param $len i32) (param $cut i32) (param $known i32)
    (result i32)
    (local $from i32) (local $k i32)
    (local.set $from
      (select (local.get $known) (local.get $cut)
        (i32.gt_u (local.get $known) (local.get $cut))))
    (local.set $k
      (i32.add (local.get $from)
        (call $mismatch
          (i32.add (local.get $candidate) (local.get $from))
          (i32.add (local.get $needle) (local.get $from))
          (i32.sub (local.get $len) (local.get $from)))))
    (if (i32.or
          (i32.ne (local.get $k) (local.get $len))
          (i32.ge_u (local.get $known) (local.get $cut)))
      (then (return (local.get $k))))
    (local.set $k
      (i32.add (local.get $known)
        (call $mismatch
          (i32.add (local.get $candidate) (local.get $known))
          (i32.add (local.get $needle) (local.get $known))
          (i32.sub (local.get $cut) (local.get $known)))))
    (select (local.get $len) (local.get $k) (i32.eq (local.get $k) (local.get $cut))))

  ;; Passes over blocks of 64 places without a candidate: the first offset, $pos plus a multiple of
  ;; 64, whose block has one or would reach beyond $last. $row1, $row2, $row3 are the haystack plus
  ;; the offset of a probe, $byte1, $byte2, $byte3 the bytes there. The third is asked only where
  ;; two agree, to save leaving in vain. A function of its own, as its loop has to stay in
  ;; registers.
  (func $skip_64
    (param $row1 i32) (param $row2 i32) (param $row3 i32) (param $pos i32) (param $last i32)
    (param $byte1 v128) (param $byte2 v128) (param $byte3 v128) (result i32)
    (local $at1 i32) (local $at2 i32) (local $at3 i32)
    (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128)
    (block $stop
      (loop $next_64
        (br_if $stop
          (i32.lt_u (i32.sub (local.get $last) (local.get $pos)) (i32.const 63)))
        (local.set $at1 (i32.add (local.get $row1) (local.get $pos)))
        (local.set $at2 (i32.add (local.get $row2) (local.get $pos)))
        (local.set $m0
          (v128.and
            (i8x16.eq (v128.load align=1 (local.get $at1)) (local.get $byte1))
            (i8x16.eq (v128.load align=1 (local.get $at2)) (local.get $byte2))))
        (local.set $m1
          (v128.and
            (i8x16.eq (v128.load offset=16 align=1 (local.get $at1)) (local.get $byte1))
            (i8x16.eq (v128.load offset=16 align=1 (local.get $at2)) (local.get $byte2))))
        (local.set $m2
          (v128.and
            (i8x16.eq (v128.load offset=32 align=1 (local.get $at1)) (local.get $byte1))
            (i8x16.eq (v128.load offset=32 align=1 (local.get $at2)) (local.get $byte2))))
        (local.set $m3
          (v128.and
            (i8x16.eq (v128.load offset=48 align=1 (local.get $at1)) (local.get $byte1))
            (i8x16.eq (v128.load offset=48 align=1 (local.get $at2)) (local.get $byte2))))
        (if (v128.any_true
              (v128.or
                (v128.or (local.get $m0) (local.get $m1))
                (v128.or (local.get $m2) (local.get $m3))))
          (then
            ;; Two bytes agree somewhere: ask the third before leaving.
            (local.set $at3 (i32.add (local.get $row3) (local.get $pos)))
            (br_if $stop
              (v128.any_true
                (v128.or
                  (v128.or
                    (v128.and (local.get $m0)
                      (i8x16.eq (v128.load align=1 (local.get $at3)) (local.get $byte3)))
                    (v128.and (local.get $m1)
                      (i8x16.eq (v128.load offset=16 align=1 (local.get $at3)) (local.get $byte3))))
                  (v128.or
                    (v128.and (local.get $m2)
                      (i8x16.eq (v128.load offset=32 align=1 (local.get $at3)) (local.get $byte3)))
                    (v128.and (local.get $m3)
                      (i8x16.eq (v128.load offset=48 align=1 (local.get $at3)) (local.get $byte3)))))))))
        (local.set $pos (i32.add (local.get $pos) (i32.const 64)))
        (br_if $next_64 (i32.le_u (local.get $pos) (local.get $last)))))
    (local.get $pos))

  ;; Offset of the first occurrence of the needle in the haystack, or -1. Time is linear in their
  ;; lengths, with no memory but this frame. Traps if a range leaves the memory.
  (func $fast_search (export "fastSearch")
    (param $haystack i32) (param $haystack_len i32)
    (param $needle i32) (param $needle_len i32) (result i32)
    (local $last i32)                              ;; the last offset at which the needle fits
    (local $pos i32)                               ;; no occurrence starts before it
    (local $probe1 i32) (local $probe2 i32)        ;; offsets in the needle
    (local $probe3 i32)                            ;; one more, for $skip_64
    (local $byte1 v128) (local $byte2 v128)        ;; the needle's bytes there
    (local $row1 i32) (local $row2 i32)            ;; addresses of the probes for $base
    (local $ranked i32)                            ;; whether the probes have been chosen
    (local $mask i64) (local $base i32)            ;; bit i is set: there is a candidate at $base + i
    (local $candidates i64)                        ;; the same mask, whole
    (local $at i32) (local $candidate i32)         ;; a candidate's offset and address
    (local $head i64) (local $tail i64)            ;; the needle's ends, in words that may overlap
    (local $tail_at i32)                           ;; the last word's offset in the needle
    (local $k i32)                                 ;; offset of a byte that differs
    (local $failures i32) (local $window i32)      ;; candidates that failed since $window
    (local $patience i32)                          ;; how many may fail before the probes are judged
    (local $spent i64)                             ;; cost of failed comparisons
    (local $two_way i32)                           ;; whether the needle has been factorised, and how:
    (local $cut i32) (local $shift i32) (local $kept i32)
    (local $known i32) (local $known_at i32)       ;; this many bytes are known to match at $known_at
    (if (i32.eqz (local.get $needle_len)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $needle_len) (local.get $haystack_len))
      (then (return (i32.const -1))))
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $haystack)) (i64.extend_i32_u (local.get $haystack_len)))
          (global.get $ADDRESSES))
      (then (unreachable)))
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $needle)) (i64.extend_i32_u (local.get $needle_len)))
          (global.get $ADDRESSES))
      (then (unreachable)))
    (if (i32.eq (local.get $needle_len) (i32.const 1))
      (then
        (return
          (call $find_byte (local.get $haystack) (local.get $haystack_len)
            (i32.load8_u (local.get $needle))))))

    (local.set $patience (i32.const 32))
    ;; The needle's ends.
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
        (block $change_probes
          (block $hit
            (block $narrow
              ;; 64 places at once; the last time perhaps some of them again.
              (local.set $base (local.get $pos))
              (if (i32.lt_u (i32.sub (local.get $last) (local.get $pos)) (i32.const 63))
                (then
                  (br_if $narrow (i32.lt_u (local.get $last) (i32.const 63)))
                  (local.set $base (i32.sub (local.get $last) (i32.const 63)))))
              ;; Ranking pays when the haystack is long, the more so when the needle is not near.
              (if (i32.and
                    (i32.eqz (local.get $ranked))
                    (i32.or
                      (i32.ge_u (local.get $pos) (i32.const 128))
                      (i32.ge_u (local.get $last) (i32.const 1024))))
                (then
                  (local.set $ranked (i32.const 1))
                  (call $pick_probes (local.get $needle) (local.get $needle_len))
                  (local.set $probe3)
                  (local.set $probe2)
                  (local.set $probe1)
                  (local.set $byte1
                    (v128.load8_splat (i32.add (local.get $needle) (local.get $probe1))))
                  (local.set $byte2
                    (v128.load8_splat (i32.add (local.get $needle) (local.get $probe2))))))
              (local.set $row1
                (i32.add (i32.add (local.get $haystack) (local.get $probe1)) (local.get $base)))
              (local.set $row2
                (i32.add (i32.add (local.get $haystack) (local.get $probe2)) (local.get $base)))
              (local.set $mask
                (i64.extend_i32_u
                  (i8x16.bitmask
                    (v128.and
                      (i8x16.eq (v128.load align=1 (local.get $row1)) (local.get $byte1))
                      (i8x16.eq (v128.load align=1 (local.get $row2)) (local.get $byte2))))))
              (local.set $mask
                (i64.or (local.get $mask)
                  (i64.shl
                    (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.and
                          (i8x16.eq (v128.load offset=16 align=1 (local.get $row1)) (local.get $byte1))
                          (i8x16.eq (v128.load offset=16 align=1 (local.get $row2)) (local.get $byte2)))))
                    (i64.const 16))))
              (local.set $mask
                (i64.or (local.get $mask)
                  (i64.shl
                    (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.and
                          (i8x16.eq (v128.load offset=32 align=1 (local.get $row1)) (local.get $byte1))
                          (i8x16.eq (v128.load offset=32 align=1 (local.get $row2)) (local.get $byte2)))))
                    (i64.const 32))))
              (local.set $mask
                (i64.or (local.get $mask)
                  (i64.shl
                    (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.and
                          (i8x16.eq (v128.load offset=48 align=1 (local.get $row1)) (local.get $byte1))
                          (i8x16.eq (v128.load offset=48 align=1 (local.get $row2)) (local.get $byte2)))))
                    (i64.const 48))))
              (local.set $mask
                (i64.and (local.get $mask)
                  (i64.shl (i64.const -1)
                    (i64.extend_i32_u (i32.sub (local.get $pos) (local.get $base))))))
              (local.set $pos (i32.add (local.get $base) (i32.const 64)))
              (br_if $hit (i64.ne (local.get $mask) (i64.const 0)))
              (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))
              (if (local.get $ranked)
                (then
                  (local.set $pos
                    (call $skip_64
                      (i32.add (local.get $haystack) (local.get $probe1))
                      (i32.add (local.get $haystack) (local.get $probe2))
                      (i32.add (local.get $haystack) (local.get $probe3))
                      (local.get $pos) (local.get $last)
                      (local.get $byte1) (local.get $byte2)
                      (v128.load8_splat (i32.add (local.get $needle) (local.get $probe3)))))
                  (br_if $absent (i32.gt_u (local.get $pos) (local.get $last)))))
              (br $scan))
            ;; Fewer than 64 places in all: 16 at once, the last time perhaps some of them again. With
            ;; fewer than 16, read beyond the haystack if the memory allows.
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
            (local.set $row1
              (i32.add (i32.add (local.get $haystack) (local.get $probe1)) (local.get $base)))
            (local.set $row2
              (i32.add (i32.add (local.get $haystack) (local.get $probe2)) (local.get $base)))
            (local.set $mask
              (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.and
                    (i8x16.eq (v128.load align=1 (local.get $row1)) (local.get $byte1))
                    (i8x16.eq (v128.load align=1 (local.get $row2)) (local.get $byte2))))))
            ;; Keep the places from $pos to $last.
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
          (local.set $candidates (local.get $mask))
          (block $ends_agree
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
                    (br_if $ends_agree (i32.gt_u (local.get $needle_len) (i32.const 16))))
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
            ;; More than one failure in 32 places: the probes are poor here. Change one, and wait twice as
            ;; long before judging again, in case no probes are better.
            (local.set $failures
              (i32.add (local.get $failures) (i32.wrap_i64 (i64.popcnt (local.get $candidates)))))
            (br_if $scan (i32.lt_u (local.get $failures) (local.get $patience)))
            (local.set $k (i32.sub (local.get $pos) (local.get $window)))
            (local.set $window (local.get $pos))
            (if (i32.gt_u (local.get $k) (i32.mul (local.get $failures) (i32.const 32)))
              (then
                (local.set $failures (i32.const 0))
                (local.set $patience (i32.const 32))
                (br $scan)))
            (local.set $failures (i32.const 0))
            (local.set $patience
              (select (i32.shl (local.get $patience) (i32.const 1)) (local.get $patience)
                (i32.lt_u (local.get $patience) (i32.const 4096))))
            (local.set $k
              (i32.add (local.get $tail_at)
                (call $mismatch
                  (i32.add (local.get $candidate) (local.get $tail_at))
                  (i32.add (local.get $needle) (local.get $tail_at))
                  (i32.sub (local.get $needle_len) (local.get $tail_at)))))
            (if (i32.eq (local.get $k) (local.get $needle_len))
              (then
                (local.set $k
                  (call $mismatch
                    (local.get $candidate) (local.get $needle) (local.get $needle_len)))))
            (br $change_probes))

          ;; Both ends agree: compare the rest.
          (if (local.get $two_way)
            (then
              (if (i32.ne (local.get $at) (local.get $known_at))
                (then (local.set $known (i32.const 0))))
              (local.set $k
                (call $two_way_mismatch (local.get $candidate)
                  (local.get $needle) (local.get $needle_len) (local.get $cut) (local.get $known)))
              (if (i32.eq (local.get $k) (local.get $needle_len)) (then (return (local.get $at))))
              (if (i32.lt_u (local.get $k) (local.get $cut))
                (then
                  (local.set $pos (i32.add (local.get $at) (local.get $shift)))
                  (local.set $known (local.get $kept))
                  (local.set $known_at (local.get $pos)))
                (else
                  (local.set $pos
                    (i32.add (local.get $at)
                      (i32.add (i32.sub (local.get $k) (local.get $cut)) (i32.const 1))))
                  (local.set $known (i32.const 0)))))
            (else
              (local.set $k
                (call $mismatch (local.get $candidate) (local.get $needle) (local.get $needle_len)))
              (if (i32.eq (local.get $k) (local.get $needle_len)) (then (return (local.get $at))))
              (local.set $pos (i32.add (local.get $at) (i32.const 1)))
              ;; A comparison costs its length, and 64 for the interruption.
              (local.set $spent
                (i64.add (local.get $spent)
                  (i64.add (i64.extend_i32_u (local.get $k)) (i64.const 64))))
              (if (i64.gt_u (local.get $spent)
                    (i64.add (i64.extend_i32_u (local.get $pos))
                      (i64.add (global.get $ALLOWANCE)
                        (i64.shl (i64.extend_i32_u (local.get $needle_len)) (i64.const 3)))))
                (then
                  (local.set $two_way (i32.const 1))
                  (call $factorize (local.get $needle) (local.get $needle_len))
                  (local.set $kept)
                  (local.set $shift)
                  (local.set $cut)))))
          (br_if $absent (i32.gt_u (local.get $pos) (local.get $last))))

        ;; The byte that told the needle from the haystack becomes a probe; the oldest one goes.
        (local.set $probe3 (local.get $probe1))
        (local.set $probe1 (local.get $probe2))
        (local.set $byte1 (local.get $byte2))
        (local.set $probe2 (local.get $k))
        (local.set $byte2 (v128.load8_splat (i32.add (local.get $needle) (local.get $k))))
        (local.set $ranked (i32.const 1))
        (br $scan)))
    (i32.const -1))

  ;; The first of the offsets from 0 to $last at which the needle occurs, or -1, one after another:
  ;; for a haystack of fewer than 16 places that ends with the memory.
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

  ;; ---------------------------------------------------------------------------------------------
  ;; Wiring
  ;; ---------------------------------------------------------------------------------------------

  ;; Passes $value to env.log.
  (func $debug_log (export "debugLog") (param $value i32)
    (call $log (local.get $value)))
)
