export {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  StringOpsWrapper,
  StringOpsFallback,
  WASMRuntimeCoordinator,
  WASMRuntime,
} from './index.js';
