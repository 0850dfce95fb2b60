'use strict';

/**
 * In place of ../backends/addon/addon.js: there is no addon.
 */

const { loadFailed } = require('../errors/errors.js');

/** @returns {never} */
function refuse() {
  throw loadFailed('A browser loads no addons');
}

module.exports.buildInfo = refuse;
module.exports.createAddon = refuse;
