'use strict';

/**
 * The coordinator of the WASM Implementation Guide, in its place in the guide's tree.
 */

const { WASMRuntimeCoordinator } = require('./coordinator.js');

module.exports.WASMRuntimeCoordinator = WASMRuntimeCoordinator;
