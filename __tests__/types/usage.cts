// Compiled, never run: the same package by `require`.
import stringOpsBooster = require('stringops-booster');
import folder = require('stringops-booster/modules/stringOps/index.js');

const ops: stringOpsBooster.StringOps = stringOpsBooster.loadStringOpsSync();
const alike: typeof folder.loadStringOpsSync = stringOpsBooster.loadStringOpsSync;

const coordinator: stringOpsBooster.WASMRuntimeCoordinator = new stringOpsBooster.WASMRuntimeCoordinator();

export { alike, coordinator, ops };
