// What `import` loads in Node. For an import of a CommonJS file, Node 20 would take 1.3 ms to look for the names that it
// exports. Bundlers, which must see what is loaded, take dist/bundlers/index.mjs: Node alone has both conditions,
// "node-addons" and "module-sync".
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  StringOpsWrapper,
  StringOpsFallback,
  WASMRuntimeCoordinator,
  WASMRuntime,
  loadWasm,
  loadWasmSync,
} = require('./index.js');
