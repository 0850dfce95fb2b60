'use strict';

/**
 * stringOps.wasm as bytes. In dist/ there is a file in the place of this one that has them within, so that bundlers take
 * them along, and no bundle looks for a file outside itself.
 */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @returns {Uint8Array<ArrayBuffer>} */
const moduleBytes = () =>
  /** @type {any} */ (readFileSync(join(__dirname, '../../../modules/stringOps/stringOps.wasm')));

module.exports.moduleBytes = moduleBytes;
