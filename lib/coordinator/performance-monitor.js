'use strict';

/**
 * What a coordinator has counted and measured, as an object and as a table for people.
 */

const { uncloneable } = require('../errors/uncloneable.js');
const { processMemory } = require('../node/builtins.js');
const { formatReport } = require('./report-table.js');

/** @typedef {import('./registered-module.js').RegisteredModule} RegisteredModule */

class PerformanceMonitor {
  uncloneable = uncloneable('a performance monitor');
  #modules;
  #timed;
  #started = Date.now();
  #tally;

  /**
   * @param {ReadonlyMap<string, RegisteredModule>} modules
   * @param {boolean} timed
   * @param {{ refused: number }} tally calls that named an unknown module, or reached a disposed coordinator
   */
  constructor(modules, timed, tally) {
    this.#modules = modules;
    this.#timed = timed;
    this.#tally = tally;
  }

  /** @returns a plain object for JSON, new each time */
  getReport() {
    const modules = [...this.#modules].map(([name, module]) => /** @type {const} */ ([name, module.report()]));
    const all = modules.flatMap(([, { operations }]) => Object.values(operations));
    return {
      since: new Date(this.#started).toISOString(),
      uptimeMs: Math.max(0, Date.now() - this.#started),
      metrics: this.#timed,
      summary: summaryOf(all),
      calls: all.reduce((sum, { calls }) => sum + calls, 0),
      errors: all.reduce((sum, { errors }) => sum + errors, 0),
      refused: modules.reduce((sum, [, { refused }]) => sum + refused, this.#tally.refused),
      modules: Object.fromEntries(modules),
      memory: memoryReport(),
    };
  }

  /** @returns the report as a table, with times in microseconds */
  formatReport() {
    return formatReport(this.getReport());
  }

  /** Starts again from zero. */
  reset() {
    this.#started = Date.now();
    this.#tally.refused = 0;
    for (const module of this.#modules.values()) module.resetMetrics();
  }
}

/** @param {ReturnType<import('./metrics.js').OperationMetrics['report']>[]} operations */
function summaryOf(operations) {
  const [totalCalls, wasmCalls, jsCalls] = operations.reduce(
    ([total, wasm, js], { calls, byMethod }) => [total + calls, wasm + byMethod.wasm, js + byMethod.javascript],
    [0, 0, 0],
  );
  return { totalCalls, wasmCalls, jsCalls, wasmPercentage: totalCalls === 0 ? 0 : (100 * wasmCalls) / totalCalls };
}

/** The memory of the process, in bytes. */
function memoryReport() {
  const memory = processMemory();
  if (memory === null) return null;
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = memory;
  return { rss, heapTotal, heapUsed, external, arrayBuffers };
}

module.exports.PerformanceMonitor = PerformanceMonitor;
