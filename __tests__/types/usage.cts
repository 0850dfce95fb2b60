// Compiled, never run: the same package by `require`.
import stringOpsBooster = require('stringops-booster');
import booster = require('stringops-booster/src/booster/wasm-runtime.js');
import folder = require('stringops-booster/modules/stringOps/index.js');

const ops: stringOpsBooster.StringOps = stringOpsBooster.loadStringOpsSync();
const alike: typeof folder.loadStringOpsSync = stringOpsBooster.loadStringOpsSync;

const coordinator: stringOpsBooster.WASMRuntimeCoordinator = new stringOpsBooster.WASMRuntimeCoordinator();

const runtime: booster.WASMRuntime = new stringOpsBooster.WASMRuntime();

export { alike, coordinator, ops, runtime };
