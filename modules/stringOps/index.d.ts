export * from '../../index.js';
