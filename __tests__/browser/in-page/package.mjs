// In place of __tests__/support/package.js: the package as a page loads it.
import { loadStringOps } from '../../../dist/browser/index.mjs';

export * from '../../../dist/browser/index.mjs';

export const BACKENDS = ['webassembly', 'javascript'];

// From here on the module is loaded, and instances are made without waiting.
const { fallbackReason } = await loadStringOps();
if (fallbackReason !== null) throw fallbackReason;
