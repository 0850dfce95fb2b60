export { WASMRuntimeCoordinator, WASMRuntimeCoordinator as default } from '../../index.js';
