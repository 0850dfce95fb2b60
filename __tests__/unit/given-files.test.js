import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

// The test suite and the benchmark of the WASM Implementation Guide are used unchanged. A change of ours that breaks
// them should be reconsidered.
const GIVEN = {
  '../stringOps.test.js': '09f938a8a03883642bb6de340b2c69e5f5b917f5ee5c28a51a1b47a09f8545cb',
  '../../benches/stringOps.bench.js': '8b0bedc3b9fa61a66156eea99b6f2fc0d4849d1176e15ae1382d713879da1aad',
};

it.each(Object.entries(GIVEN))('%s is as it was given', (file, expected) => {
  const content = readFileSync(new URL(file, import.meta.url));
  expect(createHash('sha256').update(content).digest('hex')).toBe(expected);
});
