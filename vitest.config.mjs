import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { buildJavaScript } from './scripts/setup.mjs';

// The tests have the package as its users do: from dist/.
buildJavaScript();

// A limit is for tests that hang. One that is slow on a busy machine takes its time and passes, as no test is about
// time.
const HANGING = 600_000;

// On every processor: vitest would keep one to itself, which is half of two.
export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: HANGING,
    hookTimeout: HANGING,
    maxWorkers: availableParallelism(),
    // `npm run test:browser`: one browser after the other.
    ...(mode === 'browser' && { include: ['__tests__/browser/*.browser.mjs'], fileParallelism: false }),
  },
}));
