'use strict';

const { loadStringOps, loadStringOpsSync, getStringOps } = require('./lib/load/load.js');
const { WASMRuntimeCoordinator } = require('./lib/coordinator/coordinator.js');
const { StringOpsFallback } = require('./lib/backends/javascript/javascript.js');
const { StringOpsWrapper } = require('./lib/backends/webassembly/webassembly.js');

// One line each: this is the form in which `import { … }` finds the names of a CommonJS module.
module.exports.loadStringOps = loadStringOps;
module.exports.loadStringOpsSync = loadStringOpsSync;
module.exports.getStringOps = getStringOps;
module.exports.StringOpsWrapper = StringOpsWrapper;
module.exports.StringOpsFallback = StringOpsFallback;
module.exports.WASMRuntimeCoordinator = WASMRuntimeCoordinator;
