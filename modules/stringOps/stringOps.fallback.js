'use strict';

const { StringOpsFallback } = require('../../lib/backends/javascript/javascript.js');

module.exports.StringOpsFallback = StringOpsFallback;
