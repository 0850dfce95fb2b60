import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// A limit is for what hangs. What is slow on a busy machine takes its time, and passes: no test is about time.
const HANGING = 600_000;

// On every processor: vitest leaves one to itself, which of two is half.
export default defineConfig({
  test: { testTimeout: HANGING, hookTimeout: HANGING, maxWorkers: availableParallelism() },
});
