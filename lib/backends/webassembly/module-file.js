'use strict';

/**
 * The module of the `webassembly` backend where there is a file system.
 */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadFailed } = require('../../errors/errors.js');

/** @type {WebAssembly.Module | undefined} */
let compiled;

/**
 * stringOps.wasm, compiled once per process.
 *
 * @returns {WebAssembly.Module}
 */
function moduleFromFile() {
  if (typeof WebAssembly !== 'object') throw loadFailed('This JavaScript engine has no WebAssembly');
  compiled ??= new WebAssembly.Module(readFileSync(join(__dirname, '../../../modules/stringOps/stringOps.wasm')));
  return compiled;
}

module.exports.moduleFromFile = moduleFromFile;
