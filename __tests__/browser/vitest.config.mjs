import { defineConfig } from 'vitest/config';

// Generous: a browser starts slowly on a machine with little else to spare.
export default defineConfig({
  test: {
    include: ['__tests__/browser/*.browser.mjs'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
