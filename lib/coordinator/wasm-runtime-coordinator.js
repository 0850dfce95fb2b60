'use strict';

/**
 * The coordinator of the WASM Implementation Guide, in its place in the guide's tree.
 */

const { WASMRuntimeCoordinator } = require('../../lib/coordinator/coordinator.js');

module.exports.WASMRuntimeCoordinator = WASMRuntimeCoordinator;
