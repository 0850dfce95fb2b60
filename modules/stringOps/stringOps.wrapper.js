'use strict';

module.exports.StringOpsWrapper = require('stringops-booster').StringOpsWrapper;
