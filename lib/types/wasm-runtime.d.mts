export * from './booster.js';
export { WASMRuntime as default } from './booster.js';
