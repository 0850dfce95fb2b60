// What `import` loads in Node. For an import of a CommonJS file, Node 20 would take 1.3 ms to look for the names that it
// exports. Bundlers, which must see what is loaded, take dist/bundlers/index.mjs: Node alone has both conditions,
// "node-addons" and "module-sync".
const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);

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
} = built();

/** What index.js exports; in a checkout that is not built, what it throws. */
function built() {
  try {
    return require('./dist/index.js');
  } catch {
    return require('./index.js');
  }
}
