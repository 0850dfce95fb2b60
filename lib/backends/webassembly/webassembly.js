'use strict';

/**
 * The `webassembly` backend: a module with the ABI of stringOps.wat in the JavaScript engine's own
 * WebAssembly.
 */

const { invalidArgType } = require('../../errors/errors.js');
const { standalone } = require('../../operations/derived.js');
const { logValueOf } = require('../../operations/input.js');
const { MemoryLimit, PAGE, isMemory, limitOf } = require('../../operations/memory-limit.js');
const { RETAINED } = require('./linear-memory.js');
const { failureOf, readExports, wholeExports } = require('./module-exports.js');
const { ModuleInstance } = require('./module-instance.js');

/**
 * @param {WebAssembly.Instance} wasmInstance
 * @param {WebAssembly.Memory} [memory] the one the instance works on; by default the one it exports
 * @param {{ maximumPages?: number }} [options]
 */
function wrapperOperations(wasmInstance, memory, options) {
  const exports = readExports(wasmInstance);
  const limit = limitOf(options);
  const ownMemory = memory === undefined ? exports.memory : memory;
  if (!isMemory(ownMemory)) throw invalidArgType('memory', memory, 'a WebAssembly.Memory');
  return { ...standalone(new ModuleInstance(exports, ownMemory, limit), limit), memory: ownMemory };
}

/** @typedef {'fastHash' | 'fastHash64' | 'fastCompare' | 'fastSearch' | 'fastSearchAll' | 'fastCount'} Operation */

/**
 * A WebAssembly memory never shrinks, so if a call has made it grow past `RETAINED`, it is dropped with its instance,
 * and a new one is made, which costs microseconds.
 *
 * @param {{ initialPages: number, maximumPages: number, log: (value: number) => void }} options
 * @param {WebAssembly.Module} compiled stringOps.wasm
 * @returns {import('../../operations/table.js').Kernel}
 */
function createWebAssembly({ initialPages, maximumPages, log }, compiled) {
  const limit = new MemoryLimit(maximumPages);
  const instantiate = () => {
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages });
    const env = { memory, log: (/** @type {number} */ value) => log(value) };
    const { exports } = new WebAssembly.Instance(compiled, { env });
    return new ModuleInstance(wholeExports(readExports({ exports })), memory, limit);
  };
  let instance = instantiate();
  /** @type {import('./held-memory.js').HeldMemory | undefined} */
  let heldMemory;
  let { size } = instance.linear; // after the latest call, in bytes
  let [peak, grown] = [size, 0];

  const renew = () => {
    try {
      instance = instantiate();
    } catch {
      // There is no room for a second instance; the large one will do.
    }
    ({ size } = instance.linear);
  };
  const hasGrown = () => {
    grown++;
    ({ size } = instance.linear);
    peak = Math.max(peak, size);
    if (size > Math.max(RETAINED, initialPages * PAGE)) renew();
  };
  /**
   * An operation of the instance there is when it is called.
   *
   * @template {Operation} N
   * @param {N} name
   */
  const operation = (name) =>
    /** @type {ModuleInstance[N]} */ (
      (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ c) => {
        try {
          return /** @type {any} */ (instance)[name](a, b, c);
        } finally {
          if (instance.linear.size > size) hasGrown();
        }
      }
    );

  return {
    fastHash: operation('fastHash'),
    fastHash64: operation('fastHash64'),
    fastCompare: operation('fastCompare'),
    fastSearch: operation('fastSearch'),
    fastSearchAll: operation('fastSearchAll'),
    fastCount: operation('fastCount'),
    limit,
    debugLog(value) {
      const checked = logValueOf(value);
      try {
        /** @type {Required<import('./module-exports.js').ModuleExports>} */ (instance.exports).debugLog(checked);
      } catch (thrown) {
        throw failureOf(thrown);
      }
    },
    memoryState() {
      const block = instance.linear.size;
      return { block, bytes: block + (heldMemory?.size ?? 0), held: limit.held, peak, grown };
    },
    copyMemory: (offset, words) => new Uint8Array(words.buffer).set(instance.linear.bytes(offset, words.byteLength)),
    trim() {
      if (instance.linear.size > initialPages * PAGE) renew();
      heldMemory?.trim();
    },
    held() {
      const { HeldMemory } = require('./held-memory.js');
      heldMemory = new HeldMemory(instantiate, limit.limit);
      return require('../../operations/held-store.js').createHeldStore(heldMemory, limit);
    },
  };
}

module.exports = { createWebAssembly, wrapperOperations };
