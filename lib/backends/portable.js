'use strict';

/**
 * The backends that need no addon. In dist/ a file of its own, which loads with the first instance of either.
 */

module.exports = {
  ...require('./javascript/javascript.js'),
  ...require('./webassembly/webassembly.js'),
};
