// The package as its users load it: by `require`, bypassing the test runner's own module loader, so that there is one
// copy of its state.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// A run that forces a backend for the guide's suite must not force it on tests that choose their own.
delete process.env.STRINGOPS_BACKEND;
delete process.env.DISABLE_WASM;

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const requireHere = createRequire(import.meta.url);

export const {
  loadStringOps,
  loadStringOpsSync,
  getStringOps,
  StringOpsWrapper,
  StringOpsFallback,
  loadWasm,
  loadWasmSync,
} = requireHere('../../index.js');

export const ALL_BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];

/** The backends on which tests run: all of them, unless `npm run check` asks for the default one alone. */
export const BACKENDS = process.env.STRINGOPS_TEST_BACKENDS?.split(',') ?? ALL_BACKENDS;
