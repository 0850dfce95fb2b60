export { StringOpsWrapper } from 'stringops-booster';
