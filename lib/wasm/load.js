'use strict';

/**
 * Loads modules of users' own: into the engine as they are or, where limits are asked for, made to count.
 */

const { attempt, invalidArgValue, list } = require('../errors/errors.js');
const { wasmImport, wasmInvalid, wasmMemory, wasmTooLarge, wasmTrap, wasmUnavailable } = require('../errors/wasm.js');
const { nodeBuffer } = require('../node/builtins.js');
const { sizeOf } = require('../operations/input.js');
const { MOST_PAGES, PAGE, isMemory } = require('../operations/memory-limit.js');
const { copyOf, isDetached, isUint8Array } = require('../text/typed-array.js');
const { Allowance } = require('./allowance.js');
const { addCounting } = require('./counting.js');
const { Description } = require('./description.js');
const { inspectModule } = require('./inspect.js');
const { Gate, WasmModule, declaredFunction, guarded, isTrap } = require('./instance.js');
const { ModuleMemory } = require('./memory.js');
const { readOptions } = require('./options.js');
const { checkSignature, needsMemory } = require('./signatures.js');
const { checkSize, placeOf, readSource, readSourceSync } = require('./source.js');

/** @typedef {import('./options.js').Wishes} Wishes */

/**
 * What is to be compiled, and what is known of it.
 *
 * @typedef {object} Plan
 * @property {Uint8Array<ArrayBuffer> | null} bytes null if there are none
 * @property {WebAssembly.Module | undefined} module once it is compiled
 * @property {Description | null} description null if there are no bytes, or none that can be read
 * @property {string | null} prefix of the names of what counting added; null if it counts nothing
 */

/**
 * Modules that were made to count, by the bytes they were made of; latest last.
 *
 * @type {{ original: Uint8Array, maximumPages: number | undefined, plan: Plan }[]}
 */
const kept = [];

/** How many are kept, and of how many bytes together. */
const MOST_KEPT = 8;
const MOST_BYTES_KEPT = 16 * 1024 * 1024;

/** Names of functions that give memory, and that take it back; the first that a module has are used. */
const ALLOCATORS = { alloc: ['alloc', 'malloc', '_malloc'], free: ['dealloc', 'free', '_free'] };

/**
 * @param {unknown} source
 * @param {unknown} [options]
 * @returns {WasmModule}
 */
function loadWasmSync(source, options) {
  const wishes = readOptions(options);
  const given = takeSource(source, wishes) ?? readSourceSync(placeOf(source), wishes.maximumBytes);
  const plan = planFor(given, wishes);
  plan.module ??= compiled(
    plan,
    attempt(() => new WebAssembly.Module(bytesOf(plan))),
  );
  const { object, memory } = importsFor(plan.module, plan, wishes);
  const instance = linked(
    attempt(() => new WebAssembly.Instance(/** @type {any} */ (plan.module), object)),
    plan,
    wishes,
  );
  return begin(instance, plan, memory, wishes);
}

/**
 * The same, without blocking while the module is read and compiled.
 *
 * @param {unknown} source
 * @param {unknown} [options]
 * @returns {Promise<WasmModule>}
 */
async function loadWasm(source, options) {
  return loaderOf(source, options)();
}

/**
 * Checks what is to be loaded, and takes its bytes, so that it can be loaded later, and again.
 *
 * @param {unknown} source
 * @param {unknown} [options]
 * @returns {() => Promise<WasmModule>}
 */
function loaderOf(source, options) {
  const wishes = readOptions(options);
  const taken = takeSource(source, wishes);
  const place = taken === null ? placeOf(source) : '';
  return async () => load(taken ?? (await readSource(place, wishes.maximumBytes)), wishes);
}

/**
 * @param {WebAssembly.Module | Uint8Array<ArrayBuffer>} given
 * @param {Wishes} wishes
 */
async function load(given, wishes) {
  const plan = planFor(given, wishes);
  plan.module ??= compiled(plan, await settled(WebAssembly.compile(bytesOf(plan))));
  const { object, memory } = importsFor(plan.module, plan, wishes);
  const instance = linked(await settled(WebAssembly.instantiate(plan.module, object)), plan, wishes);
  return begin(instance, plan, memory, wishes);
}

/**
 * @template T
 * @typedef {{ value: T, error: null } | { value: null, error: unknown }} Outcome
 */

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<Outcome<T>>}
 */
const settled = (promise) =>
  promise.then(
    (value) => ({ value, error: null }),
    (error) => ({ value: null, error }),
  );

/** @param {Plan} plan that is not compiled */
const bytesOf = ({ bytes }) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/**
 * @param {unknown} source
 * @param {Wishes} wishes
 * @returns {WebAssembly.Module | Uint8Array<ArrayBuffer> | null} bytes are copied: nobody may change them once they are
 *   validated; null for what has to be read first
 */
function takeSource(source, { needsBytes }) {
  if (typeof WebAssembly !== 'object') throw wasmUnavailable();
  if (isModule(source)) {
    if (!needsBytes) return source;
    throw invalidArgValue('options.limits', source, 'needs the bytes of the module, not what was compiled of them');
  }
  if (isUint8Array(source)) {
    // An array that has lost its buffer looks empty.
    sizeOf('source', source);
    return copyOf(source);
  }
  return isBuffer(source) ? copyOf(new Uint8Array(source)) : null;
}

/**
 * By what it is, not by its prototype: no proxy and no other object passes for one.
 *
 * @param {unknown} value
 * @returns {value is WebAssembly.Module}
 */
const isModule = (value) => attempt(() => WebAssembly.Module.imports(/** @type {any} */ (value))).error === null;

const byteLength = /** @type {() => number} */ (
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get
);

/**
 * @param {unknown} value
 * @returns {value is ArrayBuffer}
 */
const isBuffer = (value) =>
  attempt(() => byteLength.call(value)).error === null && !isDetached(/** @type {any} */ (value));

/**
 * @param {any} source a module or its bytes
 * @param {Wishes} wishes
 * @returns {Plan}
 */
function planFor(source, { limited, maximumPages, maximumBytes }) {
  if (isModule(source)) return { bytes: null, module: source, description: null, prefix: null };
  checkSize(source.length, maximumBytes);
  if (!limited) {
    // What cannot be read here may still run, with signatures that are checked less.
    const { value } = attempt(() => new Description(source));
    return { bytes: source, module: undefined, description: value, prefix: null };
  }
  const known = kept.find((one) => one.maximumPages === maximumPages && areEqual(one.original, source));
  if (known !== undefined) return known.plan;
  if (!WebAssembly.validate(source)) throw wasmInvalid(attempt(() => new WebAssembly.Module(source)).error);
  const plan = { ...addCounting(source, maximumPages), module: undefined };
  kept.push({ original: source, maximumPages, plan });
  const size = () => kept.reduce((sum, { original }) => sum + original.length, 0);
  while (kept.length > MOST_KEPT || (kept.length > 1 && size() > MOST_BYTES_KEPT)) kept.shift();
  return plan;
}

/** @param {Uint8Array} left @param {Uint8Array} right */
const areEqual = (left, right) =>
  left.length === right.length &&
  (nodeBuffer === null ? left.every((byte, i) => byte === right[i]) : nodeBuffer.compare(left, right) === 0);

/**
 * @param {Plan} plan
 * @param {Outcome<WebAssembly.Module>} outcome
 * @returns {WebAssembly.Module}
 */
function compiled({ prefix }, { value, error }) {
  if (value !== null) return value;
  if (!(error instanceof WebAssembly.CompileError)) throw error;
  throw prefix === null ? wasmInvalid(error) : wasmTooLarge(error);
}

/**
 * @param {Outcome<WebAssembly.Instance>} outcome
 * @param {Plan} plan
 * @param {Wishes} wishes
 * @returns {WebAssembly.Instance}
 */
function linked({ value, error }, { description, prefix }, { maximumPages }) {
  if (value !== null) return value;
  const [memory] = description?.memories ?? [];
  if (memory !== undefined && error instanceof RangeError && /memory/i.test(error.message)) {
    // not covered: only where the system refuses memory
    throw wasmMemory(memory.least * PAGE, mostPages(description, maximumPages) * PAGE, error);
  }
  if (error instanceof WebAssembly.LinkError) {
    // The engine tells of a maximum that the module has only since it counts.
    const limited = prefix === null ? '' : ', or has no maximum within the limits';
    throw wasmImport(`An import is not what the module asks for${limited}`, error);
  }
  throw isTrap(error) ? wasmTrap(error) : error;
}

/**
 * @param {WebAssembly.Module} module
 * @param {Plan} plan
 * @param {Wishes} wishes
 */
function importsFor(module, { description }, wishes) {
  const object = /** @type {WebAssembly.Imports} */ (Object.create(null));
  /** @type {WebAssembly.Memory | null} */
  let memory = null;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    let value = /** @type {any} */ (wishes.imports[from]?.[name]);
    if (value === undefined && kind === 'memory') value = newMemory(description, wishes);
    if (value === undefined)
      throw wasmImport(`The module imports '${from}.${name}', a ${kind}, which options.imports has not`);
    if (isMemory(value)) memory = value;
    (object[from] ??= Object.create(null))[name] = value;
  }
  return { object, memory };
}

/**
 * A memory for a module that imports one, if nobody gives it one.
 *
 * @param {Description | null} description
 * @param {Wishes} wishes
 */
function newMemory(description, { maximumPages, initialPages = 0 }) {
  const limits = description?.memories[0];
  if (limits === undefined || limits.shared) return undefined;
  const initial = Math.max(limits.least, initialPages);
  const { value, error } = attempt(
    () => new WebAssembly.Memory({ initial, maximum: mostPages(description, maximumPages) }),
  );
  if (value === null) throw wasmMemory(initial * PAGE, mostPages(description, maximumPages) * PAGE, error);
  return value;
}

/**
 * @param {Description | null} description
 * @param {number} [maximumPages]
 */
const mostPages = (description, maximumPages = MOST_PAGES) =>
  Math.min(description?.memories[0]?.most ?? MOST_PAGES, maximumPages);

/**
 * @param {WebAssembly.Instance} instance
 * @param {Plan} plan
 * @param {WebAssembly.Memory | null} imported
 * @param {Wishes} wishes
 */
function begin({ exports }, { description, prefix }, imported, wishes) {
  const { fuel, deadline, maximumPages, initialPages, functions } = wishes;
  const hooks = /** @type {any} */ ({});
  const own = Object.entries(exports).filter(([name, value]) => {
    if (prefix === null || !name.startsWith(prefix)) return true;
    hooks[name.slice(prefix.length)] = value;
    return false;
  });
  const allowance = prefix === null ? null : new Allowance(hooks, fuel, deadline);
  const gate = new Gate(allowance);
  /** @type {Record<string, any>} */
  const raw = Object.assign(Object.create(null), Object.fromEntries(own));
  const memory = /** @type {any} */ (own.find(([, value]) => value instanceof WebAssembly.Memory)?.[1]) ?? imported;
  if (memory !== null) {
    gate.memory = new ModuleMemory(
      memory,
      mostPages(description, maximumPages) * PAGE,
      allocatorOf(raw, description, wishes),
      heapOf(raw),
    );
    gate.memory.grow((initialPages ?? 0) * PAGE);
  }
  if (hooks.start !== undefined) guarded(gate, hooks.start)();
  gate.calls = 0;
  for (const name of functions.keys()) {
    if (typeof raw[name] !== 'function') {
      const names = own.flatMap(([other, value]) => (typeof value === 'function' ? [other] : []));
      throw invalidArgValue(
        `options.functions.${name}`,
        raw[name],
        `must name a function of the module: ${list(names)}`,
      );
    }
  }
  const face = own.map(([name, value]) => [name, typeof value === 'function' ? call(name, value) : value]);
  return new WasmModule(gate, Object.assign(Object.create(null), Object.fromEntries(face)));

  /** @param {string} name @param {any} f */
  function call(name, f) {
    const signature = functions.get(name);
    if (signature === undefined) return guarded(gate, f);
    const type = typeOf(description, name);
    const result = checkSignature(name, signature, type, f.length);
    if (gate.memory === null && (signature.parameters.some(needsMemory) || ['string', 'bytes'].includes(result))) {
      throw invalidArgValue(
        `options.functions.${name}`,
        signature,
        'declares what needs memory, and the module neither exports nor imports one',
      );
    }
    return declaredFunction(gate, name, f, { ...signature, result, types: type?.parameters ?? null });
  }
}

/** Where the module says that it uses nothing behind, if it does. @param {Record<string, any>} raw */
function heapOf({ __heap_base: base }) {
  // A vector has no value here.
  const { value } = attempt(() => (base instanceof WebAssembly.Global ? base.value : undefined));
  return typeof value === 'number' ? value >>> 0 : undefined;
}

/** @param {Description | null} description @param {string} name of a function it exports */
function typeOf(description, name) {
  const exported = description?.exports.find((one) => one.name === name && one.kind === 'function');
  return exported === undefined ? null : /** @type {Description} */ (description).typeOf(exported.index);
}

/**
 * @param {Record<string, any>} raw
 * @param {Description | null} description
 * @param {Wishes} wishes
 * @returns {import('./memory.js').Allocator | null}
 */
function allocatorOf(raw, description, { allocator }) {
  /**
   * Whether it takes numbers of 32 bits, which pointers are.
   *
   * @param {string} name
   * @param {number} most parameters; those that it does not know of get 0
   */
  const takes = (name, most) => {
    if (typeof raw[name] !== 'function') return false;
    const { parameters = Array(raw[name].length).fill('i32') } = typeOf(description, name) ?? {};
    return parameters.length > 0 && parameters.length <= most && parameters.every((type) => type === 'i32');
  };
  /** @param {string} name @param {number} most */
  const gives = (name, most) => takes(name, most) && (typeOf(description, name)?.results ?? ['i32']).join() === 'i32';
  if (allocator === undefined) {
    const alloc = ALLOCATORS.alloc.find((name) => gives(name, 1));
    const free = ALLOCATORS.free.find((name) => takes(name, 2));
    return alloc === undefined ? null : { alloc: raw[alloc], free: free === undefined ? undefined : raw[free] };
  }
  const { alloc, free } = allocator;
  if (!gives(alloc, Infinity))
    throw invalidArgValue('options.allocator.alloc', alloc, 'must name a function (i32) -> (i32) of the module');
  if (free !== undefined && !takes(free, Infinity)) {
    throw invalidArgValue('options.allocator.free', free, 'must name a function (i32, …) of the module');
  }
  return { alloc: raw[alloc], free: free === undefined ? undefined : raw[free] };
}

module.exports = { inspectModule, loadWasm, loadWasmSync, loaderOf };
