// Runs on any Node, so that one too old for the other scripts gets a clear message instead of a SyntaxError.
'use strict';
var needed = require('../package.json').engines.node.replace('>=', '').split('.').map(Number);
var present = process.versions.node.split('.').map(Number);
if (present[0] < needed[0] || (present[0] === needed[0] && present[1] < needed[1])) {
  console.error('stringops-booster needs Node ' + needed.join('.') + ' or later; this is ' + process.version + '.');
  process.exit(1);
}
