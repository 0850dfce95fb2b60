'use strict';

/**
 * The command line.
 */

const { readArguments, usage } = require('./arguments.js');
const { exactArguments } = require('./names.js');
const { Misuse, Output, PipeClosed, paint } = require('./output.js');
const { Progress } = require('./progress.js');
const { version } = require('../../package.json');

/** Exit status after an error, as in grep and cmp. */
const TROUBLE = 2;

/** Exit status when nobody reads the output any more: what a shell reports for a program ended by SIGPIPE. */
const PIPE_CLOSED = 141;

const NAME = 'stringops-booster';

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit status
 */
async function main(args) {
  // If standard error is closed, there is nobody left to tell.
  process.stderr.on('error', () => {});
  const progress = new Progress(process.stderr);
  const output = new Output(progress);
  /** @param {string} message */
  const complain = (message) => {
    progress.clear();
    process.stderr.write(`${paint(process.stderr, 'red', `${NAME}:`)} ${message}\n`);
  };
  try {
    const status = await run({ request: readArguments(exactArguments(args)), output, progress, complain });
    await output.flush();
    return status ?? 0;
  } catch (error) {
    if (error instanceof PipeClosed) return PIPE_CLOSED;
    complain(require('../errors/errors.js').reasonOf(error));
    if (error instanceof Misuse) process.stderr.write(`Try '${NAME} --help'.\n`);
    return TROUBLE;
  } finally {
    progress.clear();
  }
}

/**
 * What the help and the version can do without is loaded when it is needed.
 *
 * @param {Omit<import('./commands.js').Session, 'ops'>} session
 * @returns {Promise<number | void>}
 */
function run(session) {
  const { request, output } = session;
  const { backend, command } = request;
  if (command === 'help') return output.line(usage());
  if (command === 'version') return output.line(`${NAME} ${version}`);
  if (command === 'doctor') return require('./doctor.js').doctor(request, output);
  if (command === 'wasm') return require('./wasm.js').inspect(request, output);
  const ops = require('../load/load.js').loadStringOpsSync({ backend });
  return require('./commands.js').commands[command]({ ...session, ops });
}

module.exports.main = main;
