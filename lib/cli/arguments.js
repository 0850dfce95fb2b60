'use strict';

/**
 * What the command line asks for.
 */

const { parseArgs } = require('node:util');
const { BACKENDS } = require('../load/options.js');
const { Trouble } = require('./trouble.js');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/** @typedef {'json' | 'all' | 'count' | 'overlapping' | 'hex'} Flag */

/**
 * @typedef {object} Request
 * @property {'hash' | 'search' | 'compare' | 'doctor' | 'help' | 'version'} command
 * @property {string[]} operands
 * @property {BackendName | undefined} backend
 * @property {boolean} json
 * @property {boolean} all
 * @property {boolean} count
 * @property {boolean} overlapping
 * @property {boolean} hex
 */

const OPTIONS = /** @type {const} */ ({
  backend: { type: 'string' },
  json: { type: 'boolean' },
  all: { type: 'boolean' },
  count: { type: 'boolean' },
  overlapping: { type: 'boolean' },
  hex: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
});

/**
 * The commands: the options each takes besides the common ones, and its least and greatest number of operands.
 *
 * @type {Record<string, { options: string[], least: number, most: number, operands: string }>}
 */
const COMMANDS = {
  hash: { options: [], least: 0, most: Infinity, operands: '[FILE…|-]' },
  search: {
    options: ['all', 'count', 'overlapping', 'hex'],
    least: 1,
    most: Infinity,
    operands: 'NEEDLE [FILE…|-]',
  },
  compare: { options: [], least: 2, most: 2, operands: 'A B' },
  doctor: { options: [], least: 0, most: 0, operands: '' },
};

const OF_ALL = ['backend', 'json', 'help', 'version'];

/**
 * @param {string[]} args
 * @returns {Request}
 * @throws {Trouble}
 */
function readArguments(args) {
  const { values, positionals } = parse(args);
  const [command = '', ...operands] = positionals;
  if (values.help) return request('help', [], {});
  if (values.version) return request('version', [], {});
  if (!Object.hasOwn(COMMANDS, command)) {
    const message = command === '' ? 'a command is missing' : `there is no command '${command}'`;
    throw new Trouble(message, { usage: true });
  }
  const { options, least, most, operands: expected } = COMMANDS[command];
  for (const name of Object.keys(values)) {
    if (![...OF_ALL, ...options].includes(name)) {
      throw new Trouble(`'${command}' takes no option '--${name}'`, { usage: true });
    }
  }
  if (operands.length < least || operands.length > most) {
    throw new Trouble(`'${command}' takes ${expected || 'no operands'}`, { usage: true });
  }
  if (values.all && values.count) {
    throw new Trouble("'--all' and '--count' exclude each other", { usage: true });
  }
  return request(/** @type {Request['command']} */ (command), operands, values);
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Trouble(/** @type {Error} */ (error).message, { usage: true });
  }
}

/**
 * @param {Request['command']} command
 * @param {string[]} operands
 * @param {{ backend?: string } & Partial<Record<Flag, boolean>>} values
 * @returns {Request}
 */
function request(command, operands, values) {
  const { backend, json = false, all = false, count = false, overlapping = false, hex = false } = values;
  const name = BACKENDS.find((known) => known === backend);
  if (backend !== undefined && name === undefined) {
    throw new Trouble(`'--backend' must be one of ${BACKENDS.join(', ')}; it is '${backend}'`, { usage: true });
  }
  return { command, operands, backend: name, json, all, count, overlapping, hex };
}

const USAGE = `\
Usage: stringops-booster COMMAND [OPTIONS] [OPERANDS]

  hash [FILE…|-]            FNV-1a, 32 bit, of each file
  search NEEDLE [FILE…|-]   byte offset of the first occurrence in each file
      --all                 of every occurrence
      --count               how many there are
      --overlapping         count occurrences that share bytes, too
      --hex                 NEEDLE is bytes in hexadecimal digits, not text
  compare A B               order of two files by their bytes, and where they differ
  doctor                    versions, platform, backends, and whether they answer right

  --backend NAME            ${BACKENDS.join(', ')}
  --json                    one JSON object a line
  -h, --help                this text
  --version                 the version

Without FILE, and where FILE is -, standard input is read. What begins with a dash and is no option
goes behind --.

Exit status: hash 0, or 2 after an error. search 0 if anything was found, 1 if not, 2 after an error.
compare 0 if the files are the same, 1 if they differ, 2 after an error. doctor 0 if every backend at hand
answers right, 1 if one does not, 2 if none can be had. 2 for a wrong command line; 141 when nobody reads
the output any more.
`;

module.exports.readArguments = readArguments;
module.exports.USAGE = USAGE;
