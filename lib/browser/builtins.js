'use strict';

/**
 * In place of ../node/builtins.js: what only Node has is missing, and each function says so by null.
 */

const missing = () => null;

/** @type {typeof import('../node/builtins.js').nodeBuffer} */
const nodeBuffer = null;

module.exports.nodeBuffer = nodeBuffer;
module.exports.oneByteTest = missing;
module.exports.builtin = missing;
module.exports.warnOnce = missing;
module.exports.createHistogram = missing;
module.exports.channelOf = missing;
module.exports.processMemory = missing;
