// Files of tests, unchanged, in a page: by vitest's own runner and assertions.
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { call, useBrowser } from './browser.mjs';

const { open, serve } = useBrowser();

// What the page imports by name: vitest and fast-check, each bundled as one module, and the import map.

/** @param {string} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"test"' },
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Files of __tests__/support that need Node; one file replaces them in a page. */
const REPLACED = ['contenders', 'package'].map((name) => [
  `/__tests__/support/${name}.js`,
  '/__tests__/browser/in-page/support.mjs',
]);

const imports = {
  vitest: '/bundled/vitest.mjs',
  'fast-check': '/bundled/fast-check.mjs',
  'stringops-booster': '/dist/browser/index.mjs',
  '/modules/stringOps/index.js': '/dist/browser/index.mjs',
  ...Object.fromEntries(REPLACED),
};

/** The page in which tests run. */
const TEST_PAGE = '/test-page.html';

/** What the tests' server serves besides the project's files. */
async function testPages() {
  const script = (body) => ({ body, headers: { 'content-type': 'text/javascript' } });
  const answers = {
    '/bundled/vitest.mjs': script(await bundle('__tests__/browser/in-page/vitest.mjs')),
    '/bundled/fast-check.mjs': script(await bundle('fast-check')),
    [TEST_PAGE]: {
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><meta charset="utf-8"><title>Tests</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>`,
    },
  };
  return (pathname) => answers[pathname];
}

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
    { file: '/__tests__/unit/index-of.test.js', tests: 48 },
    { file: '/__tests__/unit/properties.test.js', tests: 53 },
    { file: '/__tests__/browser/in-page/operations.mjs', tests: 25 },
    { file: '/__tests__/browser/in-page/coordinator.mjs', tests: 10, expected: /status of 404/ },
    {
      file: '/__tests__/browser/in-page/loading.mjs',
      tests: 33,
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
