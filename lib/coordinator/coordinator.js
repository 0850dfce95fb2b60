'use strict';

/**
 * Modules by name: loaded when first needed, called by `execute`, counted, and unloaded together.
 */

const { loadStringOps } = require('../load/public.js');

/** @typedef {import('./registered-module.js').Outcome} Outcome */
/** @typedef {import('./registered-module.js').RegisteredModule} RegisteredModule */

/** What a coordinator is made of, loaded with the first of them: the class itself is there with the package. */
const parts = () => require('./parts.js');

/** The module that is always registered. */
const STRING_OPS = 'stringOps';

// As esbuild writes `await using` for engines that lack the symbol.
const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

class WASMRuntimeCoordinator {
  uncloneable = parts().uncloneable('a coordinator');
  /** @type {Map<string, RegisteredModule>} */
  #modules = new Map();
  #timed;
  #tally = { refused: 0 };
  /** Between `dispose` and the next `initialize`. */
  #closed = false;

  /** @param {unknown} [options] `CoordinatorOptions` */
  constructor(options) {
    const { PerformanceMonitor, ownDescriptor, readCoordinatorOptions } = parts();
    const { load, metrics } = readCoordinatorOptions(options);
    this.#timed = metrics;
    this.#add(STRING_OPS, {
      load: () => loadStringOps(load),
      methodOf: ({ backend }) =>
        parts().METHOD_OF[/** @type {import('../instance/string-ops.js').BackendName} */ (backend)],
      // The instance is collected when nobody has it any more; others may have the shared one.
      dispose: () => {},
      trusted: true,
    });
    /** @readonly */
    this.performanceMonitor = new PerformanceMonitor(this.#modules, metrics, this.#tally);
    Object.defineProperty(this, 'performanceMonitor', ownDescriptor({ writable: false, configurable: false }));
  }

  /**
   * Loads StringOps, and makes a disposed coordinator usable again.
   *
   * @returns {Promise<true>}
   */
  async initialize() {
    this.#closed = false;
    await this.#find(STRING_OPS).load();
    return true;
  }

  /**
   * @param {string} module
   * @param {string} operation
   * @param {...unknown} args
   * @returns {Promise<Outcome>}
   */
  execute(module, operation, ...args) {
    const registered = this.#modules.get(module);
    if (registered === undefined || this.#closed || typeof operation !== 'string') {
      return this.#refuse(module, operation);
    }
    return registered.execute(operation, args);
  }

  /**
   * @param {unknown} module
   * @param {unknown} operation
   * @returns {Promise<never>} as one of the checks fails
   */
  async #refuse(module, operation) {
    this.#tally.refused++;
    const { readName } = parts();
    readName('module', module);
    readName('operation', operation);
    return /** @type {never} */ (this.#open(module));
  }

  /**
   * @param {unknown} name
   * @param {unknown} loader returns a module or a promise of it, when it is needed; or the module itself
   * @param {unknown} [options] `ModuleOptions`
   * @returns {this}
   */
  registerModule(name, loader, options) {
    return this.#register(parts().readRegistration(name, loader, options));
  }

  /**
   * @param {unknown} name
   * @param {unknown} source `WasmSource`
   * @param {unknown} [options] `WasmOptions`
   * @returns {this}
   */
  registerWasm(name, source, options) {
    return this.#register(parts().readWasm(name, source, options));
  }

  /** @param {[name: string, maker: import('./module-life.js').Maker]} registration */
  #register([name, maker]) {
    if (this.#modules.has(name)) throw parts().moduleExists(name);
    this.#add(name, maker);
    return this;
  }

  /**
   * @param {string} name
   * @param {import('./module-life.js').Maker} maker
   */
  #add(name, maker) {
    this.#modules.set(name, new (parts().RegisteredModule)(name, maker, this.#timed));
  }

  /**
   * @param {unknown} name
   * @returns {any} the module, or null while it is not loaded
   */
  getModule(name) {
    return this.#find(name).module;
  }

  /**
   * @param {unknown} name
   * @returns {Promise<any>}
   */
  async loadModule(name) {
    return this.#open(name).load();
  }

  /**
   * @param {unknown} name
   * @returns {Promise<boolean>} whether anything was loaded
   */
  async unloadModule(name) {
    return this.#find(name).unload();
  }

  /** Unloads all modules. @returns {Promise<void>} */
  async dispose() {
    const modules = [...this.#modules.values()];
    for (const module of modules) module.refuseUnload();
    this.#closed = true;
    const outcomes = await Promise.allSettled(modules.map((module) => module.unload()));
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw parts().unloadFailed(errors);
  }

  [asyncDispose]() {
    return this.dispose();
  }

  /** What is available here, each found out by trying it. */
  detectCapabilities() {
    return parts().detectCapabilities();
  }

  /** Whether StringOps answers correctly, and the state of the modules. Never rejects. */
  async health() {
    const { status, ...stringOps } = await parts().examine(() => this.#open(STRING_OPS).load());
    const modules = [...this.#modules].map(([name, module]) => /** @type {const} */ ([name, module.status()]));
    return {
      status,
      healthy: status !== 'failed',
      disposed: this.#closed,
      checkedAt: new Date().toISOString(),
      ...stringOps,
      modules: Object.fromEntries(modules),
    };
  }

  /**
   * @param {unknown} name
   * @returns {RegisteredModule}
   */
  #find(name) {
    const module = this.#modules.get(parts().readName('name', name));
    if (module === undefined) throw parts().unknownModule(/** @type {string} */ (name), [...this.#modules.keys()]);
    return module;
  }

  /**
   * @param {unknown} name
   * @returns {RegisteredModule} that may be loaded
   */
  #open(name) {
    const module = this.#find(name);
    if (this.#closed) throw parts().disposed();
    return module;
  }
}

module.exports.WASMRuntimeCoordinator = WASMRuntimeCoordinator;
