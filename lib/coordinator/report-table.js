'use strict';

/**
 * A report of the performance monitor, for people.
 */

/** @typedef {ReturnType<import('./performance-monitor.js').PerformanceMonitor['getReport']>} Report */

const MIB = 1 << 20;

/** Characters that a terminal would obey, or that would break the table. */
// eslint-disable-next-line no-control-regex -- names may hold anything
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** @param {string} name */
const plain = (name) => name.replace(CONTROL, '\ufffd');

/** @param {number} nanoseconds */
const microseconds = (nanoseconds) => (nanoseconds / 1000).toFixed(2);

/**
 * Columns as wide as their widest cell: the first two aligned left, numbers right.
 *
 * @param {string[][]} rows
 */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * @param {Report} report
 * @returns {string}
 */
function formatReport({ since, metrics, calls, errors, refused, modules, memory }) {
  const times = ['p50 us', 'p90 us', 'p99 us', 'max us'];
  const head = ['module', 'operation', 'calls', 'wasm', 'native', 'javascript', 'errors', ...(metrics ? times : [])];
  const rows = Object.entries(modules).flatMap(([module, { operations }]) =>
    Object.entries(operations).map(([operation, { calls: all, byMethod, errors: failed, latency }]) => {
      const counts = [all, byMethod.wasm, byMethod.native, byMethod.javascript, failed].map(String);
      const { p50, p90, p99, max } = latency ?? {};
      const cells = [p50, p90, p99, max].map((time) => (time === undefined ? '-' : microseconds(time)));
      return [plain(module), plain(operation), ...counts, ...(metrics ? cells : [])];
    }),
  );
  const states = Object.entries(modules).map(
    ([name, { state, method, memory: own }]) =>
      `${plain(name)}: ${state}${method === null ? '' : `, ${method}`}${own === null ? '' : `, ${mebibytes(own.bytes)}`}`,
  );
  return [
    ...aligned([head, ...rows]),
    '',
    `calls ${calls}, errors ${errors}, refused ${refused}, since ${since}`,
    ...states,
    ...(memory === null ? [] : [`memory: ${mebibytes(memory.rss)} resident, ${mebibytes(memory.heapUsed)} of heap`]),
  ].join('\n');
}

/** @param {number} bytes */
const mebibytes = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;

module.exports.formatReport = formatReport;
