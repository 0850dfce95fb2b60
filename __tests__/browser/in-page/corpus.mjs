// In place of __tests__/support/corpus.js: the same files, over the network.
import { FILES, corpusOf } from '../../support/corpus-rows.js';

export { build } from '../../support/corpus-rows.js';

const read = async (file) => [file, (await (await fetch(`/__tests__/corpus/${file}.json`)).json()).rows];
const rows = Object.fromEntries(await Promise.all(FILES.map(read)));

export const corpus = corpusOf((file) => rows[file]);
