'use strict';

/**
 * What a coordinator is made of. In dist/ a file of its own, which loads with the first coordinator.
 */

module.exports = {
  ...require('./capabilities.js'),
  ...require('./health.js'),
  ...require('./options.js'),
  ...require('./performance-monitor.js'),
  ...require('./registered-module.js'),
  ...require('../errors/errors.js'),
  ...require('../load/method.js'),
};
