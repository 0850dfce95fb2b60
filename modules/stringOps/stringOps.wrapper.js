'use strict';

const { StringOpsWrapper } = require('../../lib/backends/webassembly.js');

module.exports.StringOpsWrapper = StringOpsWrapper;
