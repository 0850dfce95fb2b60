'use strict';

// What an older one fails at is not what is wrong with it.
if (Number.parseInt(globalThis.process?.versions?.node ?? '20', 10) < 20) {
  // not covered: needs an older Node (scripts/test-runtimes.mjs has one)
  throw new Error(`stringops-booster needs Node.js 20.19 or later; this is ${process.version}`);
}

const built = load();

/** What `npm run build` makes of lib/. */
function load() {
  try {
    return require('./dist/index.js');
  } catch (cause) {
    // not covered from here: in a checkout that is not built
    if (/** @type {any} */ (cause).code !== 'MODULE_NOT_FOUND') throw cause;
    const advice = 'run "npm run build" (after changes in lib/ alone, "npm run build:js" will do)';
    throw new Error(`This checkout of stringops-booster is not built: ${advice}`, { cause });
  }
}

// One line each: this is the form in which `import { … }` finds the names of a CommonJS module.
module.exports.loadStringOps = built.loadStringOps;
module.exports.loadStringOpsSync = built.loadStringOpsSync;
module.exports.getStringOps = built.getStringOps;
module.exports.StringOpsWrapper = built.StringOpsWrapper;
module.exports.StringOpsFallback = built.StringOpsFallback;
module.exports.WASMRuntimeCoordinator = built.WASMRuntimeCoordinator;
module.exports.WASMRuntime = built.WASMRuntime;
module.exports.loadWasm = built.loadWasm;
module.exports.loadWasmSync = built.loadWasmSync;
