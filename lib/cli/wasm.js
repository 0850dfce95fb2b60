'use strict';

/**
 * `wasm inspect FILE`: what a WebAssembly module imports, exports and needs, and whether it can be limited.
 */

const { attempt, reasonOf } = require('../errors/errors.js');
const { inspectModule } = require('../wasm/load.js');
const { shown } = require('./names.js');
const { Trouble, paint } = require('./output.js');
const { withSource } = require('./source.js');

/** No engine takes a larger module. */
const MOST_BYTES = 2 ** 30;

/**
 * @param {import('./arguments.js').Request} request
 * @param {import('./output.js').Output} output
 * @returns {Promise<number>} 0 if it can be limited, 1 if not
 */
async function inspect({ operands: [, file], json }, output) {
  const pieces = await withSource(file, async (source) => {
    const all = [];
    for await (const piece of source.pieces(null)) {
      all.push(Buffer.from(piece));
      if (source.read > MOST_BYTES) throw new Trouble(`${shown(file)}: has more than ${MOST_BYTES} bytes`);
    }
    return all;
  });
  const { value: report, error } = attempt(() => inspectModule(new Uint8Array(Buffer.concat(pieces))));
  if (report === null) throw new Trouble(`${shown(file)}: ${reasonOf(error)}`);
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
    ...(features === undefined ? [] : [row('features', features.join(', ') || 'none beyond the first version')]),
    ...(memory === undefined ? [] : [row('memory', memory ?? 'none')]),
    ...(tables === undefined ? [] : [row('tables', tables.join('; ') || 'none')]),
    ...(start ? [row('start', 'a function runs when it is loaded')] : []),
    ...imports.map(({ module, name, type }) => row('import', `${shown(module)}.${shown(name)}: ${type}`)),
    ...exports.map(({ name, type }) => row('export', `${shown(name)}: ${type}`)),
  ];
}

module.exports.inspect = inspect;
