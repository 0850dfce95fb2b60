'use strict';

/**
 * A module that runs: its functions as users call them, each call within its limits, with its memory given back.
 */

const { uncloneable } = require('../errors/errors.js');
const { wasmDisposed, wasmReentrant, wasmResult, wasmTrap } = require('../errors/wasm.js');
const { MemoryFace } = require('./memory.js');
const { ARRAYS, LOWERED, checkOf } = require('./signatures.js');

/** @typedef {import('./allowance.js').Allowance} Allowance */
/** @typedef {import('./memory.js').ModuleMemory} ModuleMemory */
/** @typedef {import('./signatures.js').Parameter} Parameter */
/** @typedef {(...args: any[]) => any} AnyFunction */

/**
 * @typedef {object} Declared
 * @property {Parameter[]} parameters
 * @property {string} result
 * @property {string[] | null} types of the module's parameters, where they are known
 */

// As esbuild writes `using` for engines that lack the symbol.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** What goes on before and after every call. Its fields are public because every call reads them. */
class Gate {
  calls = 0;
  disposed = false;
  /** Calls that run, each but the first within another. */
  depth = 0;
  /** @type {ModuleMemory | null} */
  memory = null;
  /** What the latest call that was stopped has thrown: calls around it throw the same. @type {unknown} */
  #stopped;

  /** @param {Allowance | null} allowance */
  constructor(allowance) {
    this.allowance = allowance;
  }

  /**
   * @param {any} cause what a call threw
   * @returns {any} what it is to throw
   */
  fail(cause) {
    const { allowance, depth } = this;
    if (allowance !== null) {
      // A call within another has put back what it moved.
      if (depth === 1) allowance.restore();
      if (allowance.stopped) return cause === this.#stopped ? cause : (this.#stopped = allowance.reason(cause));
    }
    return isTrap(cause) ? wasmTrap(cause) : cause;
  }

  /**
   * Puts an input into memory, or calls the function. If that throws, the globals are put back as they were before it,
   * not before the inputs: the module's allocator, which is to free them, may count by globals.
   *
   * @param {AnyFunction} f
   * @param {any} [a]
   * @param {any} [b]
   * @param {any} [c]
   * @param {any} [d]
   * @param {any} [e]
   * @returns {any} what it returns
   */
  step(f, a, b, c, d, e) {
    const { allowance } = this;
    if (allowance !== null) {
      if (this.depth > 1) return within(allowance, f, a, b, c, d, e);
      allowance.keep();
    }
    return f(a, b, c, d, e);
  }

  /**
   * Leaves, and gives back the memory of what was allocated since.
   *
   * @param {number} allocated before
   * @param {boolean} failed whether the call throws already, which tells more than what freeing throws
   */
  leaveAndFree(allocated, failed) {
    const [memory, allowance] = [/** @type {ModuleMemory} */ (this.memory), this.allowance];
    if (this.depth === 1 && allowance !== null) allowance.end();
    let failure = null;
    while (memory.allocated > allocated) failure = this.#freeLast(memory, allowance) ?? failure;
    this.depth--;
    if (failure !== null && !failed) throw failure;
  }

  /** @param {ModuleMemory} memory @param {Allowance | null} allowance */
  #freeLast(memory, allowance) {
    try {
      if (allowance === null) memory.freeLast();
      else allowance.free(() => memory.freeLast());
      return null;
    } catch (cause) {
      return this.fail(cause);
    }
  }
}

/**
 * Whether the module trapped, or used up the stack.
 *
 * @param {unknown} error
 */
const isTrap = (error) =>
  error instanceof WebAssembly.RuntimeError ||
  (error instanceof RangeError && !('code' in error) && /call stack|recursion/.test(error.message));

/**
 * Apart from where it is used, as a closure there would be paid for by every call.
 *
 * @type {(allowance: Allowance, f: AnyFunction, ...args: any[]) => any}
 */
const within = (allowance, f, a, b, c, d, e) => allowance.within(() => f(a, b, c, d, e));

/**
 * A function of the module as it is, within its limits. Up to four arguments are passed one by one, as an array would
 * take longer than all the rest; the engine ignores those that are too many.
 *
 * @param {Gate} gate
 * @param {AnyFunction} f
 * @returns {AnyFunction}
 */
function guarded(gate, f) {
  const { allowance } = gate;
  if (f.length > 4) return (...args) => guarded(gate, () => f(...args))();
  return (a, b, c, d) => {
    if (gate.disposed) throw wasmDisposed();
    gate.calls++;
    gate.depth++;
    try {
      if (allowance === null) return f(a, b, c, d);
      if (gate.depth > 1) return within(allowance, f, a, b, c, d);
      allowance.begin();
      const result = f(a, b, c, d);
      allowance.settle();
      return result;
    } catch (error) {
      throw gate.fail(error);
    } finally {
      if (--gate.depth === 0 && allowance !== null) allowance.end();
    }
  };
}

/** Of an argument that there is not. */
const nothing = () => undefined;

/**
 * The same with arguments that are checked, and cross as they are.
 *
 * @param {AnyFunction} call that is guarded
 * @param {{ label: string, check: import('./signatures.js').Check }[]} steps
 * @param {(value: any) => any} result
 * @returns {AnyFunction}
 */
function checked(call, steps, result) {
  if (steps.length > 4) return (...args) => result(call(...steps.map(({ label, check }, i) => check(label, args[i]))));
  const [one, two, three, four] = steps.map(({ label }) => label);
  const [first, second, third, fourth] = [...steps.map(({ check }) => check), nothing, nothing, nothing, nothing];
  return (a, b, c, d) => result(call(first(one, a), second(two, b), third(three, c), fourth(four, d)));
}

/** What scalar results become. @type {Record<string, (value: any) => any>} */
const RESULTS = {
  any: (value) => value,
  number: (value) => value,
  i64: (value) => value,
  void: () => undefined,
  u32: (value) => value >>> 0,
  boolean: (value) => value !== 0,
};

/** What JavaScript has of results. @type {Record<string, string>} */
const GIVEN = {
  number: 'number',
  i64: 'bigint',
  void: 'undefined',
  u32: 'number',
  boolean: 'number',
  string: 'bigint',
  bytes: 'bigint',
};

/**
 * A result of a module whose types are not known.
 *
 * @param {string} name of the function
 * @param {string} result
 * @returns {(value: any) => any}
 */
const sure = (name, result) => (value) => {
  if (typeof value === (GIVEN[result] ?? typeof value)) return value;
  throw wasmResult(`${name} is declared to return '${result}', and returned a value of type ${typeof value}`);
};

/**
 * A function of the module, as it was declared.
 *
 * @param {Gate} gate
 * @param {string} name
 * @param {AnyFunction} f
 * @param {Declared} declared
 * @returns {AnyFunction}
 */
function declaredFunction(gate, name, f, { parameters, result, types }) {
  let at = 0;
  const steps = parameters.map((parameter, i) => {
    const check = checkOf(parameter, types?.[at]);
    at += LOWERED[parameter.kind].length;
    return { ...parameter, label: `${name}(${i})`, check };
  });
  const isScalar = steps.every(({ kind }) => Object.hasOwn(RESULTS, kind) || kind === 'boolean');
  const convert = RESULTS[result];
  const given = types === null ? sure(name, result) : RESULTS.any;
  if (isScalar && convert !== undefined) {
    return checked(guarded(gate, f), steps, types === null ? (value) => convert(given(value)) : convert);
  }
  const memory = /** @type {ModuleMemory} */ (gate.memory);
  /** @param {any} value */
  const take = (value) => {
    given(value);
    if (convert !== undefined) return convert(value);
    const bytes = memory.returnedBytes(name, value);
    return result === 'string' ? memory.decode(bytes) : bytes.slice();
  };
  return (...args) => {
    const values = steps.map(({ label, check }, i) => check(label, args[i]));
    if (gate.disposed) throw wasmDisposed();
    gate.calls++;
    gate.depth++;
    const allocated = memory.allocated;
    let failed = true;
    try {
      if (gate.depth === 1) gate.allowance?.begin();
      /** @type {any[]} */
      const raw = [];
      /** @type {(() => void)[]} */
      const after = [];
      for (let i = 0; i < steps.length; i++) gate.step(put, memory, steps[i], values[i], raw, after);
      const outcome = gate.step(callAndTake, f, raw, take);
      for (const fill of after) fill();
      if (gate.depth === 1) gate.allowance?.settle();
      failed = false;
      return outcome;
    } catch (error) {
      throw gate.fail(error);
    } finally {
      gate.leaveAndFree(allocated, failed);
    }
  };
}

/** @type {(f: AnyFunction, raw: any[], take: (value: any) => any) => any} */
const callAndTake = (f, raw, take) => take(f(...raw));

/**
 * @param {ModuleMemory} memory
 * @param {Parameter & { label: string }} parameter
 * @param {any} value
 * @param {any[]} raw what the module gets
 * @param {(() => void)[]} after what is to be done after the call
 */
function put(memory, { kind, out, label }, value, raw, after) {
  if (kind === 'string') {
    const { pointer, bytes } = memory.putString(value);
    raw.push(pointer, bytes);
  } else if (Object.hasOwn(ARRAYS, kind)) {
    const place = out ? memory.reserve(value) : memory.putArray(label, value);
    raw.push(place.pointer);
    if (kind === 'bytes') raw.push(place.bytes);
    if (out) after.push(() => memory.fill(label, value, place));
  } else raw.push(value);
}

/** What `loadWasm` returns. */
class WasmModule {
  uncloneable = uncloneable('a module');
  #gate;

  /**
   * @param {Gate} gate
   * @param {Record<string, unknown>} exports
   */
  constructor(gate, exports) {
    this.#gate = gate;
    /** @readonly */
    this.exports = Object.freeze(exports);
    /** @readonly */
    this.memory = gate.memory === null ? null : new MemoryFace(gate.memory, gate);
    Object.freeze(this);
  }

  usage() {
    const { calls, allowance, memory, disposed } = this.#gate;
    return {
      calls,
      fuel: allowance === null ? 0 : allowance.used,
      bytes: memory === null || disposed ? 0 : memory.size,
    };
  }

  dispose() {
    if (this.#gate.depth !== 0) throw wasmReentrant('A module cannot be disposed of while one of its functions runs');
    this.#gate.disposed = true;
  }

  [dispose]() {
    this.dispose();
  }
}

module.exports.Gate = Gate;
module.exports.WasmModule = WasmModule;
module.exports.declaredFunction = declaredFunction;
module.exports.guarded = guarded;
module.exports.isTrap = isTrap;
