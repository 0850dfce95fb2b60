'use strict';

const { StringOpsFallback } = require('../../lib/backends/javascript.js');

module.exports.StringOpsFallback = StringOpsFallback;
