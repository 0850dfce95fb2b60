'use strict';

module.exports.StringOpsFallback = require('stringops-booster').StringOpsFallback;
