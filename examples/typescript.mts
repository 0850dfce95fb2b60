// TypeScript: everything has a type, errors included.
//   npx tsc --rootDir examples --outDir .build/examples --module nodenext --target es2023 --strict examples/typescript.mts
//   node .build/examples/typescript.mjs
import { loadStringOps, type HeldText, type LoadOptions, type StringOps } from 'stringops-booster';

interface Match {
  readonly word: string;
  readonly count: number;
  readonly first: number;
}

function countWords(text: HeldText, words: readonly string[]): Match[] {
  return words.map((word) => ({ word, count: text.fastCount(word), first: text.fastIndexOf(word) }));
}

const isCoded = (error: unknown): error is Error & { code: string } => error instanceof Error && 'code' in error;

const options: LoadOptions = { maximumPages: 1024 };
const ops: StringOps = await loadStringOps(options);

// Where `using` is compiled, `using text = …` frees it at the end of the block.
const text = ops.hold('Wörter, Wörter, und noch ein Wort');
try {
  for (const { word, count, first } of countWords(text, ['Wörter', 'Wort', 'Satz'])) console.log(word, count, first);
} finally {
  text.free();
}

const order: -1 | 0 | 1 = ops.fastCompare('a', 'b');
console.log('order', order);

try {
  ops.fastHash(new Uint8Array(1024 * 65536));
} catch (error) {
  console.log('too large', isCoded(error) ? error.code : 'for another reason');
}
