'use strict';

/**
 * A module of a coordinator: its name, how to load it, and what is loaded now.
 */

const { publish } = require('../node/diagnostics.js');
const { reasonOf, unknownOperation } = require('../errors/errors.js');
const { refuseCycle, waitFor } = require('./cycles.js');
const { ModuleMetrics } = require('./metrics.js');
const { isAccelerated } = require('../load/method.js');
const { ModuleLife } = require('./module-life.js');
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

class RegisteredModule {
  #maker;
  #timed;
  #metrics;
  /** @type {ModuleLife | null} what is loaded, or being loaded */
  #life = null;
  /** @type {ModuleLife | null} while what was loaded ends */
  #ending = null;
  /** @type {string | null} why the latest load failed, if it did */
  trouble = null;

  /**
   * @param {string} name
   * @param {import('./module-life.js').Maker} maker
   * @param {boolean} timed
   */
  constructor(name, maker, timed) {
    this.name = name;
    this.#maker = maker;
    this.#timed = timed;
    this.#metrics = new ModuleMetrics(timed);
  }

  /** The life whose module can take calls at once, if there is one. */
  get ready() {
    const life = this.#life;
    return life !== null && life.ready ? life : null;
  }

  /** @returns {any} the module, or null while none is loaded */
  get module() {
    return this.#life?.module ?? null;
  }

  /**
   * The current life, or a new one, entered.
   *
   * @returns {ModuleLife}
   * @throws {Error} `ERR_STRINGOPS_CYCLE` for a loader or a hook that would wait for itself
   */
  #enter() {
    const life = (this.#life ??= this.#begin());
    waitFor(life);
    life.enter();
    return life;
  }

  #begin() {
    const life = new ModuleLife(this.name, this.#maker, this.#ending);
    life.flight.then(
      () => this.#loaded(life),
      (error) => this.#failed(life, error),
    );
    return life;
  }

  /** @param {ModuleLife} life */
  #loaded(life) {
    this.trouble = null;
    this.#metrics.loads++;
    if (this.#maker.trusted) return;
    const method = /** @type {Method} */ (life.method);
    publish('load', () => ({
      module: this.name,
      method,
      accelerated: isAccelerated(method),
      backend: null,
      fallbackReason: null,
    }));
  }

  /**
   * A load that failed is not remembered: the next call tries again.
   *
   * @param {ModuleLife} life
   * @param {unknown} error
   */
  #failed(life, error) {
    if (this.#life === life) this.#life = null;
    this.trouble = reasonOf(error);
    this.#metrics.loadErrors++;
    if (!this.#maker.trusted) publish('error', () => ({ module: this.name, operation: null, error }));
  }

  /** @returns {Promise<any>} the module */
  async load() {
    return this.ready === null ? this.#whenReady(({ module }) => module) : this.module;
  }

  /**
   * Calls once the module is loaded.
   *
   * @param {string} operation
   * @param {unknown[]} args
   * @returns {Promise<Outcome>}
   */
  callLater(operation, args) {
    return this.#whenReady((life) => this.call(life, operation, args));
  }

  /**
   * @template T
   * @param {(life: ModuleLife) => T | Promise<T>} use
   * @returns {Promise<T>}
   */
  async #whenReady(use) {
    const life = this.#enter();
    try {
      await life.flight;
      life.admit();
      return await use(life);
    } finally {
      life.leave();
    }
  }

  /**
   * @param {ModuleLife} life that is ready
   * @param {string} operation
   * @param {unknown[]} args
   * @returns {Promise<Outcome>}
   */
  async call(life, operation, args) {
    const { module } = life;
    const method = /** @type {Method} */ (life.method);
    let metrics = life.called.get(operation);
    // A module may lose an operation it once had.
    if (metrics === undefined || typeof module[operation] !== 'function') metrics = this.#meet(life, operation);
    const start = this.#timed ? performance.now() : 0;
    metrics[method]++;
    try {
      let result = module[operation](...args);
      if (isThenable(result)) result = await life.during(result);
      return { result, accelerated: isAccelerated(method), method };
    } catch (error) {
      metrics.fail(error);
      publish('error', () => ({ module: this.name, operation, error }));
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
    if (!isOperation(life.module, operation)) {
      this.#metrics.refused++;
      throw unknownOperation(this.name, operation, operationsOf(life.module));
    }
    const metrics = this.#metrics.of(operation);
    life.called.set(operation, metrics);
    return metrics;
  }

  /**
   * Unloads the module. Calls made before are done first; one made later loads it again, once this has ended.
   *
   * @returns {Promise<boolean>} whether there was anything
   */
  async unload() {
    const life = this.#life ?? this.#ending;
    if (life === null) return false;
    waitFor(life.ending);
    this.#life = null;
    this.#ending = life;
    try {
      return await life.end();
    } finally {
      if (this.#ending === life) this.#ending = null;
    }
  }

  report() {
    const { state, module, method } = this;
    return {
      state,
      method,
      accelerated: method === null ? null : isAccelerated(method),
      ...this.#metrics.report(),
      memory: this.#maker.trusted && module !== null ? { ...module.memory } : null,
    };
  }

  resetMetrics() {
    this.#metrics = new ModuleMetrics(this.#timed);
    this.#life?.called.clear();
  }

  /** @returns {'registered' | 'loading' | 'loaded'} */
  get state() {
    if (this.#life === null) return 'registered';
    return this.#life.settled ? 'loaded' : 'loading';
  }

  /** @returns {Method | null} while a module is loaded */
  get method() {
    return this.#life?.method ?? null;
  }

  /** @throws {Error} `ERR_STRINGOPS_CYCLE` if the loader or hook at work would wait for itself by unloading this */
  refuseUnload() {
    const life = this.#life ?? this.#ending;
    if (life !== null) refuseCycle(life.ending);
  }
}

/**
 * @param {any} value
 * @returns {value is PromiseLike<unknown>}
 */
const isThenable = (value) =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && typeof value.then === 'function';

module.exports.RegisteredModule = RegisteredModule;
