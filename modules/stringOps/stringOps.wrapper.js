'use strict';

const { StringOpsWrapper } = require('../../lib/backends/webassembly/webassembly.js');

module.exports.StringOpsWrapper = StringOpsWrapper;
