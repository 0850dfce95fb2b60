export { loadStringOps, loadStringOpsSync, getStringOps, StringOpsWrapper, StringOpsFallback } from '../../index.js';
export type { BackendName, Input, LoadOptions, StringOperations, StringOps } from '../../index.js';
