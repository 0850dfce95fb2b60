// In place of contenders.js, corpus.js and package.js of __tests__/support: the package as a page loads it, everything in a
// page that has the operations, and the files of the corpus over the network.
import { StringOpsFallback, StringOpsWrapper, loadStringOps, loadStringOpsSync } from '../../../dist/browser/index.mjs';
import { FILES, corpusOf } from '../../support/corpus-rows.js';

export * from '../../../dist/browser/index.mjs';
export { build } from '../../support/corpus-rows.js';

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

const read = async (file) => [file, (await (await fetch(`/__tests__/corpus/${file}.json`)).json()).rows];
const rows = Object.fromEntries(await Promise.all(FILES.map(read)));

export const corpus = corpusOf((file) => rows[file]);
