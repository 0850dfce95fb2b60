'use strict';

/**
 * The intrinsic accessors of %TypedArray%, taken once. A subclass or an own property may lie about `length` or
 * `buffer`; these accessors cannot be fooled, and call no user code.
 */

const prototype = Object.getPrototypeOf(Uint8Array.prototype);

/** @type {(key: PropertyKey) => (this: unknown) => any} */
const getter = (key) => /** @type {any} */ (Object.getOwnPropertyDescriptor(prototype, key)).get;

const tag = getter(Symbol.toStringTag);
const length = getter('length');
const buffer = getter('buffer');
const byteOffset = getter('byteOffset');
const keys = prototype.keys;

/**
 * Whether `value` is what Node-API calls a Uint8Array: a real one, of any realm, including Buffers and other
 * subclasses, but not a Proxy of one or an object that merely inherits from one.
 *
 * @param {unknown} value
 * @returns {value is Uint8Array}
 */
const isUint8Array = (value) => tag.call(value) === 'Uint8Array';

/**
 * @param {Uint8Array} array
 * @returns {number} bytes; 0 when the array has lost its buffer
 */
const lengthOf = (array) => length.call(array);

/**
 * @param {Uint8Array} array
 * @returns {ArrayBufferLike}
 */
const bufferOf = (array) => buffer.call(array);

/**
 * @param {Uint8Array} array
 * @returns {number} bytes of its buffer that lie before it
 */
const offsetOf = (array) => byteOffset.call(array);

/**
 * Whether the array has lost its buffer, by detachment or because a resizable buffer shrank from under
 * it. Both look like an empty array; only operations that validate the array can tell the difference.
 *
 * @param {Uint8Array} array
 */
const isOutOfBounds = (array) => throws(() => keys.call(array));

/**
 * Whether a buffer is detached. `ArrayBuffer.prototype.detached` is younger than Node 20.
 *
 * @param {ArrayBufferLike} arrayBuffer
 */
const isDetached = (arrayBuffer) => throws(() => ArrayBuffer.prototype.slice.call(arrayBuffer, 0, 0));

/** @param {() => unknown} read */
function throws(read) {
  try {
    read();
    return false;
  } catch {
    return true;
  }
}

/**
 * A copy that nobody else can see or resize.
 *
 * @param {Uint8Array} array
 */
function copyOf(array) {
  const copy = new Uint8Array(lengthOf(array));
  copy.set(array);
  return copy;
}

/**
 * A plain view of a part: `subarray` may be a subclass's own.
 *
 * @param {Uint8Array} array
 * @param {number} start
 * @param {number} end at most the array's length
 */
const viewOf = (array, start, end) => new Uint8Array(bufferOf(array), offsetOf(array) + start, end - start);

module.exports = { isUint8Array, lengthOf, bufferOf, offsetOf, isOutOfBounds, isDetached, copyOf, viewOf };
