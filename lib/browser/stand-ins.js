'use strict';

/**
 * In place of what only Node has: ../node/builtins.js and ../backends/addon/addon.js. What is imported here is loaded when it is called for, as errors need these functions themselves.
 */

const missing = () => null;

/** In a browser nothing tells a proxy from its target. */
const isProxy = () => false;

/** @type {typeof import('../node/builtins.js').nodeBuffer} */
const nodeBuffer = null;

/** @returns {never} */
function noAddon() {
  throw require('../errors/errors.js').loadFailed('A browser loads no addons');
}

/** Where the module is, as there is no file system. @type {readonly string[]} */
const PLATFORM_OPTIONS = Object.freeze(['wasm']);

/** @param {Record<string, unknown>} options */
const checkPlatformOptions = ({ wasm }) => void require('./module-source.js').kindOf(wasm);

module.exports = {
  nodeBuffer,
  isProxy,
  oneByteTest: missing,
  builtin: missing,
  timerOfNode: () => undefined,
  warnOnce: missing,
  createHistogram: missing,
  publish: missing,
  processMemory: missing,
  buildInfo: noAddon,
  createAddon: noAddon,
  PLATFORM_OPTIONS,
  checkPlatformOptions,
};
