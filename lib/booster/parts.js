'use strict';

/**
 * What the booster is made of. In dist/ a file of its own, which loads with the first instance: the class itself is read
 * by every import of the package.
 */

module.exports = {
  ...require('./benchmark.js'),
  ...require('./bounded-cache.js'),
  ...require('../errors/errors.js'),
  ...require('./patterns.js'),
  ...require('./scan-metrics.js'),
};
