import { readFileSync } from 'node:fs';
import { corpusOf } from './corpus-rows.js';

export { build } from './corpus-rows.js';

export const corpus = corpusOf(
  (file) => JSON.parse(readFileSync(new URL(`../corpus/${file}.json`, import.meta.url), 'utf8')).rows,
);
