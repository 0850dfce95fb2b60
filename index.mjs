export {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  StringOpsWrapper,
  StringOpsFallback,
  WASMRuntimeCoordinator,
} from './index.js';
