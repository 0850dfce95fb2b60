'use strict';

/**
 * The command line.
 */

const { readArguments, usage } = require('./arguments.js');
const { exactArguments } = require('./names.js');
const { Output, PIPE_CLOSED, PipeClosed, paint } = require('./output.js');
const { Progress } = require('./progress.js');
const { Trouble } = require('./trouble.js');
const { version } = require('../../package.json');

/** Exit status after an error, as in grep and cmp. */
const TROUBLE = 2;

const NAME = 'stringops-booster';

/** Each command, loaded when it is run, as is all that the help and the version can do without. */
const COMMANDS = {
  hash: () => require('./hash.js').hash,
  search: () => require('./search.js').search,
  compare: () => require('./compare.js').compare,
};

/** @param {string} message */
const complain = (message) => process.stderr.write(`${paint(process.stderr, 'red', `${NAME}:`)} ${message}\n`);

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit status
 */
async function main(args) {
  // If standard error is closed, there is nobody left to tell.
  process.stderr.on('error', () => {});
  const output = new Output(process.stdout);
  const progress = new Progress(process.stderr);
  try {
    const status = await run(readArguments(exactArguments(args)), output, progress);
    await output.flush();
    return status;
  } catch (error) {
    progress.clear();
    if (error instanceof PipeClosed) return PIPE_CLOSED;
    complain(require('../errors/errors.js').reasonOf(error));
    if (error instanceof Trouble && error.usage) process.stderr.write(`Try '${NAME} --help'.\n`);
    return TROUBLE;
  }
}

/**
 * @param {import('./arguments.js').Request} request
 * @param {Output} output
 * @param {Progress} progress
 * @returns {Promise<number>}
 */
async function run(request, output, progress) {
  const { backend, command } = request;
  switch (command) {
    case 'help':
      await output.line(usage());
      return 0;
    case 'version':
      await output.line(`${NAME} ${version}`);
      return 0;
    case 'doctor':
      return require('./doctor.js').doctor(request, output);
    default: {
      const { loadStringOpsSync } = require('../load/load.js');
      const ops = loadStringOpsSync(backend === undefined ? undefined : { backend });
      return COMMANDS[command]()({ request, ops, output, progress, complain });
    }
  }
}

module.exports.main = main;
