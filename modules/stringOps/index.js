'use strict';

/**
 * The loader of the WASM Implementation Guide's StringOps module, at its path in the guide's tree. The package is
 * named, so that a copy of this folder in a project that has the package works as well.
 */

const stringOps = require('stringops-booster');

module.exports.loadStringOps = stringOps.loadStringOps;
module.exports.loadStringOpsSync = stringOps.loadStringOpsSync;
module.exports.getStringOps = stringOps.getStringOps;
module.exports.StringOpsWrapper = stringOps.StringOpsWrapper;
module.exports.StringOpsFallback = stringOps.StringOpsFallback;
