'use strict';

/**
 * In place of ../backends/addon.js: there is none.
 */

const { loadFailed } = require('../errors/errors.js');

/** @returns {never} */
function refuse() {
  throw loadFailed('A browser loads no addons');
}

module.exports.buildInfo = refuse;
module.exports.createAddon = refuse;
