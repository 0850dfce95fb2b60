export { loadStringOps, loadStringOpsSync, getStringOps, StringOpsWrapper, StringOpsFallback } from 'stringops-booster';
export type { BackendName, Input, LoadOptions, StringOperations, StringOps } from 'stringops-booster';
