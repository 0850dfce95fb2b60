'use strict';

/**
 * What a coordinator has counted and measured, as an object and as a table for people.
 */

const { uncloneable } = require('../errors/errors.js');
const { processMemory } = require('../node/builtins.js');

/** @typedef {import('./registered-module.js').RegisteredModule} RegisteredModule */

const MIB = 1 << 20;

/** Characters that a terminal would obey, or that would break the table. */
// eslint-disable-next-line no-control-regex -- names may hold anything
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

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
    const operations = modules.flatMap(([, module]) => Object.values(module.operations));
    const calls = sum(operations.map((operation) => operation.calls));
    const wasmCalls = sum(operations.map(({ byMethod }) => byMethod.wasm));
    const jsCalls = sum(operations.map(({ byMethod }) => byMethod.javascript));
    return {
      since: new Date(this.#started).toISOString(),
      uptimeMs: Math.max(0, Date.now() - this.#started),
      metrics: this.#timed,
      summary: { totalCalls: calls, wasmCalls, jsCalls, wasmPercentage: (100 * wasmCalls) / Math.max(1, calls) },
      calls,
      errors: sum(operations.map(({ errors }) => errors)),
      refused: this.#tally.refused + sum(modules.map(([, { refused }]) => refused)),
      modules: Object.fromEntries(modules),
      memory: processMemory(),
    };
  }

  /** @returns the report as a table, with times in microseconds */
  formatReport() {
    const { since, metrics, calls, errors, refused, modules, memory } = this.getReport();
    const times = metrics ? ['p50 us', 'p90 us', 'p99 us', 'max us'] : [];
    const rows = [['module', 'operation', 'calls', 'wasm', 'native', 'javascript', 'errors', ...times]];
    const states = [];
    for (const [name, { operations, state, method, memory: own, usage }] of Object.entries(modules)) {
      for (const [operation, { calls: all, byMethod, errors: failed, latency }] of Object.entries(operations)) {
        const counts = [all, byMethod.wasm, byMethod.native, byMethod.javascript, failed].map(String);
        const { p50, p90, p99, max } = latency ?? {};
        const cells = [p50, p90, p99, max].map((time) => (time === undefined ? '-' : (time / 1000).toFixed(2)));
        rows.push([plain(name), plain(operation), ...counts, ...(metrics ? cells : [])]);
      }
      const words = [state, ...(method === null ? [] : [method]), ...(own === null ? [] : [mebibytes(own.bytes)])];
      if (usage !== undefined) words.push(mebibytes(usage.bytes), `fuel ${usage.fuel}`);
      states.push(`${plain(name)}: ${words.join(', ')}`);
    }
    return [
      ...aligned(rows),
      '',
      `calls ${calls}, errors ${errors}, refused ${refused}, since ${since}`,
      ...states,
      ...(memory === null ? [] : [`memory: ${mebibytes(memory.rss)} resident, ${mebibytes(memory.heapUsed)} of heap`]),
    ].join('\n');
  }

  /** Starts again from zero. */
  reset() {
    this.#started = Date.now();
    this.#tally.refused = 0;
    for (const module of this.#modules.values()) module.resetMetrics();
  }
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** @param {string} name */
const plain = (name) => name.replace(CONTROL, '\ufffd');

/** @param {number} bytes */
const mebibytes = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;

/**
 * Columns as wide as their widest cell: the first two aligned left, numbers right.
 *
 * @param {string[][]} rows
 */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    return cells.join('  ').trimEnd();
  });
}

module.exports.PerformanceMonitor = PerformanceMonitor;
