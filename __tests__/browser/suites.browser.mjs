// Files of tests, unchanged, in a page: by vitest's own runner and assertions.
import { describe, expect, it } from 'vitest';
import { call, useBrowser } from './support/browser.mjs';
import { TEST_PAGE, testPages } from './support/page-scripts.mjs';

const { open, serve } = useBrowser();

async function runInPage(file) {
  const server = await serve({ answer: await testPages() });
  const { page, problems } = await open(server.url + TEST_PAGE);
  const result = await call(page, '/bundled/vitest.mjs', 'run', file);
  return { ...result, problems, requests: server.requests };
}

describe('in a page', () => {
  it.each([
    { file: '/__tests__/stringOps.test.js', tests: 13 },
    { file: '/__tests__/unit/corpus.test.js', tests: 11 },
    { file: '/__tests__/unit/index-of.test.js', tests: 40 },
    { file: '/__tests__/browser/in-page/properties.mjs', tests: 32 },
    { file: '/__tests__/browser/in-page/operations.mjs', tests: 25 },
    { file: '/__tests__/browser/in-page/coordinator.mjs', tests: 9, expected: /status of 404/ },
    {
      file: '/__tests__/browser/in-page/loading.mjs',
      tests: 30,
      // What Chromium itself prints about requests that are meant to fail.
      expected: /status of 404|ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/,
    },
  ])('$file passes', async ({ file, tests, expected }) => {
    const { passed, skipped, failed, problems, requests } = await runInPage(file);
    expect(failed).toEqual([]);
    expect(problems.filter((problem) => !expected?.test(problem))).toEqual([]);
    expect(skipped).toEqual([]);
    expect(passed).toHaveLength(tests);
    expect(requests).toContain(file);
    expect(requests).toContain('/modules/stringOps/stringOps.wasm');
    expect(requests).not.toContain('/dist/browser/module-bytes.mjs');
  });
});
