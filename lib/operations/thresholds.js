'use strict';

/**
 * Every size at which another way becomes faster, with the crossover it comes from. Measured on an EPYC (Zen 5) with
 * Node 20 and 24, where a call into Rust takes 100 ns; where that matters, the value also holds for 200 ns.
 */

const THRESHOLDS = Object.freeze({
  /** Bytes of a stream's chunk that are hashed at once: to begin takes 0.2 µs, and a piece must fit the memory limit. */
  HASHED_PIECE: 1 << 20,

  /** Bytes, or units, that are searched at once: a promise for each takes 1 µs, and the UTF-8 of a piece takes memory. */
  SEARCHED_PIECE: 1 << 16,

  /** Bytes of a promise's input worked on before the event loop runs again: a third of a millisecond in JavaScript. */
  SLICE: 1 << 18,

  /** Units or bytes hashed by a loop, 1.05 ns a byte: the addon draws level at 135 (`native`) to 180 (`wasmtime`), 100 later on slower machines. */
  HASHED_BY_LOOP: 224,

  /** The same for strings that do not begin with ASCII, whose units are two or three bytes each. */
  HASHED_WIDE_BY_LOOP: 96,

  /** Bytes that the command line reads at a time: 300 MB take 0.36 s to hash, 0.57 s in pieces of 64 KiB, as long in 1 MiB. */
  READ_AT_ONCE: 1 << 18,

  /** Strings of `fastHashMany` up to this many units are hashed by a loop: to join and cross takes 30 ns each. */
  HASHED_UNJOINED: 20,

  /** Longer strings are passed one by one, as a call costs little beside them. */
  JOINED: 1024,

  /** The most units that are joined, so that they stay in the cache. */
  JOINED_IN_ALL: 1 << 16,

  /** Units from which `Buffer.byteLength` tells whether a string is ASCII: a loop through fewer costs less. */
  MEASURED_FROM: 16,

  /** Of longer strings, that many are first compared by a loop: to measure them takes 80 ns or more. */
  MEASURED_AT_ONCE: 512,

  /** Units up to which it does so; beyond, slices find a difference as fast. */
  MEASURED_TO_COMPARE: 8192,

  /**
   * Calls for which that is not checked again after a no, which costs 30 to 150 ns, as programs tend to compare strings
   * of one kind.
   */
  UNMEASURED: 63,

  /** Units of short strings that are compared by a loop alone. */
  COMPARED_BY_LOOP: 6,

  /** Bytes of short arrays that are compared by a loop: `Buffer.compare` costs 35 ns whatever it finds. */
  COMPARED_BYTES: 16,

  /** Bytes of longer arrays that are first compared by a loop … */
  COMPARED_BYTES_FIRST: 2,

  /** … or, where there is no `Buffer`, before they cross. */
  COMPARED_BYTES_WITHOUT_BUFFER: 32,

  /**
   * Units before a match whose UTF-8 is counted by a loop, at 2 ns each; a slice and `Buffer.byteLength` cost 35 ns.
   */
  MEASURED_BY_LOOP: 8,

  /** Units up to which `Buffer.byteLength` counts them, 0.3 to 0.5 ns each in two bytes a unit: beyond, the addon is twice as fast. */
  MEASURED_HERE: 4096,

  /** Texts up to this many units are searched by `indexOf`, as the other ways take 30 ns more to begin with. */
  SEARCHED_WHOLE: 256,

  /**
   * Units of longer texts that are first searched by `indexOf`: a slice costs 8 ns, so an early match is as fast as
   * with `indexOf` alone.
   */
  SEARCHED_FIRST: 128,

  /** How many units a candidate of the rarest unit must be worth: it costs 20 ns, as the addon does for 200 units. */
  SPARSE: 192,

  /** Units searched by `indexOf` after that, at 0.55 ns each, before a part crosses, at 120 ns and 0.05 ns a unit. */
  SEARCHED_BEFORE_CROSSING: 512,

  /** Units of the first part of a long text. */
  FIRST_PART: 2048,

  /**
   * The longest rest of a text that crosses at once where a rare unit is not rare, which costs 650 ns at the most. In a
   * longer one a match close by matters more than the units searched before it crosses.
   */
  FIRST_PART_AT_ONCE: 8192,

  /** Shorter rests of a text do not cross; they are searched by `indexOf`. */
  CROSSES_FROM: 896,

  /** Units of the largest part that crosses at once, so that it stays in the cache. */
  LARGEST_PART: 1 << 16,

  /**
   * The longest needle that crosses with parts of the text, each of which takes it along, and that is left to V8: it is
   * as long as V8's search is linear (`LINEAR` in lib/kernels/linear-index-of.js).
   */
  LONGEST_NEEDLE: 250,

  /** Units up to which matches are counted by `indexOf`: the addon draws level at 512, or 900 on slower machines. */
  COUNTED_HERE: 896,

  /** The same for a list of them, for which the addon calls back. */
  LISTED_HERE: 2048,

  /** The same where nothing is faster: an array of more matches would take much of the engine's heap, or end the process. */
  LISTED_BY_ENGINE: 1 << 20,

  /** The longest needle whose overlapping matches in longer texts the engine finds, as it compares all of each. */
  OVERLAPPED_HERE: 32,

  /** Occurrences in longer texts that are found by `indexOf` before it matters whether they are sparse. */
  FEW_MATCHES: 16,

  /** Units up to which a text is searched by an expression for up to 64 needles … */
  NEEDLES_BY_EXPRESSION: 192,

  /** … for up to 4, which take the engine less … */
  VERY_FEW_NEEDLES_BY_EXPRESSION: 384,

  /** … for one in any case, if it is only to be found … */
  NEEDLE_IN_ANY_CASE_BY_EXPRESSION: 1 << 17,

  /** … and for more, or long ones, which take the addon longer. */
  MANY_NEEDLES_BY_EXPRESSION: 448,

  /** Units of the first part of a longer text that crosses. */
  NEEDLES_FIRST_PART: 3072,

  /** Bytes searched by `Buffer.indexOf`: the addon draws level at 150 (`native`) to 400 on slower machines. */
  SEARCHED_BYTES: 256,

  /** Bytes searched by a loop, at 1 ns each; `Buffer.indexOf` takes 75 to 90 ns for a common byte. */
  SEARCHED_BYTES_BY_LOOP: 64,

  /** Places of longer arrays that are first searched by a loop; `Buffer.indexOf` takes 45 ns for an immediate match. */
  SEARCHED_BYTES_FIRST: 3,

  /**
   * How many bytes a candidate of the rarest byte must be worth: it costs 10 to 25 ns, as `Buffer.indexOf` does for 40
   * bytes.
   */
  SPARSE_BYTES: 64,
});

module.exports = THRESHOLDS;
