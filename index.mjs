export {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  StringOpsWrapper,
  StringOpsFallback,
  WASMRuntimeCoordinator,
  WASMRuntime,
  loadWasm,
  loadWasmSync,
} from './index.js';
