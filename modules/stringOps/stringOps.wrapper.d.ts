export { StringOpsWrapper } from '../../index.js';
