'use strict';

/**
 * A module of a coordinator: its name, how to load it, what is loaded now, and what is known about its calls.
 */

const { publish } = require('../node/builtins.js');
const { reasonOf, unknownOperation } = require('../errors/errors.js');
const { OperationMetrics, codeOf } = require('./metrics.js');
const { isAccelerated } = require('../load/method.js');
const { ModuleLife, refuseCycle, waitFor } = require('./module-life.js');
const { isOperation, operationsOf } = require('./module-operations.js');

/** @typedef {import('../load/method.js').Method} Method */

/**
 * What a call returns.
 *
 * @typedef {object} Outcome
 * @property {any} result
 * @property {boolean} accelerated
 * @property {Method} method
 */

/** The events of modules of WebAssembly, by the code of what their calls throw. @type {Record<string, 'trap' | 'deadline'>} */
const STOPS = {
  ERR_STRINGOPS_WASM_TRAP: 'trap',
  ERR_STRINGOPS_WASM_DEADLINE: 'deadline',
  ERR_STRINGOPS_WASM_FUEL: 'deadline',
};

class RegisteredModule {
  #name;
  #maker;
  #timed;
  /** How often it was loaded, how many loads failed, and how many calls were of operations that do not exist. */
  #counts = { loads: 0, loadErrors: 0, refused: 0 };
  /** @type {Map<string, OperationMetrics>} by name; they outlive what is loaded and unloaded */
  #operations = new Map();
  /** @type {ModuleLife | null} what is loaded, or being loaded or unloaded */
  #life = null;
  /** @type {string | null} why the latest load failed, if it did */
  #trouble = null;

  /**
   * @param {string} name
   * @param {import('./module-life.js').Maker} maker
   * @param {boolean} timed
   */
  constructor(name, maker, timed) {
    this.#name = name;
    this.#maker = maker;
    this.#timed = timed;
  }

  /** The life that calls may begin in, if there is one. */
  get #current() {
    return this.#life === null || this.#life.isOver ? null : this.#life;
  }

  /** @returns {any} the module, or null while none is loaded */
  get module() {
    return this.#current?.module ?? null;
  }

  #begin() {
    const life = (this.#life = new ModuleLife(this.#name, this.#maker, this.#life));
    life.flight.then(
      (method) => {
        this.#trouble = null;
        this.#counts.loads++;
        const accelerated = isAccelerated(method);
        const message = { module: this.#name, method, accelerated, backend: null, fallbackReason: null };
        if (!this.#maker.trusted) publish('load', () => message);
      },
      (error) => {
        // A load that failed is not remembered: the next call tries again.
        if (this.#life === life) this.#life = null;
        this.#trouble = reasonOf(error);
        this.#counts.loadErrors++;
        if (!this.#maker.trusted) this.#tell(null, error);
      },
    );
    return life;
  }

  /** @param {string | null} operation that failed; null for a load @param {unknown} error */
  #tell(operation, error) {
    const message = () => ({ module: this.#name, operation, error });
    publish('error', message);
    const event = this.#maker.usageOf && STOPS[codeOf(error)];
    if (event) publish(event, message);
  }

  /** @returns {Promise<any>} the module */
  async load() {
    return this.#current?.ready ? this.module : this.#whenReady(({ module }) => module);
  }

  /**
   * @param {string} operation
   * @param {unknown[]} args
   * @returns {Promise<Outcome>}
   */
  execute(operation, args) {
    const life = this.#current;
    if (life !== null && life.ready) return this.#call(life, operation, args);
    return this.#whenReady((loaded) => this.#call(loaded, operation, args));
  }

  /**
   * @template T
   * @param {(life: ModuleLife) => T | Promise<T>} use what to do once the module is loaded
   * @returns {Promise<T>}
   * @throws {Error} `ERR_STRINGOPS_CYCLE`, as a rejection, for a loader or a hook that would wait for itself
   */
  async #whenReady(use) {
    const life = this.#current ?? this.#begin();
    waitFor(life.loading);
    return life.whenReady(use);
  }

  /**
   * @param {ModuleLife} life that is ready
   * @param {string} operation
   * @param {unknown[]} args
   * @returns {Promise<Outcome>}
   */
  async #call(life, operation, args) {
    const { operations } = life;
    const method = /** @type {Method} */ (life.method);
    let metrics = life.called.get(operation);
    // A module may lose an operation it once had.
    if (metrics === undefined || typeof operations[operation] !== 'function') metrics = this.#meet(life, operation);
    const start = this.#timed ? performance.now() : 0;
    metrics.byMethod[method]++;
    try {
      let result = operations[operation](...args);
      if (isThenable(result)) result = await life.during(result);
      return { result, accelerated: isAccelerated(method), method };
    } catch (error) {
      metrics.fail(error);
      this.#tell(operation, error);
      throw error;
    } finally {
      if (this.#timed) metrics.took(performance.now() - start);
    }
  }

  /**
   * @param {ModuleLife} life
   * @param {string} operation
   */
  #meet(life, operation) {
    if (!isOperation(life.operations, operation)) {
      this.#counts.refused++;
      throw unknownOperation(this.#name, operation, operationsOf(life.operations));
    }
    const metrics = this.#operations.get(operation) ?? new OperationMetrics(this.#timed);
    this.#operations.set(operation, metrics);
    life.called.set(operation, metrics);
    return metrics;
  }

  /**
   * Unloads the module. Calls made before are done first; one made later loads it again, once this has ended.
   *
   * @returns {Promise<boolean>} whether there was anything
   */
  async unload() {
    const life = this.#life;
    if (life === null) return false;
    waitFor(life.ending);
    try {
      return await life.end();
    } finally {
      if (this.#life === life) this.#life = null;
    }
  }

  /** @throws {Error} `ERR_STRINGOPS_CYCLE` if the loader or hook at work would wait for itself by unloading this */
  refuseUnload() {
    if (this.#life !== null) refuseCycle(this.#life.ending);
  }

  /** @returns where it stands, what runs it while it is loaded, and why the latest load failed, if it did */
  status() {
    const method = this.#current?.method ?? null;
    const state = this.#current === null ? 'registered' : method === null ? 'loading' : 'loaded';
    return {
      state: /** @type {'registered' | 'loading' | 'loaded'} */ (state),
      method,
      error: this.#trouble,
      ...this.#usage(),
    };
  }

  /** What a module of WebAssembly has used since it was loaded; nothing for others. */
  #usage() {
    const { module } = this;
    return this.#maker.usageOf === undefined || module === null ? {} : { usage: this.#maker.usageOf(module) };
  }

  report() {
    const { state, method } = this.status();
    const operations = [...this.#operations].map(([name, metrics]) => /** @type {const} */ ([name, metrics.report()]));
    return {
      state,
      method,
      accelerated: method === null ? null : isAccelerated(method),
      ...this.#counts,
      operations: Object.fromEntries(operations),
      memory: this.#maker.trusted && method !== null ? { ...this.module.memory } : null,
      ...this.#usage(),
    };
  }

  resetMetrics() {
    this.#counts = { loads: 0, loadErrors: 0, refused: 0 };
    this.#operations.clear();
    this.#life?.called.clear();
  }
}

/**
 * @param {any} value
 * @returns {value is PromiseLike<unknown>}
 */
const isThenable = (value) =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && typeof value.then === 'function';

module.exports.RegisteredModule = RegisteredModule;
