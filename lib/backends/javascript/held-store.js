'use strict';

/**
 * Held texts of the `javascript` backend: a string is kept as it is, since the engine never changes it, and
 * bytes as a copy. Every operation is that of the backend, on what is kept.
 */

const { freed } = require('../../errors/errors.js');
const { byteLengthOf, sizeOf } = require('../../operations/input.js');
const { COUNTED, OVERLAPPING } = require('../../instance/held-text.js');
const { copyOf } = require('../../text/typed-array.js');
const { encode } = require('../../text/utf8.js');

/** @typedef {import('../../operations/input.js').Input} Input */

/**
 * @typedef {object} Text
 * @property {Input} source
 * @property {number} length in bytes
 * @property {Uint8Array | undefined} bytes of a string, encoded for the first call with bytes
 */

const encoder = new TextEncoder();

/**
 * @param {import('../../operations/table.js').KernelOperations} ops the operations that run
 * @param {import('../../operations/memory-limit.js').MemoryLimit} limit the one they check
 * @returns {import('../../instance/held-text.js').HeldKernel}
 */
function createHeldStore(ops, limit) {
  /** @type {Map<number, Text>} */
  const texts = new Map();
  let next = 0;

  /** @param {number} id */
  const textOf = (id) => {
    const text = texts.get(id);
    if (text === undefined) throw freed();
    return text;
  };

  /**
   * Calls an operation, which counts its inputs against the limit, with texts that are counted already.
   *
   * @template R
   * @param {number} bytes of these texts
   * @param {() => R} operation
   */
  const counted = (bytes, operation) => {
    limit.keep(-bytes);
    try {
      return operation();
    } finally {
      limit.keep(bytes);
    }
  };

  /**
   * What to search in or compare, so that a string is encoded once at most.
   *
   * @param {Text} text
   * @param {Input} other
   */
  const against = (text, other) => {
    const { source } = text;
    if (typeof source !== 'string' || typeof other === 'string') return source;
    return (text.bytes ??= limit.within(() => encode(source), source, other));
  };

  return {
    holdText(input) {
      limit.check(sizeOf('input', input), input);
      const source = typeof input === 'string' ? input : limit.within(() => copyOf(input), input);
      const length = byteLengthOf(source);
      texts.set(next, { source, length, bytes: undefined });
      limit.keep(length);
      return next++;
    },
    freeText(id) {
      const text = texts.get(id);
      if (text === undefined) return;
      texts.delete(id);
      limit.keep(-text.length);
    },
    heldLength: (id) => textOf(id).length,
    heldHash(id, seed) {
      const { source, length } = textOf(id);
      return counted(length, () => ops.fastHash(source, seed));
    },
    heldCompare(id, other) {
      const text = textOf(id);
      sizeOf('other', other);
      return counted(text.length, () => ops.fastCompare(against(text, other), other));
    },
    heldCompareHeld(id, otherId) {
      const [a, b] = [textOf(id), textOf(otherId)];
      if (a === b) return 0;
      return counted(a.length + b.length, () => ops.fastCompare(against(a, b.source), against(b, a.source)));
    },
    heldCopy(id, words) {
      const { source } = textOf(id);
      const bytes = new Uint8Array(words.buffer);
      if (typeof source === 'string') encoder.encodeInto(source, bytes);
      else bytes.set(source);
    },
    heldSearch(id, needle, _hint, position) {
      const text = textOf(id);
      sizeOf('needle', needle);
      return counted(text.length, () =>
        position === undefined
          ? ops.fastSearch(against(text, needle), needle)
          : ops.fastIndexOf(text.source, needle, position),
      );
    },
    heldSearchAll(id, needle, _hint, flags) {
      const text = textOf(id);
      sizeOf('needle', needle);
      const options = { overlapping: (flags & OVERLAPPING) !== 0 };
      const operation = (flags & COUNTED) !== 0 ? ops.fastCount : ops.fastSearchAll;
      return counted(text.length, () => operation(against(text, needle), needle, options));
    },
  };
}

module.exports.createHeldStore = createHeldStore;
