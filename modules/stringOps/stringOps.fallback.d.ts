export { StringOpsFallback } from 'stringops-booster';
