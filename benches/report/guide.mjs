// Runs the WASM Implementation Guide's own benchmark, benches/stringOps.bench.js, and keeps what it prints.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { curve } from './crossover.mjs';
import { time } from './format.mjs';

/**
 * @param {string} root
 * @returns {string}
 */
export function runGuideBenchmark(root) {
  console.log("Running the guide's own benchmark …");
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'bench', '--run', 'benches/stringOps.bench.js'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  );
  if (status !== 0) throw new Error(`The guide's benchmark failed:\n${stdout}${stderr}`);
  // Above the results stands where the package lies on this machine, which is no part of them.
  const from = stdout.indexOf('✓');
  if (from === -1) throw new Error(`The guide's benchmark printed no results:\n${stdout}`);
  return stdout
    .slice(from)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** What the guide says its benchmark shows, word for word, by operation: milliseconds with WebAssembly and without. */
const CLAIMS = [
  { operation: 'fastHash', wasm: '0.015 ms', javascript: '0.742 ms', gain: '49x' },
  { operation: 'fastSearch', wasm: '0.022 ms', javascript: '1.034 ms', gain: '47x' },
  { operation: 'fastCompare', wasm: '0.018 ms', javascript: '0.891 ms', gain: '49x' },
];

/** @param {string} milliseconds such as '0.7 ms' */
const nanoseconds = (milliseconds) => parseFloat(milliseconds) * 1e6;

/** The guide's inputs. */
const GUIDE_TEXT = 'The quick brown fox jumps over the lazy dog'.repeat(100);
const GUIDE_NEEDLE = 'lazy';

/**
 * @param {string | null} output
 * @param {import('./crossover.mjs').Measured[]} rows
 */
export function guideSection(output, rows) {
  const length = GUIDE_TEXT.length;
  /** Time of plain JavaScript, or of another contender. */
  const took = (wanted, name) => {
    const [row] = curve(rows, { kind: 'ascii', length, ...wanted });
    return row.times[name ?? row.plain].min;
  };
  const hash = took({ operation: 'hash' }, 'charCodeAt loop');
  const early = took({ operation: 'search', case: 'early' });
  const miss = took({ operation: 'search', case: 'miss' });
  const same = took({ operation: 'compare', case: 'same' });
  const equal = took({ operation: 'compare', case: 'equal' });
  const alsoSlower = hash < nanoseconds(CLAIMS[0].wasm);
  return `## The guide's benchmark

The WASM Implementation Guide promises, for a text of ${length} characters:

| | WebAssembly | JavaScript | gain |
|---|---:|---:|---:|
${CLAIMS.map(({ operation, wasm, javascript, gain }) => `| ${operation} | ${wasm} | ${javascript} | ${gain} |`).join('\n')}

Its benchmark, unchanged (\`npm run test:bench -- benches/stringOps.bench.js\`), printed this in the same run as the tables
above; times are in milliseconds:

\`\`\`text
${output ?? '(not run this time)'}
\`\`\`

The promises cannot be met, by this package or any other, because their JavaScript side is not what JavaScript takes:

- **Hash.** An FNV-1a loop in plain JavaScript takes ${time(hash)} for ${length} characters in the tables above. The guide's
  ${CLAIMS[0].javascript} would be ${(nanoseconds(CLAIMS[0].javascript) / length).toFixed(0)} ns a character.${alsoSlower ? ` Its ${CLAIMS[0].wasm} with WebAssembly is more than that loop takes, too.` : ''}
- **Search.** \`'${GUIDE_NEEDLE}'\` lies at offset ${GUIDE_TEXT.indexOf(GUIDE_NEEDLE)} of the text, so no search looks at more than its beginning. Plain \`indexOf\` takes
  ${time(early)} for such a hit, and ${time(miss)} when it has to look through all ${length} characters.
- **Compare.** The benchmark compares a string with itself, which takes one comparison of pointers: ${time(same)} for \`===\`. Of two
  equal copies it takes ${time(equal)}.

Mind also that the rows it calls "JS" are this package's own \`StringOpsFallback\`, which checks its inputs and is exact for
all texts: it is no measure of what plain JavaScript can do. And the rows it calls "WASM" are whatever
\`loadStringOps()\` gives, here \`wasmtime\` behind what never leaves JavaScript: its search and compare end there.`;
}
