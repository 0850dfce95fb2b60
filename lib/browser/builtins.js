'use strict';

/**
 * In place of ../node-metrics.js: what only Node has is missing, and each function says so by null.
 */

const missing = () => null;

module.exports.builtin = missing;
module.exports.warnOnce = missing;
module.exports.createHistogram = missing;
module.exports.channelOf = missing;
module.exports.processMemory = missing;
