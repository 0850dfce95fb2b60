'use strict';

/**
 * The loader of the WASM Implementation Guide's StringOps module, in its place in the guide's tree.
 */

const { loadStringOps, loadStringOpsSync, getStringOps } = require('../../lib/load/load.js');
const { StringOpsWrapper } = require('./stringOps.wrapper.js');
const { StringOpsFallback } = require('./stringOps.fallback.js');

module.exports.loadStringOps = loadStringOps;
module.exports.loadStringOpsSync = loadStringOpsSync;
module.exports.getStringOps = getStringOps;
module.exports.StringOpsWrapper = StringOpsWrapper;
module.exports.StringOpsFallback = StringOpsFallback;
