'use strict';

/**
 * What only Node has: its modules, the environment, a test for proxies and, for the coordinator and observers, histograms,
 * channels and the memory of the process. Nothing is required by name, so that bundlers have nothing to resolve; if a part is missing,
 * its function returns null.
 */

/**
 * @param {string} name
 * @returns {any}
 */
const builtin = (name) => globalThis.process?.getBuiltinModule?.(name) ?? null;

/**
 * @param {string} name of a variable of the environment
 * @returns {string} empty if it is not set
 */
function variable(name) {
  try {
    return globalThis.process?.env?.[name] ?? '';
  } catch {
    // Deno throws without --allow-env; a variable that may not be read counts as unset.
    return '';
  }
}

/**
 * @param {string} name
 * @returns {any} the timer, although the global of the name may be something else
 */
const timerOfNode = (name) => builtin('node:timers')?.[name];

/**
 * @param {number} highest value that it can tell from a higher one; the lowest is 1
 * @returns {import('node:perf_hooks').RecordableHistogram | null}
 */
function createHistogram(highest) {
  const hooks = /** @type {typeof import('node:perf_hooks') | null} */ (builtin('node:perf_hooks'));
  // Two significant figures: the values are within 1 %, in 50 KB instead of 370.
  return hooks?.createHistogram?.({ lowest: 1, highest, figures: 2 }) ?? null;
}

/**
 * Tells subscribers by `node:diagnostics_channel` of an event:
 *
 * | channel | message |
 * |---|---|
 * | `stringops-booster:load` | an instance of StringOps was made, or a coordinator loaded a module |
 * | `stringops-booster:fallback` | an instance was made on a later backend than the first |
 * | `stringops-booster:error` | a load or an operation of a coordinator failed |
 * | `stringops-booster:trap` | it failed because a module of WebAssembly trapped |
 * | `stringops-booster:deadline` | it failed because the module was stopped, by time or by fuel |
 *
 * The messages are in lib/types/coordinator.d.ts.
 *
 * @param {'load' | 'fallback' | 'error' | 'trap' | 'deadline'} event
 * @param {() => object} message made only if somebody listens
 */
function publish(event, message) {
  const name = `stringops-booster:${event}`;
  const channels = builtin('node:diagnostics_channel');
  if (channels?.hasSubscribers(name)) channels.channel(name).publish(message());
}

/** @type {((value: unknown) => boolean) | undefined} */
let proxyTest;

/**
 * The function is fetched with the first error and not when the package loads, which it would make 2 ms slower.
 *
 * @param {unknown} value
 * @returns {boolean}
 */
function isProxy(value) {
  proxyTest ??= builtin('node:util')?.types.isProxy ?? (() => false);
  return /** @type {(value: unknown) => boolean} */ (proxyTest)(value);
}

/** @returns {NodeJS.MemoryUsage | null} in bytes */
const processMemory = () => globalThis.process?.memoryUsage?.() ?? null;

/** Marks that the warning was given; worker threads that this one starts later inherit it. */
const WARNED = 'stringops-booster: fallback announced';

let warned = false;

/**
 * One warning a process; threads that load before they can know of each other's each give theirs.
 *
 * @param {string} message
 * @param {{ type: string, code: string }} options
 */
function warnOnce(message, options) {
  const { process } = globalThis;
  if (warned || typeof process?.emitWarning !== 'function') return;
  warned = true;
  const threads = builtin('node:worker_threads');
  if (threads?.getEnvironmentData?.(WARNED)) return;
  threads?.setEnvironmentData?.(WARNED, true);
  process.emitWarning(message, options);
}

const { Buffer } = globalThis;

/** @typedef {(this: Uint8Array, value: Uint8Array | number, start: number, end?: number) => number} IndexOf */

/** Node's functions of bytes, as they were when the package was loaded; null where there are none. */
const nodeBuffer =
  Buffer === undefined
    ? null
    : {
        byteLength: Buffer.byteLength,
        compare: Buffer.compare,
        indexOf: /** @type {IndexOf} */ (/** @type {unknown} */ (Buffer.prototype.indexOf)),
      };

/**
 * Tells whether the engine keeps a string in one byte a unit, in 3 ns, from Node 22.15 on; null where nothing does. To
 * be asked for when it is needed: the module it is from takes a millisecond to load.
 *
 * @returns {((text: string) => boolean) | null}
 */
const oneByteTest = () => Reflect.get(builtin('node:v8') ?? {}, 'isStringOneByteRepresentation') ?? null;

/** Options of `loadStringOps` that not every platform has; here there are none. @type {readonly string[]} */
const PLATFORM_OPTIONS = Object.freeze([]);

/**
 * @param {Record<string, unknown>} _
 * @returns {void}
 */
const checkPlatformOptions = (_) => {};

module.exports = {
  nodeBuffer,
  oneByteTest,
  builtin,
  timerOfNode,
  warnOnce,
  variable,
  createHistogram,
  publish,
  isProxy,
  processMemory,
  PLATFORM_OPTIONS,
  checkPlatformOptions,
};
