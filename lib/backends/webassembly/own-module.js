'use strict';

/**
 * The package's own module, for the `webassembly` backend on Node.
 */

const { loadFailed } = require('../../errors/errors.js');

/** @type {WebAssembly.Module | undefined} */
let compiled;

/**
 * stringOps.wasm, compiled once per process.
 *
 * @returns {WebAssembly.Module}
 */
function ownModule() {
  if (typeof WebAssembly !== 'object') throw loadFailed('This JavaScript engine has no WebAssembly');
  compiled ??= new WebAssembly.Module(require('./module-bytes.js').moduleBytes());
  return compiled;
}

module.exports.ownModule = ownModule;
