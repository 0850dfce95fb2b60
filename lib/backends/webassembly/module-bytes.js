'use strict';

/**
 * stringOps.wasm as bytes. In dist/ this file is replaced by one that contains them, so that bundlers include them, and
 * no bundle looks for a file outside itself.
 */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @returns {Uint8Array<ArrayBuffer>} */
const moduleBytes = () =>
  /** @type {any} */ (readFileSync(join(__dirname, '../../../modules/stringOps/stringOps.wasm')));

module.exports.moduleBytes = moduleBytes;
