// In place of contenders.js and package.js of __tests__/support: the package as a page loads it, and everything in a page
// that has the operations.
import { StringOpsFallback, StringOpsWrapper, loadStringOps, loadStringOpsSync } from '../../../dist/browser/index.mjs';

export * from '../../../dist/browser/index.mjs';

export const BACKENDS = ['webassembly', 'javascript'];

// From here on the module is loaded, and instances are made without waiting.
const { fallbackReason } = await loadStringOps();
if (fallbackReason !== null) throw fallbackReason;

const module = await WebAssembly.compileStreaming(fetch('/modules/stringOps/stringOps.wasm'));

export const contenders = [
  ...BACKENDS.map((backend) => ({ name: backend, create: (options) => loadStringOpsSync({ backend, ...options }) })),
  {
    name: 'StringOpsWrapper on an instance of the page',
    create(options) {
      const memory = new WebAssembly.Memory({ initial: 256 });
      return new StringOpsWrapper(new WebAssembly.Instance(module, { env: { memory, log() {} } }), memory, options);
    },
  },
  { name: 'StringOpsFallback', create: (options) => new StringOpsFallback(options) },
];

/** There is no addon. */
export const addonFunctions = [];

export const stillAnswers = (ops) => [
  ops.fastHash('foobar'),
  ops.fastCompare('apple', 'banana'),
  ops.fastSearch('héllo world', 'world'),
];
export const ANSWERS = [0xbf9cf968, -1, 7];
