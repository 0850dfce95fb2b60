'use strict';

/**
 * The instructions that can be counted, and what follows each of them. Whatever is not in this table is refused.
 *
 * The engine has validated the module before any of this runs. So what has to be right here is where an instruction
 * ends, and no two readers may disagree on that: forms of which engines might read more than one are refused as well.
 */

const { wasmUnsupported } = require('../errors/wasm.js');

/** @typedef {(bytes: Uint8Array, at: number) => number} Skip from an operand's first byte to the byte after its last */

/** Names of value types by their byte. References to types of the module's own have none. */
const VALUE_TYPES = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
  [0x69, 'exnref'],
]);

/** By byte, whether it is one of these; quicker than the map. */
const isValueType = Array.from({ length: 256 }, (_, byte) => VALUE_TYPES.has(byte));

/** @param {Uint8Array} bytes @param {number} at */
function valueType(bytes, at) {
  if (!isValueType[bytes[at]]) throw wasmUnsupported(`the value type 0x${Number(bytes[at]).toString(16)}`, at);
  return at + 1;
}

/** @type {Skip} */
const nothing = (_, at) => at;

/** @type {Skip} */
function leb(bytes, at) {
  while (bytes[at++] & 0x80);
  return at;
}

/**
 * An unsigned number of up to 32 bits.
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (!(byte & 0x80)) return value >>> 0;
  }
}

/** @type {Skip} */
const twoLebs = (bytes, at) => leb(bytes, leb(bytes, at));

/** Alignment and offset. A memory other than the first is named in between, which a bit of the alignment says. @type {Skip} */
function memoryPlace(bytes, at) {
  if (unsigned(bytes, at) & 0x40) throw wasmUnsupported('more than one memory', at);
  return twoLebs(bytes, at);
}

/** Nothing, a value type, or the index of a type. @type {Skip} */
function blockType(bytes, at) {
  if (bytes[at] === 0x40) return at + 1;
  if (!(bytes[at] & 0x80)) return bytes[at] & 0x40 ? valueType(bytes, at) : at + 1;
  const end = leb(bytes, at);
  if (bytes[end - 1] & 0x40) throw wasmUnsupported('a value type of several bytes', at);
  return end;
}

/** Of a null reference. @type {Skip} */
function heapType(bytes, at) {
  if (bytes[at] < 0x69 || bytes[at] > 0x70) throw wasmUnsupported('typed references', at);
  return valueType(bytes, at);
}

/** @param {Skip} skip @returns {Skip} a number, and so many of something */
const several = (skip) => (bytes, at) => {
  const count = unsigned(bytes, at);
  at = leb(bytes, at);
  for (let i = 0; i < count; i++) at = skip(bytes, at);
  return at;
};

/** @type {Skip} */
const labels = (bytes, at) => leb(bytes, several(leb)(bytes, at));

const catches = several((bytes, at) => {
  if (bytes[at] > 3) throw wasmUnsupported('a handler of an unknown kind', at);
  // not covered: only in engines that have try_table
  return bytes[at] < 2 ? twoLebs(bytes, at + 1) : leb(bytes, at + 1);
});

/** @type {Skip} */
const block = (bytes, at) => catches(bytes, blockType(bytes, at));

/** @param {number} size @returns {Skip} */
const plain = (size) => (_, at) => at + size;

/** @type {Skip} */
const memoryLane = (bytes, at) => memoryPlace(bytes, at) + 1;

/** @typedef {[first: number, last: number, skip: Skip, feature?: string][]} Table rows in rising order */

const EXCEPTIONS = 'exceptions';
const REFERENCES = 'reference types';

/** @type {Table} */
const ONE_BYTE = [
  [0x00, 0x01, nothing], // unreachable, nop
  [0x02, 0x04, blockType], // block, loop, if
  [0x05, 0x05, nothing], // else
  [0x06, 0x06, blockType, EXCEPTIONS], // try
  [0x07, 0x09, leb, EXCEPTIONS], // catch, throw, rethrow
  [0x0a, 0x0a, nothing, EXCEPTIONS], // throw_ref
  [0x0b, 0x0b, nothing], // end
  [0x0c, 0x0d, leb], // br, br_if
  [0x0e, 0x0e, labels], // br_table
  [0x0f, 0x0f, nothing], // return
  [0x10, 0x10, leb], // call
  [0x11, 0x11, twoLebs], // call_indirect
  [0x12, 0x12, leb, 'tail calls'],
  [0x13, 0x13, twoLebs, 'tail calls'],
  [0x18, 0x18, leb, EXCEPTIONS], // delegate
  [0x19, 0x19, nothing, EXCEPTIONS], // catch_all
  [0x1a, 0x1b, nothing], // drop, select
  [0x1c, 0x1c, several(valueType), REFERENCES], // select with types
  [0x1f, 0x1f, block, EXCEPTIONS], // try_table
  [0x20, 0x24, leb], // local.get to global.set
  [0x25, 0x26, leb, REFERENCES], // table.get, table.set
  [0x28, 0x3e, memoryPlace], // loads and stores
  [0x3f, 0x42, leb], // memory.size, memory.grow, i32.const, i64.const
  [0x43, 0x43, plain(4)], // f32.const
  [0x44, 0x44, plain(8)], // f64.const
  [0x45, 0xbf, nothing], // comparisons, arithmetic, conversions
  [0xc0, 0xc4, nothing, 'sign extension'],
  [0xd0, 0xd0, heapType, REFERENCES], // ref.null
  [0xd1, 0xd1, nothing, REFERENCES], // ref.is_null
  [0xd2, 0xd2, leb, REFERENCES], // ref.func
];

/** @type {Table} after 0xfc */
const BULK = [
  [0, 7, nothing, 'saturating conversions'],
  [8, 8, twoLebs, 'bulk memory'], // memory.init
  [9, 9, leb, 'bulk memory'], // data.drop
  [10, 10, twoLebs, 'bulk memory'], // memory.copy
  [11, 11, leb, 'bulk memory'], // memory.fill
  [12, 12, twoLebs, 'bulk memory'], // table.init
  [13, 13, leb, 'bulk memory'], // elem.drop
  [14, 14, twoLebs, 'bulk memory'], // table.copy
  [15, 17, leb, REFERENCES], // table.grow, table.size, table.fill
];

/** @type {Table} after 0xfd */
const VECTORS = [
  [0, 11, memoryPlace, 'SIMD'],
  [12, 13, plain(16), 'SIMD'], // v128.const, i8x16.shuffle
  [14, 20, nothing, 'SIMD'],
  [21, 34, plain(1), 'SIMD'], // lanes
  [35, 83, nothing, 'SIMD'],
  [84, 91, memoryLane, 'SIMD'],
  [92, 93, memoryPlace, 'SIMD'],
  [94, 255, nothing, 'SIMD'],
  [256, 275, nothing, 'relaxed SIMD'],
];

/** @param {Table} table @param {number} size */
function spread(table, size) {
  const skips = /** @type {(Skip | undefined)[]} */ (Array(size).fill(undefined));
  const features = /** @type {(string | undefined)[]} */ (Array(size).fill(undefined));
  for (const [first, last, skip, feature] of table) {
    skips.fill(skip, first, last + 1);
    features.fill(feature, first, last + 1);
  }
  return { skips, features };
}

const one = spread(ONE_BYTE, 256);

const bulk = spread(BULK, 18);
const vectors = spread(VECTORS, 276);

/** The instructions behind the prefixes that are known. @param {number} prefix */
const prefixed = (prefix) => (prefix === 0xfc ? bulk : prefix === 0xfd ? vectors : undefined);

/**
 * @param {number} opcode
 * @param {number} second after a prefix, else -1
 * @param {number} at
 */
function refuse(opcode, second, at) {
  const hex = opcode.toString(16).padStart(2, '0');
  return wasmUnsupported(`the instruction 0x${hex}${second < 0 ? '' : ` 0x${second.toString(16)}`}`, at);
}

/** What follows most instructions: nothing, one number, or alignment and offset. */
const SHAPE = Object.freeze({ nothing: 0, number: 1, place: 2, other: 3 });

/** The shape of an instruction, by its first byte. */
const SHAPES = Uint8Array.from(one.skips, (skip) =>
  skip === nothing ? SHAPE.nothing : skip === leb ? SHAPE.number : skip === memoryPlace ? SHAPE.place : SHAPE.other,
);

/**
 * @param {Uint8Array} bytes
 * @param {number} at an instruction's first byte
 * @returns {number} the byte after its last
 */
function skipInstruction(bytes, at) {
  const opcode = bytes[at];
  const skip = one.skips[opcode];
  if (skip !== undefined) return skip(bytes, at + 1);
  const known = prefixed(opcode);
  if (known === undefined) throw refuse(opcode, -1, at);
  const second = unsigned(bytes, at + 1);
  const skipOperands = known.skips[second];
  if (skipOperands === undefined) throw refuse(opcode, second, at);
  return skipOperands(bytes, leb(bytes, at + 1));
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at the first byte of an instruction that is known
 * @returns {string | undefined} the proposal that brought it
 */
function featureOf(bytes, at) {
  const known = prefixed(bytes[at]);
  return known === undefined ? one.features[bytes[at]] : known.features[unsigned(bytes, at + 1)];
}

module.exports = { SHAPE, SHAPES, VALUE_TYPES, featureOf, leb, skipInstruction, unsigned, valueType };
