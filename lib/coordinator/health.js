'use strict';

/**
 * Whether StringOps answers correctly, what it runs on, and why not on something better.
 */

const { reasonsOf } = require('../errors/errors.js');
const { KNOWN_ANSWERS, wrongAnswers } = require('../operations/known-answers.js');
const { METHOD_OF, isAccelerated } = require('../load/method.js');

/** @typedef {import('../instance/string-ops.js').StringOps} StringOps */

/** What a check reports when there is nothing to ask. */
const NOTHING = {
  backend: null,
  method: null,
  accelerated: null,
  fallbackReason: null,
  selfTest: { total: KNOWN_ANSWERS.length, passed: 0, wrong: /** @type {string[]} */ ([]) },
  memory: null,
};

/**
 * @param {() => Promise<StringOps>} load
 */
async function examine(load) {
  try {
    return { ...examineOps(await load()), error: null };
  } catch (error) {
    const { code } = /** @type {{ code?: unknown }} */ (Object(error));
    const said = { code: typeof code === 'string' ? code : null, reasons: reasonsOf(error) };
    return { status: /** @type {const} */ ('failed'), ...NOTHING, error: said };
  }
}

/** @param {StringOps} ops */
function examineOps(ops) {
  const { backend, fallbackReason } = ops;
  const wrong = wrongAnswers(/** @type {any} */ (ops));
  const method = METHOD_OF[backend];
  return {
    status: wrong.length !== 0 ? 'failed' : fallbackReason === null ? 'ok' : 'degraded',
    backend,
    method,
    accelerated: isAccelerated(method),
    fallbackReason: fallbackReason === null ? null : reasonsOf(fallbackReason),
    selfTest: { total: KNOWN_ANSWERS.length, passed: KNOWN_ANSWERS.length - wrong.length, wrong },
    memory: { .../** @type {any} */ (ops).memory },
  };
}

module.exports.examine = examine;
