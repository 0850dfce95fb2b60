// What a pool of threads runs: the module is loaded once in each.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { loadWasmSync } = createRequire(import.meta.url)('../../index.js');

const words = loadWasmSync(fileURLToPath(new URL('../../examples/wasm/words.wasm', import.meta.url)), {
  functions: { count: { parameters: ['string'], result: 'u32' } },
  limits: { fuel: 1_000_000 },
});

export default (text) => words.exports.count(text);
