'use strict';

/**
 * One loading of a module, until it is unloaded. A module that is loaded again gets another life, which begins when the
 * previous one has ended.
 */

const { invalidReturnValue, list } = require('../errors/errors.js');
const { runStep } = require('./cycles.js');
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
 * @property {boolean} trusted whether it is our own, which asks for no other module and announces its loads itself
 */

class ModuleLife {
  /** @type {any} what was loaded */
  module = null;
  /** @type {Method | null} */
  method = null;
  /** Whether calls may go to the module at once: it is loaded, and no others are waiting before them. */
  ready = false;
  isEnding = false;
  /** Whether the load has ended, successfully or not. */
  settled = false;
  /** @type {Set<import('./cycles.js').Step>} */
  waitsFor = new Set();
  /** How it ends. @type {import('./cycles.js').Step} */
  ending = { name: '', isEnding: true, settled: false, waitsFor: new Set([this]) };
  /** @type {Map<string, import('./metrics.js').OperationMetrics>} operations that were called, by name */
  called = new Map();
  /** Calls that wait for the module, or run. */
  #users = 0;
  #waiting = 0;
  /** @type {(() => void) | null} called when the last user is gone */
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
    this.name = name;
    this.#maker = maker;
    this.ending.name = name;
    if (before !== null) this.waitsFor.add(before.ending);
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
      const module = await (trusted ? load() : runStep(this, load));
      if (!isModule(module)) {
        throw invalidReturnValue(`The loader of the module '${this.name}'`, module, 'an object of functions');
      }
      const method = methodOf(module);
      if (!isMethod(method)) {
        throw invalidReturnValue(`The method function of the module '${this.name}'`, method, `one of ${list(METHODS)}`);
      }
      this.method = method;
      this.module = module;
      this.ready = this.#waiting === 0;
    } finally {
      this.settled = true;
      this.waitsFor.clear();
    }
  }

  /** Waits for the module, and keeps it until `leave`. */
  enter() {
    this.#users++;
    this.#waiting++;
  }

  /**
   * Ends the wait of one that has entered, when the module is loaded. Those who waited are served in the order in which
   * they came, before any that come later.
   */
  admit() {
    if (--this.#waiting === 0) this.ready = true;
  }

  /**
   * What a promise gives. The module is kept until then.
   *
   * @param {PromiseLike<unknown>} promise
   */
  async during(promise) {
    this.#users++;
    try {
      return await promise;
    } finally {
      this.leave();
    }
  }

  leave() {
    if (--this.#users === 0) this.#idle?.();
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
      if (
        !(await this.flight.then(
          () => true,
          () => false,
        ))
      )
        return false;
      if (this.#users !== 0) await new Promise((resolve) => (this.#idle = () => resolve(undefined)));
      await runStep(this.ending, () => this.#maker.dispose(this.module));
      return true;
    } finally {
      this.ending.settled = true;
    }
  }
}

module.exports.ModuleLife = ModuleLife;
