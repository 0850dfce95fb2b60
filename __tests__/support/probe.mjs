// node probe.mjs DIRECTORY|oracle [OPTIONS] [FILE]: loads the package there, runs the whole corpus, checks what else
// must hold, and writes the outcome as JSON to standard output, or to FILE. With `oracle` it does the same work without
// the package, as a control that shows what Node itself can do under a fault.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';

const [directory, options, file] = process.argv.slice(2);
const warnings = [];
process.on('warning', ({ name, code, message }) => warnings.push({ name, code, message }));

const isSame = (actual, expected) =>
  Array.isArray(expected)
    ? expected.length === actual.length && expected.every((value, i) => actual[i] === value)
    : actual === expected;

/** Texts long enough to reach whatever runs the operations, and to make its memory grow. */
const LONG = 3_000_000;
const ANSWERS = [
  ['x'.repeat(LONG), 4226403525],
  ['é'.repeat(LONG / 2), 2350814021],
];

/** @param {string} [only] the one operation whose rows are asked */
async function answer(ops, only) {
  // Only when it is needed, as a load that fails has no use for it.
  const { corpus } = await import('./corpus.js');
  const rows = corpus.filter(({ operation }) => only === undefined || operation === only);
  const wrong = rows
    .filter(({ operation, args, expected }) => !isSame(ops[operation](...args), expected))
    .map(({ name }) => name);
  for (const [text, hash] of ANSWERS) {
    if (ops.fastHash(text) !== hash) wrong.push('a long hash');
    if (ops.fastSearch(text, 'xy') !== -1) wrong.push('a long search');
  }
  return { rows: rows.length, wrong };
}

function links(error) {
  const chain = [];
  for (const first of error?.errors ?? [error])
    for (let link = first; link; link = link.cause)
      chain.push({ backend: link.backend, code: link.code, message: link.message });
  return chain;
}

async function probe() {
  if (directory === 'oracle') {
    const { oracle } = await import('./oracle.js');
    // Its searches would take too long.
    return answer({ ...oracle, fastSearch: () => -1 }, 'fastHash');
  }
  try {
    const ops = await createRequire(`${directory}/`)(directory).loadStringOps(
      options ? JSON.parse(options) : undefined,
    );
    return {
      backend: ops.backend,
      chain: links(ops.fallbackReason),
      inspected: inspect(ops.fallbackReason),
      ...(await answer(ops)),
    };
  } catch (error) {
    return { failed: links(error), stack: error.stack };
  }
}

const result = await probe();
await new Promise((resolve) => setImmediate(resolve));
const text = JSON.stringify({ ...result, warnings: warnings.filter(({ name }) => name === 'StringOpsWarning') });
if (file) writeFileSync(file, text);
else process.stdout.write(text);
