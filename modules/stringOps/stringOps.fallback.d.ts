export { StringOpsFallback } from '../../index.js';
