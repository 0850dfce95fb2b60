'use strict';

/**
 * What the package exports, besides the coordinator and the booster. What does the work is loaded when it is first
 * used: a program that only requires the package, as most files of a large one do, pays for these faces alone.
 */

/** @typedef {import('../operations/input.js').Input} Input */
/** @typedef {{ overlapping?: boolean }} Options */
/** @typedef {import('../operations/table.js').KernelOperations} KernelOperations */
/**
 * @typedef {Pick<KernelOperations, 'fastHash' | 'fastHash64' | 'fastCompare' | 'fastSearch'> & {
 *   fastIndexOf: (haystack: Input, needle: Input, position?: number) => number,
 *   fastSearchAll: (haystack: Input, needle: Input, options?: Options) => Uint32Array,
 *   fastCount: (haystack: Input, needle: Input, options?: Options) => number,
 *   fastHash64Hex: (input: Input, seed?: bigint) => string,
 *   fastHashMany: (inputs: unknown) => Uint32Array,
 *   fastHashMany64: (inputs: unknown) => BigUint64Array
 * }} PublicOperations
 */

/** As they are now: what tests put in their place before the first load would never fire. */
const { setImmediate, setTimeout } = globalThis;
const { now } = Date;

/** @type {typeof import('./load.js') | undefined} */
let loaded;

function loader() {
  if (loaded === undefined) {
    require('../operations/turns.js').takeTimers({ setImmediate, setTimeout, now });
    loaded = require('./load.js');
  }
  return loaded;
}

/**
 * @param {unknown} [options]
 * @returns {import('../instance/string-ops.js').StringOps}
 */
function loadStringOpsSync(options) {
  return loader().loadStringOpsSync(options);
}

/**
 * The same, but every error is a rejection.
 *
 * @param {unknown} [options]
 * @returns {Promise<import('../instance/string-ops.js').StringOps>}
 */
async function loadStringOps(options) {
  return loader().loadStringOps(options);
}

/** @returns {import('../instance/string-ops.js').StringOps | null} the instance loaded last */
function getStringOps() {
  return loader().getStringOps();
}

/** @type {typeof import('../wasm/load.js').loadWasm} */
const loadWasm = async (source, options) => require('../wasm/load.js').loadWasm(source, options);

/** @type {typeof import('../wasm/load.js').loadWasmSync} */
const loadWasmSync = (source, options) => require('../wasm/load.js').loadWasmSync(source, options);

/** What the classes of the WASM Implementation Guide have in common. */
class Operations {
  #ops;

  /** @param {PublicOperations} ops */
  constructor(ops) {
    this.#ops = ops;
  }

  /** @param {Input} input @param {number} [seed] */
  fastHash(input, seed) {
    return this.#ops.fastHash(input, seed);
  }

  /** @param {Input} input @param {bigint} [seed] */
  fastHash64(input, seed) {
    return this.#ops.fastHash64(input, seed);
  }

  /** @param {Input} input @param {bigint} [seed] */
  fastHash64Hex(input, seed) {
    return this.#ops.fastHash64Hex(input, seed);
  }

  /** @param {Input} a @param {Input} b */
  fastCompare(a, b) {
    return this.#ops.fastCompare(a, b);
  }

  /** @param {Input} haystack @param {Input} needle */
  fastSearch(haystack, needle) {
    return this.#ops.fastSearch(haystack, needle);
  }

  /** @param {Input} haystack @param {Input} needle @param {number} [position] */
  fastIndexOf(haystack, needle, position) {
    return this.#ops.fastIndexOf(haystack, needle, position);
  }

  /** @param {Input} haystack @param {Input} needle @param {Options} [options] */
  fastSearchAll(haystack, needle, options) {
    return this.#ops.fastSearchAll(haystack, needle, options);
  }

  /** @param {Input} haystack @param {Input} needle @param {Options} [options] */
  fastCount(haystack, needle, options) {
    return this.#ops.fastCount(haystack, needle, options);
  }

  /** @param {Iterable<Input>} inputs */
  fastHashMany(inputs) {
    return this.#ops.fastHashMany(inputs);
  }

  /** @param {Iterable<Input>} inputs */
  fastHashMany64(inputs) {
    return this.#ops.fastHashMany64(inputs);
  }
}

class StringOpsFallback extends Operations {
  uncloneable = require('../errors/errors.js').uncloneable('a StringOpsFallback');

  /**
   * @param {object} [options]
   * @param {number} [options.maximumPages] memory limit for the inputs of one call, in pages of 64 KiB; the same rule
   *   as on every backend
   */
  constructor(options) {
    super(require('../backends/portable.js').fallbackOperations(options));
  }
}

class StringOpsWrapper extends Operations {
  /**
   * @param {WebAssembly.Instance} wasmInstance exports at least `fastHash(ptr, len)`,
   *   `fastCompare(ptr1, len1, ptr2, len2)` and `fastSearch(hPtr, hLen, nPtr, nLen)`
   * @param {WebAssembly.Memory} [memory] the one the instance works on; by default the one it exports
   * @param {{ maximumPages?: number }} [options] memory limit for the inputs of one call, in pages of 64 KiB, besides
   *   the memory's own maximum
   */
  constructor(wasmInstance, memory, options) {
    const ops = require('../backends/portable.js').wrapperOperations(wasmInstance, memory, options);
    super(ops);
    this.instance = wasmInstance;
    this.memory = ops.memory;
  }
}

module.exports = {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  loadWasm,
  loadWasmSync,
  StringOpsFallback,
  StringOpsWrapper,
};
