export * from './booster.js';
