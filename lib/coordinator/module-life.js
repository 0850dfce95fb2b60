'use strict';

/**
 * One loading of a module, until it is unloaded. A module that is loaded again gets another life, which begins when the
 * previous one has ended.
 */

const { invalidReturnValue, list, loadCycle } = require('../errors/errors.js');
const { METHODS, isMethod } = require('../load/method.js');
const { isModule } = require('./module-operations.js');

/** @typedef {import('../load/method.js').Method} Method */

/**
 * How a module is made and unloaded.
 *
 * @typedef {object} Maker
 * @property {() => unknown} load returns the module or a promise of it
 * @property {(module: any) => unknown} methodOf
 * @property {(module: any) => unknown} dispose
 * @property {(module: any) => object} [operationsOf] what has its operations, if not the module
 * @property {(module: any) => { calls: number, fuel: number, bytes: number }} [usageOf] for WebAssembly
 * @property {boolean} trusted whether it is our own, which asks for no other module and announces its loads itself
 */

/**
 * The loading or unloading of a module, which others can wait for.
 *
 * @typedef {object} Step
 * @property {string} name of the module
 * @property {boolean} isEnding whether it is done by a hook, not a loader
 * @property {Set<Step>} waitsFor steps that its loader or hook asked for, and those that must come before it; none when
 *   it is done
 */

/**
 * The step whose loader or hook runs now, so that one that would wait for its own end, directly or not, fails instead of
 * waiting for ever. Only what it asks for before its first `await` is seen: after that nothing tells who is asking.
 *
 * @type {Step | undefined}
 */
let running;

/**
 * @template T
 * @param {Step} step
 * @param {() => T} work the loader or hook
 * @returns {T}
 */
function runStep(step, work) {
  const outer = running;
  running = step;
  try {
    return work();
  } finally {
    running = outer;
  }
}

/**
 * @param {Step} step that is about to be waited for
 * @throws {Error} `ERR_STRINGOPS_CYCLE` if the loader or hook at work would wait for itself
 */
function refuseCycle(step) {
  if (running !== undefined && reaches(step, running)) throw loadCycle(step.name, running.isEnding);
}

/**
 * The same, and notes that the loader or hook at work, if one is, waits for the step.
 *
 * @param {Step} step
 */
function waitFor(step) {
  refuseCycle(step);
  running?.waitsFor.add(step);
}

/**
 * @param {Step} from
 * @param {Step} to one that is at work
 * @returns {boolean}
 */
const reaches = (from, to) => from === to || [...from.waitsFor].some((step) => reaches(step, to));

class ModuleLife {
  /** @type {any} what was loaded; null until then */
  module = null;
  /** @type {any} what has the operations: the module itself, or for WebAssembly its exports */
  operations = null;
  /** @type {Method | null} */
  method = null;
  /** How it begins. @type {Step} */
  loading;
  /** How it ends. @type {Step} */
  ending;
  /** Whether calls may go to the module at once: it is loaded, and no others are waiting before them. */
  ready = false;
  /** @type {Map<string, import('./metrics.js').OperationMetrics>} operations that were called, by name */
  called = new Map();
  /** Calls that wait for the module. */
  #waiting = 0;
  /** Calls that wait for the module, or run. */
  #users = 0;
  /** @type {((value?: unknown) => void) | null} called when the last user is gone */
  #idle = null;
  #maker;
  /** @type {Promise<boolean> | undefined} */
  #ended;

  /**
   * @param {string} name
   * @param {Maker} maker
   * @param {ModuleLife | null} before the previous life, if it has not ended
   */
  constructor(name, maker, before) {
    this.#maker = maker;
    this.loading = { name, isEnding: false, waitsFor: new Set(before === null ? [] : [before.ending]) };
    this.ending = { name, isEnding: true, waitsFor: new Set([this.loading]) };
    this.flight = this.#load(before);
    // Whoever waits for it is told; if nobody does any more, that is not a defect of the program.
    this.flight.catch(() => {});
  }

  /** @param {ModuleLife | null} before */
  async #load(before) {
    try {
      // Even without a previous life, the loader runs only when this one is known, as it may ask for its own module.
      // Whoever ended the previous life was told how it ended.
      await before?.end().catch(() => {});
      const { load, methodOf, trusted } = this.#maker;
      const module = await (trusted ? load() : runStep(this.loading, load));
      const { name } = this.loading;
      const operations = this.#maker.operationsOf?.(module) ?? module;
      if (!isModule(operations)) {
        throw invalidReturnValue(`The loader of the module '${name}'`, module, 'an object of functions');
      }
      const method = methodOf(module);
      if (!isMethod(method)) {
        throw invalidReturnValue(`The method function of the module '${name}'`, method, `one of ${list(METHODS)}`);
      }
      this.method = method;
      this.module = module;
      this.operations = operations;
      this.ready = this.#waiting === 0;
      return method;
    } finally {
      this.loading.waitsFor.clear();
    }
  }

  /**
   * Waits for the module, and keeps it until `use` has settled. Those who wait are served in the order in which they
   * came, before any that come later.
   *
   * @template T
   * @param {(life: ModuleLife) => T | Promise<T>} use
   * @returns {Promise<T>}
   */
  whenReady(use) {
    this.#waiting++;
    return this.during(
      this.flight.then(() => {
        this.ready = --this.#waiting === 0;
        return use(this);
      }),
    );
  }

  /**
   * What a promise gives. The module is kept until then.
   *
   * @template T
   * @param {PromiseLike<T>} promise
   * @returns {Promise<T>}
   */
  async during(promise) {
    this.#users++;
    try {
      return await promise;
    } finally {
      if (--this.#users === 0) this.#idle?.();
    }
  }

  /** Whether it has been asked to end. */
  get isOver() {
    return this.#ended !== undefined;
  }

  /**
   * Unloads the module when the load has settled and the last user is gone.
   *
   * @returns {Promise<boolean>} whether there was a module
   */
  end() {
    return (this.#ended ??= this.#end());
  }

  async #end() {
    try {
      // Those who waited for a load that failed have been told the reason.
      await this.flight.catch(() => {});
      if (this.module === null) return false;
      if (this.#users !== 0) await new Promise((resolve) => (this.#idle = resolve));
      await runStep(this.ending, () => this.#maker.dispose(this.module));
      return true;
    } finally {
      this.ending.waitsFor.clear();
    }
  }
}

module.exports.ModuleLife = ModuleLife;
module.exports.refuseCycle = refuseCycle;
module.exports.waitFor = waitFor;
