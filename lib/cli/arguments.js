'use strict';

/**
 * What the command line asks for.
 */

const { parseArgs } = require('node:util');
const { shown } = require('./names.js');
const { Misuse } = require('./output.js');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * @typedef {object} Request
 * @property {'hash' | 'search' | 'compare' | 'doctor' | 'wasm' | 'help' | 'version'} command
 * @property {string[]} operands
 * @property {BackendName} [backend]
 * @property {boolean} [json]
 * @property {boolean} [all]
 * @property {boolean} [count]
 * @property {boolean} [overlapping]
 * @property {boolean} [hex]
 * @property {32 | 64} [bits]
 * @property {boolean} [ignore-case]
 * @property {string[]} [needle]
 * @property {string[]} [file] of needles
 */

const FLAG = /** @type {const} */ ({ type: 'boolean' });

/** Options of `search` alone. */
const OF_SEARCH = {
  all: FLAG,
  count: FLAG,
  overlapping: FLAG,
  hex: FLAG,
  'ignore-case': { ...FLAG, short: 'i' },
  needle: /** @type {const} */ ({ type: 'string', short: 'e', multiple: true }),
  file: /** @type {const} */ ({ type: 'string', short: 'f', multiple: true }),
};

/** Options of `hash` alone. */
const OF_HASH = { bits: /** @type {const} */ ({ type: 'string' }) };

const OPTIONS = {
  ...OF_SEARCH,
  ...OF_HASH,
  backend: /** @type {const} */ ({ type: 'string' }),
  json: FLAG,
  help: { ...FLAG, short: 'h' },
  version: FLAG,
};

/**
 * The operands of each command: how they are written, and the least and greatest number of them.
 *
 * @type {Record<string, [operands: string, least: number, most: number]>}
 */
const COMMANDS = {
  hash: ['[FILE…|-]', 0, Infinity],
  search: ['NEEDLE [FILE…|-]', 1, Infinity],
  compare: ['A B', 2, 2],
  doctor: ['no operands', 0, 0],
  wasm: ['inspect FILE', 2, 2],
};

/**
 * @param {string[]} args
 * @returns {Request}
 * @throws {Misuse}
 */
function readArguments(args) {
  const { values, positionals } = parse(args);
  const { help, version, backend, bits, ...flags } = values;
  if (help) return { command: 'help', operands: [] };
  if (version) return { command: 'version', operands: [] };
  const [command = '', ...operands] = positionals;
  if (!Object.hasOwn(COMMANDS, command)) {
    throw new Misuse(command === '' ? 'a command is missing' : `there is no command '${shown(command)}'`);
  }
  const own = { ...(command === 'search' && OF_SEARCH), ...(command === 'hash' && OF_HASH) };
  const foreign = Object.keys(values).find((name) => (name in OF_SEARCH || name in OF_HASH) && !(name in own));
  if (foreign !== undefined) throw new Misuse(`'${command}' takes no option '--${foreign}'`);
  const [expected, needed, most] = COMMANDS[command];
  const least = flags.needle !== undefined || flags.file !== undefined ? 0 : needed;
  if (operands.length < least || operands.length > most) throw new Misuse(`'${command}' takes ${expected}`);
  if (command === 'wasm' && operands[0] !== 'inspect') throw new Misuse(`'wasm' takes ${expected}`);
  if (flags.all && flags.count) throw new Misuse("'--all' and '--count' exclude each other");
  if (backend !== undefined && !backends().includes(backend)) {
    throw new Misuse(`'--backend' must be one of ${backends().join(', ')}; it is '${shown(backend)}'`);
  }
  if (bits !== undefined && bits !== '32' && bits !== '64') {
    throw new Misuse(`'--bits' must be 32 or 64; it is '${shown(bits)}'`);
  }
  return /** @type {Request} */ ({ command, operands, backend, bits: bits === '64' ? 64 : 32, ...flags });
}

/** @returns {readonly string[]} */
const backends = () => require('../load/options.js').BACKENDS;

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Misuse(shown(/** @type {Error} */ (error).message));
  }
}

const usage = () => `\
Usage: stringops-booster COMMAND [OPTIONS] [OPERANDS]

  hash [FILE…|-]            FNV-1a of each file
      --bits 32|64          how many bits the hash has; 32 by default
  search NEEDLE [FILE…|-]   byte offset of the first occurrence in each file
      --all                 the offset of every occurrence
      --count               how many there are
      --overlapping         also count occurrences that share bytes
      --hex                 NEEDLE is bytes in hexadecimal digits, not text
  search [-e NEEDLE …] [-f FILE …] [FILE…|-]
                            the same of many needles, those of -f a line each: the offset, and which it is; of those
                            at one place the longest
      -i, --ignore-case     A to Z equal a to z
  compare A B               order of two files by their bytes, and where they differ
  doctor                    versions, platform, backends, and whether they answer correctly
  wasm inspect FILE         what a WebAssembly module imports, exports and needs, and whether it can be limited

  --backend NAME            ${backends().join(', ')}
  --json                    one JSON object a line
  -h, --help                this text
  --version                 the version

Without FILE, and where FILE is -, standard input is read. Operands that begin with a dash go after --.

Exit status: hash 0, or 2 after an error. search 0 if anything was found, 1 if not, 2 after an error.
compare 0 if the files are the same, 1 if they differ, 2 after an error. doctor 0 if every available backend
answers correctly, 1 if one does not, 2 if none is available. wasm 0 if the module can be limited, 1 if not, 2 if it is
not valid. 2 for a wrong command line; 141 when nobody reads the output any more.

A file's name is printed as sha256sum prints it: if it has to be escaped, the line begins with a backslash.`;

module.exports = { readArguments, usage };
