'use strict';

/**
 * In place of ../load/platform-options.js: where the module is, as there is no file system.
 */

const { checkWasm } = require('./module-source.js');

/** @type {readonly string[]} */
const PLATFORM_OPTIONS = Object.freeze(['wasm']);

/** @param {Record<string, unknown>} options */
const checkPlatformOptions = ({ wasm }) => checkWasm(wasm);

module.exports = { PLATFORM_OPTIONS, checkPlatformOptions };
