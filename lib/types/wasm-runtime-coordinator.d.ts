export { WASMRuntimeCoordinator } from '../../index.js';
