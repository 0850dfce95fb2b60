'use strict';

/**
 * Whether StringOps answers correctly, what it runs on, and why not on something better.
 */

const { reasonsOf } = require('../errors/errors.js');
const { KNOWN_ANSWERS, wrongAnswers } = require('../operations/known-answers.js');
const { METHOD_OF, isAccelerated } = require('../load/method.js');

const total = KNOWN_ANSWERS.length;

/** What a check reports when there is nothing to ask. */
const NOTHING = {
  backend: null,
  method: null,
  accelerated: null,
  fallbackReason: null,
  selfTest: { total, passed: 0, wrong: /** @type {string[]} */ ([]) },
  memory: null,
};

/**
 * @param {() => Promise<any>} load StringOps
 */
async function examine(load) {
  try {
    const ops = await load();
    const { fallbackReason } = ops;
    const backend = /** @type {import('../instance/string-ops.js').BackendName} */ (ops.backend);
    const method = METHOD_OF[backend];
    const wrong = wrongAnswers(ops);
    return {
      status: wrong.length !== 0 ? 'failed' : fallbackReason === null ? 'ok' : 'degraded',
      backend,
      method,
      accelerated: isAccelerated(method),
      fallbackReason: fallbackReason === null ? null : reasonsOf(fallbackReason),
      selfTest: { total, passed: total - wrong.length, wrong },
      memory: { ...ops.memory },
      error: null,
    };
  } catch (error) {
    const { code } = /** @type {{ code?: unknown }} */ (Object(error));
    const said = { code: typeof code === 'string' ? code : null, reasons: reasonsOf(error) };
    return { status: /** @type {const} */ ('failed'), ...NOTHING, error: said };
  }
}

module.exports.examine = examine;
