/**
 * The source of dist/browser/index.mjs, which `npm run build:js` makes of it. Both lie two folders
 * below the package's root, so that relative URLs mean the same in both.
 */

import { WASMRuntimeCoordinator } from '../coordinator/coordinator.js';
import { setPlaces } from './module-source.js';

setPlaces({
  // In this form bundlers recognise a file to include.
  url: () => new URL('../../modules/stringOps/stringOps.wasm', import.meta.url),
  script: () => import('../../dist/browser/module-bytes.mjs'),
});

export { WASMRuntimeCoordinator };
export {
  StringOpsFallback,
  StringOpsWrapper,
  getStringOps,
  loadStringOps,
  loadStringOpsSync,
  loadWasm,
  loadWasmSync,
} from '../load/public.js';
