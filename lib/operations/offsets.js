'use strict';

/**
 * A list of offsets whose length is not known beforehand, kept within the memory limit.
 */

const { memoryLimit } = require('../errors/errors.js');

const { floor, max, min } = Math;

/** Bytes of an offset. */
const OFFSET_BYTES = 4;

const FIRST_ROOM = 64;

/** @typedef {import('./input.js').Input} Input */

/**
 * @param {(add: (offset: number) => void) => void} each calls `add` with each of them, in order
 * @param {import('./memory-limit.js').MemoryLimit} limit
 * @param {Input} first an input that is in use meanwhile
 * @param {Input} second likewise
 * @returns {Uint32Array}
 * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if they do not fit the limit
 */
function listOffsets(each, limit, first, second) {
  // Before the search, which may make a memory grow, and a view of it is empty afterwards.
  const taken = limit.taken(first, second);
  const most = floor((limit.limit - taken) / OFFSET_BYTES);
  let list = new Uint32Array(FIRST_ROOM);
  let count = 0;
  /** @type {unknown} */
  let refusal;
  const grow = () => {
    try {
      const longer = new Uint32Array(max(list.length, min(2 * list.length, most)));
      longer.set(list);
      list = longer;
    } catch (error) {
      // not covered from here: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
      refusal = error;
    }
  };
  each((offset) => {
    if (count === list.length) grow();
    // Beyond the end of the list this does nothing: offsets that do not fit are only counted, for the error.
    list[count++] = offset;
  });
  const needed = taken + OFFSET_BYTES * count;
  if (count > list.length || needed > limit.limit) throw memoryLimit(needed, limit.limit, refusal);
  const offsets = newOffsets(count, limit.limit);
  offsets.set(list.subarray(0, count));
  return offsets;
}

/**
 * @param {number} count
 * @param {number} limit bytes, for the error
 * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if the engine has no room for so many
 */
function newOffsets(count, limit) {
  try {
    return new Uint32Array(count);
  } catch (refusal) {
    // not covered: only where the system refuses memory (__tests__/torture/rows/host-memory.mjs)
    throw memoryLimit(OFFSET_BYTES * count, limit, refusal);
  }
}

module.exports = { listOffsets, newOffsets };
