'use strict';

/**
 * `wasm inspect FILE`: what a WebAssembly module imports, exports and needs, and whether it can be limited.
 */

const { inspectModule } = require('../wasm/load.js');
const { shown } = require('./names.js');
const { paint } = require('./output.js');
const { withSource } = require('./source.js');

/**
 * @param {import('./arguments.js').Request} request
 * @param {import('./output.js').Output} output
 * @returns {Promise<number>} 0 if it can be limited, 1 if not
 */
async function inspect({ operands: [, file], json }, output) {
  const pieces = await withSource(file, async (source) => {
    const all = [];
    for await (const piece of source.pieces(null)) all.push(Buffer.from(piece));
    return all;
  });
  const report = inspectModule(new Uint8Array(Buffer.concat(pieces)));
  for (const line of json ? [JSON.stringify({ file, ...report })] : lines(report)) await output.line(line);
  return report.refusal === null ? 0 : 1;
}

/**
 * @param {ReturnType<typeof inspectModule>} report
 * @returns {string[]}
 */
function lines({ bytes, memory, tables, start, features, refusal, countedBytes, imports, exports }) {
  /** @param {string} name @param {string} value */
  const row = (name, value) => `${name.padEnd(12)}${value}`;
  const verdict =
    refusal === null
      ? `${paint(process.stdout, 'green', 'yes')}, ${countedBytes} bytes when it counts`
      : `${paint(process.stdout, 'yellow', 'no')}: ${refusal}`;
  return [
    row('size', `${bytes} bytes`),
    row('limits', verdict),
    row('features', features.length === 0 ? 'none beyond the first version' : features.join(', ')),
    row('memory', memory ?? 'none'),
    row('tables', tables.length === 0 ? 'none' : tables.join(', ')),
    ...(start ? [row('start', 'a function runs when it is loaded')] : []),
    ...imports.map(({ module, name, type }) => row('import', `${shown(module)}.${shown(name)}: ${type}`)),
    ...exports.map(({ name, type }) => row('export', `${shown(name)}: ${type}`)),
  ];
}

module.exports.inspect = inspect;
